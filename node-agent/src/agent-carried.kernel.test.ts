import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { weft } from '../../proto/gen/codecs.js';
import { parseIp } from '../../proto/src/ip.js';
import { parseMac } from '../../proto/src/mac.js';
import { BpfTunnelCounters } from './datapath/bpf/bpf-tunnel-counters.js';
import { Counts, decodeConfig, decodeMemberKey, MEMBER_KEY_BYTES, TrafficSlot } from './datapath/bpf/layout.gen.js';
import { type BpfMap, close, lookup, lookupAll, openPinnedMap, updateBatch } from './datapath/bpf/native.js';
import { TestHost, TestNamespace } from './testing/test-host.js';
import { waitUntil } from './testing/wait-until.js';

// A host whose VM sends to addresses behind VTEPs 2 and 3, which nobody is: what is carried there is counted all the same.
const vni = 100;
const mac = '02:57:00:00:00:01';
const far = [2, 3].map((vtepId) => ({ vtepId, mac: `02:57:00:00:00:0${vtepId}`, ip: `10.0.0.${vtepId}` }));
const ip = (text: string) => ({ bytes: parseIp(text) });

function entries(): weft.v1.Entry.$Properties[] {
  return [
    { nodeConfig: { vtepId: 1, vteps: [ip('192.0.2.1')], vxlanPort: 4789 } },
    { network: { vni, networkId: 'net', tenantId: 'acme', mtu: 1450 } },
    ...[1, 2, 3].flatMap((vtepId) => [
      { vtep: { vtepId, addresses: [ip(`192.0.2.${vtepId}`)], nodeId: `h${vtepId}` } },
      { member: { vni, vtepId } },
    ]),
    { localPort: { datapathId: 1, portId: 'p1', generation: 1, vni, mac: parseMac(mac), addresses: [ip('10.0.0.1')] } },
    { fdb: { vni, mac: parseMac(mac), vtepId: 1, datapathId: 1 } },
    ...far.flatMap((f) => [
      { fdb: { vni, mac: parseMac(f.mac), vtepId: f.vtepId, datapathId: f.vtepId } },
      { neighbor: { vni, address: ip(f.ip), mac: parseMac(f.mac) } },
    ]),
  ];
}

let host: TestHost;
let vm: TestNamespace;
let streams = 0;
beforeEach(async () => {
  streams = 0;
  host = await TestHost.make('wtc-h1');
  host.namespace.ip('link add und type veth peer name und-wire');
  host.namespace.ip('addr add 192.0.2.1/24 dev und');
  for (const device of ['und', 'und-wire']) host.namespace.ip(`link set ${device} up`);
  vm = new TestNamespace('wtc-vm1');
  host.namespace.ip(`link add p1 type veth peer name eth0 netns ${vm.name} address ${mac} mtu 1450`);
  // It is to send what the tests send, and nothing else.
  vm.run('sysctl -qw net.ipv6.conf.all.disable_ipv6=1');
  vm.ip('addr add 10.0.0.1/24 dev eth0');
  vm.ip('link set eth0 up');
});
afterEach(async () => {
  for (const map of opened.splice(0)) close(map);
  await host?.remove();
  vm?.remove();
});

const opened: BpfMap[] = [];
function map(name: string): BpfMap {
  const found = openPinnedMap(join(host.bpffs, host.nodeId, 'maps', name));
  if (!found) throw new Error(`no map ${name}`);
  opened.push(found);
  return found;
}
const traffic = () => new BpfTunnelCounters({ tunnel_traffic: map('tunnel_traffic'), inner_flow: map('inner_flow') });

/** VTEP id -> slot. */
function slots(): Map<number, number> {
  const { keys, values, count } = lookupAll(map('member'));
  return new Map(
    Array.from({ length: count }, (_, i) => [
      decodeMemberKey(keys, i * MEMBER_KEY_BYTES).vtepId,
      values.readUInt32LE(4 * i),
    ]),
  );
}

/** Packets sent to a VTEP. */
const sentTo = (vtepId: number) => traffic().read(slots().get(vtepId) ?? 0, 1)[0];
const send = (f: (typeof far)[number], count: number) => vm.run(`ping -c ${count} -i 0.02 -W 0.1 -q ${f.ip} || true`);
const [far2, far3] = far as [(typeof far)[number], (typeof far)[number]];

async function startFresh(...flags: string[]) {
  host.startAgent(...flags);
  const stream = await host.peer.stream(streams++);
  await stream.hello();
  stream.sendSnapshot({ revision: 7 }, entries());
  await stream.acked(7);
  await host.plug('p1', 'p1');
  await stream.facts('p1', (f) => Boolean(f.programmed && f.linkUp));
  return stream;
}

async function startAgain(...flags: string[]) {
  await host.endAgent('SIGKILL');
  return startStopped(...flags);
}

async function startStopped(...flags: string[]) {
  host.startAgent(...flags);
  const stream = await host.peer.stream(streams++);
  await stream.hello();
  stream.sendWelcome({ resume: 2, revision: 7 });
  stream.send({ delta: { revision: 7 } });
  await stream.acked(7);
  await stream.facts('p1', (f) => Boolean(f.programmed && f.linkUp));
  return stream;
}

test('members have slots that outlive the agent: nothing is written again, and totals go on', async () => {
  await startFresh();
  const before = slots();
  expect([...before.keys()].toSorted()).toEqual([1, 2, 3]);
  // Nothing is carried to the own one.
  expect(before.get(1)).toBe(TrafficSlot.FULL);
  expect([before.get(2), before.get(3)].toSorted()).toEqual([TrafficSlot.FIRST, TrafficSlot.FIRST + 1]);
  send(far2, 3);
  send(far3, 1);
  expect([sentTo(2), sentTo(3)]).toEqual([3, 1]);
  await startAgain();
  expect(slots()).toEqual(before);
  for (const { name, writes, deletes } of (await host.describe()).maps)
    expect({ name, writes, deletes }).toEqual({ name, writes: 0, deletes: 0 });
  send(far2, 2);
  expect([sentTo(2), sentTo(3)]).toEqual([5, 1]);
});

test('rows that an agent without slots left get slots, and one that counts nothing gives them up', async () => {
  await startFresh();
  await host.endAgent('SIGKILL');
  const { keys, count } = lookupAll(map('member'));
  updateBatch(map('member'), keys, Buffer.from(new Uint32Array(count).fill(1).buffer), count);
  await startStopped();
  expect(new Set(slots().values()).size).toBe(3);
  send(far2, 2);
  expect(sentTo(2)).toBe(2);
  await startAgain('--max-tunnel-counters', '0');
  expect([...slots().values()]).toEqual([TrafficSlot.FULL, TrafficSlot.FULL, TrafficSlot.FULL]);
  expect(decodeConfig(lookup(map('config'), Buffer.alloc(4)) ?? Buffer.alloc(0)).counts).toBe(0);
  send(far2, 2);
  expect(sentTo(2)).toBe(0);
});

test('when slots run out the operator is told once, members beyond are counted together, and get a slot that becomes free', async () => {
  const stream = await startFresh('--max-tunnel-counters', '1', '--metrics', '127.0.0.1:9464');
  const full = 'tunnel_traffic is full';
  await waitUntil('the operator is told', () => host.log.includes(full));
  const waits = far.find(({ vtepId }) => slots().get(vtepId) === TrafficSlot.FULL)?.vtepId;
  const leaves = waits === 3 ? 2 : 3;
  const freed = slots().get(leaves);
  for (const f of far) send(f, 2);
  expect([...traffic().read(TrafficSlot.FULL, 1)].slice(0, 1)).toEqual([2]);
  await waitUntil('the metric says so', () =>
    host.namespace.run('curl -s http://127.0.0.1:9464/metrics').includes('traffic_lost_total{table="network"} 2'),
  );
  stream.send({ delta: { revision: 8, remove: [{ member: { vni, vtepId: leaves } }] } });
  await stream.acked(8);
  expect(slots().get(waits ?? 0)).toBe(freed);
  expect(traffic().read(freed ?? 0, 1)[0]).toBe(0);
  expect(host.log.split(full)).toHaveLength(2);
});

test('inner addresses are counted where the flag says so; without it what was counted goes', async () => {
  await startFresh('--tunnel-flows', '--max-tunnel-flows', '64');
  expect(traffic().innerFlowCapacity).toBe(64);
  send(far2, 2);
  const rows = traffic().readInnerFlows(null, 10);
  expect([rows.count, rows.key(0).vtepId, rows.value(0).packets]).toEqual([1, 2, 2]);
  await startAgain();
  await waitUntil('nothing is left', () => traffic().readInnerFlows(null, 10).count === 0);
  send(far2, 2);
  expect(traffic().readInnerFlows(null, 10).count).toBe(0);
  expect(sentTo(2)).toBe(4);
  expect(decodeConfig(lookup(map('config'), Buffer.alloc(4)) ?? Buffer.alloc(0)).counts).toBe(Counts.TUNNELS);
});
