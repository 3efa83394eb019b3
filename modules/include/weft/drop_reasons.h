/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Every way to die, in one list. WEFT_DROP(NAME, number, "for people"). Numbers are stable: append only, below
 * WEFT_DROP_REASONS_MAX. The names in protos, metrics and the CLI are generated from here.
 */
#ifndef WEFT_DROP_REASONS_H
#define WEFT_DROP_REASONS_H

#define WEFT_DROP_REASON_LIST(WEFT_DROP) \
	WEFT_DROP(TRUNCATED,            1, "frame too short for its headers") \
	WEFT_DROP(TAGGED,               2, "VLAN-tagged frame on a port without that VLAN") \
	WEFT_DROP(UNKNOWN_INTERFACE,    3, "interface is not plugged into a port") \
	WEFT_DROP(SPOOFED_MAC,          4, "source MAC is not the port's") \
	WEFT_DROP(SPOOFED_IP,           5, "source IP is not one of the port's") \
	WEFT_DROP(SPOOFED_ARP,          6, "ARP sender is not the port") \
	WEFT_DROP(ARP_UNKNOWN,          7, "ARP for an address that no port has") \
	WEFT_DROP(ARP_MALFORMED,        8, "ARP that is not Ethernet and IPv4, or neither request nor reply") \
	WEFT_DROP(UNKNOWN_DESTINATION,  9, "no FDB entry for (VNI, MAC)") \
	WEFT_DROP(UNKNOWN_VTEP,        10, "FDB entry refers to a VTEP that is not known") \
	WEFT_DROP(TOO_BIG,             11, "larger than the underlay's MTU after encapsulation") \
	WEFT_DROP(PORT_GONE,           12, "destination port is not plugged on this node") \
	WEFT_DROP(ENCAP_FAILED,        13, "the kernel refused to encapsulate") \
	WEFT_DROP(DECAP_FAILED,        14, "the kernel refused to decapsulate") \
	WEFT_DROP(VXLAN_MALFORMED,     15, "VXLAN header truncated or flags invalid (RFC 7348 section 5)") \
	WEFT_DROP(VXLAN_UNKNOWN_VNI,   16, "no port of this VNI on this node") \
	WEFT_DROP(VXLAN_SOURCE,        17, "outer source is not a VTEP that is a member of the VNI") \
	WEFT_DROP(HOST_STACK,          18, "frame of the host's own stack towards a port") \
	WEFT_DROP(NOT_FROM_FABRIC,     19, "frame on the metadata device that did not come out of a tunnel to our VTEP") \
	WEFT_DROP(ECN,                 20, "congestion marked on the outer header of a not-ECN-capable packet (RFC 6040)") \
	WEFT_DROP(NO_CONFIG,           21, "the node has no configuration yet") \
	WEFT_DROP(SAME_PORT,           22, "destination is the port that sent it") \
	WEFT_DROP(FLOOD_INCOMPLETE,    23, "some copies of a broadcast could not be made") \
	WEFT_DROP(IP_MALFORMED,        24, "IPv4 header with a wrong version or header length")

enum weft_drop_reason {
	WEFT_DROP_NONE = 0,
#define WEFT_DROP_ENUM(name, number, text) WEFT_DROP_##name = number,
	WEFT_DROP_REASON_LIST(WEFT_DROP_ENUM)
#undef WEFT_DROP_ENUM
};

#endif
