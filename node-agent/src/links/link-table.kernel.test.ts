import { execFileSync } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { rtnetlinkLinks } from '../datapath/bpf/rtnetlink.js';
import { LinkTable } from './link-table.js';

const name = (suffix: string) => `wt${process.pid % 1_000_000}${suffix}`;
const ip = (command: string) => execFileSync('ip', command.split(' '), { stdio: ['ignore', 'pipe', 'pipe'] });

const table = () =>
  new LinkTable(
    rtnetlinkLinks,
    () => {},
    () => {},
  );

afterEach(() => {
  for (const left of ['a', 'b']) {
    try {
      ip(`link del dev ${name(left)}`);
    } catch {
      // Not made, or renamed.
    }
  }
});

test('an interface is known by its own name only, and whoever asks by another is told it', () => {
  ip(`tuntap add dev ${name('a')} mode tap`);
  ip(`link property add dev ${name('a')} altname ${name('alt')}`);
  const links = table();
  const link = links.read(name('a'));
  expect(link).toMatchObject({ name: name('a') });
  expect(links.read(name('alt'))).toBeNull();
  expect(links.byName(name('alt'))).toBeNull();
  expect(links.byName(name('a'))).toEqual(link);
  expect(links.byIfindex(link?.ifindex ?? 0)).toEqual(link);
  expect(links.whyMissing(name('alt'))).toContain(`own is ${name('a')}`);
  expect(links.whyMissing(name('none'))).toBe(`no interface ${name('none')} in the agent's network namespace`);
});

test('an interface that keeps its former name as an alternative one is gone under it', () => {
  ip(`tuntap add dev ${name('a')} mode tap`);
  const links = table();
  const { ifindex } = links.read(name('a')) ?? { ifindex: 0 };
  ip(`link set ${name('a')} name ${name('b')}`);
  ip(`link property add dev ${name('b')} altname ${name('a')}`);
  expect(links.read(name('a'))).toBeNull();
  expect(links.byIfindex(ifindex)).toBeNull();
  expect(links.read(name('b'))).toMatchObject({ ifindex, name: name('b') });
  expect(links.byIfindex(ifindex)).toMatchObject({ name: name('b') });
});
