/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What a frame out of the tunnel has to satisfy, whichever way it was decapsulated. */
#ifndef WEFT_FROM_FABRIC_H
#define WEFT_FROM_FABRIC_H

#include "weft/arrival.h"
#include "weft/counters.h"
#include "weft/fdb.h"
#include "weft/parse.h"
#include "weft/traffic.h"
#include "weft/tunnel_to.h"

/* The other node that a VXLAN packet comes from; 0 if its source is no VTEP's, or our own. */
static __always_inline __u32 weft_source_vtep(const struct weft_config *node, const union weft_underlay_address *source, const bool ip6)
{
	const __u32 *vtep_id = ip6 ? bpf_map_lookup_elem(&vtep_by_ip6, source->ip6) : bpf_map_lookup_elem(&vtep_by_ip4, &source->ip4);

	return vtep_id && *vtep_id != node->vtep_id ? *vtep_id : 0;
}

/* The carrier's node has ports in the network: then `slot` is set. */
static __always_inline enum weft_drop_reason weft_check_member(__u32 vni, struct weft_carrier *carrier)
{
	struct weft_member_key key = { .vni = vni, .vtep_id = carrier->vtep_id };
	const __u32 *slot = bpf_map_lookup_elem(&member, &key);

	if (slot) {
		carrier->slot = *slot;
		return WEFT_DROP_NONE;
	}
	return bpf_map_lookup_elem(&flood_local, &vni) ? WEFT_DROP_VXLAN_SOURCE : WEFT_DROP_VXLAN_UNKNOWN_VNI;
}

/* The sender is another node that has ports in the network: `carrier`. */
static __always_inline enum weft_drop_reason weft_check_source(const struct weft_config *node, __u32 vni,
							       const union weft_underlay_address *source, const bool ip6,
							       struct weft_carrier *carrier)
{
	carrier->vtep_id = weft_source_vtep(node, source, ip6);
	return carrier->vtep_id ? weft_check_member(vni, carrier) : WEFT_DROP_VXLAN_SOURCE;
}

/*
 * VTEP of the node that answers for who sent the frame; 0: none. What a node has sent on is another one's word: it must not pass for that of the ports which are there. In an underlay
 * with more than 31 routers between two nodes nothing would be told apart, and no rule that names a group would hold.
 */
static __always_inline __u32 weft_answering_vtep(const struct weft_carrier *carrier, __u8 outer_ttl)
{
	return outer_ttl > WEFT_SENT_ON_TTL ? carrier->vtep_id : 0;
}

/*
 * The local port that a unicast frame is for, and its datapath id; NULL with the reason set otherwise. A port that is here gets it also while the FDB names
 * another node: the port is moving here, and the sender has learnt of it before this node, or this node's own entry comes only when the port is active.
 */
static __always_inline const struct weft_port_out *weft_fabric_destination(__u32 vni, const __u8 *mac,
									   __u32 *datapath_id, enum weft_drop_reason *reason)
{
	const struct weft_fdb *entry = weft_fdb_lookup(vni, mac);

	if (!entry) {
		*reason = WEFT_DROP_UNKNOWN_DESTINATION;
		return NULL;
	}
	*reason = WEFT_DROP_PORT_GONE;
	*datapath_id = entry->datapath_id;
	return weft_local_port(vni, entry->datapath_id);
}

#endif
