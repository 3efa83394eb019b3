import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { weft } from '../../proto/gen/codecs.js';
import { parseIp } from '../../proto/src/ip.js';
import { parseMac } from '../../proto/src/mac.js';
import {
  CONNECTION_BYTES,
  CONNECTION4_KEY_BYTES,
  decodeConnection,
  decodeConnection4Key,
} from './datapath/bpf/layout.gen.js';
import { close, lookupAll, openPinnedMap } from './datapath/bpf/native.js';
import type { PeerStream } from './testing/sync-peer.js';
import { addGuests, addUnderlay } from './testing/test-guests.js';
import { TestHost, type TestNamespace } from './testing/test-host.js';
import { waitUntil } from './testing/wait-until.js';

// Two VMs at one host; the controller is played by the test, the agent a process. Port p1 moves: from here, or to here.
//   vm1 eth0 10.0.0.1 -- p1 (host) p2 -- eth0 10.0.0.2 vm2
let host: TestHost;
let vms: TestNamespace[] = [];

const macs = ['02:5c:00:00:01:01', '02:5c:00:00:01:02'] as const;
const ip = (text: string) => ({ bytes: parseIp(text) });
const { ACTIVE_BINDING, PENDING_BINDING, DEPARTING_BINDING } = weft.v1.LocalPortRole;

const common = (number: 1 | 2) => ({
  datapathId: number,
  portId: `p${number}`,
  vni: 100,
  addresses: [ip(`10.0.0.${number}`)],
});
/** p1, which lets itself be pinged, and sends what it likes. */
function moving(role: weft.v1.LocalPortRole, generation: number, otherGeneration: number): weft.v1.Entry.$Properties {
  const mac = parseMac(macs[0]);
  const own = role === ACTIVE_BINDING ? { securedMac: mac } : { movingMac: mac };
  return { localPort: { ...common(1), generation, otherGeneration, role, groupIds: [9], ...own } };
}
const base = (): weft.v1.Entry.$Properties[] => [
  { nodeConfig: { vtepId: 1, vteps: [ip('192.0.2.1')], vxlanPort: 4789 } },
  { network: { vni: 100, networkId: 'net', tenantId: 'acme', mtu: 1450 } },
  { vtep: { vtepId: 1, addresses: [ip('192.0.2.1')], nodeId: host.nodeId } },
  { vtep: { vtepId: 2, addresses: [ip('192.0.2.2')], nodeId: 'other' } },
  { member: { vni: 100, vtepId: 1 } },
  { member: { vni: 100, vtepId: 2 } },
  ...([1, 2] as const).flatMap((n) => [
    { fdb: { vni: 100, mac: parseMac(macs[n - 1] ?? ''), vtepId: 1, datapathId: n } },
    { neighbor: { vni: 100, address: ip(`10.0.0.${n}`), mac: parseMac(macs[n - 1] ?? '') } },
  ]),
  {
    securityGroup: {
      groupId: 9,
      securityGroupId: 'g9',
      rules: [{ number: 1, ruleId: 'r1', direction: 1, protocol: 1, first: 8 << 8, last: (8 << 8) | 255 }],
    },
  },
  { localPort: { ...common(2), generation: 1, mac: parseMac(macs[1]) } },
];

/** p1's connections in the kernel: protocol, its l4 port, and whether they were judged here. */
function tracked(): { protocol: number; ownL4Port: number; isJudged: boolean }[] {
  const map = openPinnedMap(join(host.bpffs, host.nodeId, 'maps/connection4'));
  if (!map) throw new Error('connection4 is not pinned');
  const { keys, values, count } = lookupAll(map);
  close(map);
  return Array.from({ length: count }, (_, i) => ({
    ...decodeConnection4Key(keys, i * CONNECTION4_KEY_BYTES),
    ...decodeConnection(values, i * CONNECTION_BYTES),
  }))
    .filter(({ datapathId }) => datapathId === 1)
    .map(({ protocol, ownL4Port, version }) => ({ protocol, ownL4Port, isJudged: version !== 0 }));
}

const tellings = (stream: PeerStream) => stream.received.flatMap((m) => (m.connections ? [m.connections] : []));
const asked = (stream: PeerStream) =>
  stream.received.flatMap((m) => (m.connectionsWanted ? [m.connectionsWanted] : []));
const telling = (stream: PeerStream, number: number) =>
  waitUntil(`telling ${number}`, () => tellings(stream).filter((t) => t.complete)[number - 1]);

/** The agent is killed and runs again; its stream, in sync. */
async function restart(index: number, revision: number): Promise<PeerStream> {
  await host.endAgent('SIGKILL');
  host.startAgent();
  const stream = await host.peer.stream(index);
  await stream.hello();
  stream.sendWelcome({ resume: 2, revision });
  stream.send({ delta: { revision } });
  await stream.acked(revision);
  return stream;
}

beforeEach(async () => {
  host = await TestHost.make('wd-con');
  addUnderlay(host);
  vms = addGuests(host, macs);
  host.startAgent();
});

afterEach(async () => {
  await host.remove();
  for (const vm of vms) vm.remove();
});

async function begin(port: weft.v1.Entry.$Properties): Promise<PeerStream> {
  const stream = await host.peer.stream(0);
  stream.sendSnapshot({ revision: 5 }, [...base(), port]);
  await stream.acked(5);
  for (const name of ['p1', 'p2']) await host.plug(name, name);
  for (const name of ['p1', 'p2']) await stream.facts(name, (facts) => Boolean(facts.programmed && facts.linkUp));
  return stream;
}

test('a port leaves: told when asked, told for good before the ack, told again after a restart, and nothing is left', async () => {
  let stream = await begin(moving(ACTIVE_BINDING, 1, 2));
  vms[1]?.run('ping -c 1 -W 1 -q 10.0.0.1 || true');
  vms[1]?.run('ping -c 1 -W 1 -q 10.0.0.1');
  const echoes = tracked().length;
  expect(echoes).toBeGreaterThan(0);
  stream.send({ connectionsWanted: { portId: 'p1', generation: 3 } });
  stream.send({ connectionsWanted: { portId: 'p2', generation: 2 } });
  stream.send({ connectionsWanted: { portId: 'p1', generation: 2 } });
  const first = await telling(stream, 1);
  expect(first).toMatchObject({ portId: 'p1', generation: 2, part: 0, final: false });
  expect(first.connections).toHaveLength(echoes);
  expect(first.connections?.[0]).toMatchObject({ protocol: 1, remoteL4Port: 1, began: 0, cut: false });
  stream.send({
    delta: {
      revision: 6,
      put: [moving(DEPARTING_BINDING, 1, 2), { fdb: { vni: 100, mac: parseMac(macs[0]), vtepId: 2, datapathId: 1 } }],
    },
  });
  await stream.acked(6);
  const at = (is: (m: weft.v1.AgentMessage) => unknown) => stream.received.findIndex((m) => Boolean(is(m)));
  expect(at((m) => m.connections?.final)).toBeGreaterThan(0);
  expect(at((m) => m.connections?.final)).toBeLessThan(at((m) => m.ack?.revision === 6));
  const last = await telling(stream, 2);
  expect(last).toMatchObject({ generation: 2, final: true });
  expect(last.connections).toHaveLength(echoes);
  stream = await restart(1, 6);
  stream.send({ connectionsWanted: { portId: 'p1', generation: 2 } });
  const again = await telling(stream, 1);
  expect(again).toMatchObject({ final: true });
  expect(again.connections).toHaveLength(echoes);
  stream.send({ delta: { revision: 7, remove: [{ localPort: { datapathId: 1 } }] } });
  await stream.acked(7);
  await waitUntil('its connections are gone', () => (tracked().length === 0 ? true : null));
});

test('a port comes: asked for until they are told, judged by the first packet, and asked for the last ones when it is here', async () => {
  let stream = await begin(moving(PENDING_BINDING, 2, 1));
  await waitUntil('asked twice', () => asked(stream)[1]);
  expect(asked(stream)[0]).toMatchObject({ portId: 'p1', generation: 2 });
  await stream.facts('p1', (facts) => !facts.hasConnections);
  const udp = (ownL4Port: number): weft.v1.ConnectionState.$Properties => ({
    own: parseIp('10.0.0.1'),
    remote: parseIp('10.0.0.2'),
    ownL4Port,
    remoteL4Port: 6000,
    protocol: 17,
    began: 1,
    state: 3,
    ageMs: 60_000,
    idleMs: 10_000,
  });
  const tell = (more: weft.v1.ConnectionStates.$Properties) =>
    stream.send({ connections: { portId: 'p1', generation: 2, ...more } });
  tell({ connections: [udp(5000)] });
  stream = await restart(1, 5);
  await waitUntil('asked again', () => asked(stream)[0]);
  // The end of a telling whose beginning the agent does not know.
  tell({ connections: [udp(5009)], part: 1, complete: true });
  tell({ connections: [udp(5000), udp(5001)] });
  tell({ connections: [udp(5002), { ...udp(5003), own: parseIp('10.0.0.2') }], part: 1, complete: true });
  const facts = await stream.facts('p1', (f) => Boolean(f.hasConnections));
  expect(facts.message).toContain("1 because they can't be the port's");
  const l4Ports = () => tracked().map(({ ownL4Port }) => ownL4Port);
  expect(l4Ports().sort()).toEqual([5000, 5001, 5002]);
  // No rule lets it in, but for the connection that p1 has begun elsewhere.
  const say = `import socket; s=socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("", 6000)); [s.sendto(b"x", ("10.0.0.1", p)) for p in (5001, 5004)]`;
  await waitUntil('a packet was judged', () => {
    vms[1]?.run(`python3 -c '${say}'`);
    return tracked().find(({ ownL4Port, isJudged }) => ownL4Port === 5001 && isJudged);
  });
  expect(l4Ports().sort()).toEqual([5000, 5001, 5002]);
  stream.send({ delta: { revision: 6, put: [moving(ACTIVE_BINDING, 2, 1)] } });
  await stream.acked(6);
  await stream.facts('p1', (f) => !f.hasConnections);
  tell({ connections: [udp(5002)], complete: true, final: true });
  await stream.facts('p1', (f) => Boolean(f.hasConnections));
  expect(l4Ports().sort()).toEqual([5001, 5002]);
});
