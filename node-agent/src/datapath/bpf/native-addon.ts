import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BpfError, type BpfErrorCode, type BpfErrorDetails, type Feature } from './native-error.js';

/** A map's descriptor. Closed by `close`, or when nothing refers to it any more. */
export interface BpfMap {
  readonly kind: 'map';
  /** Full name from the object file; of a pinned map opened by path the kernel's, cut to 15 characters. */
  readonly name: string;
  /** The kernel's id: the same for every descriptor of the map. */
  readonly id: number;
  /** enum bpf_map_type. */
  readonly type: number;
  readonly keyBytes: number;
  /**
   * Bytes of a value in Buffers: for per-CPU maps each CPU's value rounded up to 8 bytes, times {@link possibleCpus}.
   */
  readonly valueBytes: number;
  readonly maxEntries: number;
}

/** A loaded program's descriptor. */
export interface BpfProgram {
  readonly kind: 'program';
  readonly name: string;
  readonly id: number;
  /** enum bpf_prog_type. */
  readonly type: number;
}

/** An attachment. Unless it is pinned, the program is detached when the last descriptor is closed. */
export interface BpfLink {
  readonly kind: 'link';
}

/** An open reader of a ring buffer. */
export interface BpfRing {
  readonly kind: 'ring';
}

/** An open listener to changes of network interfaces. */
export interface LinkMonitorHandle {
  readonly kind: 'link monitor';
}

export type BpfHandle = BpfMap | BpfProgram | BpfLink | BpfRing | LinkMonitorHandle;

/** The C side, call for call: see the headers in node-agent/native/src. Use it through native.ts. */
export interface Addon {
  bind(errorClass: new (message: string, details: BpfErrorDetails) => Error): void;
  close(handle: BpfHandle): void;
  loadObject(
    path: string,
    pinDir: string | null,
    maxEntries: readonly (string | number)[],
    reusedMaps: readonly (string | BpfMap)[],
    programTypes: readonly (string | number)[],
    rodata: readonly (string | number | bigint | boolean | Uint8Array)[],
    logLevel: number,
  ): { programs: Record<string, BpfProgram>; maps: Record<string, BpfMap>; log: string };
  createMap(
    name: string,
    type: number,
    keyBytes: number,
    valueBytes: number,
    maxEntries: number,
    flags: number,
  ): BpfMap;
  lookup(map: BpfMap, key: Uint8Array): Buffer | null;
  lookupLocked(map: BpfMap, key: Uint8Array): Buffer | null;
  update(map: BpfMap, key: Uint8Array, value: Uint8Array, flags: number): void;
  deleteEntry(map: BpfMap, key: Uint8Array): boolean;
  lookupAndDelete(map: BpfMap, key: Uint8Array): Buffer | null;
  possibleCpus(): number;
  updateBatch(
    map: BpfMap,
    keys: Uint8Array,
    values: Uint8Array,
    count: number,
    flags: number,
  ): { done: number; index: number; errno: string; code: BpfErrorCode | '' };
  deleteBatch(map: BpfMap, keys: Uint8Array, count: number): { deleted: number; missing: number };
  updateLater(
    maps: readonly BpfMap[],
    keys: readonly Uint8Array[],
    values: readonly Uint8Array[],
    counts: readonly number[],
  ): Promise<{ parts: number; done: number; errno: string; code: BpfErrorCode | '' }>;
  updateEach(map: BpfMap, keys: Uint8Array, values: Uint8Array, count: number, flags: number): Int32Array | null;
  lookupEach(map: BpfMap, keys: Uint8Array, count: number): { values: Buffer; errors: Int32Array | null };
  lookupAll(map: BpfMap): { keys: Buffer; values: Buffer; count: number };
  lookupSome(
    map: BpfMap,
    cursor: Uint8Array | null,
    max: number,
  ): { keys: Buffer; values: Buffer; count: number; cursor: Buffer | null };
  sumCounters(map: BpfMap, first: number, count: number): Float64Array;
  countEntries(map: BpfMap): number;
  pin(handle: BpfMap | BpfProgram | BpfLink, path: string): void;
  openPinned(path: string): BpfMap | BpfProgram | BpfLink | null;
  mapInfo(map: BpfMap): MapInfo;
  programInfo(program: BpfProgram): ProgramInfo;
  linkInfo(link: BpfLink): LinkInfo;
  attach(program: BpfProgram, ifindex: number, attachType: number, flags: number, netnsFd: number): BpfLink;
  attachLater(program: BpfProgram, ifindex: number, attachType: number, flags: number): Promise<BpfLink>;
  programFd(program: BpfProgram): number;
  linkUpdate(link: BpfLink, program: BpfProgram): void;
  linkDetach(link: BpfLink): void;
  openRing(
    map: BpfMap,
    recordBytes: number,
    onRecords: (records: Buffer, count: number, skipped: number) => void,
  ): BpfRing;
  readRing(ring: BpfRing): { records: Buffer; count: number; skipped: number };
  pauseRing(ring: BpfRing): void;
  resumeRing(ring: BpfRing): void;
  testRun(
    program: BpfProgram,
    data: Uint8Array | null,
    context: Uint8Array | null,
    repeat: number,
    cpu: number,
    dataOutBytes: number,
    netnsFd: number,
  ): { retval: number; dataOut: Buffer; contextOut: Buffer; durationNs: number };
  runSyscall(program: BpfProgram, context: Uint8Array | null): { retval: number; contextOut: Buffer };
  probe(feature: Feature): boolean;
  netnsCookie(netnsFd: number): bigint;
  ifindexByName(name: string, netnsFd: number): number | null;
  rtnetlinkExchange(request: Uint8Array): Buffer;
  openLinkMonitor(onMessages: (messages: Buffer, lost: boolean) => void): LinkMonitorHandle;
}

/** What the kernel says about a map. `valueBytes` is one CPU's for per-CPU maps. */
export interface MapInfo {
  readonly id: number;
  readonly name: string;
  readonly type: number;
  readonly keyBytes: number;
  readonly valueBytes: number;
  readonly maxEntries: number;
  readonly flags: number;
}

/** What the kernel says about a program. Run statistics stay 0 unless sysctl kernel.bpf_stats_enabled is 1. */
export interface ProgramInfo {
  readonly id: number;
  readonly name: string;
  /** Hash of the instructions. */
  readonly tag: string;
  readonly type: number;
  readonly translatedBytes: number;
  readonly jitedBytes: number;
  readonly verifiedInstructions: number;
  readonly runCount: number;
  readonly runTimeNs: number;
}

/** What the kernel says about a link. */
export interface LinkInfo {
  readonly id: number;
  /** enum bpf_link_type: 6 XDP, 11 tcx. */
  readonly type: number;
  readonly programId: number;
  /** 0 once the interface is gone or the link was detached; 0 for links that are not on an interface. */
  readonly ifindex: number;
  /** enum bpf_attach_type. */
  readonly attachType: number;
}

/** Finds the addon from the source tree as well as from dist/: it is built in one place only. */
function addonPath(): string {
  const from = dirname(fileURLToPath(import.meta.url));
  for (let directory = from; ; directory = dirname(directory)) {
    const path = join(directory, 'node-agent/native/build/weft_bpf.node');
    if (existsSync(path)) return path;
    if (directory === dirname(directory)) {
      throw new Error(
        `the native addon is not built: no node-agent/native/build/weft_bpf.node above ${from} (npm run build)`,
      );
    }
  }
}

function open(): Addon {
  const loaded = createRequire(import.meta.url)(addonPath()) as Addon;
  loaded.bind(BpfError);
  return loaded;
}

/** The addon of this thread. */
export const addon: Addon = open();
