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

interface IpLinkJson {
  ifindex?: number;
  ifname?: string;
  address?: string;
  mtu?: number;
  flags?: string[];
  link_netnsid?: number;
  linkinfo?: { info_kind?: string; info_data?: { type?: string; port?: number; external?: boolean } };
}

/** Reads an element of `ip -json -details link show`; null for what is not a link. */
export function linkOf(json: unknown): Link | null {
  const j = json as IpLinkJson;
  if (typeof j?.ifindex !== 'number' || typeof j.ifname !== 'string') return null;
  const flags = j.flags ?? [];
  const data = j.linkinfo?.info_data;
  const tunType = j.linkinfo?.info_kind === 'tun' ? (data?.type ?? 'tun') : null;
  return {
    ifindex: j.ifindex,
    name: j.ifname,
    mac: (j.address ?? '').toLowerCase(),
    mtu: j.mtu ?? 0,
    up: flags.includes('UP'),
    running: flags.includes('LOWER_UP'),
    kind: tunType ?? j.linkinfo?.info_kind ?? '',
    peerIsAway: j.link_netnsid !== undefined,
    vxlanPort: data?.port ?? 0,
    vxlanExternal: data?.external === true,
  };
}

/** Linux takes 1 to 15 bytes without slash, colon or white space (dev_valid_name), not `.` or `..`. */
export function isInterfaceName(name: string): boolean {
  return Buffer.byteLength(name) <= 15 && /^[^\s/:#\\"'\p{Cc}]+$/u.test(name) && name !== '.' && name !== '..';
}
