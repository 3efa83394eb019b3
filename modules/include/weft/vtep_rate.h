/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* How many packets are taken from one other node. */
#ifndef WEFT_VTEP_RATE_H
#define WEFT_VTEP_RATE_H

#include "weft/maps.h"
#include "weft/rate_limit.h"

/* VTEP id -> theoretical arrival time of its next packet. Writer: programs. One whose state was evicted begins anew. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, __u32);
	__type(value, __u64);
} vtep_arrival SEC(".maps");

/* May one more packet of the VTEP pass? An eighth of a second's worth may come at once. */
static __always_inline bool weft_vtep_may_send(const struct weft_config *node, __u32 vtep_id)
{
	__u32 packets_per_s = node->vtep_packets_per_s;
	__u64 *arrival_ns, never = 0;

	if (!packets_per_s)
		return true;
	arrival_ns = bpf_map_lookup_elem(&vtep_arrival, &vtep_id);
	if (!arrival_ns) {
		bpf_map_update_elem(&vtep_arrival, &vtep_id, &never, BPF_NOEXIST);
		arrival_ns = bpf_map_lookup_elem(&vtep_arrival, &vtep_id);
	}
	return !arrival_ns || weft_rate_allows(arrival_ns, bpf_ktime_get_ns(), packets_per_s, packets_per_s / 8 + 1);
}

#endif
