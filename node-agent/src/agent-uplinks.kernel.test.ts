import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { weft } from '../../proto/gen/codecs.js';
import { parseIp } from '../../proto/src/ip.js';
import { close, linkInfo, openPinnedLink } from './datapath/bpf/native.js';
import { sh, TestHost } from './testing/test-host.js';
import { waitUntil } from './testing/wait-until.js';

/** One host with two underlay interfaces, und and und2, whose VTEP is an IPv6 address. */
let host: TestHost;
const vtep = { bytes: parseIp('2001:db8::1') };

const makeUplink = (name: string, mtu: number) => {
  host.namespace.ip(`link add ${name} mtu ${mtu} type veth peer name ${name}-peer`);
  host.namespace.ip(`link set ${name}-peer up`);
  host.namespace.ip(`link set ${name} up`);
};
const ifindex = (name: string) => Number(JSON.parse(host.namespace.ip(`-j link show ${name}`))[0].ifindex);
const links = () => readdirSync(join(host.bpffs, host.nodeId, 'links')).sort();
const config = (field: string) =>
  Number(
    new RegExp(`"${field}":(\\d+)`).exec(
      sh(`bpftool -j map dump pinned ${join(host.bpffs, host.nodeId, 'maps/config')}`),
    )?.[1],
  );
const on = (program: string, ...names: string[]) => names.map((name) => `${program}-${ifindex(name)}`);

async function start(...flags: string[]): Promise<void> {
  host.startAgent('--underlay', 'und2', ...flags);
  await waitUntil('the agent has written its configuration', async () => host.describe().catch(() => null));
}

beforeAll(async () => {
  host = await TestHost.make('wa-up');
  host.namespace.ip(`addr add 2001:db8::1/128 dev lo`);
  makeUplink('und', 1600);
  makeUplink('und2', 1500);
  await start('--xdp', 'native', '--vtep-packet-rate', '1000');
  const stream = await host.peer.stream(0);
  stream.sendSnapshot({ revision: 1 }, [
    { nodeConfig: { vtepId: 1, vteps: [vtep], vxlanPort: 4789 } },
    { vtep: { vtepId: 1, addresses: [vtep], nodeId: 'wa-up' } },
  ]);
  await stream.acked(1);
});
afterAll(() => host?.remove());

test('every interface has its programs; the configuration names the smallest MTU', () => {
  expect(links()).toEqual(
    [...on('from_underlay', 'und', 'und2'), 'from_vxlan', ...on('underlay_native', 'und', 'und2')].sort(),
  );
  expect(config('underlay_count')).toBe(2);
  expect(config('underlay_ifindex')).toBe(ifindex('und2'));
  expect(config('vtep_packets_per_s')).toBe(1000);
  expect(config('vtep_ip4')).toBe(0);
  expect(host.namespace.run('cat /proc/sys/net/ipv6/conf/lo/forwarding').trim()).toBe('1');
});

test('an interface that goes leaves the other at work, and gets its programs when it is back', async () => {
  host.namespace.ip('link del und2');
  await waitUntil('und is what is configured', () => config('underlay_ifindex') === ifindex('und'));
  expect(config('underlay_count')).toBe(2);
  await waitUntil('links of the other are gone', () => links().length === 3);
  makeUplink('und2', 1400);
  await waitUntil('it is configured again', () => config('underlay_ifindex') === ifindex('und2'));
  await waitUntil('its program is attached', () => links().includes(on('underlay_native', 'und2')[0] ?? ''));
});

test('another mode replaces the programs, and off takes them away', async () => {
  const shows = (what: RegExp) => what.test(host.namespace.ip('link show und'));
  expect(shows(/ xdp qdisc/)).toBe(true);
  for (const [mode, look] of [
    ['generic', / xdpgeneric qdisc/],
    ['off', /1600 qdisc/],
    ['native', / xdp qdisc/],
    ['auto', /1600 qdisc/],
  ] as const) {
    await host.endAgent('SIGTERM');
    await start('--xdp', mode);
    await waitUntil(`XDP is ${mode}`, () => shows(look));
  }
});

test('the link of an agent that knew one interface goes on under its new name', async () => {
  const pinned = (name: string) => join(host.bpffs, host.nodeId, 'links', name);
  const idOf = (name: string) => {
    const link = openPinnedLink(pinned(name));
    if (!link) throw new Error(`no link ${name}`);
    const { id } = linkInfo(link);
    close(link);
    return id;
  };
  const name = on('from_underlay', 'und')[0] ?? '';
  await host.endAgent('SIGTERM');
  const before = idOf(name);
  renameSync(pinned(name), pinned('from_underlay'));
  await start('--xdp', 'off');
  expect(links()).not.toContain('from_underlay');
  expect(idOf(name)).toBe(before);
});

test('what the driver refuses is said, and the rest works', async () => {
  await host.endAgent('SIGTERM');
  // Another program has the interface.
  host.namespace.run(
    `bpftool net attach xdpgeneric pinned ${join(host.bpffs, host.nodeId, 'progs/underlay_generic')} dev und`,
  );
  host.log = '';
  const streams = host.peer.streams.length;
  await start('--xdp', 'native');
  await waitUntil('it is logged', () => host.log.includes('no XDP on und:'));
  const stream = await host.peer.stream(streams);
  stream.sendWelcome({ resume: weft.v1.Resume.DELTA, heartbeatIntervalMs: 50 });
  await waitUntil('the controller is told', () =>
    stream.received.some((m) => m.heartbeat?.message?.startsWith('no XDP on und:')),
  );
  await waitUntil('the other interface has it', () => links().includes(on('underlay_native', 'und2')[0] ?? ''));
  expect(links()).toContain(on('from_underlay', 'und')[0]);
  host.namespace.run('bpftool net detach xdpgeneric dev und');
});
