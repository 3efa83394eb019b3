/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Layouts of what tunnels carry, counted: as weft/types.h. A change raises WEFT_LAYOUT_VERSION. */
#ifndef WEFT_TRAFFIC_TYPES_H
#define WEFT_TRAFFIC_TYPES_H

#include <linux/types.h>

/* What is counted, in weft_config.counts, or-ed. */
enum weft_counts {
	/* Tenants' frames by (VNI, VTEP). */
	WEFT_COUNT_TUNNELS = 1,
	/* And by inner addresses. */
	WEFT_COUNT_INNER_FLOWS = 2,
};

/* Values of `member`: the slot that frames of that VNI, to and from that VTEP, are counted in. */
enum weft_traffic_slot {
	/* No member's: frames between inner addresses that found no room in `inner_flow`. Their bytes are not counted. */
	WEFT_TRAFFIC_INNER_FULL = 0,
	/* Members that have no slot of their own. */
	WEFT_TRAFFIC_FULL = 1,
	/* The first of a member's own. */
	WEFT_TRAFFIC_FIRST = 2,
};

/* Frames of tenants as they are outside the tunnel, from their Ethernet header on. A GSO frame counts as one. */
struct weft_tunnel_traffic {
	__u64 sent_packets;
	__u64 sent_bytes;
	__u64 received_packets;
	__u64 received_bytes;
};

/* One direction between two inner addresses through one tunnel. */
struct weft_inner_flow_key {
	__u32 vni;
	__u32 vtep_id;          /* of the other node */
	__u32 received;         /* 1: from it, 0: to it */
	__u8 source[16];        /* IPv4: mapped (RFC 4291 section 2.5.5.2) */
	__u8 destination[16];
};

struct weft_inner_flow {
	__u64 packets;
	__u64 bytes;
	__u64 last_ns;          /* CLOCK_MONOTONIC */
};

#endif
