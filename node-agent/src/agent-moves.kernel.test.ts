import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { weft } from '../../proto/gen/codecs.js';
import { parseIp } from '../../proto/src/ip.js';
import { parseMac } from '../../proto/src/mac.js';
import { close, lookupAll, MapType, mapInfo, openPinnedMap } from './datapath/bpf/native.js';
import type { PeerStream } from './testing/sync-peer.js';
import { TestHost, TestNamespace } from './testing/test-host.js';
import { waitUntil } from './testing/wait-until.js';

// A port moves from h1 to h2; its peer q stays at h1. The controller is played by the test, the agents are processes.
//   vm-old eth0 10.0.0.213 -- pm (h1)    pm (h2) -- eth0 10.0.0.213 vm-new
//   vm-q   eth0 10.0.0.2   -- pq (h1)
const { ACTIVE_BINDING, PENDING_BINDING, DEPARTING_BINDING } = weft.v1.LocalPortRole;
const ID = 0xd2d3d4;
const MAC = '02:57:d2:d3:d4:d5';
const ADDRESS = '10.0.0.213';
const Q = { id: 0xe7e6e5, mac: '02:57:00:00:d2:07', address: '10.0.0.2' };
const VNI = 100;
/** An agent has started, on a host that does much else. */
const STREAM_MS = 30_000;
const ip = (text: string) => ({ bytes: parseIp(text) });

let h1: TestHost;
let h2: TestHost;
const vms: TestNamespace[] = [];
let [old, fresh, q]: (TestNamespace | undefined)[] = [];
const streams: PeerStream[] = [];
let relay: NodeJS.Timeout;
let revision = 5;

const group = {
  securityGroup: {
    groupId: 9,
    securityGroupId: 'g9',
    rules: [1, 2].map((direction) => ({
      number: direction,
      ruleId: `r${direction}`,
      direction,
      protocol: 1,
      first: 0,
      last: 65_535,
    })),
  },
};
const port = (role: weft.v1.LocalPortRole, generation: number, otherGeneration: number): weft.v1.Entry.$Properties => {
  const field = role === ACTIVE_BINDING ? 'securedMac' : 'movingMac';
  const fields = { role, generation, otherGeneration, groupIds: [9], addresses: [ip(ADDRESS)], [field]: parseMac(MAC) };
  return { localPort: { datapathId: ID, portId: 'm', vni: VNI, ...fields } };
};
const at = (vtepId: number) => ({ fdb: { vni: VNI, mac: parseMac(MAC), vtepId, datapathId: ID, groupIds: [9] } });
const base = (own: 1 | 2): weft.v1.Entry.$Properties[] => [
  { nodeConfig: { vtepId: own, vteps: [ip(`192.0.2.${own}`)], vxlanPort: 4789 } },
  { network: { vni: VNI, networkId: 'net', tenantId: 'acme', mtu: 1450 } },
  ...[1, 2].flatMap((vtepId) => [
    { vtep: { vtepId, addresses: [ip(`192.0.2.${vtepId}`)], nodeId: `wd2-h${vtepId}` } },
    { member: { vni: VNI, vtepId } },
  ]),
  group,
  at(1),
  { neighbor: { vni: VNI, address: ip(ADDRESS), mac: parseMac(MAC) } },
  { fdb: { vni: VNI, mac: parseMac(Q.mac), vtepId: 1, datapathId: Q.id } },
  { neighbor: { vni: VNI, address: ip(Q.address), mac: parseMac(Q.mac) } },
];
const portQ = {
  localPort: {
    datapathId: Q.id,
    portId: 'q',
    generation: 1,
    vni: VNI,
    mac: parseMac(Q.mac),
    addresses: [ip(Q.address)],
  },
};

function makeVm(name: string, host: TestHost, link: string, mac: string, address: string): TestNamespace {
  const vm = new TestNamespace(`wd2-${name}`);
  vms.push(vm);
  host.namespace.ip(`link add ${link} type veth peer name eth0 netns ${vm.name} address ${mac} mtu 1450`);
  // It says nothing by itself.
  vm.run('sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1');
  vm.ip(`addr add ${address}/24 dev eth0`);
  vm.ip('link set eth0 up');
  return vm;
}

async function delta(host: 0 | 1, put: weft.v1.Entry.$Properties[], remove: weft.v1.EntryKey.$Properties[] = []) {
  revision++;
  streams[host]?.send({ delta: { revision, put, remove } });
  await streams[host]?.acked(revision);
}

/** The agent is killed and runs again, in sync with what it had. */
async function restart(host: 0 | 1, stream: number): Promise<void> {
  const one = host === 0 ? h1 : h2;
  await one.endAgent('SIGKILL');
  one.startAgent();
  const next = await one.peer.stream(stream, STREAM_MS);
  streams[host] = next;
  const { revision: has } = await next.hello();
  next.sendWelcome({ resume: 2, revision: has as number });
  next.send({ delta: { revision: has as number } });
  await next.acked(has as number);
}

/** Hands connections on between the agents' streams, as the controller does. */
function startRelay(): NodeJS.Timeout {
  const read = new Map<PeerStream, number>();
  return setInterval(() => {
    for (const [from, to] of [
      [streams[0], streams[1]],
      [streams[1], streams[0]],
    ]) {
      if (!from) continue;
      const seen = read.get(from) ?? 0;
      read.set(from, from.received.length);
      for (const { connectionsWanted, connections } of from.received.slice(seen)) {
        if (connectionsWanted) to?.send({ connectionsWanted });
        if (connections) to?.send({ connections });
      }
    }
  }, 5);
}

const pings = (count = 1) =>
  q?.run(`ping -c ${count} -i 0.02 -W 1 -q ${ADDRESS} || true`).includes(`${count} received`);
const factsOf = (host: 0 | 1, is: (facts: weft.v1.PortFacts.$Properties) => boolean) => streams[host]?.facts('m', is);

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** What there is by number of a slot, or on its way to the agent, is nobody's. */
const anonymous: readonly number[] = [MapType.ARRAY, MapType.PERCPU_ARRAY, MapType.RINGBUF];
const marks = [u32(ID), parseMac(MAC), parseIp(ADDRESS)].map((bytes) => Buffer.from(bytes));

/** Maps of a host that have the port's number, MAC or address in a row, other than what q has to do with it. */
function traces(host: TestHost): string[] {
  const maps = join(host.bpffs, host.nodeId, 'maps');
  return readdirSync(maps).filter((name) => {
    const map = openPinnedMap(join(maps, name));
    if (!map || anonymous.includes(mapInfo(map).type)) return false;
    const { keys, values, count } = lookupAll(map);
    close(map);
    return Array.from({ length: count }, (_, i) => {
      const key = keys.subarray((i * keys.length) / count, ((i + 1) * keys.length) / count);
      const value = values.subarray((i * values.length) / count, ((i + 1) * values.length) / count);
      return !key.includes(u32(Q.id)) && marks.some((mark) => key.includes(mark) || value.includes(mark));
    }).includes(true);
  });
}

beforeAll(async () => {
  h1 = await TestHost.make('wd2-h1');
  h2 = await TestHost.make('wd2-h2');
  h1.namespace.ip('link add und type veth peer name und netns wd2-h2');
  for (const [i, host] of [h1, h2].entries()) {
    host.namespace.ip(`addr add 192.0.2.${i + 1}/24 dev und`);
    host.namespace.ip('link set und up');
  }
  old = makeVm('old', h1, 'pm', MAC, ADDRESS);
  fresh = makeVm('new', h2, 'pm', MAC, ADDRESS);
  q = makeVm('q', h1, 'pq', Q.mac, Q.address);
  const entries = [[...base(1), portQ, port(ACTIVE_BINDING, 1, 0)], base(2)];
  for (const [i, host] of [h1, h2].entries()) {
    host.startAgent();
    const stream = await host.peer.stream(0, STREAM_MS);
    streams[i] = stream;
    await stream.hello();
    stream.sendSnapshot({ revision }, entries[i] ?? []);
    await stream.acked(revision);
  }
  relay = startRelay();
  await h1.plug('q', 'pq');
  await h1.plug('m', 'pm');
  await factsOf(0, (f) => Boolean(f.programmed && f.linkUp));
});

afterAll(async () => {
  clearInterval(relay);
  await h1?.remove();
  await h2?.remove();
  for (const vm of vms) vm.remove();
});

test('a pending port is programmed, has its connections, and tells at once that it sends, also after a restart', async () => {
  expect(pings(3)).toBe(true);
  await delta(1, [port(PENDING_BINDING, 2, 1)]);
  await delta(0, [port(ACTIVE_BINDING, 1, 2)]);
  expect(await h2.plug('m', 'pm', { generation: 2 })).toMatchObject({
    state: weft.v1.PlugState.PROGRAMMED,
    generation: 2,
  });
  await expect(h2.plug('m', 'pm', { generation: 1 })).rejects.toMatchObject({ code: 'STALE_GENERATION' });
  await factsOf(1, (f) => Boolean(f.programmed && f.hasConnections && f.generation === 2 && !f.sends));
  expect(traces(h2)).toContain('connection4');
  // Where it was it still is.
  expect(pings(2)).toBe(true);
  old?.ip('link set eth0 down');
  fresh?.run('ping -c 1 -W 0.1 10.0.0.99 || true');
  await factsOf(1, (f) => Boolean(f.sends));
  await restart(1, 1);
  for (const map of (await h2.describe()).maps) expect(map, map.name ?? '').toMatchObject({ writes: 0, deletes: 0 });
  await factsOf(1, (f) => Boolean(f.programmed && f.plugged));
  fresh?.run('ping -c 1 -W 0.1 10.0.0.99 || true');
  await factsOf(1, (f) => Boolean(f.sends));
});

test('active there, departing here: what others send here goes on; both agents may die', async () => {
  await delta(1, [port(ACTIVE_BINDING, 2, 1), at(2)]);
  await factsOf(1, (f) => Boolean(f.programmed && !f.sends));
  await delta(0, [port(DEPARTING_BINDING, 1, 2), at(2)]);
  await factsOf(1, (f) => Boolean(f.hasConnections));
  expect(pings(3)).toBe(true);
  expect((await h1.plugs()).find((p) => p.portId === 'm')).toMatchObject({
    state: weft.v1.PlugState.WAITING_FOR_PORT,
    message: 'the port has moved to another node',
  });
  for (const host of [0, 1] as const) {
    await restart(host, host + 1);
    const maps = (await (host === 0 ? h1 : h2).describe()).maps;
    for (const map of maps) expect(map, map.name ?? '').toMatchObject({ writes: 0, deletes: 0 });
  }
  expect(traces(h1)).toContain('departing_port');
  expect(pings(2)).toBe(true);
});

test('gone, the port has left nothing at the node but where it is now', async () => {
  await delta(0, [], [{ localPort: { datapathId: ID } }]);
  const stays = ['fdb', 'neighbor4', 'port_groups'];
  await waitUntil('nothing else is left', () => `${traces(h1).sort()}` === `${stays}`);
  await delta(1, [port(ACTIVE_BINDING, 2, 0)]);
  expect(pings(2)).toBe(true);
  expect(streams.flatMap((stream) => stream.nacks())).toEqual([]);
});
