/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What becomes of an IPv6 packet that is not routed: see not_routed.h. */
#ifndef WEFT_NOT_ROUTED6_H
#define WEFT_NOT_ROUTED6_H

#include "weft/echo_reply.h"
#include "weft/icmp_error.h"
#include "weft/not_routed.h"
#include "weft/parse_ip6.h"

/* What ICMPv6 says (RFC 4443 section 3), by reason. False: nothing. */
static __always_inline bool weft_icmp6_says(const struct weft_not_routed *why, __u8 protocol, struct weft_icmp_error *error)
{
	error->type = WEFT_ICMP6_UNREACHABLE;
	switch (why->reason) {
	case WEFT_DROP_NO_ROUTE:
		error->code = WEFT_ICMP6_NO_ROUTE;
		return true;
	case WEFT_DROP_NO_NEIGHBOR:
		error->code = WEFT_ICMP6_ADDRESS_UNREACHABLE;
		return true;
	case WEFT_DROP_GATEWAY_ADDRESS:
		error->code = WEFT_ICMP6_PORT_UNREACHABLE;
		return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP;
	case WEFT_DROP_ROUTED_TOO_BIG:
		error->type = WEFT_ICMP6_PACKET_TOO_BIG;
		error->mtu = why->mtu;
		return true;
	case WEFT_DROP_TTL_EXPIRED:
		error->type = WEFT_ICMP6_TIME_EXCEEDED;
		return true;
	default:
		return false;
	}
}

/* RFC 4443 section 2.1: errors have the high bit clear. A redirect (section 2.4 e) is neighbor discovery and does not come here. */
static __always_inline bool weft_is_icmp6_error(__u8 protocol, __u8 type)
{
	return protocol == IPPROTO_ICMPV6 && type < WEFT_ICMP6_QUESTIONS;
}

/* As weft_not_routed4. */
__noinline int weft_not_routed6(struct __sk_buff *skb, const struct weft_port *port, const struct weft_ip6 *ip6,
				const struct in6_addr *gateway, const struct weft_not_routed *why)
{
	struct weft_icmp_error error = {};
	const struct weft_config *node = weft_node_config();
	union weft_icmp_frame *room = weft_icmp_room();
	__u32 slot, length;
	__u8 type;

	if (!node || !room || !port || !ip6 || !gateway || !why)
		return WEFT_CONSUMED;
	slot = port->slot;
	type = bpf_ntohs(ip6->source_l4_port);
	if (ip6->protocol == IPPROTO_ICMPV6 && type == WEFT_ICMP6_ECHO_REQUEST && !ip6->fragment &&
	    weft_asks_gateway(why, weft_same_ip6(ip6->destination, gateway->in6_u.u6_addr8)) &&
	    weft_echo_reply6(skb, &room->ip6, ip6->headers_len))
		return weft_answer(skb, node, slot);
	weft_count_drop(slot, why->reason);
	if (weft_is_zero6(gateway->in6_u.u6_addr8) || ip6->later_fragment || weft_is_icmp6_error(ip6->protocol, type) ||
	    !weft_icmp6_says(why, ip6->protocol, &error) || !weft_icmp_allowed(node, slot))
		return WEFT_CONSUMED;
	error.headers_len = ip6->headers_len;
	length = weft_icmp6_error(skb, &room->ip6, &error, gateway->in6_u.u6_addr8);
	if (!length || !weft_icmp_replace(skb, room, length, ip6->headers_len))
		return WEFT_CONSUMED;
	return weft_answer(skb, node, slot);
}

#endif
