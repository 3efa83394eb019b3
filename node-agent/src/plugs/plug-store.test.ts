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
  store.put({ portId: 'a', interface: 'v1', mac: '06:00:00:00:00:01', kind: 'veth' });
  store.put({ portId: 'b', interface: 't1', mac: '06:00:00:00:00:02', kind: 'tap' });
  store.remove('a');
  store.remove('a');
  expect(new PlugStore(directory).all()).toEqual([
    { portId: 'b', interface: 't1', mac: '06:00:00:00:00:02', kind: 'tap' },
  ]);
});

test.each([
  ['no JSON', '{'],
  ['a newer format', '{"version":2,"plugs":[]}'],
  ['a plug without a kind', '{"version":1,"plugs":[{"portId":"a","interface":"v","mac":""}]}'],
])('%s is refused: guessing would open or close ports', (_what, text) => {
  writeFileSync(join(directory, 'plugs.json'), text);
  expect(() => new PlugStore(directory)).toThrow(expect.objectContaining({ code: 'STORE_INCOMPATIBLE' }));
});
