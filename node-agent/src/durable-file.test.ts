import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { weft } from '../../proto/gen/codecs.js';
import { Journal } from './journal/journal.js';
import { PlugStore } from './plugs/plug-store.js';
import { ClusterMemory } from './session/cluster-memory.js';

/** What was done to names and disks, in order: the real calls, listened to. */
const calls: string[] = [];
vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof fs>();
  const synced = (fd: number) => {
    calls.push(`sync ${real.readlinkSync(`/proc/self/fd/${fd}`)}`);
  };
  return {
    ...real,
    fsyncSync: (fd: number) => {
      synced(fd);
      real.fsyncSync(fd);
    },
    fdatasyncSync: (fd: number) => {
      synced(fd);
      real.fdatasyncSync(fd);
    },
    renameSync: (from: string, to: string) => {
      calls.push(`rename ${from} ${to}`);
      real.renameSync(from, to);
    },
  };
});

let directory = '';
beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), 'wa-durable-'));
  calls.length = 0;
});
afterEach(() => fs.rmSync(directory, { recursive: true }));

const inOrder = (temporary: string, path: string) => [
  `sync ${temporary}`,
  `rename ${temporary} ${path}`,
  `sync ${directory}`,
];

test('a plug is synced, then named, then its name is synced', () => {
  const path = join(directory, 'plugs.json');
  const plug = { portId: 'a', interface: 'v1', mac: '06:00:00:00:00:01', kind: 'veth', datapathId: 1 } as const;
  new PlugStore(directory).put(plug);
  expect(calls).toEqual(inOrder(`${path}.new`, path));
  expect(fs.statSync(path).mode & 0o777).toBe(0o600);
  expect(fs.readdirSync(directory)).toEqual(['plugs.json']);
});

test('so is the cluster of the node', () => {
  const path = join(directory, 'cluster-id');
  new ClusterMemory(directory).require('c1');
  expect(calls).toEqual(inOrder(`${path}.new`, path));
  expect(new ClusterMemory(directory).id).toBe('c1');
});

test('and a snapshot', async () => {
  const journal = new Journal(directory, '1');
  await journal.open(() => {});
  const { encode } = weft.v1.ControllerMessage;
  const position = { clusterId: 'c', epoch: 'e', revision: 1 };
  journal.beginSnapshot(encode({ welcome: { ...position, protocol: 1 } }).finish());
  calls.length = 0;
  journal.commitSnapshot(position);
  journal.close();
  expect(calls.map((c) => c.split(' ')[0])).toEqual(['sync', 'rename', 'sync']);
  expect(calls.at(-1)).toBe(`sync ${directory}`);
});
