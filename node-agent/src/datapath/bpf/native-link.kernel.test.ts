import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attachTcx, attachXdp, linkDetach, linkUpdate } from './attach.js';
import { mountBpffs } from './bpffs.js';
import {
  AttachType,
  type BpfError,
  close,
  closeObject,
  type LoadedObject,
  linkInfo,
  loadObject,
  lookup,
  openPinnedLink,
  pin,
  programInfo,
} from './native.js';
import { ifindexByName, netnsCookie, netnsInode } from './network-namespace.js';

const namespace = `weft-nat-${process.pid}`;
const netns = `/run/netns/${namespace}`;
const pinPath = `/sys/fs/bpf/weft_native_link_${process.pid}`;
const ip = (...args: string[]) => execFileSync('ip', args, { encoding: 'utf8' });
const inside = (...command: string[]) => execFileSync('nsenter', [`--net=${netns}`, ...command], { encoding: 'utf8' });

let object: LoadedObject;
let ifindex: number;
beforeAll(() => {
  mountBpffs();
  ip('netns', 'add', namespace);
  inside('ip', 'link', 'add', 'natA', 'type', 'veth', 'peer', 'name', 'natB');
  inside('ip', 'link', 'set', 'natA', 'up');
  inside('ip', 'link', 'set', 'natB', 'up');
  inside('ip', 'link', 'set', 'lo', 'up');
  object = loadObject(join(import.meta.dirname, '../../../native/build/test/probe.bpf.o'), { rodata: { verdict: 0 } });
  ifindex = ifindexByName('natA', netns)!;
});
afterAll(() => {
  rmSync(pinPath, { force: true });
  if (object) closeObject(object);
  ip('netns', 'del', namespace);
});

/** Packets that a program of probe.bpf.c has seen. */
function seen(slot: number): number {
  const key = Buffer.alloc(4);
  key.writeUInt32LE(slot);
  const perCpu = lookup(object.maps['counters']!, key)!;
  let sum = 0;
  for (let at = 0; at < perCpu.length; at += 8) sum += perCpu.readUInt32LE(at);
  return sum;
}
/** Two packets on loopback in the namespace: UDP to a port where nobody listens, and ICMP saying so. */
const exchange = () => inside('bash', '-c', 'echo x > /dev/udp/127.0.0.1/9');
const caught = (call: () => unknown): BpfError => {
  try {
    call();
  } catch (error) {
    return error as BpfError;
  }
  throw new Error('nothing was thrown');
};

test('namespaces and interfaces are named as the kernel does', () => {
  expect(ifindex).toBe(JSON.parse(inside('ip', '-j', 'link', 'show', 'natA'))[0].ifindex);
  expect(ifindexByName('natA')).toBeNull();
  expect(ifindexByName('lo', netns)).toBe(1);
  expect(netnsCookie(netns)).not.toBe(netnsCookie());
  expect(netnsCookie('/proc/self/ns/net')).toBe(netnsCookie());
  expect(netnsInode(netns)).not.toBe(netnsInode());
  expect(caught(() => ifindexByName('a-name-of-16-char')).code).toBe('INVALID_ARGUMENT');
  expect(caught(() => netnsCookie('/etc/hostname'))).toMatchObject({ operation: 'setns', errno: 'EINVAL' });
});

test('tcx in another namespace: only the link is there, we are not', () => {
  const before = netnsInode();
  const link = attachTcx(1, object.programs['ingress']!, 'ingress', { netns });
  expect(netnsInode()).toBe(before);
  expect(linkInfo(link)).toMatchObject({
    type: 11,
    ifindex: 1,
    attachType: AttachType.TCX_INGRESS,
    programId: object.programs['ingress']!.id,
  });
  const counted = seen(0);
  exchange();
  expect(seen(0)).toBe(counted + 2);
  close(link);
  exchange();
  expect(seen(0)).toBe(counted + 2);
});

test('a failed attach returns to the own namespace too', () => {
  const before = netnsInode();
  expect(caught(() => attachTcx(9999, object.programs['ingress']!, 'egress', { netns }))).toMatchObject({
    code: 'NO_DEVICE',
    operation: 'BPF_LINK_CREATE',
    object: 'ingress to ifindex 9999',
  });
  expect(netnsInode()).toBe(before);
});

test('calls in other namespaces leak no descriptor, failed or not', () => {
  const openFiles = () => readdirSync('/proc/self/fd').length;
  const before = openFiles();
  for (let i = 0; i < 100; i++) {
    close(attachTcx(1, object.programs['other']!, 'egress', { netns }));
    caught(() => attachTcx(9999, object.programs['other']!, 'egress', { netns }));
    caught(() => netnsCookie('/etc/hostname'));
    netnsCookie(netns);
    ifindexByName('absent', netns);
  }
  expect(openFiles()).toBe(before);
});

test('an attached link changes its program in one step, and order on the hook can be chosen', () => {
  const last = attachTcx(1, object.programs['ingress']!, 'ingress', { netns });
  linkUpdate(last, object.programs['other']!);
  expect(linkInfo(last).programId).toBe(programInfo(object.programs['other']!).id);
  const counted = [seen(0), seen(1)];
  exchange();
  expect([seen(0), seen(1)]).toEqual([counted[0], counted[1]! + 2]);
  // verdict 0 (TC_ACT_OK) ends the chain: what is first hides what is last.
  const first = attachTcx(1, object.programs['ingress']!, 'ingress', { netns, position: 'first' });
  exchange();
  expect([seen(0), seen(1)]).toEqual([counted[0]! + 2, counted[1]! + 2]);
  close(first);
  close(last);
});

test('a pinned link outlives its descriptor, is found again and can be taken off', () => {
  const link = attachTcx(1, object.programs['ingress']!, 'ingress', { netns });
  pin(link, pinPath);
  close(link);
  const counted = seen(0);
  exchange();
  expect(seen(0)).toBe(counted + 2);
  const again = openPinnedLink(pinPath)!;
  linkDetach(again);
  exchange();
  expect(seen(0)).toBe(counted + 2);
  expect(linkInfo(again).ifindex).toBe(0);
  close(again);
});

test('a link says when its interface is gone', () => {
  inside('ip', 'link', 'add', 'gone', 'type', 'veth', 'peer', 'name', 'gone2');
  const link = attachTcx(ifindexByName('gone', netns)!, object.programs['ingress']!, 'egress', { netns });
  expect(linkInfo(link).ifindex).toBeGreaterThan(0);
  inside('ip', 'link', 'del', 'gone');
  expect(linkInfo(link).ifindex).toBe(0);
  close(link);
});

test('XDP by link, once per interface', () => {
  const link = attachXdp(ifindex, object.programs['pass']!, 'generic', { netns });
  expect(linkInfo(link)).toMatchObject({ type: 6, ifindex, attachType: AttachType.XDP });
  expect(inside('ip', '-d', 'link', 'show', 'natA')).toContain('xdpgeneric');
  expect(caught(() => attachXdp(ifindex, object.programs['pass']!, 'generic', { netns })).code).toMatch(/BUSY|EXISTS/);
  expect(caught(() => attachXdp(1, object.programs['pass']!, 'native', { netns })).code).toBe('NOT_SUPPORTED');
  close(link);
  expect(inside('ip', '-d', 'link', 'show', 'natA')).not.toContain('xdp');
});
