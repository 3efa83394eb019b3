import { join } from 'node:path';
import { TestHost } from '../../node-agent/src/testing/test-host.js';
import { weft } from '../../proto/gen/codecs.js';
import { type ControllerUnderTest, eventually } from './controller-under-test.js';
import { relayTo } from './relay.js';

/** A host with a real agent, whose controller is the one under test. Its node's VTEP is the first of those that ControllerUnderTest makes. */
export class AgentHost {
  readonly host: TestHost;
  readonly #stopRelay: () => void;

  private constructor(host: TestHost, stopRelay: () => void) {
    this.host = host;
    this.#stopRelay = stopRelay;
  }

  /** Resolves when the node is READY and has acked everything. */
  static async start(controller: ControllerUnderTest, nodeId: string, ...flags: string[]): Promise<AgentHost> {
    const host = await TestHost.make(nodeId);
    // The controller is put where the agent's host expects it.
    host.peer.stop();
    const stopRelay = await relayTo(join(host.directory, 'controller.sock'), controller.l4Port);
    const started = new AgentHost(host, stopRelay);
    try {
      host.namespace.ip('link add und type veth peer name und-peer');
      host.namespace.ip('addr add 198.18.0.1/24 dev und');
      host.namespace.ip('link set und up');
      host.namespace.ip('link set und-peer up');
      host.startAgent(...flags);
      await eventually(() => controller.nodeStatus(nodeId).state === weft.v1.NodeState.READY, 30_000);
      await eventually(() => controller.nodeStatus(nodeId).ackedRevision === controller.store.committedRevision);
    } catch (error) {
      await started.remove();
      throw error;
    }
    return started;
  }

  async remove(): Promise<void> {
    await this.host.remove();
    this.#stopRelay();
  }
}
