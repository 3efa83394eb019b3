/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The port's side: what a port sends (from_port) and the guard on what it gets (to_port). */
#include "weft/antispoof.h"
#include "weft/arp.h"
#include "weft/bandwidth.h"
#include "weft/counters.h"
#include "weft/dhcp.h"
#include "weft/encap.h"
#include "weft/fdb.h"
#include "weft/flood.h"
#include "weft/flow.h"
#include "weft/flow_hash.h"
#include "weft/ip6_from_port.h"
#include "weft/node_config.h"
#include "weft/parse.h"
#include "weft/port_arrival.h"
#include "weft/rate_limit.h"
#include "weft/route4.h"
#include "weft/to_port.h"
#include "weft/traffic.h"

static __always_inline const struct weft_port *port_of(__u32 ifindex)
{
	struct weft_if_key key = { .ifindex = ifindex };

	return bpf_map_lookup_elem(&port_by_if, &key);
}

/* Is one more frame of the port to be copied? The port may send a second's worth at once. */
static __noinline bool may_flood(const struct weft_port *port)
{
	__u32 slot = port->slot;
	struct weft_port_limits *limits;

	if (!port->flood_packets_per_s)
		return true;
	limits = bpf_map_lookup_elem(&port_limits, &slot);
	return limits && weft_rate_allows(&limits->flood_ns, bpf_ktime_get_ns(), port->flood_packets_per_s, port->flood_packets_per_s);
}

/* Broadcast and multicast from a port. Local ports first: the copies to other nodes leave tunnel metadata on the frame. */
static __noinline int flood_from_port(struct __sk_buff *skb, const struct weft_config *node, const struct weft_port *port,
				      const struct weft_tunnel_to *to, __u32 headers_len)
{
	enum weft_drop_reason local, remote;

	if (!may_flood(port))
		return weft_drop(port->slot, WEFT_DROP_FLOOD_RATE);
	local = weft_flood_local(skb, node, port->vni, port->datapath_id, node->vtep_id);
	remote = weft_flood_remote(skb, node, to, headers_len);
	if (local)
		weft_count_drop(port->slot, local);
	if (remote && remote != local)
		weft_count_drop(port->slot, remote);
	return WEFT_CONSUMED;
}

static __always_inline bool is_udp4(const struct weft_ip4 *ip4, __u16 source, __u16 destination)
{
	return ip4->protocol == IPPROTO_UDP && ip4->source_l4_port == bpf_htons(source) && ip4->destination_l4_port == bpf_htons(destination);
}

/* A DHCPv4 client's message (RFC 2131 section 4.1), whoever it is for: nobody but the node answers. */
static __always_inline bool asks_dhcp4(const struct weft_ip4 *ip4)
{
	return is_udp4(ip4, WEFT_DHCP_CLIENT_PORT, WEFT_DHCP_SERVER_PORT);
}

static __always_inline bool serves_dhcp4(const struct weft_ip4 *ip4)
{
	return is_udp4(ip4, WEFT_DHCP_SERVER_PORT, WEFT_DHCP_CLIENT_PORT);
}

/* An IPv4 source that is not the port's own: of a pair, of a client that has none yet, or spoofed. */
static __always_inline enum weft_drop_reason ip4_spoof_reason(const struct weft_port *port, const struct weft_ethernet *ethernet,
							      const struct weft_ip4 *ip4)
{
	struct weft_from_port_room *room = weft_from_port_room();
	enum weft_drop_reason reason;

	if (!room)
		return WEFT_DROP_SPOOFED_IP;
	room->onward.ethernet = *ethernet;
	reason = weft_spoof_reason(weft_source4(port, &room->onward.ethernet, ip4->source));
	return reason == WEFT_DROP_SPOOFED_IP && !ip4->source && asks_dhcp4(ip4) ? WEFT_DROP_NONE : reason;
}

/* What the port's policy has against the packet. */
static __always_inline enum weft_drop_reason policy_reason4(struct __sk_buff *skb, const struct weft_port *port, const struct weft_ethernet *ethernet,
							    const struct weft_ip4 *ip4)
{
	__u64 active = weft_active_policy(port->slot);

	return active ? weft_police_from4(skb, port, ip4, active, ethernet) : WEFT_DROP_NONE;
}

/* A frame of network `to->vni`: the port's own, or the one that its packet was routed into. */
static __always_inline int unicast_from_port(struct __sk_buff *skb, const struct weft_config *node, const struct weft_port *port,
					     struct weft_tunnel_to *to, const struct weft_ethernet *ethernet, __u32 headers_len)
{
	const struct weft_fdb *entry = weft_fdb_lookup(to->vni, ethernet->destination);
	const struct weft_port_out *out;
	enum weft_drop_reason reason;
	__u32 vtep_id, bytes = skb->len;
	int verdict;

	if (!entry)
		return weft_drop(port->slot, WEFT_DROP_UNKNOWN_DESTINATION);
	vtep_id = entry->vtep_id;
	if (vtep_id == node->vtep_id) {
		if (entry->datapath_id == port->datapath_id)
			return weft_drop(port->slot, WEFT_DROP_SAME_PORT);
		out = weft_local_port(to->vni, entry->datapath_id);
		return out ? weft_deliver_to_port(skb, node, out, entry->datapath_id, vtep_id, false) : weft_drop(port->slot, WEFT_DROP_PORT_GONE);
	}
	to->remote = weft_remote_vtep(node, vtep_id);
	if (!to->remote)
		return weft_drop(port->slot, WEFT_DROP_UNKNOWN_VTEP);
	reason = weft_fits_underlay(skb, node, headers_len);
	if (reason)
		return weft_drop(port->slot, reason);
	verdict = weft_encap(skb, node, to, ethernet, port->slot);
	/* Behind outer headers now, or not yet if it goes through the vxlan device. */
	if (verdict != WEFT_CONSUMED)
		weft_count_tunnel_sent(skb, node, to->vni, vtep_id, ETH_HLEN + skb->len - bytes, bytes);
	return verdict;
}

/* What is not IPv4: WEFT_FORWARD and in the room how the frame goes on, or a verdict. */
static __always_inline int other_from_port(struct __sk_buff *skb, const struct weft_port *port, struct weft_from_port_room *room, bool own_mac)
{
	const struct weft_onward *onward = &room->onward;

	if (onward->ethernet.ethertype == bpf_htons(ETH_P_IPV6))
		return weft_ip6_from_port(skb, port, room);
	if (onward->ethernet.ethertype == bpf_htons(ETH_P_ARP))
		return weft_arp_from_port(skb, port, &onward->ethernet);
	/* Pairs are for addresses. */
	if (!own_mac)
		return weft_drop(port->slot, WEFT_DROP_SPOOFED_MAC);
	weft_port_sends(port);
	if (weft_active_policy(port->slot))
		return weft_drop(port->slot, WEFT_DROP_NOT_IP);
	if (weft_egress_bandwidth(skb, port->slot))
		return weft_drop(port->slot, WEFT_DROP_EGRESS_BANDWIDTH);
	weft_count_sent(port->slot, skb->len);
	return WEFT_FORWARD;
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
	bool own_mac, routed = false;
	__u32 headers_len = 0;
	int verdict;

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
	own_mac = weft_same_mac(ethernet.source, port->mac);
	if (!own_mac && !(port->flags & WEFT_PORT_HAS_PAIRS))
		return weft_drop(port->slot, WEFT_DROP_SPOOFED_MAC);

	to.vni = port->vni;
	if (ethernet.ethertype == bpf_htons(ETH_P_IP)) {
		reason = weft_parse_ip4(skb, &ip4);
		if (!reason && !(own_mac && weft_owns_ip4(port, ip4.source)))
			reason = ip4_spoof_reason(port, &ethernet, &ip4);
		if (!reason && serves_dhcp4(&ip4))
			reason = WEFT_DROP_DHCP_SERVER;
		if (reason)
			return weft_drop(port->slot, reason);
		weft_port_sends(port);
		if (asks_dhcp4(&ip4)) {
			weft_count_sent(port->slot, skb->len);
			return weft_dhcp4_from_port(skb, port, &ip4);
		}
		reason = policy_reason4(skb, port, &ethernet, &ip4);
		if (!reason)
			reason = weft_egress_bandwidth(skb, port->slot);
		if (reason)
			return weft_drop(port->slot, reason);
		weft_flow4_account(skb, node, port, &ip4);
		weft_count_sent(port->slot, skb->len);
		to.flow_hash = weft_flow_hash(&ip4);
		to.tos = ip4.tos;
		headers_len = ip4.headers_len;
		if (weft_is_gateway_mac(ethernet.destination)) {
			verdict = weft_route_ip4(skb, port, &ip4, &ethernet, &to.vni);
			if (verdict != WEFT_ROUTED)
				return verdict;
			routed = true;
		}
	} else {
		struct weft_from_port_room *room = weft_from_port_room();

		if (!room)
			return WEFT_CONSUMED;
		__builtin_memset(&room->onward, 0, sizeof(room->onward));
		room->onward.ethernet = ethernet;
		room->onward.to.vni = port->vni;
		verdict = other_from_port(skb, port, room, own_mac);
		if (verdict != WEFT_FORWARD)
			return verdict;
		ethernet = room->onward.ethernet;
		to = room->onward.to;
		headers_len = room->onward.headers_len;
		routed = room->onward.routed;
	}
	/* Routed packets have met the MTU of where they go. */
	if (!routed && port->mtu && weft_exceeds_mtu(skb, headers_len, port->mtu))
		return weft_drop(port->slot, WEFT_DROP_TOO_BIG);
	if (weft_is_multicast(ethernet.destination))
		return flood_from_port(skb, node, port, &to, headers_len);
	return unicast_from_port(skb, node, port, &to, &ethernet, headers_len);
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
		return WEFT_DELIVERED;
	}
	port = port_of(skb->ifindex);
	if (!port)
		return weft_drop(WEFT_SLOT_NONE, WEFT_DROP_UNKNOWN_INTERFACE);
	if (skb->mark == weft_mark_flood(node)) {
		skb->mark = 0;
		reason = weft_copy_to_port_stage(skb, port, skb->cb[0]);
	}
	return reason ? weft_drop(port->slot, reason) : WEFT_DELIVERED;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
