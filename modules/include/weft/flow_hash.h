/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What the outer headers tell flows apart by: the same for all packets of a flow, and for all fragments of a datagram. */
#ifndef WEFT_FLOW_HASH_H
#define WEFT_FLOW_HASH_H

#include "weft/parse.h"
#include "weft/parse_ip6.h"

static __always_inline __u32 weft_flow_hash(const struct weft_ip4 *ip4)
{
	__u64 mixed = ((__u64)ip4->source << 32 | ip4->destination) ^ (__u64)ip4->protocol << 24;

	if (!ip4->fragment)
		mixed += ((__u64)ip4->source_l4_port << 16 | ip4->destination_l4_port) * 0x9e3779b97f4a7c15ULL;
	mixed = (mixed ^ mixed >> 32) * 0xd6e8feb86659fd93ULL;
	return mixed >> 32;
}

static __always_inline __u32 weft_flow_hash6(const struct weft_ip6 *ip6)
{
	const __u64 *source = (const void *)ip6->source, *destination = (const void *)ip6->destination;
	__u64 mixed = (source[0] ^ destination[0] << 1) * 0x9e3779b97f4a7c15ULL + (source[1] ^ destination[1] << 1);

	if (!ip6->fragment)
		mixed += ((__u64)ip6->protocol << 32 | (__u64)ip6->source_l4_port << 16 | ip6->destination_l4_port) * 0x9e3779b97f4a7c15ULL;
	mixed = (mixed ^ mixed >> 32) * 0xd6e8feb86659fd93ULL;
	return mixed >> 32;
}

#endif
