import type { Link } from './link.js';

/** What a change of a link is about. It says where to look, not what is there. */
export interface LinkHint {
  readonly ifindex: number;
  readonly name: string;
  readonly deleted: boolean;
  /** Index of the interface that it is tied to (a veth's peer, in whichever namespace); 0 if there is none. */
  readonly peerIfindex: number;
}

/** Links of the process's network namespace, as the kernel has them now. Calls are synchronous and take microseconds. */
export interface KernelLinks {
  /** Null if there is none of that name. */
  byName(name: string): Link | null;
  all(): Link[];
  /** Sets administratively up or down. By index: another interface that has come under the same name meanwhile is not touched. */
  setUp(ifindex: number, up: boolean): void;
  /** The kernel makes no IPv6 address for it. False where IPv6 does not run on it, so that there is nothing to keep from it. */
  makeNoIpv6Address(ifindex: number): boolean;
  /**
   * Follows changes of links from the return of the call on. Hints that come together are told in one turn; `onLost`: more came than
   * the socket held, so anything may have changed.
   */
  monitor(onHint: (hint: LinkHint) => void, onLost: () => void): { close(): void };
}
