/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Flow accounting on the sending side. A flow begins here with a START record; UPDATE and END records, and removal, are the sweep's
 * (modules/flow). Accounting never decides about a packet: without room the packet goes on and the loss is counted.
 */
#ifndef WEFT_FLOW_H
#define WEFT_FLOW_H

#include "weft/maps.h"
#include "weft/parse.h"

static __always_inline void weft_count_flow_table_full(void)
{
	__u32 zero = 0;
	struct weft_flow_losses *losses = bpf_map_lookup_elem(&flow_losses, &zero);

	if (losses)
		losses->table_full++;
}

static __always_inline void weft_count_flow_ring_full(void)
{
	__u32 zero = 0;
	struct weft_flow_losses *losses = bpf_map_lookup_elem(&flow_losses, &zero);

	if (losses)
		losses->ring_full++;
}

/* The rest of a record, and off it goes. */
static __always_inline void weft_flow_submit(struct weft_flow_record *record, const struct weft_flow *flow, __u32 kind)
{
	record->kind = kind;
	record->generation = flow->generation;
	record->drop_reason = WEFT_DROP_NONE;
	record->tcp_flags = flow->tcp_flags;
	record->pad = 0;
	record->packets = flow->packets;
	record->bytes = flow->bytes;
	record->first_ns = flow->first_ns;
	record->last_ns = flow->last_ns;
	bpf_ringbuf_submit(record, 0);
}

/* Writes a record, IPv4 addresses mapped; false if the ring buffer is full. */
static __always_inline bool weft_flow4_emit(const struct weft_flow4_key *key, const struct weft_flow *flow, __u32 kind)
{
	struct weft_flow_record *record = bpf_ringbuf_reserve(&flow_records, sizeof(*record), 0);

	if (!record)
		return false;
	__builtin_memset(&record->key, 0, sizeof(record->key));
	record->key.datapath_id = key->datapath_id;
	record->key.source[10] = record->key.source[11] = 0xff;
	__builtin_memcpy(&record->key.source[12], &key->source, 4);
	record->key.destination[10] = record->key.destination[11] = 0xff;
	__builtin_memcpy(&record->key.destination[12], &key->destination, 4);
	record->key.source_l4_port = key->source_l4_port;
	record->key.destination_l4_port = key->destination_l4_port;
	record->key.protocol = key->protocol;
	weft_flow_submit(record, flow, kind);
	return true;
}

static __always_inline bool weft_flow6_emit(const struct weft_flow6_key *key, const struct weft_flow *flow, __u32 kind)
{
	struct weft_flow_record *record = bpf_ringbuf_reserve(&flow_records, sizeof(*record), 0);

	if (!record)
		return false;
	record->key = *key;
	weft_flow_submit(record, flow, kind);
	return true;
}

/* Gives a place in the port's share of the table back. Never below zero: the agent may have zeroed the slot for its next port. */
static __always_inline void weft_flow_release(__u32 slot)
{
	__u32 *flows = bpf_map_lookup_elem(&port_flows, &slot);

	if (flows && __sync_fetch_and_add(flows, -1) == 0)
		__sync_fetch_and_add(flows, 1);
}

static __always_inline bool weft_flow_reserve(__u32 slot, __u32 limit)
{
	__u32 *flows = bpf_map_lookup_elem(&port_flows, &slot);

	if (!flows)
		return false;
	if (__sync_fetch_and_add(flows, 1) < limit)
		return true;
	__sync_fetch_and_add(flows, -1);
	return false;
}

static __always_inline void weft_flow_count(struct weft_flow *flow, __u32 bytes, __u32 tcp_flags, __u64 now_ns)
{
	__sync_fetch_and_add(&flow->packets, 1);
	__sync_fetch_and_add(&flow->bytes, bytes);
	if ((flow->tcp_flags | tcp_flags) != flow->tcp_flags)
		__sync_fetch_and_or(&flow->tcp_flags, tcp_flags);
	flow->last_ns = now_ns;
}

/* The first packet of a flow on this CPU; another CPU may be as quick, then its entry counts this packet. */
static __noinline int weft_flow4_begin(const struct weft_flow4_key *key, const struct weft_flow *first, __u32 limit)
{
	struct weft_flow *flow;

	if (!key || !first)
		return 0;
	if (!weft_flow_reserve(first->slot, limit)) {
		weft_count_flow_table_full();
		return 0;
	}
	if (bpf_map_update_elem(&flow4, key, first, BPF_NOEXIST) == 0) {
		if (!weft_flow4_emit(key, first, WEFT_FLOW_START))
			weft_count_flow_ring_full();
		return 0;
	}
	weft_flow_release(first->slot);
	flow = bpf_map_lookup_elem(&flow4, key);
	if (flow)
		weft_flow_count(flow, first->bytes, first->tcp_flags, first->last_ns);
	else
		weft_count_flow_table_full();
	return 0;
}

/* Accounts one accepted packet of the port. Times are CLOCK_MONOTONIC at the resolution of a tick. */
static __always_inline void weft_flow4_account(struct __sk_buff *skb, const struct weft_config *node, const struct weft_port *port,
					       const struct weft_ip4 *ip4)
{
	struct weft_flow4_key key = {
		.datapath_id = port->datapath_id,
		.source = ip4->source,
		.destination = ip4->destination,
		.source_l4_port = ip4->source_l4_port,
		.destination_l4_port = ip4->destination_l4_port,
		.protocol = ip4->protocol,
	};
	struct weft_flow *flow = bpf_map_lookup_elem(&flow4, &key);
	__u64 now_ns = bpf_ktime_get_coarse_ns();

	if (flow) {
		weft_flow_count(flow, skb->len, ip4->tcp_flags, now_ns);
	} else {
		struct weft_flow first = {
			.packets = 1,
			.bytes = skb->len,
			.first_ns = now_ns,
			.last_ns = now_ns,
			.reported_ns = now_ns,
			.generation = port->generation,
			.slot = port->slot,
			.tcp_flags = ip4->tcp_flags,
		};

		weft_flow4_begin(&key, &first, node->flow_port_max);
	}
}

#endif
