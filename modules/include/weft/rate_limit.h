/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Rate limits: the generic cell rate algorithm (ITU-T I.371) on one 64-bit word, so that all CPUs share a limit without a lock. The word is
 * the theoretical arrival time of the next packet; a limit that was never used is zero.
 */
#ifndef WEFT_RATE_LIMIT_H
#define WEFT_RATE_LIMIT_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define WEFT_NS_PER_S 1000000000ULL

/* May one more packet pass at `now_ns`? `packets_per_s` is above 0; a burst of up to `burst_packets` may come at once. */
static __always_inline bool weft_rate_allows(__u64 *arrival_ns, __u64 now_ns, __u32 packets_per_s, __u32 burst_packets)
{
	__u64 interval_ns = WEFT_NS_PER_S / packets_per_s;
	__u64 tolerance_ns = interval_ns * burst_packets;
	__u64 expected, next;

	/* Another CPU may be quicker, but some CPU makes progress in every round. */
#pragma unroll
	for (int round = 0; round < 4; round++) {
		expected = *(volatile __u64 *)arrival_ns;
		next = (expected > now_ns ? expected : now_ns) + interval_ns;
		if (next > now_ns + tolerance_ns)
			return false;
		if (__sync_val_compare_and_swap(arrival_ns, expected, next) == expected)
			return true;
	}
	return false;
}

#endif
