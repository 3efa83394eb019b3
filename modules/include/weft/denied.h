/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What becomes known of a packet that policy or connection tracking dropped: a record, or one more that a later record says was suppressed. */
#ifndef WEFT_DENIED_H
#define WEFT_DENIED_H

#include "weft/policed.h"
#include "weft/policy_maps.h"
#include "weft/rate_limit.h"

/* Where policy_config does not say. */
#define WEFT_DENIED_RECORDS_PER_S_DEFAULT 100

static __always_inline __u32 weft_denied_records_per_s(void)
{
	__u32 zero = 0;
	const struct weft_policy_config *row = bpf_map_lookup_elem(&policy_config, &zero);

	return row && row->denied_records_per_s ? row->denied_records_per_s : WEFT_DENIED_RECORDS_PER_S_DEFAULT;
}

/* IPv4: mapped (RFC 4291 section 2.5.5.2). */
static __always_inline void weft_denied_address(__u8 *to, const union weft_address *address, bool ip6)
{
	if (ip6) {
		__builtin_memcpy(to, address->ip6, 16);
		return;
	}
	__builtin_memset(to, 0, 10);
	to[10] = to[11] = 0xff;
	__builtin_memcpy(to + 12, &address->ip4, 4);
}

static __always_inline void weft_denied_l4(struct weft_denied_record *record, const struct weft_policed *policed, bool egress)
{
	if (policed->protocol == (policed->ip6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP)) {
		record->source_l4_port = bpf_htons(policed->icmp_type);
		record->destination_l4_port = bpf_htons(policed->icmp_code);
		return;
	}
	record->source_l4_port = egress ? policed->own_l4_port : policed->remote_l4_port;
	record->destination_l4_port = egress ? policed->remote_l4_port : policed->own_l4_port;
}

/*
 * Reports the drop if the port has not had its records of this second and the ring buffer has room. `rule`: what had allowed the connection; 0: none. The record
 * that is made next says how many were not. 1: a record was made; 0: not.
 */
__noinline int weft_denied(const struct weft_policed *policed, __u32 reason, weft_rule rule)
{
	__u32 per_s = weft_denied_records_per_s();
	__u64 now_ns = bpf_ktime_get_ns();
	struct weft_denied_record *record;
	struct weft_denied_limit *limit;
	__u32 slot;
	bool egress;

	if (!policed)
		return 0;
	slot = policed->slot;
	limit = bpf_map_lookup_elem(&denied_limits, &slot);
	if (!limit)
		return 0;
	record = weft_rate_allows(&limit->arrival_ns, now_ns, per_s, per_s) ? bpf_ringbuf_reserve(&denied_records, sizeof(*record), 0) : NULL;
	if (!record) {
		__sync_fetch_and_add(&limit->suppressed, 1);
		return 0;
	}
	egress = policed->direction == WEFT_EGRESS;
	record->datapath_id = policed->datapath_id;
	record->slot = slot;
	weft_denied_address(record->source, egress ? &policed->own : &policed->remote, policed->ip6);
	weft_denied_address(record->destination, egress ? &policed->remote : &policed->own, policed->ip6);
	weft_denied_l4(record, policed, egress);
	record->protocol = policed->protocol;
	record->direction = policed->direction;
	record->tcp_flags = policed->tcp_flags;
	record->reason = reason;
	record->rule = rule;
	record->time_ns = now_ns;
	record->suppressed = __sync_lock_test_and_set(&limit->suppressed, 0);
	record->bytes = policed->frame_len;
	record->pad = 0;
	bpf_ringbuf_submit(record, 0);
	return 1;
}

#endif
