/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* A port speaks only with its own MAC and addresses, and with its allowed address pairs. */
#ifndef WEFT_ANTISPOOF_H
#define WEFT_ANTISPOOF_H

#include <linux/in6.h>
#include "weft/answer.h"
#include "weft/parse.h"

/* Whose is a source: a MAC and an address that came with it. */
enum weft_source {
	WEFT_SOURCE_OWN,
	WEFT_SOURCE_PAIR,
	WEFT_SOURCE_FOREIGN_MAC,
	WEFT_SOURCE_FOREIGN_IP,
};

static __always_inline bool weft_owns_ip4(const struct weft_port *port, __be32 address)
{
	__u32 count = port->ip4_count;

	/* A port nearly always has one address. */
	if (count && port->ip4[0].address == address)
		return true;
#pragma unroll
	for (__u32 i = 1; i < WEFT_PORT_IP4_MAX; i++) {
		if (i < count && port->ip4[i].address == address)
			return true;
	}
	return false;
}

/* The link-local address that a MAC makes (RFC 4291 appendix A), its last 8 bytes in wire order. */
static __always_inline bool weft_is_eui64_of(const __u8 *address, const __u8 *mac)
{
	const __u32 *word = (const void *)address;

	return word[0] == bpf_htonl(0xfe800000) && !word[1] && address[8] == (mac[0] ^ 2) && address[9] == mac[1] && address[10] == mac[2] &&
	       address[11] == 0xff && address[12] == 0xfe && address[13] == mac[3] && address[14] == mac[4] && address[15] == mac[5];
}

static __always_inline bool weft_in_prefix(const struct in6_addr *address, const struct weft_pair *pair)
{
	const __u32 *prefix = (const void *)pair->prefix;

	for (__u32 i = 0; i < 4; i++) {
		__u32 bits = pair->prefix_len > i * 32 ? pair->prefix_len - i * 32 : 0;
		__u32 mask = bits >= 32 ? 0xffffffff : ~(0xffffffff >> (bits & 31));

		if ((address->in6_u.u6_addr32[i] ^ prefix[i]) & bpf_htonl(mask))
			return false;
	}
	return true;
}

/* Do the port's pairs allow the address (IPv4: mapped) with the MAC? A function of its own for the verifier. */
__noinline int weft_pair_source(__u32 datapath_id, const struct weft_ethernet *ethernet, const struct in6_addr *address)
{
	const struct weft_pairs *pairs = bpf_map_lookup_elem(&port_pairs, &datapath_id);
	int source = WEFT_SOURCE_FOREIGN_MAC;

	if (!pairs || !ethernet || !address)
		return WEFT_SOURCE_FOREIGN_MAC;
	for (__u32 i = 0; i < WEFT_PORT_PAIRS_MAX && i < pairs->count; i++) {
		if (!weft_same_mac(pairs->pair[i].mac, ethernet->source))
			continue;
		source = WEFT_SOURCE_FOREIGN_IP;
		if (weft_in_prefix(address, &pairs->pair[i]))
			return WEFT_SOURCE_PAIR;
	}
	return source;
}

/* Neither the port's MAC and address: perhaps a pair. */
static __always_inline int weft_other_source(const struct weft_port *port, const struct weft_ethernet *ethernet, const struct in6_addr *address)
{
	int source = port->flags & WEFT_PORT_HAS_PAIRS ? weft_pair_source(port->datapath_id, ethernet, address) : WEFT_SOURCE_FOREIGN_MAC;

	if (source == WEFT_SOURCE_FOREIGN_MAC && weft_same_mac(ethernet->source, port->mac))
		return WEFT_SOURCE_FOREIGN_IP;
	return source;
}

/* Whose is the IPv4 source? Not for the common case, which weft_owns_ip4 answers. */
__noinline int weft_source4(const struct weft_port *port, const struct weft_ethernet *ethernet, __be32 source)
{
	struct in6_addr mapped = {};

	if (!port || !ethernet)
		return WEFT_SOURCE_FOREIGN_MAC;
	if (weft_same_mac(ethernet->source, port->mac) && weft_owns_ip4(port, source))
		return WEFT_SOURCE_OWN;
	mapped.in6_u.u6_addr32[2] = bpf_htonl(0xffff);
	mapped.in6_u.u6_addr32[3] = source;
	return weft_other_source(port, ethernet, &mapped);
}

/* Whose is the IPv6 source? A port's own are its addresses and the link-local one that its MAC makes. */
__noinline int weft_source6(const struct weft_port *port, const struct weft_ethernet *ethernet, const struct in6_addr *source)
{
	if (!port || !ethernet || !source)
		return WEFT_SOURCE_FOREIGN_MAC;
	if (weft_same_mac(ethernet->source, port->mac)) {
		if (weft_is_eui64_of(source->in6_u.u6_addr8, port->mac))
			return WEFT_SOURCE_OWN;
		for (__u32 i = 0; i < WEFT_PORT_IP6_MAX && i < port->ip6_count; i++) {
			if (weft_same_ip6(port->ip6[i].address, source->in6_u.u6_addr8))
				return WEFT_SOURCE_OWN;
		}
	}
	return weft_other_source(port, ethernet, source);
}

/* Why a frame with that source is dropped; NONE if it is the port's or a pair's. */
static __always_inline enum weft_drop_reason weft_spoof_reason(int source)
{
	if (source == WEFT_SOURCE_FOREIGN_MAC)
		return WEFT_DROP_SPOOFED_MAC;
	return source == WEFT_SOURCE_FOREIGN_IP ? WEFT_DROP_SPOOFED_IP : WEFT_DROP_NONE;
}

#endif
