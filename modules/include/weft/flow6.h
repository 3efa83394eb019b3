/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Flow accounting of IPv6, as weft/flow.h: a table of its own, the port's share is one for both. */
#ifndef WEFT_FLOW6_H
#define WEFT_FLOW6_H

#include "weft/flow.h"
#include "weft/node_config.h"
#include "weft/parse_ip6.h"

/* As weft_flow4_begin. */
static __noinline int weft_flow6_begin(const struct weft_flow6_key *key, const struct weft_flow *first, __u32 limit)
{
	struct weft_flow *flow;

	if (!key || !first)
		return 0;
	if (!weft_flow_reserve(first->slot, limit)) {
		weft_count_flow_table_full();
		return 0;
	}
	if (bpf_map_update_elem(&flow6, key, first, BPF_NOEXIST) == 0) {
		if (!weft_flow6_emit(key, first, WEFT_FLOW_START))
			weft_count_flow_ring_full();
		return 0;
	}
	weft_flow_release(first->slot);
	flow = bpf_map_lookup_elem(&flow6, key);
	if (flow)
		weft_flow_count(flow, first->bytes, first->tcp_flags, first->last_ns);
	else
		weft_count_flow_table_full();
	return 0;
}

/* As weft_flow4_account. A function of its own for its room on the stack. */
__noinline int weft_flow6_account(struct __sk_buff *skb, const struct weft_port *port, const struct weft_ip6 *ip6)
{
	__u64 now_ns = bpf_ktime_get_coarse_ns();
	struct weft_flow6_key key = {};
	struct weft_flow *flow;

	if (!port || !ip6)
		return 0;
	key.datapath_id = port->datapath_id;
	__builtin_memcpy(key.source, ip6->source, sizeof(key.source));
	__builtin_memcpy(key.destination, ip6->destination, sizeof(key.destination));
	key.source_l4_port = ip6->source_l4_port;
	key.destination_l4_port = ip6->destination_l4_port;
	key.protocol = ip6->protocol;
	flow = bpf_map_lookup_elem(&flow6, &key);
	if (flow) {
		weft_flow_count(flow, skb->len, ip6->tcp_flags, now_ns);
	} else {
		const struct weft_config *node = weft_node_config();
		struct weft_flow first = {
			.packets = 1,
			.bytes = skb->len,
			.first_ns = now_ns,
			.last_ns = now_ns,
			.reported_ns = now_ns,
			.generation = port->generation,
			.slot = port->slot,
			.tcp_flags = ip6->tcp_flags,
		};

		if (node)
			weft_flow6_begin(&key, &first, node->flow_port_max);
	}
	return 0;
}

#endif
