import { expect, it } from 'vitest';
import { securityGroupKey, type Value } from '../compiler/entry.js';
import type { EntryList } from '../compiler/update.js';
import { FRAME_TARGET_BYTES } from './frames.js';
import { KEPT_BYTES, SharedFrames } from './shared-frames.js';

const listOf = (id: number, bytes: number): EntryList => ({
  id,
  revision: id,
  network: null,
  entries: new Map([[securityGroupKey(id), 'x'.repeat(bytes) as Value]]),
  created: new Set(),
});

it('frames are made once for all that send them at about the same time, and as many are kept as have room', () => {
  const shared = new SharedFrames(FRAME_TARGET_BYTES);
  const large = 400_000;
  const kept = Math.floor(KEPT_BYTES / large) - 1;
  const lists = Array.from({ length: kept }, (_, i) => listOf(i + 1, large));
  for (const list of [...lists, ...lists]) expect(shared.transmissionOf([list]).next()?.length).toBeGreaterThan(large);
  expect([shared.encoded, shared.shared]).toEqual([kept, kept]);
  // Two more: the oldest have to go for them, and nothing else.
  for (const id of [kept + 1, kept + 2]) shared.transmissionOf([listOf(id, large)]);
  shared.transmissionOf(lists.slice(3, 4));
  expect([shared.encoded, shared.shared]).toEqual([kept + 2, kept + 1]);
  shared.transmissionOf(lists.slice(0, 1));
  expect(shared.encoded).toBe(kept + 3);
});
