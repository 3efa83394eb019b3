/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What other nodes send here for a port that was active here and has left, by FDB entries that they have not replaced yet: it goes on to the node that this node's entry names.
 *
 * Nothing goes round. Only a node from which the port departs sends on, only unicast that came from the fabric; the node that its entry names has the port's row before
 * that entry is written, and delivers. Where agents were away for several moves of one port, two nodes may each hold the port as departing to the other: what they send on has half
 * of the outer time to live that it came with, so that it ends there after six hops at most (TTL_EXPIRED). The new node tells by it what was sent on, for which no node answers
 * (weft_answering_vtep).
 */
#ifndef WEFT_DEPARTING_H
#define WEFT_DEPARTING_H

#include "weft/encap.h"
#include "weft/fdb.h"
#include "weft/flow_hash.h"
#include "weft/move_maps.h"
#include "weft/traffic.h"

/* VTEP that a unicast frame goes on to; 0: to none, because its port does not depart from here, or this node's FDB has not learnt where it is now. */
static __noinline __u32 weft_goes_on_to(const struct weft_config *node, __u32 vni, const __u8 *mac)
{
	const struct weft_fdb *entry = weft_fdb_lookup(vni, mac);
	const __u32 *home;
	__u32 datapath_id;

	if (!entry || entry->vtep_id == node->vtep_id)
		return 0;
	datapath_id = entry->datapath_id;
	home = bpf_map_lookup_elem(&departing_port, &datapath_id);
	/* As for ports that are here, an id alone never crosses a network's border. */
	return home && *home == vni ? entry->vtep_id : 0;
}

/* Outer time to live, or hop limit, that the frame came with; 0 if it came out of no tunnel. */
static __noinline __u8 weft_tunnel_ttl(struct __sk_buff *skb, const struct weft_config *node)
{
	struct bpf_tunnel_key key = {};

	return bpf_skb_get_tunnel_key(skb, &key, sizeof(key), node->vtep_ip4 ? 0 : BPF_F_TUNINFO_IPV6) ? 0 : key.tunnel_ttl;
}

/* What the outer headers take from the packet, as when a port sends it. Functions of their own for their room on the stack. */
static __noinline enum weft_drop_reason weft_goes_on_as4(struct __sk_buff *skb, struct weft_tunnel_to *to, __u32 *headers_len)
{
	struct weft_ip4 ip4 = {};
	enum weft_drop_reason reason = weft_parse_ip4(skb, &ip4);

	to->flow_hash = weft_flow_hash(&ip4);
	to->tos = ip4.tos;
	*headers_len = ip4.headers_len;
	return reason;
}

static __noinline enum weft_drop_reason weft_goes_on_as6(struct __sk_buff *skb, struct weft_tunnel_to *to, __u32 *headers_len)
{
	struct weft_ip6 ip6 = {};
	enum weft_drop_reason reason = weft_parse_ip6(skb, &ip6);

	to->flow_hash = weft_flow_hash6(&ip6);
	to->tos = ip6.traffic_class;
	*headers_len = ip6.headers_len;
	return reason;
}

static __always_inline enum weft_drop_reason weft_goes_on_as(struct __sk_buff *skb, const struct weft_ethernet *ethernet, struct weft_tunnel_to *to,
							     __u32 *headers_len)
{
	*headers_len = 0;
	if (ethernet->ethertype == bpf_htons(ETH_P_IP))
		return weft_goes_on_as4(skb, to, headers_len);
	if (ethernet->ethertype == bpf_htons(ETH_P_IPV6))
		return weft_goes_on_as6(skb, to, headers_len);
	return WEFT_DROP_NONE;
}

/* A unicast frame out of its tunnel, for no port that is here. It is carried twice, and counted both times. */
static __noinline int weft_send_on(struct __sk_buff *skb, const struct weft_config *node, __u32 vni, const struct weft_ethernet *ethernet,
				   const struct weft_carrier *carrier)
{
	__u32 vtep_id = weft_goes_on_to(node, vni, ethernet->destination), bytes = skb->len, headers_len;
	struct weft_tunnel_to to = { .vni = vni };
	enum weft_drop_reason reason;
	int verdict;
	__u8 ttl;

	if (!vtep_id)
		return weft_drop(WEFT_SLOT_NONE, WEFT_DROP_PORT_GONE);
	ttl = weft_tunnel_ttl(skb, node);
	ttl = (ttl < WEFT_UNDERLAY_TTL ? ttl : WEFT_UNDERLAY_TTL) / 2;
	if (!ttl)
		return weft_drop(WEFT_SLOT_NONE, WEFT_DROP_TTL_EXPIRED);
	to.ttl_spent = WEFT_UNDERLAY_TTL - ttl;
	to.remote = weft_remote_vtep(node, vtep_id);
	if (!to.remote)
		return weft_drop(WEFT_SLOT_NONE, WEFT_DROP_UNKNOWN_VTEP);
	reason = weft_goes_on_as(skb, ethernet, &to, &headers_len);
	if (!reason)
		reason = weft_fits_underlay(skb, node, headers_len);
	if (reason)
		return weft_drop(WEFT_SLOT_NONE, reason);
	weft_count_tunnel_received(skb, node, vni, carrier);
	verdict = weft_encap(skb, node, &to, ethernet, WEFT_SLOT_NONE);
	if (verdict != WEFT_CONSUMED)
		weft_count_tunnel_sent(skb, node, vni, vtep_id, ETH_HLEN + skb->len - bytes, bytes);
	return verdict;
}

#endif
