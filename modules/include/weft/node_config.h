/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The node's configuration, and the marks derived from it. */
#ifndef WEFT_NODE_CONFIG_H
#define WEFT_NODE_CONFIG_H

#include "weft/maps.h"

/* Set in the mark of a broadcast copy, which still has to pass the to-port stage. */
#define WEFT_MARK_FLOOD_BIT 0x80000000u
/* Set in the mark of what came in by the underlay interface and goes on to the vxlan device. */
#define WEFT_MARK_UNDERLAY_BIT 0x40000000u
/* Set in the mark of a probe that goes to the vxlan device to be sent. */
#define WEFT_MARK_PROBE_BIT 0x20000000u

/*
 * The configuration, or NULL while the agent has not written one that these programs understand. A mark that could be zero
 * is refused, because frames of the host's own stack are unmarked and must not pass for ours.
 */
static __always_inline const struct weft_config *weft_node_config(void)
{
	__u32 zero = 0;
	const struct weft_config *node = bpf_map_lookup_elem(&config, &zero);

	if (!node || node->layout_version != WEFT_LAYOUT_VERSION || !(node->mark & ~(WEFT_MARK_FLOOD_BIT | WEFT_MARK_UNDERLAY_BIT | WEFT_MARK_PROBE_BIT)))
		return NULL;
	return node;
}

/* Mark of a frame that has passed the to-port stage and may leave through the port's egress. */
static __always_inline __u32 weft_mark_staged(const struct weft_config *node)
{
	return node->mark;
}

/* Mark of a broadcast copy: the port's egress runs the to-port stage on it. */
static __always_inline __u32 weft_mark_flood(const struct weft_config *node)
{
	return node->mark ^ WEFT_MARK_FLOOD_BIT;
}

/* Mark of a packet for the vxlan device that from_underlay has seen: the device itself takes packets from every interface of the host. */
static __always_inline __u32 weft_mark_underlay(const struct weft_config *node)
{
	return node->mark ^ WEFT_MARK_UNDERLAY_BIT;
}

/* Mark of a request that probe_send made: from_vxlan encapsulates it. */
static __always_inline __u32 weft_mark_probe(const struct weft_config *node)
{
	return node->mark ^ WEFT_MARK_PROBE_BIT;
}

#endif
