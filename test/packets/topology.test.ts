import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Namespace } from './namespace.js';
import { makeNode } from './topology.js';

const exists = (name: string) => existsSync(`/run/netns/${name}`);

test('a node that cannot be made leaves no namespace behind', () => {
  // The kernel makes no table of that size.
  expect(() => makeNode({ maxFlows: 2 ** 32 - 1 })).toThrow('E2BIG');
  expect(exists(`weft-packets-${process.pid}-fixtures`)).toBe(false);
});

test('what a run left that was broken off goes with the next one; what lives stays', () => {
  const left = `weft-packets-${spawnSync('true').pid}-left`;
  const lives = `weft-packets-${process.ppid}-lives`;
  for (const name of [left, lives]) execFileSync('ip', ['netns', 'add', name]);
  try {
    new Namespace('next').delete();
    expect([left, lives].map(exists)).toEqual([false, true]);
  } finally {
    for (const name of [left, lives].filter(exists)) execFileSync('ip', ['netns', 'del', name]);
  }
});
