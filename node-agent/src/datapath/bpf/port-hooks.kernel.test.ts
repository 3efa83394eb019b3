import { rmdirSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { sh } from '../../testing/test-host.js';
import { contractLimits } from '../datapath-contract.js';
import { BpfDatapath, cleanUpBpf } from './bpf-datapath.js';
import { ifindexByName } from './network-namespace.js';

const bpffs = '/sys/fs/bpf/wa-hooks';
let number = 0;
let nodeId = '';
let device = '';
let ifindex = 0;
let datapath: BpfDatapath;

function open(): BpfDatapath {
  return BpfDatapath.open({ bpffs, nodeId, limits: contractLimits, warn: () => {} });
}

/** What runs on the device: our filters, and our links by name. */
function hooks(): string[] {
  const ofFilters = (['ingress', 'egress'] as const).filter((side) =>
    sh(`tc filter show dev ${device} ${side} 2>/dev/null || true`).includes('pref 22341 '),
  );
  const ofLinks = datapath.links().filter((link) => link.ifindex === ifindex);
  return [...ofFilters, ...ofLinks.map(({ name }) => name)].sort();
}

const filters = ['egress', 'ingress'];
const links = ['from_port-a', 'to_port-a'];

beforeEach(() => {
  sh('mountpoint -q /sys/fs/bpf || mount -t bpf bpf /sys/fs/bpf');
  nodeId = `n${process.pid}-${number++}`;
  device = `wh${process.pid % 100000}-${number}`;
  sh(`ip link add ${device} type veth peer name ${device}p`);
  ifindex = ifindexByName(device) ?? 0;
  datapath = open();
});
afterEach(() => {
  datapath.close();
  sh(`ip link del ${device} 2>/dev/null || true`);
  cleanUpBpf(bpffs, nodeId);
});

afterAll(() => rmdirSync(bpffs));

test('programs work at once as filters, and become links', async () => {
  expect(datapath.attachPort('a', ifindex)).toBe('created');
  expect(hooks()).toEqual(filters);
  expect(datapath.attachPort('a', ifindex)).toBe('kept');
  await datapath.settlePorts();
  expect(hooks()).toEqual(links);
  expect(
    datapath
      .links()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['from_port-a', 'to_port-a']);
  expect(datapath.attachPort('a', ifindex)).toBe('kept');
});

test('links come by themselves', async () => {
  datapath.attachPort('a', ifindex);
  await expect.poll(hooks, { timeout: 5000 }).toEqual(links);
});

test('a port that is detached before it has links leaves nothing', async () => {
  datapath.attachPort('a', ifindex);
  const settled = datapath.settlePorts();
  datapath.detachPort('a');
  await settled;
  expect(hooks()).toEqual([]);
  expect(datapath.links()).toEqual([]);
});

test('an agent that died before the links were there takes the filters over, one that died after it removes them', async () => {
  datapath.attachPort('a', ifindex);
  datapath.close();
  datapath = open();
  expect(hooks()).toEqual(filters);
  expect(datapath.attachPort('a', ifindex)).toBe('created');
  expect(hooks()).toEqual(filters);
  await datapath.settlePorts();
  datapath.close();
  datapath = open();
  sh(`tc filter add dev ${device} ingress prio 22341 handle 1 bpf da pinned ${datapath.pinPath}/progs/from_port`);
  expect(hooks()).toContain('ingress');
  expect(datapath.attachPort('a', ifindex)).toBe('kept');
  expect(hooks()).toEqual(links);
});

test("another qdisc at the hook: links at once, and the other's stays", () => {
  sh(`tc qdisc add dev ${device} ingress`);
  expect(datapath.attachPort('a', ifindex)).toBe('created');
  expect(hooks()).toEqual(links);
  expect(sh(`tc qdisc show dev ${device}`)).toContain('ingress');
});

test("somebody's filters at clsact stay", async () => {
  sh(`tc qdisc add dev ${device} clsact`);
  sh(`tc filter add dev ${device} egress prio 7 bpf da pinned ${datapath.pinPath}/progs/to_port`);
  const before = sh(`tc filter show dev ${device} egress`);
  datapath.attachPort('a', ifindex);
  await datapath.settlePorts();
  expect(sh(`tc filter show dev ${device} egress`)).toBe(before);
});

test('a port that moves to another interface leaves the first', async () => {
  datapath.attachPort('a', ifindex);
  await datapath.settlePorts();
  const peer = ifindexByName(`${device}p`) ?? 0;
  expect(datapath.attachPort('a', peer)).toBe('created');
  expect(hooks()).toEqual([]);
  await datapath.settlePorts();
  expect(datapath.links()).toContainEqual({ name: 'from_port-a', ifindex: peer });
});

test('an interface that goes while its links are made is nothing; one that is not there is an error', async () => {
  datapath.attachPort('a', ifindex);
  sh(`ip link del ${device}`);
  await datapath.settlePorts();
  expect(datapath.links()).toEqual([]);
  expect(() => datapath.attachPort('b', 999_999)).toThrow();
});
