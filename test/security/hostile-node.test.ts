import type { Client, ClientDuplexStream } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { weft } from '../../proto/gen/codecs.js';
import * as services from '../../proto/gen/services.js';
import { callUnary, openDuplexStream, openServerStream, weftErrorOf } from '../../proto/src/call.js';
import type { WeftError } from '../../proto/src/errors.js';
import { parseIp } from '../../proto/src/ip.js';
import type { MethodShape } from '../../proto/src/method.js';
import { SecureController } from './secure-controller.js';

const { NetworkService, NodeService, NodeSync, PortService, SecurityGroupService, SubnetService, TenantService } =
  services;
type Method = MethodShape<unknown, unknown, unknown, unknown>;

/** An agent as far as a test needs it: it says what the test wants, and keeps what it hears. */
class SimulatedAgent {
  readonly stream: ClientDuplexStream<weft.v1.AgentMessage.$Properties, weft.v1.ControllerMessage>;
  readonly entries: weft.v1.Entry[] = [];
  welcome = false;
  inSync = false;
  error: WeftError | null = null;
  revision = 0;

  constructor(
    client: Client,
    nodeId: string,
    private readonly acks = true,
  ) {
    this.stream = openDuplexStream(client, NodeSync.sync);
    this.stream.on('error', (error: Error) => {
      this.error = weftErrorOf(error);
    });
    this.stream.on('data', (message: weft.v1.ControllerMessage) => this.#hear(message));
    this.say({ hello: { nodeId, agentInstance: `${nodeId}-test`, protocolMin: 1, protocolMax: 1 } });
  }

  say(message: weft.v1.AgentMessage.$Properties): void {
    this.stream.write(message);
  }

  #hear({ welcome, snapshotChunk, snapshotEnd, delta }: weft.v1.ControllerMessage): void {
    if (welcome) this.welcome = true;
    this.entries.push(...((snapshotChunk?.put ?? delta?.put ?? []) as weft.v1.Entry[]));
    const at = snapshotEnd?.revision ?? (delta && !delta.more ? delta.revision : null);
    if (at === null || at === undefined) return;
    this.revision = Number(at);
    this.inSync = true;
    if (this.acks) this.say({ ack: { revision: this.revision } });
  }
}

describe('a hostile node', () => {
  let controller: SecureController;
  let admin: Client;
  let evil: Client;
  let honest: SimulatedAgent;
  const vnis = new Map<string, number>();

  // h1: a and c; h2, which is hostile: b and c; h3: a alone.
  beforeAll(async () => {
    controller = await SecureController.start(['--heartbeat-ms', '1000']);
    admin = await controller.client({ role: 'admin', name: 'root' });
    await callUnary(admin, TenantService.createTenant, { tenant: { metadata: { id: 'acme' } } });
    for (const [i, id] of ['h1', 'h2', 'h3'].entries()) {
      const vteps = [{ bytes: parseIp(`192.0.2.${i + 1}`) }];
      await callUnary(admin, NodeService.createNode, { node: { metadata: { id }, vteps } });
    }
    for (const [i, id] of ['a', 'b', 'c'].entries()) {
      const network = await callUnary(admin, NetworkService.createNetwork, {
        network: { metadata: { id }, tenantId: 'acme' },
      });
      vnis.set(id, network.vni);
      const prefix = { address: { bytes: parseIp(`10.${i}.0.0`) }, length: 24 };
      await callUnary(admin, SubnetService.createSubnet, { subnet: { metadata: { id }, networkId: id, prefix } });
    }
    for (const [networkId, nodeId] of ['a h1', 'a h3', 'b h2', 'c h1', 'c h2'].map((text) => text.split(' '))) {
      const port = { metadata: { id: `${networkId}-${nodeId}` }, networkId: networkId ?? '', nodeId: nodeId ?? '' };
      await callUnary(admin, PortService.createPort, { port });
    }
    evil = await controller.client({ role: 'node', name: 'h2' });
    honest = new SimulatedAgent(await controller.client({ role: 'node', name: 'h1' }), 'h1');
    await waitFor('h1 is in sync', 10_000, () => honest.inSync || undefined);
    const beats = setInterval(() => honest.say({ heartbeat: { sentUnixMs: Date.now() } }), 300);
    honest.stream.on('close', () => clearInterval(beats));
  });
  afterAll(async () => {
    honest?.stream.cancel();
    await controller.stop();
  });

  /** A change reaches the honest node; how long that took. */
  async function honestIsServed(): Promise<void> {
    const before = honest.revision;
    const { id } = { id: `x-${before}` };
    await callUnary(
      admin,
      PortService.createPort,
      { port: { metadata: { id }, networkId: 'a', nodeId: 'h3' } },
      { timeoutMs: 5_000 },
    );
    await waitFor('h1 hears of a change', 3_000, () => honest.revision > before || undefined);
    expect(honest.error).toBeNull();
  }

  const ended = (agent: SimulatedAgent) => waitFor('the stream ends', 15_000, () => agent.error ?? undefined);

  it('may call nothing but NodeSync and health', async () => {
    const methods = Object.values(services).flatMap((service) => Object.values(service as Record<string, Method>));
    const refused: string[] = [];
    for (const method of methods) {
      if (/NodeSync|grpc\.health/.test(method.path)) continue;
      const error = await new Promise<WeftError>((resolve, reject) => {
        if (!method.requestStream && !method.responseStream) {
          callUnary(evil, method, {}, { timeoutMs: 5_000 }).then(reject, resolve);
          return;
        }
        const stream = method.requestStream ? openDuplexStream(evil, method) : openServerStream(evil, method, {});
        stream.on('data', reject);
        stream.on('error', (e) => resolve(weftErrorOf(e)));
      });
      // What the controller does not serve at all is unknown to it.
      const isServed = !/AgentService|PlugService/.test(method.path);
      expect([method.path, error.code]).toEqual([method.path, isServed ? 'PERMISSION_DENIED' : expect.any(String)]);
      refused.push(method.path);
    }
    expect(refused.length).toBeGreaterThan(30);
  });

  it('cannot speak for another node, nor end its stream by trying', async () => {
    for (const nodeId of ['h1', 'h3', 'absent', '']) {
      const agent = new SimulatedAgent(evil, nodeId);
      expect(['PERMISSION_DENIED', 'PROTOCOL_VIOLATION']).toContain((await ended(agent)).code);
      expect([agent.welcome, agent.entries]).toEqual([false, []]);
    }
    await honestIsServed();
  });

  it('learns of networks that it has ports in, of nodes in them, of groups of its ports, and of nothing else', async () => {
    const groups = { theirs: [], own: [{ direction: 1, remoteSecurityGroupId: 'theirs' }] };
    for (const [id, rules] of Object.entries(groups)) {
      const securityGroup = { metadata: { id }, tenantId: 'acme', rules };
      await callUnary(admin, SecurityGroupService.createSecurityGroup, { securityGroup });
    }
    await callUnary(admin, PortService.updatePort, {
      port: { metadata: { id: 'c-h2' }, securityGroupIds: ['own'] },
      updateMask: { paths: ['security_group_ids'] },
    });
    const agent = new SimulatedAgent(evil, 'h2');
    await waitFor('it is in sync', 5_000, () => agent.inSync || undefined);
    await honestIsServed();
    await callUnary(admin, PortService.createPort, {
      port: { metadata: { id: 'c-more' }, networkId: 'c', nodeId: 'h1', securityGroupIds: ['theirs'] },
    });
    const mac = (await callUnary(admin, PortService.getPort, { id: 'c-more' })).mac;
    await waitFor(
      'it hears of a port in c',
      5_000,
      () => agent.entries.some((e) => e.fdb && Buffer.compare(e.fdb.mac ?? Buffer.alloc(0), mac) === 0) || undefined,
    );
    const told = new Set(
      agent.entries.flatMap((e) => (e.network ?? e.fdb ?? e.neighbor ?? e.member ?? e.localPort)?.vni ?? []),
    );
    expect([...told].sort()).toEqual([vnis.get('b'), vnis.get('c')].sort());
    const nodes = agent.entries.flatMap((e) => e.vtep?.nodeId ?? []);
    expect(nodes).toContain('h1');
    expect(nodes).not.toContain('h3');
    expect(agent.entries.flatMap((e) => e.localPort?.portId ?? []).sort()).toEqual(['b-h2', 'c-h2']);
    expect(agent.entries.flatMap((e) => e.securityGroup?.securityGroupId ?? [])).toEqual(['own']);
    agent.stream.cancel();
  });

  it('cannot say anything of ports of others', async () => {
    const agent = new SimulatedAgent(evil, 'h2');
    await waitFor('it is in sync', 5_000, () => agent.inSync || undefined);
    const facts = { generation: 1, plugged: true, linkUp: true, programmed: true, interface: 'evil0' };
    for (const complete of [false, true]) {
      agent.say({ portReport: { complete, ports: ['c-h1', 'a-h3', 'c-h2'].map((portId) => ({ ...facts, portId })) } });
    }
    await waitFor('what it says of its own port counts', 5_000, async () => {
      const own = await callUnary(admin, PortService.getPort, { id: 'c-h2' });
      return own.status?.plugged || undefined;
    });
    for (const id of ['c-h1', 'a-h3']) {
      const { status } = await callUnary(admin, PortService.getPort, { id });
      expect(status).toMatchObject({ state: weft.v1.PortState.BINDING, plugged: false, interface: '' });
    }
    agent.stream.cancel();
  });

  it('cannot say what rules did at ports of others, and fills no more than its share', async () => {
    const agent = new SimulatedAgent(evil, 'h2');
    await waitFor('it is in sync', 5_000, () => agent.inSync || undefined);
    const denied = { direction: 1, packets: 7 };
    const ports = ['c-h1', 'a-h3', 'absent', 'c-h2'].map((portId) => ({ portId, generation: 1, hits: [denied] }));
    agent.say({
      ruleHits: { ports: [{ portId: 'c-h2', generation: 2, hits: [{ ...denied, packets: 9 }] }, ...ports] },
    });
    const rules = (id: string) => callUnary(admin, PortService.listPortRules, { id });
    await waitFor('what it says of its own port counts', 5_000, async () => {
      const own = await rules('c-h2');
      return own.ingressDenied === 7 || undefined;
    });
    for (const id of ['c-h1', 'a-h3']) expect(await rules(id)).toMatchObject({ ingressDenied: 0, hitsTime: null });
    const before = controller.residentBytes();
    for (let n = 0; n < 200; n++) {
      const hits = Array.from({ length: 10_000 }, (_, i) => ({
        groupId: n + 1,
        number: i + 1,
        direction: 1,
        packets: 1,
      }));
      agent.say({ ruleHits: { ports: [{ portId: 'c-h2', generation: 1, hits }] } });
      await new Promise((resolve) => setImmediate(resolve));
    }
    await honestIsServed();
    expect(controller.residentBytes() - before).toBeLessThan(200 * 1024 * 1024);
    expect((await rules('c-h2')).ingressDenied).toBe(7);
    for (const bad of [{ direction: 0 }, { groupId: 1 }, { number: 1 }]) {
      const liar = new SimulatedAgent(evil, 'h2');
      await waitFor('it is in sync', 5_000, () => liar.inSync || undefined);
      liar.say({ ruleHits: { ports: [{ portId: 'c-h2', generation: 1, hits: [{ ...denied, ...bad }] }] } });
      expect((await ended(liar)).code).toBe('PROTOCOL_VIOLATION');
    }
    await honestIsServed();
  });

  it('that acks what was never sent is cut off', async () => {
    const agent = new SimulatedAgent(evil, 'h2', false);
    await waitFor('it is welcome', 5_000, () => agent.welcome || undefined);
    agent.say({ ack: { revision: 1_000_000 } });
    expect((await ended(agent)).code).toBe('PROTOCOL_VIOLATION');
    const node = await callUnary(admin, NodeService.getNode, { id: 'h2' });
    expect(Number(node.status?.ackedRevision)).toBeLessThan(1_000_000);
    await honestIsServed();
  });

  it('that floods with nacks holds up nobody and is remembered within bounds', async () => {
    const agent = new SimulatedAgent(evil, 'h2');
    await waitFor('it is in sync', 5_000, () => agent.inSync || undefined);
    const before = controller.residentBytes();
    for (let i = 0; i < 20_000; i++) {
      const key = { fdb: { vni: i, mac: Buffer.from([2, 0, 0, 0, i >> 8, i & 0xff]) } };
      agent.say({ nack: { revision: agent.revision, key, reason: 1, message: 'x'.repeat(500) } });
      if (i % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await honestIsServed();
    const node = await callUnary(admin, NodeService.getNode, { id: 'h2' });
    expect(node.status?.nacks?.length ?? 0).toBeLessThanOrEqual(64);
    expect(controller.residentBytes() - before).toBeLessThan(200 * 1024 * 1024);
    agent.stream.cancel();
  });

  it('that opens stream after stream, says nothing, or sends too much, is bounded', async () => {
    const silent = Array.from({ length: 60 }, () => openDuplexStream(evil, NodeSync.sync));
    for (const stream of silent) stream.on('error', () => undefined);
    const agents = Array.from({ length: 20 }, () => new SimulatedAgent(evil, 'h2'));
    const huge = new SimulatedAgent(evil, 'h2');
    huge.say({
      portReport: { ports: Array.from({ length: 100_000 }, (_, i) => ({ portId: `p${i}`, generation: 1 })) },
    });
    await ended(huge);
    await waitFor(
      'all but the newest stream are ended',
      10_000,
      () => agents.filter((a) => !a.error).length <= 1 || undefined,
    );
    await honestIsServed();
    for (const stream of silent) stream.cancel();
    for (const agent of agents) agent.stream.cancel();
  });
});
