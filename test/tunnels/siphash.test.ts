import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeObject, type LoadedObject, loadObject } from '../../node-agent/src/datapath/bpf/native.js';
import { runSyscall } from '../../node-agent/src/datapath/bpf/test-run.js';
import { sipHash } from './siphash.js';

/** Of the reference implementation: key 00 01 .. 0f, messages 00 01 .. of 0, 8, .. 56 bytes. */
const vectors = [
  '310e0edd47db6f72',
  '6224939a79f5f593',
  'db9bc2577fcc2a3f',
  '94af49f6c650adb8',
  'ce7cf2722f512771',
  'd0a704536ba93e0e',
  '51a9cb9ecba312e6',
  'bd838d3aafbf8db7',
];
const counting = (length: number) => Buffer.from(Array.from({ length }, (_, i) => i));

test('the tests have the reference hash', () => {
  expect(vectors.map((_, words) => sipHash(counting(16), counting(8 * words)).toString('hex'))).toEqual(vectors);
});

describe.each(['clang-14', 'clang-19'])('built with %s', (compiler) => {
  const isHere = (() => {
    try {
      execFileSync(compiler, ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  })();
  let folder: string;
  let object: LoadedObject | undefined;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'weft-siphash-'));
    if (!isHere) return;
    const include = join(import.meta.dirname, '../../modules/include');
    const machine = execFileSync('uname', ['-m'], { encoding: 'utf8' }).trim();
    const flags = ['-O2', '-g', '-target', 'bpf', '-mcpu=v3', `-I${include}`, `-I/usr/include/${machine}-linux-gnu`];
    const output = join(folder, 'siphash.bpf.o');
    execFileSync(compiler, [...flags, '-c', join(import.meta.dirname, 'siphash.bpf.c'), '-o', output]);
    object = loadObject(output);
  });
  afterAll(() => {
    if (object) closeObject(object);
    rmSync(folder, { recursive: true, force: true });
  });

  test.runIf(isHere)('the programs have the reference hash', () => {
    const context = Buffer.concat([counting(16), counting(56), Buffer.alloc(64)]);
    const { contextOut } = runSyscall(object!.programs.siphash!, context);
    const hashes = vectors.map((_, i) => contextOut.subarray(72 + 8 * i, 80 + 8 * i).toString('hex'));
    expect(hashes).toEqual(vectors);
  });
});
