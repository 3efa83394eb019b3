/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Routing of IPv6: see router.h. */
#ifndef WEFT_ROUTE6_H
#define WEFT_ROUTE6_H

#include "weft/not_routed6.h"
#include "weft/own_gateway.h"
#include "weft/router.h"

/* fe80::/10 */
static __always_inline bool weft_is_link_local6(const __u8 *address)
{
	return address[0] == 0xfe && (address[1] & 0xc0) == 0x80;
}

/* Not ::, ::1, fe80::/10 or ff00::/8 (RFC 4291 section 2.5). */
static __always_inline bool weft_routable6(const __u8 *address)
{
	const __u32 *word = (const void *)address;

	if (address[0] == 0xff || weft_is_link_local6(address))
		return false;
	return word[0] || word[1] || word[2] || bpf_ntohl(word[3]) > 1;
}

static __always_inline const struct weft_gateway *weft_gateway6_lookup(struct weft_gateway6_key *key, const __u8 *address)
{
	__builtin_memcpy(key->ip6, address, 16);
	return bpf_map_lookup_elem(&gateway6, key);
}

/* As weft_rewrite4. There is no header checksum, so that one which the NIC took over the whole packet has to know. */
static __always_inline bool weft_rewrite6(struct __sk_buff *skb, struct weft_ethernet *ethernet, const struct weft_neighbor *next,
					   __u8 hop_limit)
{
	__u8 left = hop_limit - 1;

	__builtin_memcpy(ethernet->source, ethernet->destination, 6);
	__builtin_memcpy(ethernet->destination, next->mac, 6);
	return !bpf_skb_store_bytes(skb, 0, ethernet, ETH_HLEN, 0) &&
	       !bpf_skb_store_bytes(skb, ETH_HLEN + __builtin_offsetof(struct ipv6hdr, hop_limit), &left, 1, BPF_F_RECOMPUTE_CSUM);
}

/* As weft_next_hop4. Link-local addresses are of the network, not of a subnet: they reach its gateways, router or not. */
static __always_inline enum weft_drop_reason weft_next_hop6(struct __sk_buff *skb, const struct weft_ip6 *ip6, const __u8 *gateway,
							    struct weft_ethernet *ethernet, __u32 *vni, __u32 *mtu)
{
	struct weft_gateway6_key gateway_key = { .vni = *vni };
	struct weft_route6_key route_key = { .prefix_len = 160 };
	struct weft_neighbor6_key next_key;
	const struct weft_gateway *router, *to;
	const struct weft_neighbor *next;
	const struct weft_route6 *route;
	bool connected;

	if (weft_is_gateway_link_local(ip6->destination))
		return WEFT_DROP_GATEWAY_ADDRESS;
	if (weft_is_link_local6(ip6->source))
		return weft_gateway6_lookup(&gateway_key, ip6->destination) ? WEFT_DROP_GATEWAY_ADDRESS : WEFT_DROP_NOT_ROUTABLE;
	router = weft_gateway6_lookup(&gateway_key, gateway);
	if (!router || !router->router_id)
		return WEFT_DROP_NO_ROUTER;
	if (!weft_routable6(ip6->destination) || !weft_routable6(ip6->source))
		return WEFT_DROP_NOT_ROUTABLE;
	route_key.router_id = bpf_htonl(router->router_id);
	__builtin_memcpy(route_key.ip6, ip6->destination, 16);
	route = bpf_map_lookup_elem(&route6, &route_key);
	if (!route)
		return WEFT_DROP_NO_ROUTE;
	connected = weft_is_zero6(route->next_hop);
	next_key.vni = route->vni;
	__builtin_memcpy(next_key.ip6, connected ? ip6->destination : route->next_hop, 16);
	next = bpf_map_lookup_elem(&neighbor6, &next_key);
	if (!next && connected) {
		gateway_key.vni = route->vni;
		to = weft_gateway6_lookup(&gateway_key, ip6->destination);
		if (to && to->router_id == router->router_id)
			return WEFT_DROP_GATEWAY_ADDRESS;
	}
	if (ip6->hop_limit <= 1)
		return WEFT_DROP_TTL_EXPIRED;
	if (!next)
		return WEFT_DROP_NO_NEIGHBOR;
	*mtu = route->mtu;
	if (weft_exceeds_mtu(skb, ip6->headers_len, route->mtu))
		return WEFT_DROP_ROUTED_TOO_BIG;
	*vni = route->vni;
	return weft_rewrite6(skb, ethernet, next, ip6->hop_limit) ? WEFT_DROP_NONE : WEFT_DROP_TRUNCATED;
}

/* As weft_route_ip4. */
static __always_inline int weft_route_ip6(struct __sk_buff *skb, const struct weft_port *port, const struct weft_ip6 *ip6,
					  struct weft_ethernet *ethernet, __u32 *vni)
{
	const __u8 *gateway = weft_gateway_of6(port, ip6->source);
	struct weft_not_routed why = {};

	why.reason = weft_next_hop6(skb, ip6, gateway, ethernet, vni, &why.mtu);
	return why.reason ? weft_not_routed6(skb, port, ip6, (const void *)gateway, &why) : WEFT_ROUTED;
}

#endif
