import { readdirSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { weft } from '../../proto/gen/codecs.js';
import { parseIp } from '../../proto/src/ip.js';
import { parseMac } from '../../proto/src/mac.js';
import { close, lookupAll, openPinnedMap } from './datapath/bpf/native.js';
import { policyMaps } from './datapath/bpf/policy-maps.js';
import type { PeerStream } from './testing/sync-peer.js';
import { addGuests, addUnderlay } from './testing/test-guests.js';
import { TestHost, type TestNamespace } from './testing/test-host.js';
import { waitUntil } from './testing/wait-until.js';

// Two VMs at one host; the controller is played by the test, the agent a process.
//   vm1 eth0 10.0.0.1 -- p1 (host) p2 -- eth0 10.0.0.2 vm2
let host: TestHost;
let vms: TestNamespace[] = [];

const macs = ['02:57:00:00:01:01', '02:57:00:00:01:02'] as const;
const ip = (text: string) => ({ bytes: parseIp(text) });

function port(number: 1 | 2, ...groupIds: number[]): weft.v1.Entry.$Properties {
  const mac = parseMac(macs[number - 1] ?? '');
  const own = groupIds.length > 0 ? { securedMac: mac, groupIds } : { mac };
  const addresses = [ip(`10.0.0.${number}`)];
  return { localPort: { datapathId: number, portId: `p${number}`, generation: 1, vni: 100, addresses, ...own } };
}

/** Echo requests from these addresses. */
function group(groupId: number, ...from: string[]): weft.v1.Entry.$Properties {
  const rules = from.map((address, i) => ({
    number: i + 1,
    ruleId: `r${i + 1}`,
    direction: 1,
    protocol: 1,
    first: 8 << 8,
    last: (8 << 8) | 255,
    remotePrefix: { address: ip(address), length: 32 },
  }));
  return { securityGroup: { groupId, securityGroupId: `g${groupId}`, rules } };
}

const base = (): weft.v1.Entry.$Properties[] => [
  { nodeConfig: { vtepId: 1, vteps: [ip('192.0.2.1')], vxlanPort: 4789 } },
  { network: { vni: 100, networkId: 'net', tenantId: 'acme', mtu: 1450 } },
  { vtep: { vtepId: 1, addresses: [ip('192.0.2.1')], nodeId: host.nodeId } },
  { member: { vni: 100, vtepId: 1 } },
  ...([1, 2] as const).flatMap((n) => [
    { fdb: { vni: 100, mac: parseMac(macs[n - 1] ?? ''), vtepId: 1, datapathId: n } },
    { neighbor: { vni: 100, address: ip(`10.0.0.${n}`), mac: parseMac(macs[n - 1] ?? '') } },
  ]),
];

const pins = () => join(host.bpffs, host.nodeId);

/** Policy and version of the slots that are filtered. */
function words(): [policy: number, version: number][] {
  const map = openPinnedMap(join(pins(), 'maps/port_policy'));
  if (!map) throw new Error('port_policy is not pinned');
  const { values, count } = lookupAll(map);
  close(map);
  const all = Array.from({ length: count }, (_, i): [number, number] => [
    values.readUInt32LE(8 * i),
    values.readUInt32LE(8 * i + 4),
  ]);
  return all.filter(([policy]) => policy !== 0);
}

const pings = (count = 2) =>
  vms[1]?.run(`ping -c ${count} -i 0.05 -W 1 -q 10.0.0.1 || true`).includes(`${count} received`);

async function plugBoth(stream: PeerStream): Promise<void> {
  for (const name of ['p1', 'p2']) await host.plug(name, name);
  await stream.facts('p2', (facts) => Boolean(facts.programmed && facts.linkUp));
}

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
  host = await TestHost.make('wd-pol', ['--max-policy-entries', '16']);
  addUnderlay(host);
  vms = addGuests(host, macs);
  host.startAgent();
});

afterEach(async () => {
  await host.remove();
  for (const vm of vms) vm.remove();
});

test('a port with groups has its policy; the agent started again finds it and writes nothing', async () => {
  const stream = await host.peer.stream(0);
  stream.sendSnapshot({ revision: 5 }, [...base(), group(9, '10.0.0.2'), port(1, 9), port(2)], 3);
  await stream.acked(5);
  await plugBoth(stream);
  await stream.facts('p1', (facts) => Boolean(facts.programmed));
  expect(stream.nacks()).toEqual([]);
  expect(words()).toEqual([[1, 1]]);
  expect(pings()).toBe(true);
  await restart(1, 5);
  expect(words()).toEqual([[1, 1]]);
  for (const map of (await host.describe()).maps) expect(map, map.name ?? '').toMatchObject({ writes: 0, deletes: 0 });
  expect(pings()).toBe(true);
});

test('a policy that does not fit: the port stays closed, and the controller hears of group and port until it fits', async () => {
  const stream = await host.peer.stream(0);
  const many = Array.from({ length: 60 }, (_, i) => `10.0.0.${i + 2}`);
  stream.sendSnapshot({ revision: 5 }, [...base(), group(9, ...many), port(1, 9), port(2)]);
  await stream.acked(5);
  await plugBoth(stream);
  const full = await waitUntil('nacks', () => (stream.nacks().length >= 2 ? stream.nacks() : null));
  expect(full.map(({ key, reason }) => [key?.securityGroup?.groupId ?? key?.localPort?.datapathId, reason])).toEqual([
    [9, 1],
    [1, 1],
  ]);
  expect(full[0]?.message).toMatch(/policy_block is too small: .*16/);
  const facts = await stream.facts('p1', (f) => Boolean(f.plugged));
  expect(facts).toMatchObject({ programmed: false, message: expect.stringMatching(/the port is closed/) });
  expect([words(), pings()]).toEqual([[], false]);
  stream.send({ delta: { revision: 6, put: [group(9, '10.0.0.2')] } });
  await stream.acked(6);
  await stream.facts('p1', (f) => Boolean(f.programmed));
  await waitUntil('it is resolved', () => (stream.nacks().length >= 4 ? true : null));
  expect(pings()).toBe(true);
});

test('what a policy was before goes a second after it, and with it all of its rows', async () => {
  const stream = await host.peer.stream(0);
  stream.sendSnapshot({ revision: 5 }, [...base(), group(9, '10.0.0.2'), port(1, 9), port(2)]);
  await stream.acked(5);
  await plugBoth(stream);
  for (let revision = 6; revision < 9; revision++) {
    stream.send({ delta: { revision, put: [group(9, '10.0.0.2', `10.0.0.${revision}`)] } });
    await stream.acked(revision);
  }
  expect(words()).toEqual([[4, 4]]);
  const entries = async () => new Map((await host.describe()).maps.map((m) => [m.name, m.entries]));
  await waitUntil('one policy is left', async () => ((await entries()).get('policy_head') === 1 ? true : null), 5_000);
  const left = await entries();
  expect(left.get('policy_block')).toBe(3);
  expect(pings()).toBe(true);
});

test('an agent that knew no policies is replaced: ports forward throughout, and get theirs', async () => {
  const stream = await host.peer.stream(0);
  stream.sendSnapshot({ revision: 5 }, [...base(), port(1), port(2)]);
  await stream.acked(5);
  await plugBoth(stream);
  expect(pings()).toBe(true);
  await host.endAgent('SIGKILL');
  // As it would have left it: no map of policies, and other objects.
  for (const name of policyMaps) unlinkSync(join(pins(), 'maps', name));
  for (const name of ['policy_switch', 'connection_sweep']) rmSync(join(pins(), 'progs', name), { force: true });
  for (const name of readdirSync(pins())) if (name.startsWith('hash-')) unlinkSync(join(pins(), name));
  const ping = vms[1]?.spawn('ping', ['-i', '0.005', '-q', '10.0.0.1']);
  let said = '';
  ping?.stdout?.on('data', (data: Buffer) => {
    said += data.toString();
  });
  host.startAgent();
  const again = await host.peer.stream(1);
  await again.hello();
  again.sendWelcome({ resume: 2, revision: 5 });
  again.send({ delta: { revision: 6, put: [group(9, '10.0.0.2'), port(1, 9)] } });
  await again.acked(6);
  expect(words()).toEqual([[1, 1]]);
  expect(pings()).toBe(true);
  ping?.kill('SIGINT');
  await waitUntil('ping says how it went', () => (/received/.test(said) ? true : null));
  const [, sent, received] = /(\d+) packets transmitted, (\d+) received/.exec(said) ?? [];
  expect(Number(sent)).toBeGreaterThan(50);
  expect(Number(sent) - Number(received)).toBeLessThanOrEqual(1);
  again.send({ delta: { revision: 7, put: [group(9)] } });
  await again.acked(7);
  expect(pings(1)).toBe(false);
});
