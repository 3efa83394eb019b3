/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Routing of IPv4: see router.h. */
#ifndef WEFT_ROUTE4_H
#define WEFT_ROUTE4_H

#include "weft/checksum.h"
#include "weft/not_routed4.h"
#include "weft/own_gateway.h"
#include "weft/router.h"

/* 0/8, 127/8, 169.254/16, 224/4 and 255.255.255.255 (RFC 1812 section 5.3.7, RFC 3927 section 7). */
static __always_inline bool weft_routable4(__be32 address)
{
	__u32 host = bpf_ntohl(address);
	__u8 first = host >> 24;

	return first != 0 && first != 127 && first >> 4 != 14 && host >> 16 != 0xa9fe && host != 0xffffffff;
}

/* The header was parsed: it is in the linear part. */
static __always_inline __u8 weft_ttl4(const struct __sk_buff *skb)
{
	const struct iphdr *ip = (void *)(long)skb->data + ETH_HLEN;

	return (void *)(ip + 1) > (void *)(long)skb->data_end ? 0 : ip->ttl;
}

/* Is the address that of a gateway of the router in the network? */
static __always_inline bool weft_is_gateway4(__u32 vni, __be32 address, __u32 router_id)
{
	struct weft_gateway4_key key = { .vni = vni, .ip4 = address };
	const struct weft_gateway *found = bpf_map_lookup_elem(&gateway4, &key);

	return found && found->router_id == router_id;
}

/* Addresses for the next hop in the frame and in `ethernet`, and one hop less. */
static __always_inline bool weft_rewrite4(struct __sk_buff *skb, struct weft_ethernet *ethernet, const struct weft_neighbor *next)
{
	/* The frame up to the checksum of its IPv4 header. */
	struct {
		struct weft_ethernet ethernet;
		__u16 before_ttl[4];
		__be16 ttl_protocol;
		__sum16 check;
	} head;
	void *data = (void *)(long)skb->data;
	__be16 ttl_protocol;

	if (data + sizeof(head) > (void *)(long)skb->data_end)
		return false;
	__builtin_memcpy(head.before_ttl, data + ETH_HLEN, 12);
	__builtin_memcpy(ethernet->source, ethernet->destination, 6);
	__builtin_memcpy(ethernet->destination, next->mac, 6);
	head.ethernet = *ethernet;
	ttl_protocol = head.ttl_protocol;
	head.ttl_protocol = ttl_protocol - bpf_htons(0x100);
	head.check = weft_checksum_adjust(head.check, ttl_protocol, head.ttl_protocol);
	return bpf_skb_store_bytes(skb, 0, &head, sizeof(head), 0) == 0;
}

/*
 * Decides, and rewrites the packet if it goes on: then NONE, and `vni` is that of the network it goes on in. `mtu` is set with
 * ROUTED_TOO_BIG.
 */
static __always_inline enum weft_drop_reason weft_next_hop4(struct __sk_buff *skb, const struct weft_ip4 *ip4, __be32 gateway,
							    struct weft_ethernet *ethernet, __u32 *vni, __u32 *mtu)
{
	struct weft_gateway4_key gateway_key = { .vni = *vni, .ip4 = gateway };
	const struct weft_gateway *router = bpf_map_lookup_elem(&gateway4, &gateway_key);
	struct weft_route4_key route_key = { .prefix_len = 64, .ip4 = ip4->destination };
	struct weft_neighbor4_key next_key;
	const struct weft_neighbor *next;
	const struct weft_route4 *route;

	if (!router || !router->router_id)
		return WEFT_DROP_NO_ROUTER;
	if (!weft_routable4(ip4->destination) || !weft_routable4(ip4->source))
		return WEFT_DROP_NOT_ROUTABLE;
	route_key.router_id = bpf_htonl(router->router_id);
	route = bpf_map_lookup_elem(&route4, &route_key);
	if (!route)
		return WEFT_DROP_NO_ROUTE;
	next_key.vni = route->vni;
	next_key.ip4 = route->next_hop ? route->next_hop : ip4->destination;
	next = bpf_map_lookup_elem(&neighbor4, &next_key);
	if (!next && !route->next_hop && weft_is_gateway4(route->vni, ip4->destination, router->router_id))
		return WEFT_DROP_GATEWAY_ADDRESS;
	if (weft_ttl4(skb) <= 1)
		return WEFT_DROP_TTL_EXPIRED;
	if (!next)
		return WEFT_DROP_NO_NEIGHBOR;
	*mtu = route->mtu;
	if (weft_exceeds_mtu(skb, ip4->headers_len, route->mtu))
		return WEFT_DROP_ROUTED_TOO_BIG;
	*vni = route->vni;
	return weft_rewrite4(skb, ethernet, next) ? WEFT_DROP_NONE : WEFT_DROP_TRUNCATED;
}

/*
 * A packet of the port to the gateway's MAC. WEFT_ROUTED: it goes on as a frame of network `vni`, and `ethernet` is what it has become.
 * Otherwise the verdict: it has ended here.
 */
static __always_inline int weft_route_ip4(struct __sk_buff *skb, const struct weft_port *port, const struct weft_ip4 *ip4,
					  struct weft_ethernet *ethernet, __u32 *vni)
{
	__be32 gateway = weft_gateway_of4(port, ip4->source);
	struct weft_not_routed why = {};

	why.reason = weft_next_hop4(skb, ip4, gateway, ethernet, vni, &why.mtu);
	return why.reason ? weft_not_routed4(skb, port, ip4, gateway, &why) : WEFT_ROUTED;
}

#endif
