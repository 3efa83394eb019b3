import { hasFeature } from './features.js';
import { AttachType } from './native.js';
import { addon, type BpfLink, type BpfProgram } from './native-addon.js';
import { BpfError, type Feature, FeatureError } from './native-error.js';
import { type NetworkNamespace, withNamespaceFd } from './network-namespace.js';

export interface AttachOptions {
  /** Where the ifindex counts: only the one system call runs there. Own namespace by default. */
  readonly netns?: NetworkNamespace;
}

export interface TcxOptions extends AttachOptions {
  /** Among the programs that are on the hook already. Last by default. */
  readonly position?: 'first' | 'last';
}

const POSITION = { first: 1 << 3, last: 1 << 4 } as const;
const XDP_MODE = { generic: 1 << 1, native: 1 << 2, offload: 1 << 3, best: 0 } as const;

function attach(
  program: BpfProgram,
  ifindex: number,
  attachType: number,
  flags: number,
  netns: NetworkNamespace | undefined,
  feature: Feature,
): BpfLink {
  try {
    return withNamespaceFd(netns, (fd) => addon.attach(program, ifindex, attachType, flags, fd));
  } catch (error) {
    if (error instanceof BpfError && error.code === 'REFUSED' && !hasFeature(feature))
      throw new FeatureError(feature, error);
    throw error;
  }
}

/**
 * Puts a tc program on an interface. The link detaches it when closed, unless pinned.
 * @throws BpfError NO_DEVICE; FeatureError tcx
 */
export function attachTcx(
  ifindex: number,
  program: BpfProgram,
  direction: 'ingress' | 'egress',
  options: TcxOptions = {},
): BpfLink {
  const type = direction === 'ingress' ? AttachType.TCX_INGRESS : AttachType.TCX_EGRESS;
  return attach(program, ifindex, type, POSITION[options.position ?? 'last'], options.netns, 'tcx');
}

/** As {@link attachTcx} at the last position in the process's own namespace, without holding up the event loop: it takes some 10 ms, an RCU grace period. */
export function attachTcxLater(
  ifindex: number,
  program: BpfProgram,
  direction: 'ingress' | 'egress',
): Promise<BpfLink> {
  const type = direction === 'ingress' ? AttachType.TCX_INGRESS : AttachType.TCX_EGRESS;
  return addon.attachLater(program, ifindex, type, POSITION.last);
}

/**
 * Puts an XDP program on an interface; `best` takes native where the driver has it. An interface has room for one.
 * @throws BpfError BUSY or EXISTS if there is one, NOT_SUPPORTED, REFUSED if there is no such interface; FeatureError xdp-link
 */
export function attachXdp(
  ifindex: number,
  program: BpfProgram,
  mode: keyof typeof XDP_MODE = 'best',
  options: AttachOptions = {},
): BpfLink {
  return attach(program, ifindex, AttachType.XDP, XDP_MODE[mode], options.netns, 'xdp-link');
}

/** Replaces the program of a link in one step: every packet sees the old one or the new one. */
export const linkUpdate: (link: BpfLink, program: BpfProgram) => void = addon.linkUpdate;

/** Takes the program off its hook now, whoever else holds or pinned the link. */
export const linkDetach: (link: BpfLink) => void = addon.linkDetach;
