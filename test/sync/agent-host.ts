import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { TestHost } from '../../node-agent/src/testing/test-host.js';
import { weft } from '../../proto/gen/codecs.js';
import { type ControllerUnderTest, eventually } from './controller-under-test.js';

/** A host with a real agent, whose controller is the one under test. Its node's VTEP is the first of those that ControllerUnderTest makes. */
export class AgentHost {
  readonly host: TestHost;
  readonly #relay: Server;

  private constructor(host: TestHost, relay: Server) {
    this.host = host;
    this.#relay = relay;
  }

  /** Resolves when the node is READY and has acked everything. */
  static async start(controller: ControllerUnderTest, nodeId: string, ...flags: string[]): Promise<AgentHost> {
    const host = await TestHost.make(nodeId);
    // The controller is put where the agent's host expects it.
    host.peer.stop();
    const relay = createServer((a) => {
      const b = connect(controller.l4Port, '127.0.0.1');
      a.pipe(b);
      b.pipe(a);
      a.on('error', () => b.destroy());
      b.on('error', () => a.destroy());
    });
    const started = new AgentHost(host, relay);
    try {
      relay.listen(join(host.directory, 'controller.sock'));
      await once(relay, 'listening');
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
    this.#relay.close();
  }
}
