import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestAuthority } from '../testing/certificates.js';
import { TlsFiles } from './tls-files.js';

let directory = '';
let authority: TestAuthority;
let paths: { ca: string; cert: string; key: string };

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wa-tls-files-'));
  authority = await TestAuthority.make(directory);
  paths = { ca: authority.caPath, ...(await authority.issue('node', [{ type: 'url', value: 'weft://node/h1' }])) };
});
afterAll(() => rmSync(directory, { recursive: true }));

test('a new certificate is used once its key is there too, and not before', async () => {
  const files = new TlsFiles(paths);
  const before = files.current();
  const next = await authority.issue('next', [{ type: 'url', value: 'weft://node/h1' }]);
  writeFileSync(paths.key, readFileSync(next.key));
  expect(files.current()).toEqual(before);
  writeFileSync(paths.cert, readFileSync(next.cert));
  expect(files.current()).toEqual({ ca: before.ca, cert: readFileSync(next.cert), key: readFileSync(next.key) });
});

test('files that vanish leave what they were; at the start they must be there', () => {
  const files = new TlsFiles(paths);
  const before = files.current();
  rmSync(paths.cert);
  expect(files.current()).toEqual(before);
  expect(() => new TlsFiles(paths)).toThrow(/ENOENT/);
});
