/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Broadcast, unknown and multicast: one copy per local port, which passes the to-port stage at the port's egress, and, only for what a
 * local port sent (split horizon), one copy per remote VTEP through the metadata device. Lists hold up to WEFT_FLOOD_MAX.
 */
#ifndef WEFT_FLOOD_H
#define WEFT_FLOOD_H

#include "weft/encap.h"
#include "weft/fdb.h"
#include "weft/traffic.h"

/* Nobody is left out: what comes from the fabric goes to all local ports. */
#define WEFT_FLOOD_ALL 0

/* linux/netdevice.h, which has no uapi: the guard at the port's egress has dropped the copy, and has counted it; or the device's queue was full. */
#define WEFT_NET_XMIT_DROP 1

struct weft_flooding {
	struct __sk_buff *skb;
	const struct weft_config *node;
	const struct weft_flood *list;
	struct weft_tunnel_to to;
	__u32 except_datapath_id;
	__u32 incomplete;
};

static int weft_flood_to_port(__u32 index, struct weft_flooding *flooding)
{
	const struct weft_port_out *out;
	long failed;

	if (index >= WEFT_FLOOD_MAX)
		return 1;
	if (flooding->list->id[index] == flooding->except_datapath_id)
		return 0;
	out = weft_local_port(flooding->to.vni, flooding->list->id[index]);
	failed = out ? bpf_clone_redirect(flooding->skb, out->ifindex, 0) : -1;
	if (failed && failed != WEFT_NET_XMIT_DROP)
		flooding->incomplete = 1;
	return 0;
}

static int weft_flood_to_vtep(__u32 index, struct weft_flooding *flooding)
{
	__u32 vtep_id;

	if (index >= WEFT_FLOOD_MAX)
		return 1;
	vtep_id = flooding->list->id[index];
	flooding->to.remote = weft_remote_vtep(flooding->node, vtep_id);
	if (!flooding->to.remote || !weft_set_tunnel_key(flooding->skb, flooding->node, &flooding->to) ||
	    bpf_clone_redirect(flooding->skb, flooding->node->vxlan_ifindex, 0))
		flooding->incomplete = 1;
	else
		weft_count_tunnel_sent(flooding->skb, flooding->node, flooding->to.vni, vtep_id, ETH_HLEN, flooding->skb->len);
	return 0;
}

/*
 * Copies to the node's ports of the network but one. FLOOD_INCOMPLETE if a copy could not be made. `vtep_id`: of the node that the frame came from; 0: of
 * none. The copies have it in cb[0], which belongs to weft where the mark is that of a copy.
 */
static __always_inline enum weft_drop_reason weft_flood_local(struct __sk_buff *skb, const struct weft_config *node, __u32 vni,
							      __u32 except_datapath_id, __u32 vtep_id)
{
	struct weft_flooding flooding = {
		.skb = skb,
		.node = node,
		.list = bpf_map_lookup_elem(&flood_local, &vni),
		.to.vni = vni,
		.except_datapath_id = except_datapath_id,
	};

	if (!flooding.list)
		return WEFT_DROP_NONE;
	skb->mark = weft_mark_flood(node);
	skb->cb[0] = vtep_id;
	bpf_loop(flooding.list->count, weft_flood_to_port, &flooding, 0);
	return flooding.incomplete ? WEFT_DROP_FLOOD_INCOMPLETE : WEFT_DROP_NONE;
}

/*
 * Copies to the other nodes of the network: all or, if the frame does not fit the underlay, none. Why a copy could not be made.
 * Afterwards the frame carries tunnel metadata: this is its last use.
 */
static __always_inline enum weft_drop_reason weft_flood_remote(struct __sk_buff *skb, const struct weft_config *node,
							       const struct weft_tunnel_to *to, __u32 headers_len)
{
	struct weft_flooding flooding = {
		.skb = skb,
		.node = node,
		.list = bpf_map_lookup_elem(&flood_remote, &to->vni),
		.to = *to,
	};
	enum weft_drop_reason reason;

	if (!flooding.list || !flooding.list->count)
		return WEFT_DROP_NONE;
	reason = weft_fits_underlay(skb, node, headers_len);
	if (reason)
		return reason;
	weft_forget_sender(skb);
	bpf_loop(flooding.list->count, weft_flood_to_vtep, &flooding, 0);
	return flooding.incomplete ? WEFT_DROP_FLOOD_INCOMPLETE : WEFT_DROP_NONE;
}

#endif
