/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * IPv6 of a port, up to where it goes on as a frame: parse > DHCPv6 servers' messages dropped > neighbor discovery answered > anti-spoofing >
 * policy > bandwidth > flow > routing. Nothing of it is on the way of an IPv4 packet.
 */
#ifndef WEFT_IP6_FROM_PORT_H
#define WEFT_IP6_FROM_PORT_H

#include "weft/bandwidth.h"
#include "weft/encap.h"
#include "weft/flow6.h"
#include "weft/flow_hash.h"
#include "weft/nd.h"
#include "weft/port_arrival.h"
#include "weft/route6.h"

#define WEFT_DHCP6_CLIENT 546
#define WEFT_DHCP6_SERVER 547

/* How a frame goes on. */
struct weft_onward {
	struct weft_ethernet ethernet;
	bool routed;
	__u8 pad;
	struct weft_tunnel_to to;
	__u32 headers_len;
};

/* What slow paths keep of a frame, because it is too large for the stack. */
struct weft_from_port_room {
	struct weft_onward onward;
	struct weft_ip6 ip6;
};

/* Room for one frame on each CPU. Of from_port only, which does not nest. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct weft_from_port_room);
} from_port_room SEC(".maps");

static __always_inline struct weft_from_port_room *weft_from_port_room(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&from_port_room, &zero);
}

static __always_inline bool weft_is_udp6(const struct weft_ip6 *ip6, __u16 source, __u16 destination)
{
	return ip6->protocol == IPPROTO_UDP && ip6->source_l4_port == bpf_htons(source) && ip6->destination_l4_port == bpf_htons(destination);
}

/* Multicast listener reports (RFC 2710, RFC 3810): the sender may not have an address yet. */
static __always_inline bool weft_is_mld(const struct weft_ip6 *ip6)
{
	__u16 type = bpf_ntohs(ip6->source_l4_port);

	return ip6->protocol == IPPROTO_ICMPV6 && ((type >= 130 && type <= 132) || type == 143);
}

/* May the packet be sent from no address? Neighbor discovery is not asked here. */
static __always_inline bool weft_needs_no_source(const struct weft_ip6 *ip6)
{
	return weft_is_zero6(ip6->source) && ip6->destination[0] == 0xff &&
	       (weft_is_mld(ip6) || weft_is_udp6(ip6, WEFT_DHCP6_CLIENT, WEFT_DHCP6_SERVER));
}

/* Parses the packet into the room and lets it pass, or drops it. Neighbor discovery has checks of its own. */
__noinline int weft_ip6_accept(struct __sk_buff *skb, const struct weft_port *port, struct weft_from_port_room *room)
{
	enum weft_drop_reason reason;
	struct weft_ip6 *ip6;

	if (!port || !room)
		return WEFT_CONSUMED;
	ip6 = &room->ip6;
	__builtin_memset(ip6, 0, sizeof(*ip6));
	reason = weft_parse_ip6(skb, ip6);
	if (reason)
		return weft_drop(port->slot, reason);
	room->onward.to.flow_hash = weft_flow_hash6(ip6);
	room->onward.to.tos = ip6->traffic_class;
	room->onward.headers_len = ip6->headers_len;
	if (weft_is_nd(ip6))
		return WEFT_FORWARD;
	reason = weft_spoof_reason(weft_source6(port, &room->onward.ethernet, (const void *)ip6->source));
	if (reason == WEFT_DROP_SPOOFED_IP && weft_needs_no_source(ip6))
		reason = WEFT_DROP_NONE;
	if (!reason && weft_is_udp6(ip6, WEFT_DHCP6_SERVER, WEFT_DHCP6_CLIENT))
		reason = WEFT_DROP_DHCP_SERVER;
	if (reason)
		return weft_drop(port->slot, reason);
	weft_port_sends(port);
	return WEFT_FORWARD;
}

/* What the port's policy has against the packet. */
static __always_inline enum weft_drop_reason weft_policy_reason6(struct __sk_buff *skb, const struct weft_port *port,
								 const struct weft_from_port_room *room)
{
	__u64 active = weft_active_policy(port->slot);

	return active ? weft_police_from6(skb, port, &room->ip6, active, &room->onward.ethernet) : WEFT_DROP_NONE;
}

/* A packet to the gateway's MAC. A function of its own for its room on the stack. */
__noinline int weft_ip6_route(struct __sk_buff *skb, const struct weft_port *port, struct weft_from_port_room *room)
{
	int verdict;

	if (!port || !room)
		return WEFT_CONSUMED;
	verdict = weft_route_ip6(skb, port, &room->ip6, &room->onward.ethernet, &room->onward.to.vni);
	room->onward.routed = verdict == WEFT_ROUTED;
	return verdict == WEFT_ROUTED ? WEFT_FORWARD : verdict;
}

/* WEFT_FORWARD: the frame goes on as the room says, whose Ethernet header and VNI are the frame's before. Or a verdict. */
static __always_inline int weft_ip6_from_port(struct __sk_buff *skb, const struct weft_port *port, struct weft_from_port_room *room)
{
	int verdict = weft_ip6_accept(skb, port, room);
	enum weft_drop_reason reason;

	if (verdict != WEFT_FORWARD)
		return verdict;
	if (weft_is_nd(&room->ip6))
		return weft_nd_from_port(skb, port, &room->onward.ethernet, &room->ip6);
	reason = weft_policy_reason6(skb, port, room);
	if (!reason)
		reason = weft_egress_bandwidth(skb, port->slot);
	if (reason)
		return weft_drop(port->slot, reason);
	weft_flow6_account(skb, port, &room->ip6);
	weft_count_sent(port->slot, skb->len);
	return weft_is_gateway_mac(room->onward.ethernet.destination) ? weft_ip6_route(skb, port, room) : WEFT_FORWARD;
}

#endif
