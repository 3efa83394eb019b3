/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * How many bytes a port may send and get: a token bucket for each direction, as virtual scheduling (the generic cell rate algorithm, ITU-T I.371) on one 64-bit
 * word that all CPUs share without a lock. The word is when the bucket will be full again; one that was never used is zero.
 *
 * What counts is what the frame has on the wire at the port: its Ethernet header and all behind it, without preamble and checksum; a GSO frame
 * counts as the frames that it stands for.
 */
#ifndef WEFT_BANDWIDTH_H
#define WEFT_BANDWIDTH_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <stdbool.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "weft/bandwidth_types.h"
#include "weft/drop_reasons.h"

/* CPUs that try to take from one bucket at the same time: in each round one of them gets its turn. */
#define WEFT_BANDWIDTH_ROUNDS 16
/* One second. */
#define WEFT_BANDWIDTH_MARGIN (1000000000ULL << WEFT_BANDWIDTH_TIME_SHIFT)

/* Slot -> limits of a port. Writer: agent, at once. Size: ports of the node + 1. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1025);
	__type(key, __u32);
	__type(value, struct weft_port_bandwidth);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} port_bandwidth SEC(".maps");

/* Slot -> state of the limits. Writer: programs; the agent zeroes a slot when it gives it to a port. Size: ports of the node + 1. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1025);
	__type(key, __u32);
	__type(value, struct weft_port_bandwidth_used);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} port_bandwidth_used SEC(".maps");

/*
 * May so many bytes more pass? A frame that is larger than the bucket passes when it is full, and those after it wait for longer.
 *
 * A word that is further ahead than any frame leaves it is of a limit that was slower or wider before: then the bucket is empty now. Other CPUs' clocks and
 * what comes between reading the clock and the word must not look so, for each time would be a present: hence the margin.
 */
static __noinline bool weft_bandwidth_take(__u64 *arrival, const struct weft_bandwidth *limit, __u32 bytes)
{
	__u64 now = bpf_ktime_get_ns() << WEFT_BANDWIDTH_TIME_SHIFT;
	__u64 burst = limit->burst_units;
	__u64 cost = bytes * limit->units_per_byte >> WEFT_BANDWIDTH_FRACTION_SHIFT;
	__u64 latest = now + burst - (cost < burst ? cost : burst);
	/* No frame has 2^20 bytes: it takes less than units_per_byte without its point. */
	__u64 furthest = burst + limit->units_per_byte + WEFT_BANDWIDTH_MARGIN;

	for (int round = 0; round < WEFT_BANDWIDTH_ROUNDS; round++) {
		__u64 expected = *(volatile __u64 *)arrival;

		if (expected > latest) {
			if (expected > now + furthest)
				__sync_val_compare_and_swap(arrival, expected, now + burst);
			return false;
		}
		if (__sync_val_compare_and_swap(arrival, expected, (expected > now ? expected : now) + cost) == expected)
			return true;
	}
	return false;
}

/* Bytes of the frames that a GSO frame stands for: each has the headers up to TCP's or UDP's. Headers of a tunnel inside are not looked for. */
static __noinline __u32 weft_gso_frame_bytes(struct __sk_buff *skb)
{
	__u32 headers_len, length = skb->len, gso_size = skb->gso_size;
	__u8 protocol = 0, byte = 0;
	__be16 ethertype = 0;

	bpf_skb_load_bytes(skb, __builtin_offsetof(struct ethhdr, h_proto), &ethertype, sizeof(ethertype));
	if (ethertype == bpf_htons(ETH_P_IPV6)) {
		bpf_skb_load_bytes(skb, ETH_HLEN + __builtin_offsetof(struct ipv6hdr, nexthdr), &protocol, sizeof(protocol));
		headers_len = ETH_HLEN + sizeof(struct ipv6hdr);
	} else {
		bpf_skb_load_bytes(skb, ETH_HLEN + __builtin_offsetof(struct iphdr, protocol), &protocol, sizeof(protocol));
		bpf_skb_load_bytes(skb, ETH_HLEN, &byte, sizeof(byte));
		headers_len = ETH_HLEN + (byte & 0xf) * 4;
	}
	if (protocol == IPPROTO_TCP) {
		bpf_skb_load_bytes(skb, headers_len + 12, &byte, sizeof(byte));
		headers_len += (byte >> 4) * 4;
	} else {
		headers_len += 8;
	}
	if (!gso_size || length <= headers_len + gso_size)
		return length;
	return length + (length - headers_len - 1) / gso_size * headers_len;
}

static __always_inline __u32 weft_frame_bytes(struct __sk_buff *skb)
{
	return skb->gso_size ? weft_gso_frame_bytes(skb) : skb->len;
}

/* What the port of the slot may send; NULL: it is not limited. */
static __always_inline const struct weft_bandwidth *weft_egress_limit(__u32 slot)
{
	const struct weft_port_bandwidth *limits = bpf_map_lookup_elem(&port_bandwidth, &slot);

	return limits && limits->egress.units_per_byte ? &limits->egress : NULL;
}

/* What it may get. */
static __always_inline const struct weft_bandwidth *weft_ingress_limit(__u32 slot)
{
	const struct weft_port_bandwidth *limits = bpf_map_lookup_elem(&port_bandwidth, &slot);

	return limits && limits->ingress.units_per_byte ? &limits->ingress : NULL;
}

/* A frame of the port. EGRESS_BANDWIDTH, or WEFT_DROP_NONE if it may be sent. */
static __always_inline enum weft_drop_reason weft_egress_bandwidth(struct __sk_buff *skb, __u32 slot)
{
	const struct weft_bandwidth *limit = weft_egress_limit(slot);
	struct weft_port_bandwidth_used *used;

	if (!limit)
		return WEFT_DROP_NONE;
	used = bpf_map_lookup_elem(&port_bandwidth_used, &slot);
	return used && weft_bandwidth_take(&used->egress_arrival, limit, weft_frame_bytes(skb)) ? WEFT_DROP_NONE : WEFT_DROP_EGRESS_BANDWIDTH;
}

/* So many bytes for a port whose limit that is. INGRESS_BANDWIDTH, or WEFT_DROP_NONE if it may get them. */
static __always_inline enum weft_drop_reason weft_ingress_bandwidth(__u32 slot, const struct weft_bandwidth *limit, __u32 bytes)
{
	struct weft_port_bandwidth_used *used = bpf_map_lookup_elem(&port_bandwidth_used, &slot);

	return used && weft_bandwidth_take(&used->ingress_arrival, limit, bytes) ? WEFT_DROP_NONE : WEFT_DROP_INGRESS_BANDWIDTH;
}

#endif
