import type { LinkHint } from '../../links/kernel-links.js';
import type { Link } from '../../links/link.js';
import { type NetlinkMessage, netlinkAttributes, netlinkText } from './netlink-message.js';

/** enum of linux/rtnetlink.h and linux/netlink.h, as far as used. */
export const MessageType = { ERROR: 2, DONE: 3, NEWLINK: 16, DELLINK: 17, GETLINK: 18 } as const;

/** IFLA_*, as far as used. */
export const LinkAttribute = {
  ADDRESS: 1,
  IFNAME: 3,
  MTU: 4,
  LINK: 5,
  LINKINFO: 18,
  AF_SPEC: 26,
  LINK_NETNSID: 37,
} as const;

export const IFINFO_BYTES = 16;
export const IFF_UP = 1;
const IFF_LOWER_UP = 0x10000;
const AF_UNSPEC = 0;
const INFO_KIND = 1;
const INFO_DATA = 2;
const TUN_TYPE = 3;
const TUN_TYPE_TAP = 2;
const VXLAN_PORT = 15;
const VXLAN_COLLECT_METADATA = 25;

/** struct ifinfomsg, all zero but for these. */
export function ifinfo(ifindex: number, flags: number, change: number): Buffer {
  const info = Buffer.alloc(IFINFO_BYTES);
  info.writeInt32LE(ifindex, 4);
  info.writeUInt32LE(flags, 8);
  info.writeUInt32LE(change, 12);
  return info;
}

/** Reads an RTM_NEWLINK; null for messages that are about something else, a bridge's port for one. */
export function linkOfMessage(message: NetlinkMessage): Link | null {
  const { body } = message;
  if (message.type !== MessageType.NEWLINK || !isAboutLink(body)) return null;
  const flags = body.readUInt32LE(8);
  const attributes = netlinkAttributes(body.subarray(IFINFO_BYTES));
  const info = netlinkAttributes(attributes.get(LinkAttribute.LINKINFO) ?? NOTHING);
  const data = netlinkAttributes(info.get(INFO_DATA) ?? NOTHING);
  const kind = netlinkText(info.get(INFO_KIND));
  const isVxlan = kind === 'vxlan';
  return {
    ifindex: body.readInt32LE(4),
    name: netlinkText(attributes.get(LinkAttribute.IFNAME)),
    mac: macText(attributes.get(LinkAttribute.ADDRESS) ?? NOTHING),
    mtu: attributes.get(LinkAttribute.MTU)?.readUInt32LE() ?? 0,
    up: (flags & IFF_UP) !== 0,
    running: (flags & IFF_LOWER_UP) !== 0,
    kind: kind === 'tun' && data.get(TUN_TYPE)?.readUInt8() === TUN_TYPE_TAP ? 'tap' : kind,
    peerIsAway: attributes.has(LinkAttribute.LINK_NETNSID),
    vxlanPort: isVxlan ? (data.get(VXLAN_PORT)?.readUInt16BE() ?? 0) : 0,
    vxlanExternal: isVxlan && data.get(VXLAN_COLLECT_METADATA)?.readUInt8() === 1,
  };
}

/** Reads what a message of the monitor is about; null if it is not about a link as such. */
export function linkHintOf(message: NetlinkMessage): LinkHint | null {
  const { type, body } = message;
  if ((type !== MessageType.NEWLINK && type !== MessageType.DELLINK) || !isAboutLink(body)) return null;
  const attributes = netlinkAttributes(body.subarray(IFINFO_BYTES));
  return {
    ifindex: body.readInt32LE(4),
    name: netlinkText(attributes.get(LinkAttribute.IFNAME)),
    deleted: type === MessageType.DELLINK,
    peerIfindex: attributes.get(LinkAttribute.LINK)?.readUInt32LE() ?? 0,
  };
}

function isAboutLink(body: Buffer): boolean {
  return body.length >= IFINFO_BYTES && body.readUInt8(0) === AF_UNSPEC;
}

function macText(address: Buffer): string {
  return Array.from(address, (byte) => byte.toString(16).padStart(2, '0')).join(':');
}

const NOTHING = Buffer.alloc(0);
