/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Order on the way to a tap. Its GSO frames go through the vxlan device, which takes a little longer than the direct way: the small
 * frame at the end of a burst would overtake them. So, while GSO frames come for a tap, everything for it goes through the device.
 */
#ifndef WEFT_TAP_ORDER_H
#define WEFT_TAP_ORDER_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* Far longer than a frame can wait in the device's queue; several ticks of the coarse clock. */
#define WEFT_TAP_HOLD_NS 20000000ULL
#define WEFT_TAP_SLOTS 1024

/* Slot, modulo size -> when the last GSO frame for a tap came (CLOCK_MONOTONIC). Two taps may share an element: that costs time, not order. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, WEFT_TAP_SLOTS);
	__type(key, __u32);
	__type(value, __u64);
} tap_gso_last SEC(".maps");

/* Must this frame for a tap go through the vxlan device? */
static __always_inline bool weft_tap_through_device(__u32 slot, bool gso)
{
	__u32 index = slot % WEFT_TAP_SLOTS;
	__u64 now_ns = bpf_ktime_get_coarse_ns();
	__u64 *last_ns = bpf_map_lookup_elem(&tap_gso_last, &index);

	if (!last_ns)
		return true;
	if (gso) {
		if (*last_ns != now_ns)
			*last_ns = now_ns;
		return true;
	}
	return now_ns < *last_ns + WEFT_TAP_HOLD_NS;
}

#endif
