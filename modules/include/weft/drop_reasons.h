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
	WEFT_DROP(TOO_BIG,             11, "larger than the network's MTU, or than the underlay's after encapsulation") \
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
	WEFT_DROP(IP_MALFORMED,        24, "IP header with a wrong version or header length") \
	WEFT_DROP(SPOOFED_ND,          25, "neighbor discovery whose source, target or link-layer address is not the port's") \
	WEFT_DROP(ND_UNKNOWN,          26, "neighbor solicitation for an address that no port has") \
	WEFT_DROP(ND_MALFORMED,        27, "neighbor discovery that RFC 4861 section 7.1 says to discard") \
	WEFT_DROP(RA_FROM_PORT,        28, "router advertisement or redirect from a port") \
	WEFT_DROP(RA_NONE,             29, "router solicitation on a network without router advertisements") \
	WEFT_DROP(DHCP_SERVER,         30, "DHCP server's message from a port") \
	WEFT_DROP(DHCP_MALFORMED,      31, "DHCP message that cannot be read") \
	WEFT_DROP(DHCP_NONE,           32, "DHCP request from a port that has no DHCP") \
	WEFT_DROP(NO_ROUTER,           33, "packet to route, but no router has the sender's subnet") \
	WEFT_DROP(NO_ROUTE,            34, "no route to the destination") \
	WEFT_DROP(NO_NEIGHBOR,         35, "next hop is an address that no port has") \
	WEFT_DROP(TTL_EXPIRED,         36, "time to live ran out at the router, or between nodes that send it on") \
	WEFT_DROP(NOT_ROUTABLE,        37, "link-local, multicast or loopback address in a packet to route") \
	WEFT_DROP(GATEWAY_ADDRESS,     38, "packet for a gateway itself that it does not answer") \
	WEFT_DROP(FLOOD_RATE,          39, "more broadcast and multicast than the port may send") \
	WEFT_DROP(VTEP_RATE,           40, "more packets than are taken from one VTEP") \
	WEFT_DROP(ROUTED_TOO_BIG,      41, "packet to route is larger than the destination network's MTU") \
	WEFT_DROP(EGRESS_DENIED,       42, "no security group rule allows the port to send it") \
	WEFT_DROP(INGRESS_DENIED,      43, "no security group rule allows the port to get it") \
	WEFT_DROP(CONNECTIONS_FULL,    44, "no room to track the connection: the table or the port's share is full") \
	WEFT_DROP(CONNECTION_INVALID,  45, "TCP segment that its connection cannot have: outside the window, or of no connection") \
	WEFT_DROP(FRAGMENT_UNTRACKED,  46, "later fragment of a datagram whose first one was not seen, was denied, or found no room") \
	WEFT_DROP(FRAGMENT_OVERLAP,    47, "fragment that would replace the l4 header that was judged") \
	WEFT_DROP(NOT_IP,              48, "neither IP nor ARP, at a port with security groups") \
	WEFT_DROP(POLICY_MISSING,      49, "the port's policy is not laid out") \
	WEFT_DROP(EGRESS_BANDWIDTH,    50, "more than the port may send") \
	WEFT_DROP(INGRESS_BANDWIDTH,   51, "more than the port may get")

enum weft_drop_reason {
	WEFT_DROP_NONE = 0,
#define WEFT_DROP_ENUM(name, number, text) WEFT_DROP_##name = number,
	WEFT_DROP_REASON_LIST(WEFT_DROP_ENUM)
#undef WEFT_DROP_ENUM
};

#endif
