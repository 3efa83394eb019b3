/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Per-CPU counters of ports: what they sent, received, and what was dropped why. A GSO frame counts as one packet. */
#ifndef WEFT_COUNTERS_H
#define WEFT_COUNTERS_H

#include "weft/drop_reasons.h"
#include "weft/maps.h"
#include "weft/verdict.h"

static __always_inline void weft_count_sent(__u32 slot, __u32 bytes)
{
	struct weft_port_counters *counters = bpf_map_lookup_elem(&port_counters, &slot);

	if (counters) {
		counters->sent_packets++;
		counters->sent_bytes += bytes;
	}
}

static __always_inline void weft_count_received(__u32 slot, __u32 bytes)
{
	struct weft_port_counters *counters = bpf_map_lookup_elem(&port_counters, &slot);

	if (counters) {
		counters->received_packets++;
		counters->received_bytes += bytes;
	}
}

static __always_inline void weft_count_drop(__u32 slot, enum weft_drop_reason reason)
{
	__u32 index = slot * WEFT_DROP_REASONS_MAX + reason;
	__u64 *packets = bpf_map_lookup_elem(&port_drop, &index);

	if (packets)
		(*packets)++;
}

/* Counts the drop on the slot and ends the frame. */
static __always_inline int weft_drop(__u32 slot, enum weft_drop_reason reason)
{
	weft_count_drop(slot, reason);
	return WEFT_CONSUMED;
}

#endif
