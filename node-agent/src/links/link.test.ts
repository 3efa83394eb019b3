import { expect, test } from 'vitest';
import { isInterfaceName } from './link.js';

test('interface names are what Linux takes, and nothing that a command line could be made of', () => {
  for (const name of ['eth0', 'tap-web.1', 'a', 'x'.repeat(15), 'é']) expect(isInterfaceName(name), name).toBe(true);
  for (const name of ['', '.', '..', 'a b', 'a\nlink', 'a/b', 'a:1', 'x'.repeat(16), 'a\tb', '"x"', 'a\\']) {
    expect(isInterfaceName(name), JSON.stringify(name)).toBe(false);
  }
});
