/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Neighbor discovery (RFC 4861) of a port is answered here from what the controller knows, as ARP is:
 *   solicitation for a neighbor, a gateway or a link-local address that a MAC of the network makes: answered, also duplicate address
 *     detection (RFC 4862) and unicast probes
 *   solicitation for an address of the port itself, or for one of a pair that no other port has: consumed, so that duplicate address
 *     detection succeeds
 *   solicitation for an address that nobody is known to have: dropped, or forwarded where ports have allowed address pairs
 *   advertisement of an address of the port: consumed; of an allowed pair: forwarded
 *   router solicitation: answered with the network's advertisement
 *   router advertisement, redirect: never a port's
 * Messages are taken up to WEFT_ND_MAX bytes, and never in fragments (RFC 6980).
 */
#ifndef WEFT_ND_H
#define WEFT_ND_H

#include "weft/antispoof.h"
#include "weft/fdb.h"
#include "weft/nd_message.h"
#include "weft/port_arrival.h"
#include "weft/ra.h"

/* Which MAC has the target, as the controller knows it. */
struct weft_nd_owner {
	__u8 mac[6];
	__u8 flags;             /* of the advertisement */
};

static __always_inline void weft_nd_gateway(struct weft_nd_owner *owner)
{
	const __u8 gateway[6] = WEFT_GATEWAY_MAC;

	__builtin_memcpy(owner->mac, gateway, 6);
	owner->flags |= WEFT_NA_ROUTER;
}

/* The target of the message in the room; false if nobody is known to have it. */
static __always_inline bool weft_nd_find(__u32 vni, const __u8 *target, struct weft_nd_owner *owner)
{
	struct weft_neighbor6_key key = { .vni = vni };
	const struct weft_neighbor *neighbor;

	owner->flags = WEFT_NA_OVERRIDE;
	if (weft_is_gateway_link_local(target)) {
		weft_nd_gateway(owner);
		return true;
	}
	__builtin_memcpy(key.ip6, target, 16);
	neighbor = bpf_map_lookup_elem(&neighbor6, &key);
	if (neighbor) {
		__builtin_memcpy(owner->mac, neighbor->mac, 6);
		return true;
	}
	/* Same layout as weft_gateway6_key. */
	if (bpf_map_lookup_elem(&gateway6, &key)) {
		weft_nd_gateway(owner);
		return true;
	}
	owner->mac[0] = target[8] ^ 2;
	owner->mac[1] = target[9];
	owner->mac[2] = target[10];
	owner->mac[3] = target[13];
	owner->mac[4] = target[14];
	owner->mac[5] = target[15];
	return weft_is_eui64_of(target, owner->mac) && weft_fdb_lookup(vni, owner->mac);
}

static __always_inline int weft_nd_solicitation(struct __sk_buff *skb, const struct weft_port *port, const struct weft_ethernet *ethernet,
						struct weft_nd_room *room, bool detection)
{
	const struct weft_config *node = weft_node_config();
	struct weft_nd_owner owner = {};

	if (weft_source6(port, ethernet, (const void *)&room->message[WEFT_ND_TARGET]) == WEFT_SOURCE_OWN)
		return WEFT_CONSUMED;
	if (!weft_nd_find(port->vni, &room->message[WEFT_ND_TARGET], &owner))
		return port->flags & WEFT_PORT_FLOODS_UNKNOWN ? WEFT_FORWARD : weft_drop(port->slot, WEFT_DROP_ND_UNKNOWN);
	if (weft_is_mac_of(port, owner.mac))
		return WEFT_CONSUMED;
	weft_na_write(room, ethernet->source, owner.mac, owner.flags, detection);
	if (!node || !weft_na_replace(skb, room))
		return weft_drop(port->slot, WEFT_DROP_TRUNCATED);
	return weft_answer(skb, node, port->slot);
}

/* Neighbor solicitation or advertisement, loaded and valid: WEFT_FORWARD, or a verdict. */
static __always_inline int weft_nd_neighbor(struct __sk_buff *skb, const struct weft_port *port, const struct weft_ethernet *ethernet,
					    const struct weft_ip6 *ip6, struct weft_nd_room *room)
{
	const struct in6_addr *target = (const void *)&room->message[WEFT_ND_TARGET];
	bool solicitation = room->message[0] == WEFT_ND_NEIGHBOR_SOLICITATION;

	if (solicitation) {
		weft_port_sends(port);
		weft_count_sent(port->slot, skb->len);
		return weft_nd_solicitation(skb, port, ethernet, room, weft_is_zero6(ip6->source));
	}
	switch (weft_source6(port, ethernet, target)) {
	case WEFT_SOURCE_OWN:
		weft_port_sends(port);
		weft_count_sent(port->slot, skb->len);
		return WEFT_CONSUMED;
	case WEFT_SOURCE_PAIR:
		weft_port_sends(port);
		weft_count_sent(port->slot, skb->len);
		return WEFT_FORWARD;
	default:
		return weft_drop(port->slot, WEFT_DROP_SPOOFED_ND);
	}
}

static __always_inline bool weft_is_nd(const struct weft_ip6 *ip6)
{
	__u16 type = bpf_ntohs(ip6->source_l4_port);

	return ip6->protocol == IPPROTO_ICMPV6 && type >= WEFT_ND_ROUTER_SOLICITATION && type <= WEFT_ND_REDIRECT;
}

/* WEFT_FORWARD, or a verdict. The frame is counted as sent. A function of its own for its room on the stack. */
__noinline int weft_nd_from_port(struct __sk_buff *skb, const struct weft_port *port, const struct weft_ethernet *ethernet,
				 const struct weft_ip6 *ip6)
{
	struct weft_nd_room *room = weft_nd_room();
	enum weft_drop_reason reason;
	__u32 slot;
	__u8 type;
	int source;

	if (!room || !port || !ethernet || !ip6)
		return WEFT_CONSUMED;
	slot = port->slot;
	type = bpf_ntohs(ip6->source_l4_port);
	source = weft_source6(port, ethernet, (const void *)ip6->source);
	if (source == WEFT_SOURCE_FOREIGN_MAC)
		return weft_drop(slot, WEFT_DROP_SPOOFED_MAC);
	if (type == WEFT_ND_ROUTER_ADVERTISEMENT || type == WEFT_ND_REDIRECT)
		return weft_drop(slot, WEFT_DROP_RA_FROM_PORT);
	if (source == WEFT_SOURCE_FOREIGN_IP && (type == WEFT_ND_NEIGHBOR_ADVERTISEMENT || !weft_is_zero6(ip6->source)))
		return weft_drop(slot, WEFT_DROP_SPOOFED_ND);
	reason = weft_nd_load(skb, ip6, room);
	if (!reason)
		reason = weft_nd_check(room, ip6, ethernet->source);
	if (reason)
		return weft_drop(slot, reason);
	if (type == WEFT_ND_ROUTER_SOLICITATION) {
		weft_port_sends(port);
		weft_count_sent(slot, skb->len);
		return weft_rs_from_port(skb, port, ethernet, ip6->l4_offset - ETH_HLEN);
	}
	return weft_nd_neighbor(skb, port, ethernet, ip6, room);
}

#endif
