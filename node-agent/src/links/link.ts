/** A network interface of the agent's namespace, as far as the agent needs to know. */
export interface Link {
  readonly ifindex: number;
  readonly name: string;
  /** Lower-case text form. */
  readonly mac: string;
  readonly mtu: number;
  /** Administratively up. */
  readonly up: boolean;
  /** Up with a carrier: frames can pass. */
  readonly running: boolean;
  /** `veth`, `tap`, `vxlan`, ... ; empty for a physical interface. */
  readonly kind: string;
  /** The peer is in another namespace. */
  readonly peerIsAway: boolean;
  /** UDP port of a vxlan interface. */
  readonly vxlanPort: number;
  /** A vxlan interface that takes its tunnel from each packet's metadata. */
  readonly vxlanExternal: boolean;
}

/** Linux takes 1 to 15 bytes without slash, colon or white space (dev_valid_name), not `.` or `..`. */
export function isInterfaceName(name: string): boolean {
  return Buffer.byteLength(name) <= 15 && /^[^\s/:#\\"'\p{Cc}]+$/u.test(name) && name !== '.' && name !== '..';
}
