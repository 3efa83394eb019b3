/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Where a gateway writes what it says, because it is too large for the stack. */
#ifndef WEFT_ICMP_ROOM_H
#define WEFT_ICMP_ROOM_H

#include <linux/ip.h>
#include <linux/ipv6.h>
#include "weft/checksum.h"
#include "weft/icmp.h"
#include "weft/parse.h"

#define WEFT_ICMP4_MAX 576
#define WEFT_ICMP6_MAX 1280
#define WEFT_ICMP4_QUOTE_MAX (WEFT_ICMP4_MAX - sizeof(struct iphdr) - sizeof(struct weft_icmp))
#define WEFT_ICMP6_QUOTE_MAX (WEFT_ICMP6_MAX - sizeof(struct ipv6hdr) - sizeof(struct weft_icmp))
#define WEFT_ICMP_CHUNKS 3

_Static_assert(sizeof(struct weft_icmp) + WEFT_ICMP6_QUOTE_MAX <= WEFT_ICMP_CHUNKS * WEFT_CSUM_CHUNK, "summed in so many chunks");

/* The frame of an error; the first two bytes are not sent and align what follows the Ethernet header. */
struct weft_icmp4_frame {
	__u16 pad;
	struct weft_ethernet ethernet;
	struct iphdr ip;
	struct weft_icmp icmp;
	__u8 quote[WEFT_ICMP_CHUNKS * WEFT_CSUM_CHUNK];
};

struct weft_icmp6_frame {
	__u16 pad;
	struct weft_ethernet ethernet;
	struct ipv6hdr ip;
	struct weft_icmp icmp;
	__u8 quote[WEFT_ICMP_CHUNKS * WEFT_CSUM_CHUNK];
};

union weft_icmp_frame {
	struct weft_icmp4_frame ip4;
	struct weft_icmp6_frame ip6;
};

/* Room for one error on each CPU. Of from_port only, which does not nest; nothing else runs between filling it and its last use. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, union weft_icmp_frame);
} icmp_room SEC(".maps");

static __always_inline union weft_icmp_frame *weft_icmp_room(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&icmp_room, &zero);
}

#endif
