import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { sh } from '../../testing/test-host.js';
import { contractLimits, datapathContract } from '../datapath-contract.js';
import { BpfDatapath, cleanUpBpf } from './bpf-datapath.js';
import { linkInfo, openPinnedLink, openPinnedProgram, programInfo } from './native.js';
import { ifindexByName } from './network-namespace.js';
import { defaultModulesDirectory } from './objects.js';

let number = 0;
const warnings: string[] = [];

function open(nodeId: string, overrides: { modules?: string; maxEndpoints?: number } = {}): BpfDatapath {
  const { modules, ...limits } = overrides;
  return BpfDatapath.open({
    bpffs: '/sys/fs/bpf/wa-contract',
    nodeId,
    limits: { ...contractLimits, ...limits },
    warn: (message) => warnings.push(message),
    ...(modules === undefined ? {} : { modules }),
  });
}

function addDevice(): { name: string; ifindex: number } {
  const name = `wa${process.pid % 100000}-${number++}`;
  sh(`ip link add ${name} type veth peer name ${name}p`);
  return { name, ifindex: ifindexByName(name) ?? 0 };
}

datapathContract('kernel', () => {
  sh('mountpoint -q /sys/fs/bpf || mount -t bpf bpf /sys/fs/bpf');
  const nodeId = `n${process.pid}-${number++}`;
  const datapath = open(nodeId);
  const opened = [datapath];
  const devices = new Map<number, string>();
  return {
    datapath,
    addInterface: () => {
      const { name, ifindex } = addDevice();
      devices.set(ifindex, name);
      return ifindex;
    },
    removeInterface: (ifindex) => {
      sh(`ip link del ${devices.get(ifindex)}`);
      devices.delete(ifindex);
    },
    reopen: () => {
      datapath.close();
      const again = open(nodeId);
      opened.push(again);
      return again;
    },
    remove: () => {
      for (const d of opened) d.close();
      cleanUpBpf('/sys/fs/bpf/wa-contract', nodeId);
      for (const name of devices.values()) sh(`ip link del ${name}`);
    },
  };
});

let nodeId = '';
let device: { name: string; ifindex: number };
let scratch = '';
beforeEach(() => {
  warnings.length = 0;
  nodeId = `u${process.pid}-${number++}`;
  device = addDevice();
  scratch = mkdtempSync(join(tmpdir(), 'wa-bpf-'));
});
afterEach(() => {
  cleanUpBpf('/sys/fs/bpf/wa-contract', nodeId);
  sh(`ip link del ${device.name}`);
  rmSync(scratch, { recursive: true });
});
afterAll(() => rmSync('/sys/fs/bpf/wa-contract', { recursive: true, force: true }));

const pinned = (what: string) => join('/sys/fs/bpf/wa-contract', nodeId, what);

function programId(name: string): number {
  const program = openPinnedProgram(pinned(`progs/${name}`));
  return program ? programInfo(program).id : 0;
}

function linkedProgramId(name: string): number {
  const link = openPinnedLink(pinned(`links/${name}`));
  return link ? linkInfo(link).programId : 0;
}

test('programs are loaded once: a restart uses those that are pinned', () => {
  open(nodeId).close();
  const before = programId('from_port');
  expect(before).toBeGreaterThan(0);
  open(nodeId).close();
  expect(programId('from_port')).toBe(before);
});

test('another object file is loaded and takes the place of the old program in every link, without a gap', () => {
  const first = open(nodeId);
  first.attach('from_port-a', 'from_port', device.ifindex);
  first.close();
  const before = programId('from_port');
  const linkBefore = linkIdOf('from_port-a');
  for (const file of ['bridge.bpf.o', 'vxlan.bpf.o', 'flow.bpf.o']) {
    copyFileSync(join(defaultModulesDirectory(), file), join(scratch, file));
  }
  // Bytes behind an ELF file mean nothing to a loader, and another hash to us.
  writeFileSync(
    join(scratch, 'bridge.bpf.o'),
    Buffer.concat([readFileSync(join(scratch, 'bridge.bpf.o')), Buffer.alloc(8)]),
  );
  open(nodeId, { modules: scratch }).close();
  const after = programId('from_port');
  expect(after).not.toBe(before);
  expect(linkedProgramId('from_port-a')).toBe(after);
  // The very link: it was never detached.
  expect(linkIdOf('from_port-a')).toBe(linkBefore);
});

function linkIdOf(name: string): number {
  const link = openPinnedLink(pinned(`links/${name}`));
  return link ? linkInfo(link).id : 0;
}

test('a pinned map keeps its size, and says so', () => {
  open(nodeId).close();
  const again = open(nodeId, { maxEndpoints: 128 });
  expect(again.table('fdb').capacity).toBe(64);
  expect(warnings.join()).toContain('fdb');
  again.close();
});

test('pins of a layout that this agent does not know are refused, and left alone', () => {
  open(nodeId).close();
  rmSync(pinned('layout-version'));
  symlinkSync('999', pinned('layout-version'));
  expect(() => open(nodeId)).toThrow(/layout 999/);
  expect(programId('from_port')).toBeGreaterThan(0);
});

test('links that an agent in another namespace made are detached', () => {
  const first = open(nodeId);
  first.attach('from_port-a', 'from_port', device.ifindex);
  first.close();
  rmSync(pinned('netns'));
  symlinkSync('12345', pinned('netns'));
  const again = open(nodeId);
  expect(again.links()).toEqual([]);
  expect(warnings.join()).toContain('12345');
  again.close();
});

test('a place that is no bpffs is refused', () => {
  expect(() => BpfDatapath.open({ bpffs: scratch, nodeId, limits: contractLimits, warn: () => {} })).toThrow(
    /not in a bpffs/,
  );
});
