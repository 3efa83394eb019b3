// Generated from modules/include/weft/drop_reasons.h by node-agent/native/generate-layout.mjs; do not edit.

/** Why packets are dropped: number in maps and records -> name in metrics, protos and the CLI, and text for people. */
export const DROP_REASONS = {
  1: { name: 'TRUNCATED', text: "frame too short for its headers" },
  2: { name: 'TAGGED', text: "VLAN-tagged frame on a port without that VLAN" },
  3: { name: 'UNKNOWN_INTERFACE', text: "interface is not plugged into a port" },
  4: { name: 'SPOOFED_MAC', text: "source MAC is not the port's" },
  5: { name: 'SPOOFED_IP', text: "source IP is not one of the port's" },
  6: { name: 'SPOOFED_ARP', text: "ARP sender is not the port" },
  7: { name: 'ARP_UNKNOWN', text: "ARP for an address that no port has" },
  8: { name: 'ARP_MALFORMED', text: "ARP that is not Ethernet and IPv4, or neither request nor reply" },
  9: { name: 'UNKNOWN_DESTINATION', text: "no FDB entry for (VNI, MAC)" },
  10: { name: 'UNKNOWN_VTEP', text: "FDB entry refers to a VTEP that is not known" },
  11: { name: 'TOO_BIG', text: "larger than the underlay's MTU after encapsulation" },
  12: { name: 'PORT_GONE', text: "destination port is not plugged on this node" },
  13: { name: 'ENCAP_FAILED', text: "the kernel refused to encapsulate" },
  14: { name: 'DECAP_FAILED', text: "the kernel refused to decapsulate" },
  15: { name: 'VXLAN_MALFORMED', text: "VXLAN header truncated or flags invalid (RFC 7348 section 5)" },
  16: { name: 'VXLAN_UNKNOWN_VNI', text: "no port of this VNI on this node" },
  17: { name: 'VXLAN_SOURCE', text: "outer source is not a VTEP that is a member of the VNI" },
  18: { name: 'HOST_STACK', text: "frame of the host's own stack towards a port" },
  19: { name: 'NOT_FROM_FABRIC', text: "frame on the metadata device that did not come out of a tunnel to our VTEP" },
  20: { name: 'ECN', text: "congestion marked on the outer header of a not-ECN-capable packet (RFC 6040)" },
  21: { name: 'NO_CONFIG', text: "the node has no configuration yet" },
  22: { name: 'SAME_PORT', text: "destination is the port that sent it" },
  23: { name: 'FLOOD_INCOMPLETE', text: "some copies of a broadcast could not be made" },
  24: { name: 'IP_MALFORMED', text: "IPv4 header with a wrong version or header length" },
} as const;

export type DropReasonNumber = keyof typeof DROP_REASONS;
export type DropReasonName = (typeof DROP_REASONS)[DropReasonNumber]['name'];

/** Name -> number. */
export const DropReason = {
  TRUNCATED: 1,
  TAGGED: 2,
  UNKNOWN_INTERFACE: 3,
  SPOOFED_MAC: 4,
  SPOOFED_IP: 5,
  SPOOFED_ARP: 6,
  ARP_UNKNOWN: 7,
  ARP_MALFORMED: 8,
  UNKNOWN_DESTINATION: 9,
  UNKNOWN_VTEP: 10,
  TOO_BIG: 11,
  PORT_GONE: 12,
  ENCAP_FAILED: 13,
  DECAP_FAILED: 14,
  VXLAN_MALFORMED: 15,
  VXLAN_UNKNOWN_VNI: 16,
  VXLAN_SOURCE: 17,
  HOST_STACK: 18,
  NOT_FROM_FABRIC: 19,
  ECN: 20,
  NO_CONFIG: 21,
  SAME_PORT: 22,
  FLOOD_INCOMPLETE: 23,
  IP_MALFORMED: 24,
} as const satisfies Record<DropReasonName, DropReasonNumber>;

/** Name and text of a reason, null for a number that this version does not know (0 = not dropped). */
export function dropReason(number: number): { readonly name: DropReasonName; readonly text: string } | null {
  return number in DROP_REASONS ? DROP_REASONS[number as DropReasonNumber] : null;
}
