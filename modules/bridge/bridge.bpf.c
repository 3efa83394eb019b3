/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The port's side: what a port sends (from_port) and the guard on what it gets (to_port). */
#include "weft/antispoof.h"
#include "weft/arp.h"
#include "weft/counters.h"
#include "weft/encap.h"
#include "weft/fdb.h"
#include "weft/flood.h"
#include "weft/flow.h"
#include "weft/node_config.h"
#include "weft/parse.h"
#include "weft/route4.h"
#include "weft/to_port.h"

static __always_inline const struct weft_port *port_of(__u32 ifindex)
{
	struct weft_if_key key = { .ifindex = ifindex };

	return bpf_map_lookup_elem(&port_by_if, &key);
}

/* Broadcast and multicast from a port. Local ports first: the copies to other nodes leave tunnel metadata on the frame. */
static __always_inline int flood_from_port(struct __sk_buff *skb, const struct weft_config *node, const struct weft_port *port,
					   const struct weft_tunnel_to *to, __u32 headers_len)
{
	enum weft_drop_reason local = weft_flood_local(skb, node, port->vni, port->datapath_id);
	enum weft_drop_reason remote = weft_flood_remote(skb, node, to, headers_len);

	if (local)
		weft_count_drop(port->slot, local);
	if (remote && remote != local)
		weft_count_drop(port->slot, remote);
	return WEFT_CONSUMED;
}

/* A frame of network `to->vni`: the port's own, or the one that its packet was routed into. */
static __always_inline int unicast_from_port(struct __sk_buff *skb, const struct weft_config *node, const struct weft_port *port,
					     struct weft_tunnel_to *to, const struct weft_ethernet *ethernet, __u32 headers_len)
{
	const struct weft_fdb *entry = weft_fdb_lookup(to->vni, ethernet->destination);
	const struct weft_port_out *out;
	const struct weft_vtep *remote;
	enum weft_drop_reason reason;
	__u32 vtep_id;

	if (!entry)
		return weft_drop(port->slot, WEFT_DROP_UNKNOWN_DESTINATION);
	vtep_id = entry->vtep_id;
	if (vtep_id == node->vtep_id) {
		if (entry->datapath_id == port->datapath_id)
			return weft_drop(port->slot, WEFT_DROP_SAME_PORT);
		out = weft_local_port(to->vni, entry->datapath_id);
		return out ? weft_deliver_to_port(skb, node, out, false) : weft_drop(port->slot, WEFT_DROP_PORT_GONE);
	}
	remote = bpf_map_lookup_elem(&vtep, &vtep_id);
	if (!remote || !remote->ip4)
		return weft_drop(port->slot, WEFT_DROP_UNKNOWN_VTEP);
	reason = weft_fits_underlay(skb, node, headers_len);
	if (reason)
		return weft_drop(port->slot, reason);
	to->vtep_ip4 = remote->ip4;
	return weft_encap(skb, node, to, ethernet, port->slot);
}

/* tcx ingress of a port's host-side device. Never passes a frame on to the host's stack. */
SEC("tc")
int from_port(struct __sk_buff *skb)
{
	const struct weft_config *node = weft_node_config();
	const struct weft_port *port;
	struct weft_tunnel_to to = {};
	struct weft_ethernet ethernet;
	struct weft_ip4 ip4 = {};
	enum weft_drop_reason reason;

	if (!node)
		return weft_drop(WEFT_SLOT_NONE, WEFT_DROP_NO_CONFIG);
	port = port_of(skb->ifindex);
	if (!port)
		return weft_drop(WEFT_SLOT_NONE, WEFT_DROP_UNKNOWN_INTERFACE);
	if (skb->vlan_present)
		return weft_drop(port->slot, WEFT_DROP_TAGGED);
	if (!weft_parse_ethernet(skb, &ethernet))
		return weft_drop(port->slot, WEFT_DROP_TRUNCATED);
	if (weft_is_vlan_tag(ethernet.ethertype))
		return weft_drop(port->slot, WEFT_DROP_TAGGED);
	if (!weft_same_mac(ethernet.source, port->mac))
		return weft_drop(port->slot, WEFT_DROP_SPOOFED_MAC);
	if (ethernet.ethertype == bpf_htons(ETH_P_ARP))
		return weft_arp_from_port(skb, node, port);
	/* Ports have no IPv6 addresses to send from. */
	if (ethernet.ethertype == bpf_htons(ETH_P_IPV6))
		return weft_drop(port->slot, WEFT_DROP_SPOOFED_IP);

	to.vni = port->vni;
	if (ethernet.ethertype == bpf_htons(ETH_P_IP)) {
		reason = weft_parse_ip4(skb, &ip4);
		if (reason)
			return weft_drop(port->slot, reason);
		if (!weft_owns_ip4(port, ip4.source))
			return weft_drop(port->slot, WEFT_DROP_SPOOFED_IP);
		weft_flow_account(skb, node, port, &ip4);
		to.flow_hash = weft_flow_hash(&ip4);
		to.tos = ip4.tos;
	}
	weft_count_sent(port->slot, skb->len);
	if (weft_is_multicast(ethernet.destination))
		return flood_from_port(skb, node, port, &to, ip4.headers_len);
	if (ip4.headers_len && weft_is_gateway_mac(ethernet.destination)) {
		int verdict = weft_route_ip4(skb, port, &ip4, &ethernet, &to.vni);

		if (verdict != WEFT_ROUTED)
			return verdict;
	}
	return unicast_from_port(skb, node, port, &to, &ethernet, ip4.headers_len);
}

/*
 * tcx egress of a port's host-side device: the guard. Only frames that weft redirected pass; a broadcast copy passes the to-port
 * stage here. All else is of the host's own stack, which never reaches a port.
 */
SEC("tc")
int to_port(struct __sk_buff *skb)
{
	const struct weft_config *node = weft_node_config();
	enum weft_drop_reason reason = WEFT_DROP_HOST_STACK;
	const struct weft_port *port;

	if (!node)
		return weft_drop(WEFT_SLOT_NONE, WEFT_DROP_NO_CONFIG);
	if (skb->mark == weft_mark_staged(node)) {
		skb->mark = 0;
		return WEFT_PASS;
	}
	port = port_of(skb->ifindex);
	if (!port)
		return weft_drop(WEFT_SLOT_NONE, WEFT_DROP_UNKNOWN_INTERFACE);
	if (skb->mark == weft_mark_flood(node)) {
		skb->mark = 0;
		reason = weft_to_port_stage(skb, port->slot);
	}
	return reason ? weft_drop(port->slot, reason) : WEFT_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
