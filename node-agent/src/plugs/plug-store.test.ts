import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PlugStore } from './plug-store.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wa-plugs-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('plugs survive the process', () => {
  const store = new PlugStore(directory);
  store.put({ portId: 'a', interface: 'v1', mac: '06:00:00:00:00:01', kind: 'veth', datapathId: 0 });
  store.put({ portId: 'b', interface: 't1', mac: '06:00:00:00:00:02', kind: 'tap', datapathId: 7 });
  store.remove('a');
  store.remove('a');
  expect(new PlugStore(directory).all()).toEqual([
    { portId: 'b', interface: 't1', mac: '06:00:00:00:00:02', kind: 'tap', datapathId: 7 },
  ]);
});

test('which port a plug serves is kept once it is saved, and not before', () => {
  const store = new PlugStore(directory);
  store.put({ portId: 'a', interface: 'v1', mac: '06:00:00:00:00:01', kind: 'veth', datapathId: 0 });
  expect(store.bind('a', 4_294_967_295)).toBe(true);
  expect(store.bind('a', 8)).toBe(false);
  expect(new PlugStore(directory).get('a')?.datapathId).toBe(0);
  store.save();
  expect(new PlugStore(directory).get('a')?.datapathId).toBe(4_294_967_295);
});

test('a file of the first format is read: its plugs remember no port', () => {
  const plug = { portId: 'a', interface: 'v1', mac: '06:00:00:00:00:01', kind: 'veth' };
  writeFileSync(join(directory, 'plugs.json'), JSON.stringify({ version: 1, plugs: [plug] }));
  expect(new PlugStore(directory).all()).toEqual([{ ...plug, datapathId: 0 }]);
});

test.each([
  ['no JSON', '{'],
  ['a newer format', '{"version":3,"plugs":[]}'],
  [
    'a datapath id that is none',
    '{"version":2,"plugs":[{"portId":"a","interface":"v","mac":"","kind":"tap","datapathId":-1}]}',
  ],
  ['a plug without a kind', '{"version":1,"plugs":[{"portId":"a","interface":"v","mac":""}]}'],
])('%s is refused: guessing would open or close ports', (_what, text) => {
  writeFileSync(join(directory, 'plugs.json'), text);
  expect(() => new PlugStore(directory)).toThrow(expect.objectContaining({ code: 'STORE_INCOMPATIBLE' }));
});
