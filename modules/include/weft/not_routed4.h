/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What becomes of an IPv4 packet that is not routed: see not_routed.h. */
#ifndef WEFT_NOT_ROUTED4_H
#define WEFT_NOT_ROUTED4_H

#include "weft/echo_reply.h"
#include "weft/icmp_error.h"
#include "weft/not_routed.h"

/* Destination unreachable, time exceeded and what they say, by reason. False: nothing is said. */
static __always_inline bool weft_icmp4_says(const struct weft_not_routed *why, __u8 protocol, struct weft_icmp_error *error)
{
	error->type = WEFT_ICMP4_UNREACHABLE;
	switch (why->reason) {
	case WEFT_DROP_NO_ROUTE:
		error->code = WEFT_ICMP4_NETWORK_UNREACHABLE;
		return true;
	case WEFT_DROP_NO_NEIGHBOR:
		error->code = WEFT_ICMP4_HOST_UNREACHABLE;
		return true;
	case WEFT_DROP_GATEWAY_ADDRESS:
		error->code = WEFT_ICMP4_PORT_UNREACHABLE;
		return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP;
	case WEFT_DROP_ROUTED_TOO_BIG:
		error->code = WEFT_ICMP4_FRAGMENTATION_NEEDED;
		error->mtu = why->mtu;
		return true;
	case WEFT_DROP_TTL_EXPIRED:
		error->type = WEFT_ICMP4_TIME_EXCEEDED;
		return true;
	default:
		return false;
	}
}

/* Errors, and what is not defined to be a question. */
static __always_inline bool weft_is_icmp4_error(__u8 protocol, __u8 type)
{
	return protocol == IPPROTO_ICMP && type != WEFT_ICMP4_ECHO_REQUEST && type != WEFT_ICMP4_ECHO_REPLY && type != WEFT_ICMP4_TIMESTAMP && type != WEFT_ICMP4_TIMESTAMP_REPLY;
}

/* A fragment without the l4 header. */
static __always_inline bool weft_is_later_fragment4(struct __sk_buff *skb)
{
	__be16 fragment;

	return bpf_skb_load_bytes(skb, ETH_HLEN + __builtin_offsetof(struct iphdr, frag_off), &fragment, sizeof(fragment)) ||
	       fragment & bpf_htons(WEFT_IP4_FRAGMENT_OFFSET);
}

/* A function of its own for the verifier: it is checked once, whatever the caller knows. */
__noinline int weft_not_routed4(struct __sk_buff *skb, const struct weft_port *port, const struct weft_ip4 *ip4, __be32 gateway,
				const struct weft_not_routed *why)
{
	struct weft_icmp_error error = {};
	const struct weft_config *node = weft_node_config();
	union weft_icmp_frame *room = weft_icmp_room();
	__u32 slot, length;
	__u8 type;

	if (!node || !room || !port || !ip4 || !why)
		return WEFT_CONSUMED;
	slot = port->slot;
	type = bpf_ntohs(ip4->source_l4_port);
	if (ip4->protocol == IPPROTO_ICMP && type == WEFT_ICMP4_ECHO_REQUEST && !ip4->fragment &&
	    weft_asks_gateway(why, ip4->destination == gateway) && weft_echo_reply4(skb, &room->ip4, ip4->headers_len))
		return weft_answer(skb, node, slot);
	weft_count_drop(slot, why->reason);
	if (!gateway || weft_is_later_fragment4(skb) || weft_is_icmp4_error(ip4->protocol, type) ||
	    !weft_icmp4_says(why, ip4->protocol, &error) || !weft_icmp_allowed(node, slot))
		return WEFT_CONSUMED;
	error.headers_len = ip4->headers_len;
	length = weft_icmp4_error(skb, &room->ip4, &error, gateway);
	if (!length || !weft_icmp_replace(skb, room, length, ip4->headers_len))
		return WEFT_CONSUMED;
	return weft_answer(skb, node, slot);
}

#endif
