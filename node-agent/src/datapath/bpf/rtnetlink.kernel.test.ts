import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import type { LinkHint } from '../../links/kernel-links.js';
import { addon } from './native-addon.js';
import { netlinkMessage } from './netlink-message.js';
import { rtnetlinkLinks as links } from './rtnetlink.js';

/** Names of this process in the namespace that it shares with everybody. */
const name = (suffix: string) => `wr${process.pid % 1_000_000}${suffix}`;
const ip = (command: string) => execFileSync('ip', command.split(' '), { stdio: ['ignore', 'pipe', 'pipe'] });
const openFiles = () => readdirSync('/proc/self/fd').length;
const namespace = name('n');

/** A veth `which`; its peer has a p after that. */
const addVeth = (which: string) => ip(`link add ${name(which)} type veth peer name ${name(`${which}p`)}`);

let close: (() => void) | null = null;
afterEach(() => {
  close?.();
  close = null;
  // Not by what is tested: it may be broken.
  for (const device of readdirSync('/sys/class/net')) if (device.startsWith(name(''))) tryIp(`link del dev ${device}`);
  tryIp(`netns del ${namespace}`);
});

function tryIp(command: string): void {
  try {
    ip(command);
  } catch {
    // It went with its peer.
  }
}

function follow(): { hints: LinkHint[]; lost: () => number } {
  const hints: LinkHint[] = [];
  let lost = 0;
  const monitor = links.monitor(
    (hint) => hints.push(hint),
    () => lost++,
  );
  close = () => monitor.close();
  return { hints, lost: () => lost };
}

test('a veth is read by name, with what its peer does', () => {
  expect(links.byName(name('a'))).toBeNull();
  ip(`link add ${name('a')} address 06:57:00:00:00:01 mtu 1400 type veth peer name ${name('b')}`);
  const made = links.byName(name('a'))!;
  expect(made).toEqual({
    ifindex: made.ifindex,
    name: name('a'),
    mac: '06:57:00:00:00:01',
    mtu: 1400,
    up: false,
    running: false,
    kind: 'veth',
    peerIsAway: false,
    vxlanPort: 0,
    vxlanExternal: false,
  });
  links.setUp(made.ifindex, true);
  expect(links.byName(name('a'))).toMatchObject({ up: true, running: false });
  links.setUp(links.byName(name('b'))!.ifindex, true);
  expect(links.byName(name('a'))).toMatchObject({ up: true, running: true });
  ip(`netns add ${namespace}`);
  ip(`link set ${name('b')} netns ${namespace}`);
  expect(links.byName(name('a'))).toMatchObject({ peerIsAway: true, running: false });
  links.setUp(made.ifindex, false);
  expect(links.byName(name('a'))).toMatchObject({ up: false });
});

test('kinds: taps, tuns, vxlan devices, the loopback', () => {
  ip(`tuntap add dev ${name('a')} mode tap`);
  ip(`tuntap add dev ${name('b')} mode tun`);
  ip(`link add ${name('c')} type vxlan external dstport 48721`);
  ip(`link add ${name('d')} type vxlan id 5 dstport 48722`);
  expect(links.byName(name('a'))).toMatchObject({ kind: 'tap' });
  expect(links.byName(name('b'))).toMatchObject({ kind: 'tun' });
  expect(links.byName(name('c'))).toMatchObject({ kind: 'vxlan', vxlanExternal: true, vxlanPort: 48721 });
  expect(links.byName(name('d'))).toMatchObject({ kind: 'vxlan', vxlanExternal: false, vxlanPort: 48722 });
  expect(links.byName('lo')).toMatchObject({ ifindex: 1, kind: '', mac: '00:00:00:00:00:00', mtu: 65536 });
});

test('a list of more than fits one read is whole', () => {
  for (let i = 0; i < 30; i++) ip(`link add ${name(`x${i}`)} type veth peer name ${name(`x${i + 30}`)}`);
  const listed = links.all();
  expect(listed.filter((link) => link.name.startsWith(name('x'))).length).toBe(60);
  expect(new Set(listed.map((link) => link.ifindex)).size).toBe(listed.length);
  for (const link of listed.filter((l) => l.name.startsWith(name('x'))))
    expect(links.byName(link.name)).toMatchObject({ ifindex: link.ifindex });
});

test('no IPv6 address is made', () => {
  addVeth('a');
  const { ifindex } = links.byName(name('a'))!;
  expect(links.makeNoIpv6Address(ifindex)).toBe(true);
  expect(ip(`-details link show ${name('a')}`).toString()).toContain('addrgenmode none');
  links.setUp(ifindex, true);
  expect(ip(`-6 addr show ${name('a')}`).toString()).toBe('');
});

test('what is set is the interface of that index, not another one of its name', () => {
  addVeth('a');
  const { ifindex } = links.byName(name('a'))!;
  ip(`link del ${name('a')}`);
  addVeth('a');
  expect(links.byName(name('a'))!.ifindex).not.toBe(ifindex);
  expect(() => links.setUp(ifindex, true)).toThrow(
    expect.objectContaining({ name: 'BpfError', code: 'NO_DEVICE', errno: 'ENODEV', operation: 'rtnetlink' }),
  );
  expect(() => links.makeNoIpv6Address(ifindex)).toThrow(expect.objectContaining({ errno: 'ENODEV' }));
  expect(links.byName(name('a'))).toMatchObject({ up: false });
});

test('only what will be answered to its end is sent', () => {
  const get = (flags: number) => netlinkMessage(18, flags, Buffer.alloc(16));
  const refused = expect.objectContaining({ code: 'INVALID_ARGUMENT' });
  expect(() => addon.rtnetlinkExchange(get(1))).toThrow(refused);
  expect(() => addon.rtnetlinkExchange(get(4))).toThrow(refused);
  expect(() => addon.rtnetlinkExchange(get(5).subarray(0, 20))).toThrow(refused);
  expect(() => addon.rtnetlinkExchange(Buffer.concat([get(5), get(5)]))).toThrow(refused);
  expect(() => addon.rtnetlinkExchange(Buffer.alloc(0))).toThrow(refused);
  expect(() => addon.openLinkMonitor('x' as never)).toThrow(refused);
});

test('changes are heard in order: made, up, renamed, gone', async () => {
  const { hints } = follow();
  ip(`link add ${name('a')} type veth peer name ${name('b')}`);
  const { ifindex } = links.byName(name('a'))!;
  const peer = links.byName(name('b'))!.ifindex;
  ip(`link set ${name('a')} name ${name('c')}`);
  ip(`link del ${name('c')}`);
  await vi.waitFor(() => expect(hints.some((h) => h.ifindex === ifindex && h.deleted)).toBe(true), 5000);
  const mine = hints.filter((h) => h.ifindex === ifindex);
  expect(mine[0]).toMatchObject({ name: name('a'), deleted: false });
  // Its peer is no longer one when it is told.
  expect(mine.at(-1)).toMatchObject({ ifindex, name: name('c'), deleted: true });
  expect(hints.some((h) => h.ifindex === peer && h.deleted)).toBe(true);
  expect(mine.some((h) => h.peerIfindex === peer)).toBe(true);
});

test('an overflow is told, and the monitor goes on', async () => {
  addVeth('a');
  const { ifindex } = links.byName(name('a'))!;
  const { hints, lost } = follow();
  // The event loop does not turn meanwhile.
  for (let i = 0; i < 10_000; i++) links.setUp(ifindex, i % 2 === 0);
  await vi.waitFor(() => expect(lost()).toBeGreaterThan(0), 5000);
  addVeth('b');
  await vi.waitFor(() => expect(hints.some((h) => h.name === name('b'))).toBe(true), 5000);
});

test('a closed monitor is silent and can be closed again; in its own callback, too', async () => {
  const first = follow();
  close?.();
  close?.();
  let calls = 0;
  const second = links.monitor(
    () => {
      calls++;
      second.close();
    },
    () => {},
  );
  addVeth('a');
  await vi.waitFor(() => expect(calls).toBeGreaterThan(0), 5000);
  const before = calls;
  const third = follow();
  addVeth('b');
  await vi.waitFor(() => expect(third.hints.some((h) => h.name === name('b'))).toBe(true), 5000);
  expect(calls).toBe(before);
  expect(first.hints).toEqual([]);
});

test('questions, failures and monitors leak no descriptor', async () => {
  const ask = () => {
    for (let i = 0; i < 200; i++) {
      links.byName('lo');
      links.byName(name('z'));
      links.all();
      expect(() => links.setUp(0x7ffffff0, true)).toThrow();
      links
        .monitor(
          () => {},
          () => {},
        )
        .close();
    }
  };
  ask();
  await new Promise(setImmediate);
  const before = openFiles();
  ask();
  await vi.waitFor(() => expect(openFiles()).toBeLessThanOrEqual(before));
});

test("a peer's move to another namespace is told of the peer, which names the one that stays", async () => {
  addVeth('a');
  ip(`netns add ${namespace}`);
  const { ifindex } = links.byName(name('a'))!;
  const peer = links.byName(name('ap'))!.ifindex;
  const { hints } = follow();
  ip(`link set ${name('ap')} netns ${namespace}`);
  const told = { ifindex: peer, name: name('ap'), deleted: true, peerIfindex: ifindex };
  await vi.waitFor(() => expect(hints).toContainEqual(told), 5000);
});
