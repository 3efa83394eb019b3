import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isBpffs, mountBpffs } from './bpffs.js';
import { hasFeature, requireFeatures } from './features.js';
import {
  AttachType,
  type BpfError,
  close,
  closeObject,
  createMap,
  deleteEntry,
  FeatureError,
  loadObject,
  lookup,
  MapType,
  MINIMUM_KERNEL,
  mapInfo,
  openPinnedLink,
  openPinnedMap,
  openPinnedProgram,
  ProgramType,
  pin,
  programInfo,
  unpin,
  update,
} from './native.js';
import { decodeSkbContext, encodeSkbContext, runSyscall, testRun } from './test-run.js';

const native = join(import.meta.dirname, '../../../native');
const probe = join(native, 'build/test/probe.bpf.o');
const bpffs = '/sys/fs/bpf';

const key = (n: number) => {
  const b = Buffer.alloc(4);
  b.writeUInt32LE(n);
  return b;
};
const value = (n: bigint) => {
  const b = Buffer.alloc(8);
  b.writeBigUInt64LE(n);
  return b;
};
const openFiles = () => readdirSync('/proc/self/fd').length;
const caught = (call: () => unknown): BpfError => {
  try {
    call();
  } catch (error) {
    return error as BpfError;
  }
  throw new Error('nothing was thrown');
};
const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
};

let pins: string;
beforeEach(() => {
  mountBpffs(bpffs);
  pins = mkdtempSync(join(bpffs, 'weft_native_test_'));
});
afterEach(() => rmSync(pins, { recursive: true, force: true }));

describe('loading', () => {
  test('a missing file, a file that is no object and a refused program are different errors', () => {
    const dir = mkdtempSync(join(tmpdir(), 'weft-native-'));
    try {
      writeFileSync(join(dir, 'text.o'), 'not an object');
      expect(caught(() => loadObject(join(dir, 'none.o')))).toMatchObject({ code: 'NOT_FOUND', errno: 'ENOENT' });
      expect(caught(() => loadObject(join(dir, 'text.o')))).toMatchObject({ code: 'OBJECT_INVALID' });
      const refused = caught(() => loadObject(join(native, 'build/test/refused.bpf.o')));
      expect(refused).toMatchObject({ name: 'BpfError', code: 'LOAD_FAILED', errno: 'EACCES' });
      expect(refused.log).toContain('invalid access to packet');
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  test('a failed load of an object whose features are named asks the kernel for them', () => {
    const file = join(native, 'build/test/refused.bpf.o');
    expect(caught(() => loadObject(file, { features: ['tcx', 'bpf_loop'] })).code).toBe('LOAD_FAILED');
  });

  test('constants are written before the verifier sees them, in every width and sign', () => {
    const object = loadObject(probe, {
      rodata: { wide: 2n ** 40n, small: -3, mac: Uint8Array.of(0, 0, 0, 0, 0, 9), verdict: 2 },
    });
    const { retval, contextOut } = runSyscall(object.programs['constants']!, value(100n));
    expect(retval).toBe(42);
    expect(contextOut.readBigUInt64LE()).toBe(100n + 2n ** 40n - 3n + 9n);
    expect(testRun(object.programs['ingress']!, { data: Buffer.alloc(64) }).retval).toBe(2);
    closeObject(object);
  });

  test.each([
    ['small', 32768 * 2],
    ['small', -32769],
    ['verdict', 2 ** 32],
    ['verdict', 1.5],
    ['wide', 2n ** 64n],
    ['mac', Uint8Array.of(1)],
    ['absent', 1],
  ])('constant %s does not take %s', (name, given) => {
    expect(caught(() => loadObject(probe, { rodata: { [name]: given } }))).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  test('max entries and the verifier log can be asked for', () => {
    const object = loadObject(probe, { maxEntries: { table: 3 }, logLevel: 4 });
    expect(mapInfo(object.maps['table']!)).toMatchObject({ name: 'table', maxEntries: 3, keyBytes: 4, valueBytes: 8 });
    expect(object.log).toMatch(/processed \d+ insns/);
    expect(programInfo(object.programs['ingress']!)).toMatchObject({
      name: 'ingress',
      tag: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(programInfo(object.programs['ingress']!).verifiedInstructions).toBeGreaterThan(1);
    closeObject(object);
  });

  test('the type of a program comes from its section, or from the caller', () => {
    const object = loadObject(probe, {
      programTypes: { other: { type: ProgramType.XDP, expectedAttachType: AttachType.XDP } },
    });
    expect(Object.fromEntries(Object.entries(object.programs).map(([name, p]) => [name, p.type]))).toEqual({
      ingress: ProgramType.SCHED_CLS,
      other: ProgramType.XDP,
      pass: ProgramType.XDP,
      constants: ProgramType.SYSCALL,
      burst: ProgramType.SYSCALL,
    });
    closeObject(object);
  });

  test('tc programs also load for tcx hooks alone', () => {
    const type = { type: ProgramType.SCHED_CLS, expectedAttachType: AttachType.TCX_EGRESS };
    closeObject(loadObject(probe, { programTypes: { ingress: type, other: type } }));
  });
});

describe('pins', () => {
  test('bpffs is told from other file systems', () => {
    expect([isBpffs(pins), isBpffs('/tmp'), isBpffs(join(pins, 'absent'))]).toEqual([true, false, false]);
  });

  test('a second load shares the pinned map, and so does the name', () => {
    const first = loadObject(probe, { pinDir: join(pins, 'deep/er') });
    const second = loadObject(probe, { pinDir: join(pins, 'deep/er') });
    expect(second.maps['table']!.id).toBe(first.maps['table']!.id);
    expect(second.maps['counters']!.id).not.toBe(first.maps['counters']!.id);
    update(first.maps['table']!, key(1), value(11n));
    closeObject(first);
    closeObject(second);
    const again = openPinnedMap(join(pins, 'deep/er/table'))!;
    expect(lookup(again, key(1))).toEqual(value(11n));
    close(again);
  });

  test('a pinned map with another layout is refused by name and difference, and nothing is left behind', () => {
    closeObject(loadObject(probe, { pinDir: pins }));
    const error = caught(() => loadObject(probe, { pinDir: pins, maxEntries: { table: 17 } }));
    expect(error).toMatchObject({ code: 'MAP_INCOMPATIBLE', object: 'table' });
    expect(error.message).toContain('max entries: existing 16, wanted 17');
    rmSync(join(pins, 'table'));
    const other = createMap('other', { type: MapType.ARRAY, keyBytes: 4, valueBytes: 12, maxEntries: 16 });
    pin(other, join(pins, 'table'));
    expect(caught(() => loadObject(probe, { pinDir: pins })).message).toContain(
      'type: existing 2, wanted 1; value bytes: existing 12, wanted 8',
    );
    close(other);
  });

  test('a map can be handed over instead of made', () => {
    const bigger = createMap('bigger', { type: MapType.HASH, keyBytes: 4, valueBytes: 8, maxEntries: 99 });
    const object = loadObject(probe, { maps: { table: bigger }, pinDir: pins });
    expect(object.maps['table']!.id).toBe(bigger.id);
    expect(existsSync(join(pins, 'table'))).toBe(false);
    expect(caught(() => loadObject(probe, { maps: { table: object.maps['counters']! } })).code).toBe(
      'MAP_INCOMPATIBLE',
    );
    closeObject(object);
    close(bigger);
  });

  test('without a directory nothing is pinned', () => {
    closeObject(loadObject(probe));
    expect(existsSync(join(bpffs, 'table'))).toBe(false);
  });

  test('pinning keeps alive, opening checks the kind, unpinning says whether there was one', () => {
    const object = loadObject(probe);
    const path = join(pins, 'program');
    pin(object.programs['pass']!, path);
    expect(caught(() => pin(object.programs['pass']!, path)).code).toBe('EXISTS');
    closeObject(object);
    expect(caught(() => openPinnedMap(path)).code).toBe('WRONG_KIND');
    const program = openPinnedProgram(path)!;
    expect(programInfo(program).name).toBe('pass');
    close(program);
    expect([unpin(path), unpin(path), openPinnedProgram(path), openPinnedLink(path)]).toEqual([
      true,
      false,
      null,
      null,
    ]);
  });
});

describe('test runs', () => {
  test('context goes in and comes out, durations and counters count', () => {
    const object = loadObject(probe);
    const context = encodeSkbContext({ mark: 5, priority: 3, cb: [1, 2, 3, 4, 5] });
    const run = testRun(object.programs['ingress']!, { data: Buffer.alloc(100, 7), context, repeat: 10 });
    expect(run.retval).toBe(7);
    expect(run.dataOut).toEqual(Buffer.alloc(100, 7));
    expect(decodeSkbContext(run.contextOut)).toMatchObject({ mark: 15, priority: 3, cb: [1, 2, 3, 4, 5] });
    const perCpu = lookup(object.maps['counters']!, key(0))!;
    let sum = 0;
    for (let at = 0; at < perCpu.length; at += 8) sum += perCpu.readUInt32LE(at);
    expect(sum).toBe(10);
    closeObject(object);
  });

  test('a frame that is too short and an output that does not fit are errors', () => {
    const object = loadObject(probe);
    expect(caught(() => testRun(object.programs['ingress']!, { data: Buffer.alloc(13) })).code).toBe('REFUSED');
    expect(caught(() => testRun(object.programs['ingress']!, { data: Buffer.alloc(64), dataOutBytes: 63 })).errno).toBe(
      'ENOSPC',
    );
    closeObject(object);
  });
});

describe('handles', () => {
  test('closing twice is nothing, using a closed or foreign handle is an error', () => {
    const object = loadObject(probe);
    const before = openFiles();
    const table = object.maps['table']!;
    close(table);
    close(table);
    expect(openFiles()).toBe(before - 1);
    expect(caught(() => lookup(table, key(1)))).toMatchObject({ code: 'CLOSED', object: 'table' });
    expect(caught(() => close({} as never)).code).toBe('INVALID_ARGUMENT');
    expect(caught(() => lookup(object.programs['pass'] as never, key(1))).message).toContain(
      'expected a map, got a program',
    );
    expect(caught(() => lookup(object.maps['counters']!, Buffer.alloc(3))).message).toContain(
      'key must have 4 bytes, has 3',
    );
    expect(caught(() => deleteEntry(object.maps['counters']!, 'key' as never)).code).toBe('INVALID_ARGUMENT');
    closeObject(object);
  });

  test('a thousand loads, good and bad, leak no descriptor', () => {
    closeObject(loadObject(probe));
    const before = openFiles();
    for (let i = 0; i < 1000; i++) {
      if (i % 4 === 3) caught(() => loadObject(probe, { rodata: { absent: 1 } }));
      else closeObject(loadObject(probe));
    }
    expect(openFiles()).toBe(before);
  });

  test('garbage collection closes what was forgotten', async () => {
    collectGarbage();
    const before = openFiles();
    (() => {
      for (let i = 0; i < 20; i++) loadObject(probe);
    })();
    expect(openFiles()).toBeGreaterThan(before + 100);
    await vi.waitFor(
      () => {
        collectGarbage();
        expect(openFiles()).toBeLessThanOrEqual(before);
      },
      { timeout: 10_000 },
    );
  });

  test('an environment that ends in any way with handles open neither crashes nor hangs', () => {
    const script = join(native, 'test/teardown.mjs');
    const run = spawnSync(process.execPath, [script, join(native, 'build/weft_bpf.node'), probe], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect({ status: run.status, signal: run.signal, stdout: run.stdout, stderr: run.stderr }).toEqual({
      status: 0,
      signal: null,
      stdout: 'done\n',
      stderr: '',
    });
  });
});

describe('features', () => {
  test('this kernel has everything weft needs', () => {
    requireFeatures(Object.keys(MINIMUM_KERNEL) as (keyof typeof MINIMUM_KERNEL)[]);
    expect(() => hasFeature('antigravity' as never)).toThrow(/no probe/);
  });

  test('a missing feature names the kernel that has it', () => {
    expect(new FeatureError('tcx', 'why')).toMatchObject({
      code: 'FEATURE_MISSING',
      minimumKernel: '6.6',
      cause: 'why',
    });
  });
});
