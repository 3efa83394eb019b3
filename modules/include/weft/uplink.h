/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Hosts with several underlay interfaces: the host's routing table says by which one an encapsulated frame leaves. */
#ifndef WEFT_UPLINK_H
#define WEFT_UPLINK_H

#include "weft/counters.h"
#include "weft/tunnel_to.h"

/* linux/socket.h, which has no uapi. */
#define WEFT_AF_INET 2
#define WEFT_AF_INET6 10
/* A lookup as for packets of the host itself begins at its loopback interface; the agent turns on forwarding there, which the helper asks for. */
#define WEFT_LOOPBACK_IFINDEX 1
/* Flag of bpf_fib_lookup newer than some build hosts' uapi headers: the neighbor is bpf_redirect_neigh's matter. */
#define WEFT_FIB_SKIP_NEIGH (1U << 2)
#define WEFT_DSCP_MASK 0xfc

/* The frame has its outer headers. Equal-cost routes are chosen between by what the host's policy hashes: the outer source port tells flows apart. */
static __noinline int weft_redirect_by_route(struct __sk_buff *skb, const struct weft_config *node, const struct weft_tunnel_to *to, __u32 slot)
{
	struct bpf_fib_lookup route = {
		.family = node->vtep_ip4 ? WEFT_AF_INET : WEFT_AF_INET6,
		.l4_protocol = IPPROTO_UDP,
		.sport = weft_source_l4_port(to),
		.dport = node->vxlan_port,
		.ifindex = WEFT_LOOPBACK_IFINDEX,
	};
	struct bpf_redir_neigh next = {};

	if (node->vtep_ip4) {
		route.tos = to->tos & WEFT_DSCP_MASK;
		route.ipv4_src = node->vtep_ip4;
		route.ipv4_dst = to->remote->ip4;
	} else {
		route.flowinfo = bpf_htonl((__u32)(to->tos & WEFT_DSCP_MASK) << 20 | weft_flow_label(to));
		__builtin_memcpy(route.ipv6_src, node->vtep_ip6, sizeof(route.ipv6_src));
		__builtin_memcpy(route.ipv6_dst, to->remote->ip6, sizeof(route.ipv6_dst));
	}
	if (bpf_fib_lookup(skb, &route, sizeof(route), WEFT_FIB_SKIP_NEIGH))
		return weft_drop(slot, WEFT_DROP_ENCAP_FAILED);
	/* Which may be of the other family than the destination (RFC 5549). */
	next.nh_family = route.family;
	__builtin_memcpy(next.ipv6_nh, route.ipv6_dst, sizeof(next.ipv6_nh));
	return bpf_redirect_neigh(route.ifindex, &next, sizeof(next), 0);
}

#endif
