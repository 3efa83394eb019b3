/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Who is at the other end: the port that has the remote address, found in the tables that forward. Nothing on the wire says it, so that nobody can say that he is
 * another one.
 */
#ifndef WEFT_IDENTITY_H
#define WEFT_IDENTITY_H

#include "weft/fdb.h"
#include "weft/own_gateway.h"
#include "weft/policed.h"

/* Row of the port that has the address in the network; NULL: no port has. */
static __always_inline const struct weft_fdb *weft_holder4(__u32 vni, __be32 address)
{
	struct weft_neighbor4_key key = { .vni = vni, .ip4 = address };
	const struct weft_neighbor *neighbor = bpf_map_lookup_elem(&neighbor4, &key);

	return neighbor ? weft_fdb_lookup(vni, neighbor->mac) : NULL;
}

static __always_inline const struct weft_fdb *weft_holder6(__u32 vni, const __u8 *address)
{
	struct weft_neighbor6_key key = { .vni = vni };
	const struct weft_neighbor *neighbor;

	__builtin_memcpy(key.ip6, address, sizeof(key.ip6));
	neighbor = bpf_map_lookup_elem(&neighbor6, &key);
	return neighbor ? weft_fdb_lookup(vni, neighbor->mac) : NULL;
}

/* In a network that the router of the port's subnet reaches. What is behind a next hop is no port's. */
static __always_inline const struct weft_fdb *weft_routed_holder4(const struct weft_policed *policed, const struct weft_port *port)
{
	struct weft_gateway4_key gateway = { .vni = policed->vni, .ip4 = weft_gateway_of4(port, policed->own.ip4) };
	const struct weft_gateway *router = bpf_map_lookup_elem(&gateway4, &gateway);
	struct weft_route4_key key = { .prefix_len = 64, .ip4 = policed->remote.ip4 };
	const struct weft_route4 *route;

	if (!router || !router->router_id)
		return NULL;
	key.router_id = bpf_htonl(router->router_id);
	route = bpf_map_lookup_elem(&route4, &key);
	return route && !route->next_hop ? weft_holder4(route->vni, policed->remote.ip4) : NULL;
}

static __always_inline const struct weft_fdb *weft_routed_holder6(const struct weft_policed *policed, const struct weft_port *port)
{
	struct weft_gateway6_key gateway = { .vni = policed->vni };
	struct weft_route6_key key = { .prefix_len = 160 };
	const struct weft_gateway *router;
	const struct weft_route6 *route;

	__builtin_memcpy(gateway.ip6, weft_gateway_of6(port, policed->own.ip6), sizeof(gateway.ip6));
	router = bpf_map_lookup_elem(&gateway6, &gateway);
	if (!router || !router->router_id)
		return NULL;
	key.router_id = bpf_htonl(router->router_id);
	__builtin_memcpy(key.ip6, policed->remote.ip6, sizeof(key.ip6));
	route = bpf_map_lookup_elem(&route6, &key);
	return route && weft_is_zero6(route->next_hop) ? weft_holder6(route->vni, policed->remote.ip6) : NULL;
}

static __always_inline const struct weft_fdb *weft_row_behind_router(const struct weft_policed *policed)
{
	struct weft_if_key key = { .ifindex = policed->ifindex };
	const struct weft_port *port = bpf_map_lookup_elem(&port_by_if, &key);

	if (!port)
		return NULL;
	return policed->ip6 ? weft_routed_holder6(policed, port) : weft_routed_holder4(policed, port);
}

/* The same address may be of a port of this network and of one that the router leads to: the frame says which. */
static __always_inline const struct weft_fdb *weft_remote_row(const struct weft_policed *policed)
{
	if (policed->routed)
		return weft_row_behind_router(policed);
	return policed->ip6 ? weft_holder6(policed->vni, policed->remote.ip6) : weft_holder4(policed->vni, policed->remote.ip4);
}

/* Does a port have the remote address that the router leads to, whichever way the frame takes? */
__noinline int weft_is_behind_router(const struct weft_policed *policed)
{
	return policed && weft_row_behind_router(policed);
}

/*
 * Datapath id of the port that has the remote address; 0 if no port has it. Of a packet to the port also 0 if it did not come from that
 * port's node: another node claims its address.
 */
__noinline __u32 weft_remote_port(const struct weft_policed *policed)
{
	const struct weft_fdb *row;

	if (!policed)
		return 0;
	row = weft_remote_row(policed);
	if (!row || (policed->direction == WEFT_INGRESS && row->vtep_id != policed->vtep_id))
		return 0;
	return row->datapath_id;
}

#endif
