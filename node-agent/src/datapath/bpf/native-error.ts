/**
 * Stable codes of what the kernel or the addon refuses:
 *
 * - `INVALID_ARGUMENT`: the call itself is wrong (type, size, unknown name); nothing was tried.
 * - `CLOSED`: the handle was closed before.
 * - `NOT_FOUND`, `EXISTS`, `BUSY`, `NO_DEVICE`, `NO_MEMORY`, `PERMISSION`, `NOT_SUPPORTED`, `REFUSED` (EINVAL): as the kernel says.
 * - `MAP_FULL`: no room for a new entry (E2BIG).
 * - `OBJECT_INVALID`: not a BPF object that libbpf understands; `log` says why.
 * - `LOAD_FAILED`: the kernel refused a program or a map of an object; `log` has the verifier's words.
 * - `MAP_INCOMPATIBLE`: an existing map (`object`) has another layout than the one asked for; the message names each difference.
 * - `WRONG_KIND`: something else is pinned under that name.
 * - `FEATURE_MISSING`: this kernel is too old, see {@link FeatureError}.
 * - `SYSCALL`: any other errno.
 */
export type BpfErrorCode =
  | 'INVALID_ARGUMENT'
  | 'CLOSED'
  | 'NOT_FOUND'
  | 'EXISTS'
  | 'BUSY'
  | 'NO_DEVICE'
  | 'NO_MEMORY'
  | 'PERMISSION'
  | 'NOT_SUPPORTED'
  | 'REFUSED'
  | 'MAP_FULL'
  | 'OBJECT_INVALID'
  | 'LOAD_FAILED'
  | 'MAP_INCOMPATIBLE'
  | 'WRONG_KIND'
  | 'FEATURE_MISSING'
  | 'SYSCALL';

/** What an error says besides its message. */
export interface BpfErrorDetails {
  readonly code: BpfErrorCode;
  /** Name of the errno ("E2BIG"), null if the failure is not the kernel's. */
  readonly errno: string | null;
  /** The system call or library call that failed. */
  readonly operation: string;
  /** Map, program, path or interface it was done to. */
  readonly object: string | null;
  /** What libbpf and the verifier said while loading (at most the last 256 KiB). */
  readonly log: string | null;
}

/** Every failure of the kernel's BPF interface. */
export class BpfError extends Error implements BpfErrorDetails {
  readonly code: BpfErrorCode;
  readonly errno: string | null;
  readonly operation: string;
  readonly object: string | null;
  readonly log: string | null;

  constructor(message: string, details: BpfErrorDetails, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BpfError';
    this.code = details.code;
    this.errno = details.errno;
    this.operation = details.operation;
    this.object = details.object;
    this.log = details.log;
  }
}

/** The first Linux release with each feature that can be asked for. */
export const MINIMUM_KERNEL = {
  tcx: '6.6',
  'xdp-link': '5.9',
  ringbuf: '5.8',
  'map-batch': '5.6',
  bpf_loop: '5.17',
  redirect_peer: '5.10',
  redirect_neigh: '5.10',
  for_each_map_elem: '5.13',
  'hash-lookup-and-delete': '5.14',
  btf: '4.18',
} as const;

export type Feature = keyof typeof MINIMUM_KERNEL;

/** This kernel lacks a feature (code `FEATURE_MISSING`); `cause` is the failure that made us ask. */
export class FeatureError extends BpfError {
  readonly feature: Feature;
  readonly minimumKernel: string;

  constructor(feature: Feature, cause?: unknown) {
    const minimumKernel = MINIMUM_KERNEL[feature];
    super(
      `this kernel has no ${feature}: it needs Linux ${minimumKernel} or newer`,
      { code: 'FEATURE_MISSING', errno: null, operation: 'probe', object: feature, log: null },
      { cause },
    );
    this.name = 'FeatureError';
    this.feature = feature;
    this.minimumKernel = minimumKernel;
  }
}
