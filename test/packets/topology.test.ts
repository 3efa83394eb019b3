import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { makeNode } from './topology.js';

test('a node that cannot be made leaves no namespace behind', () => {
  // The kernel makes no table of that size.
  expect(() => makeNode({ maxFlows: 2 ** 32 - 1 })).toThrow('E2BIG');
  expect(existsSync(`/run/netns/weft-packets-${process.pid}-fixtures`)).toBe(false);
});
