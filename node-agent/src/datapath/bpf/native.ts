/**
 * Maps, programs and links of the kernel. Calls are synchronous and throw {@link BpfError}; what may be absent is `null`.
 * Keys and values are bytes as the generated layouts encode them (layout.gen.ts).
 */
import { mkdirSync, unlinkSync } from 'node:fs';
import { requireFeatures } from './features.js';
import { addon, type BpfHandle, type BpfLink, type BpfMap, type BpfProgram, type BpfRing } from './native-addon.js';
import { BpfError, type BpfErrorCode, type Feature } from './native-error.js';

export type {
  BpfHandle,
  BpfLink,
  BpfMap,
  BpfProgram,
  BpfRing,
  LinkInfo,
  MapInfo,
  ProgramInfo,
} from './native-addon.js';
export { BpfError, type BpfErrorCode, type Feature, FeatureError, MINIMUM_KERNEL } from './native-error.js';

/** Flags of `update`: any, only if absent (`EXISTS` otherwise), only if present (`NOT_FOUND` otherwise). */
export const UpdateFlag = { ANY: 0, NOEXIST: 1, EXIST: 2 } as const;

/** enum bpf_prog_type, as far as used. */
export const ProgramType = { SCHED_CLS: 3, XDP: 6, SYSCALL: 31 } as const;

/** enum bpf_attach_type, as far as used. */
export const AttachType = { XDP: 37, TCX_INGRESS: 46, TCX_EGRESS: 47 } as const;

/** enum bpf_map_type, as far as used. */
export const MapType = {
  HASH: 1,
  ARRAY: 2,
  PROG_ARRAY: 3,
  PERCPU_HASH: 5,
  PERCPU_ARRAY: 6,
  LPM_TRIE: 11,
  RINGBUF: 27,
} as const;

export interface LoadOptions {
  /** bpffs directory (made if absent): maps with LIBBPF_PIN_BY_NAME are taken from there, or pinned there. Without it nothing is. */
  readonly pinDir?: string;
  /** Map name -> max_entries instead of what the object says. */
  readonly maxEntries?: Readonly<Record<string, number>>;
  /** Map name -> the map to use instead of making one. It may have another max_entries. */
  readonly maps?: Readonly<Record<string, BpfMap>>;
  /** Global `const volatile` variable -> value, written before the verifier sees it. Integers are range-checked. */
  readonly rodata?: Readonly<Record<string, number | bigint | boolean | Uint8Array>>;
  /** Program name -> type, where its section name does not say. Sections tcx/ingress and tcx/egress are known. */
  readonly programTypes?: Readonly<Record<string, { readonly type: number; readonly expectedAttachType?: number }>>;
  /** Verifier log of what loads: 0 none (default), 1 and 2 instructions, 4 statistics. Of what fails it is in the error. */
  readonly logLevel?: 0 | 1 | 2 | 4;
  /** What the object needs of the kernel: asked for only when loading failed, to name what is missing. */
  readonly features?: readonly Feature[];
}

export interface LoadedObject {
  readonly programs: Readonly<Record<string, BpfProgram>>;
  /** Also the compiler's own (".rodata", ".bss"), under the names that libbpf gives them. */
  readonly maps: Readonly<Record<string, BpfMap>>;
  readonly log: string;
}

/**
 * Loads all programs and maps of a BPF object file. On failure nothing stays: maps that this call pinned are unpinned.
 * @throws BpfError NOT_FOUND, OBJECT_INVALID, LOAD_FAILED (with `log`), MAP_INCOMPATIBLE; FeatureError
 */
export function loadObject(path: string, options: LoadOptions = {}): LoadedObject {
  if (options.pinDir !== undefined) mkdirSync(options.pinDir, { recursive: true });
  try {
    return addon.loadObject(
      path,
      options.pinDir ?? null,
      Object.entries(options.maxEntries ?? {}).flat(),
      Object.entries(options.maps ?? {}).flat(),
      Object.entries(options.programTypes ?? {}).flatMap(([name, t]) => [name, t.type, t.expectedAttachType ?? 0]),
      Object.entries(options.rodata ?? {}).flat(),
      options.logLevel ?? 0,
    );
  } catch (error) {
    if (error instanceof BpfError && error.code === 'LOAD_FAILED') requireFeatures(options.features ?? [], error);
    throw error;
  }
}

/** Gives the descriptor back. Closing twice is nothing; using a closed handle throws CLOSED. */
export function close(handle: BpfHandle): void {
  addon.close(handle);
}

/** Closes everything that a load gave. */
export function closeObject(object: LoadedObject): void {
  for (const handle of [...Object.values(object.programs), ...Object.values(object.maps)]) addon.close(handle);
}

/** A map that belongs to no object. `name`: at most 15 characters. */
export function createMap(
  name: string,
  layout: {
    readonly type: number;
    readonly keyBytes: number;
    readonly valueBytes: number;
    readonly maxEntries: number;
    readonly flags?: number;
  },
): BpfMap {
  return addon.createMap(name, layout.type, layout.keyBytes, layout.valueBytes, layout.maxEntries, layout.flags ?? 0);
}

/** A copy of the value, null if there is no such key. */
export const lookup: (map: BpfMap, key: Uint8Array) => Buffer | null = addon.lookup;

/** As lookup, of a map whose values have a bpf_spin_lock: no program changes the value while it is copied. */
export const lookupLocked: (map: BpfMap, key: Uint8Array) => Buffer | null = addon.lookupLocked;

/** Writes one entry. @throws BpfError MAP_FULL, EXISTS, NOT_FOUND */
export function update(map: BpfMap, key: Uint8Array, value: Uint8Array, flags: number = UpdateFlag.ANY): void {
  addon.update(map, key, value, flags);
}

/** Whether there was such an entry. */
export const deleteEntry: (map: BpfMap, key: Uint8Array) => boolean = addon.deleteEntry;

/** Takes an entry out of a hash. */
export const lookupAndDelete: (map: BpfMap, key: Uint8Array) => Buffer | null = addon.lookupAndDelete;

/** CPUs that per-CPU values have room for. */
export const possibleCpus: () => number = addon.possibleCpus;

/** Outcome of a batch: entries 0 to `done` - 1 are written; `failure` is about the entry after them, the rest was not tried. */
export interface BatchResult {
  readonly done: number;
  readonly failure: { readonly index: number; readonly errno: string; readonly code: BpfErrorCode } | null;
}

/**
 * Writes `count` entries that lie one after the other in `keys` and `values`, stopping at the first that is refused (a full map:
 * code MAP_FULL). At the kernel's speed with flags ANY; with others one system call per entry.
 */
export function updateBatch(
  map: BpfMap,
  keys: Uint8Array,
  values: Uint8Array,
  count: number,
  flags: number = UpdateFlag.ANY,
): BatchResult {
  const { done, index, errno, code } = addon.updateBatch(map, keys, values, count, flags);
  return { done, failure: code === '' ? null : { index, errno, code } };
}

/** Removes `count` keys; keys that are not there are counted, not an error. */
export const deleteBatch: (map: BpfMap, keys: Uint8Array, count: number) => { deleted: number; missing: number } =
  addon.deleteBatch;

/** Entries for one map, as updateBatch takes them. */
export interface BatchPart {
  readonly map: BpfMap;
  readonly keys: Uint8Array;
  readonly values: Uint8Array;
  readonly count: number;
}

/** `parts` were written whole, then `done` entries of the next; `failure` is about the entry after them, null if all were written. */
export interface PartsResult {
  readonly parts: number;
  readonly done: number;
  readonly failure: { readonly errno: string; readonly code: BpfErrorCode } | null;
}

/**
 * Writes parts one after the other in a thread beside this one, stopping at the first entry that is refused. Keys and values must not change
 * until it resolves; maps may be closed.
 */
export async function updateLater(parts: readonly BatchPart[]): Promise<PartsResult> {
  const result = await addon.updateLater(
    parts.map((p) => p.map),
    parts.map((p) => p.keys),
    parts.map((p) => p.values),
    parts.map((p) => p.count),
  );
  const { code, errno } = result;
  return { parts: result.parts, done: result.done, failure: code === '' ? null : { errno, code } };
}

/**
 * Writes each entry by itself and goes on after failures: an errno number per entry (0 = written), or null if all were written.
 * For map types without batches (program arrays, ...) and where one refused entry must not stop the others.
 */
export function updateEach(
  map: BpfMap,
  keys: Uint8Array,
  values: Uint8Array,
  count: number,
  flags: number = UpdateFlag.ANY,
): Int32Array | null {
  return addon.updateEach(map, keys, values, count, flags);
}

/** Values of `count` keys, one after the other; `errors` as in {@link updateEach} (2 = no such key, its value is zero). */
export const lookupEach: (
  map: BpfMap,
  keys: Uint8Array,
  count: number,
) => { values: Buffer; errors: Int32Array | null } = addon.lookupEach;

/** All entries: key and value i lie at i * keyBytes and i * valueBytes. */
export interface MapEntries {
  readonly keys: Buffer;
  readonly values: Buffer;
  readonly count: number;
}

/**
 * The whole map. An entry that is there all the while comes exactly once, whatever else is inserted or deleted during the
 * call. A million entries take about half a second, and the event loop waits.
 */
export const lookupAll: (map: BpfMap) => MapEntries = addon.lookupAll;

/**
 * Some of a hash: about `max` entries (whole buckets) from where a former call ended, or from the beginning (null). `cursor` is null at the end. An entry
 * that is there from the first call to the last comes exactly once.
 */
export const lookupSome: (
  map: BpfMap,
  cursor: Uint8Array | null,
  max: number,
) => MapEntries & { readonly cursor: Buffer | null } = addon.lookupSome;

/** Elements of a per-CPU array of 64-bit counters, `count` from `first` on: each word added up over all CPUs. */
export const sumCounters: (map: BpfMap, first: number, count: number) => Float64Array = addon.sumCounters;

/** Number of entries, by walking the whole map (kernels keep no count). Slots, for arrays. */
export const countEntries: (map: BpfMap) => number = addon.countEntries;

/** Gives the object a name in bpffs, which keeps it alive without us. @throws BpfError EXISTS */
export const pin: (handle: BpfMap | BpfProgram | BpfLink, path: string) => void = addon.pin;

/** Takes the name away; false if there was none. */
export function unpin(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function openPinned<Kind extends 'map' | 'program' | 'link'>(
  path: string,
  kind: Kind,
): (BpfHandle & { kind: Kind }) | null {
  const handle = addon.openPinned(path);
  if (handle === null || handle.kind === kind) return handle as (BpfHandle & { kind: Kind }) | null;
  addon.close(handle);
  throw new BpfError(`a ${handle.kind} is pinned at ${path}, not a ${kind}`, {
    code: 'WRONG_KIND',
    errno: null,
    operation: 'BPF_OBJ_GET',
    object: path,
    log: null,
  });
}

/** What is pinned there, or null. @throws BpfError WRONG_KIND */
export const openPinnedMap = (path: string): BpfMap | null => openPinned(path, 'map');
export const openPinnedProgram = (path: string): BpfProgram | null => openPinned(path, 'program');
export const openPinnedLink = (path: string): BpfLink | null => openPinned(path, 'link');

export const mapInfo = addon.mapInfo;
export const programInfo = addon.programInfo;
export const linkInfo = addon.linkInfo;

/** Records as the kernel's ring had them, each rounded up to 8 bytes. */
export interface RingRecords {
  readonly records: Buffer;
  readonly count: number;
  /** Records that had another size than expected, and are not among them. */
  readonly skipped: number;
}

/**
 * Reads a ring buffer from the event loop: one call with one Buffer per wake-up, at most 256 KiB; what is left comes in the
 * next turn. Each record comes exactly once and in order. When the reader is slow the ring fills, and the program that writes
 * to it loses (and counts). Keeps the process alive until closed. One reader per ring.
 * @param recordBytes size of every record, at most 4096
 */
export function openRingBuffer(
  map: BpfMap,
  recordBytes: number,
  onRecords: (records: Buffer, count: number, skipped: number) => void,
): BpfRing {
  return addon.openRing(map, recordBytes, onRecords);
}

/** Takes what is in the ring right now (at most 256 KiB), without waiting for the event loop; before closing, say. */
export const readRing: (ring: BpfRing) => RingRecords = addon.readRing;

/** No more calls until `resumeRing`: a reader that is behind is not woken for each record. */
export const pauseRing: (ring: BpfRing) => void = addon.pauseRing;
export const resumeRing: (ring: BpfRing) => void = addon.resumeRing;
