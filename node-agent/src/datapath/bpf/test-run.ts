import { addon, type BpfProgram } from './native-addon.js';
import { type NetworkNamespace, withNamespaceFd } from './network-namespace.js';

export interface TestRunOptions {
  /** The frame, from 14 bytes to a little under a page. */
  readonly data: Uint8Array;
  /** Bytes of the context struct: {@link encodeSkbContext} for tc programs. */
  readonly context?: Uint8Array;
  /** Times to run, on the same frame as the previous run left it. Default 1. */
  readonly repeat?: number;
  readonly cpu?: number;
  /** Room for the frame afterwards (default: 512 more than before). @throws BpfError SYSCALL (ENOSPC) if it is less. */
  readonly dataOutBytes?: number;
  /** Where `ifindex` of the context counts, and where redirects go. */
  readonly netns?: NetworkNamespace;
}

export interface TestRunResult {
  /** What the program returned, signed (TC_ACT_UNSPEC is -1). */
  readonly retval: number;
  readonly dataOut: Buffer;
  /** The context afterwards; empty if none was given. */
  readonly contextOut: Buffer;
  /** Mean per run. */
  readonly durationNs: number;
}

/** Runs a tc or XDP program on a frame (BPF_PROG_TEST_RUN) without sending anything; redirects are only decided. */
export function testRun(program: BpfProgram, options: TestRunOptions): TestRunResult {
  const { data, context = null, repeat = 1, cpu = -1, dataOutBytes = data.length + 512 } = options;
  return withNamespaceFd(options.netns, (fd) => addon.testRun(program, data, context, repeat, cpu, dataOutBytes, fd));
}

/** Runs a program of type syscall. `context` is its argument; what the program wrote into it comes back. */
export function runSyscall(
  program: BpfProgram,
  context: Uint8Array | null = null,
): { readonly retval: number; readonly contextOut: Buffer } {
  return addon.runSyscall(program, context);
}

/** Fields of struct __sk_buff that a test run takes; the kernel refuses all others unless zero. */
export interface SkbContext {
  readonly mark: number;
  readonly priority: number;
  readonly ingressIfindex: number;
  readonly ifindex: number;
  /** Five words. */
  readonly cb: readonly number[];
  readonly tstamp: bigint;
  readonly wireLen: number;
  readonly gsoSegs: number;
  readonly gsoSize: number;
  readonly hwtstamp: bigint;
}

/** sizeof(struct __sk_buff) and offsets of its fields (linux/bpf.h); stable ABI. */
const SKB_BYTES = 192;
const SKB = {
  mark: 8,
  priority: 32,
  ingressIfindex: 36,
  ifindex: 40,
  cb: 48,
  tstamp: 152,
  wireLen: 160,
  gsoSegs: 164,
  gsoSize: 176,
  hwtstamp: 184,
} as const;

/** A context for {@link testRun}; fields that are not given are zero. */
export function encodeSkbContext(fields: Partial<SkbContext>): Buffer {
  const b = Buffer.alloc(SKB_BYTES);
  b.writeUInt32LE(fields.mark ?? 0, SKB.mark);
  b.writeUInt32LE(fields.priority ?? 0, SKB.priority);
  b.writeUInt32LE(fields.ingressIfindex ?? 0, SKB.ingressIfindex);
  b.writeUInt32LE(fields.ifindex ?? 0, SKB.ifindex);
  (fields.cb ?? []).forEach((word, i) => {
    if (i > 4) throw new RangeError('struct __sk_buff has five cb words');
    b.writeUInt32LE(word, SKB.cb + 4 * i);
  });
  b.writeBigUInt64LE(fields.tstamp ?? 0n, SKB.tstamp);
  b.writeUInt32LE(fields.wireLen ?? 0, SKB.wireLen);
  b.writeUInt32LE(fields.gsoSegs ?? 0, SKB.gsoSegs);
  b.writeUInt32LE(fields.gsoSize ?? 0, SKB.gsoSize);
  b.writeBigUInt64LE(fields.hwtstamp ?? 0n, SKB.hwtstamp);
  return b;
}

export function decodeSkbContext(b: Buffer): SkbContext {
  return {
    mark: b.readUInt32LE(SKB.mark),
    priority: b.readUInt32LE(SKB.priority),
    ingressIfindex: b.readUInt32LE(SKB.ingressIfindex),
    ifindex: b.readUInt32LE(SKB.ifindex),
    cb: [0, 1, 2, 3, 4].map((i) => b.readUInt32LE(SKB.cb + 4 * i)),
    tstamp: b.readBigUInt64LE(SKB.tstamp),
    wireLen: b.readUInt32LE(SKB.wireLen),
    gsoSegs: b.readUInt32LE(SKB.gsoSegs),
    gsoSize: b.readUInt32LE(SKB.gsoSize),
    hwtstamp: b.readBigUInt64LE(SKB.hwtstamp),
  };
}
