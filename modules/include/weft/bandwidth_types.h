/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Layouts of what limits the bytes that ports send and get. Conventions as in types.h. */
#ifndef WEFT_BANDWIDTH_TYPES_H
#define WEFT_BANDWIDTH_TYPES_H

#include <linux/types.h>

/*
 * Time is counted in units of 1 / 64 ns: the shortest frame takes 77 of them at 400 Gbit/s, and 64 bits last for nine years since boot. How many units
 * a byte takes is a fraction, of so many bits: 3 * 2^20 is three units.
 */
#define WEFT_BANDWIDTH_TIME_SHIFT 6
#define WEFT_BANDWIDTH_FRACTION_SHIFT 20

/* A token bucket. */
struct weft_bandwidth {
	__u64 units_per_byte;   /* with its fraction; 0: not limited */
	__u64 burst_units;      /* time that the burst takes at the rate */
};

/* Of one port. */
struct weft_port_bandwidth {
	struct weft_bandwidth egress;
	struct weft_bandwidth ingress;
};

/* A line of the cache for each direction: they are written on different CPUs. Theoretical arrival times of the next byte, CLOCK_MONOTONIC. */
struct weft_port_bandwidth_used {
	__u64 egress_arrival;
	__u64 pad1[7];
	__u64 ingress_arrival;
	__u64 pad2[7];
};

#endif
