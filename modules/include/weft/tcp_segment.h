/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What connection tracking reads of a TCP segment. Checksums are not verified: a segment that its receiver discards ends the sender's own connections only. */
#ifndef WEFT_TCP_SEGMENT_H
#define WEFT_TCP_SEGMENT_H

#include <linux/in.h>
#include "weft/parse.h"

#define WEFT_TCP_HEADER_LEN 20
/* RFC 7323 section 2.3: larger shifts count as 14. */
#define WEFT_TCP_SCALE_MAX 14
/* Options of one SYN that are walked; 40 bytes hold no more that matter. */
#define WEFT_TCP_OPTIONS_MAX 16

enum weft_tcp_flag {
	WEFT_TCP_FIN = 1,
	WEFT_TCP_SYN = 2,
	WEFT_TCP_RST = 4,
	WEFT_TCP_PSH = 8,
	WEFT_TCP_ACK = 16,
	WEFT_TCP_URG = 32,
};

enum weft_tcp_option {
	WEFT_TCP_OPTION_END = 0,
	WEFT_TCP_OPTION_NOP = 1,
	WEFT_TCP_OPTION_SCALE = 3,
};

struct weft_tcp_segment {
	__u32 sequence;
	__u32 end;              /* sequence and what it takes of the numbers: data, SYN, FIN. Of a GSO frame: all of its segments */
	__u32 acknowledged;     /* with the flag ACK */
	__u16 window;           /* as on the wire */
	__u8 flags;             /* enum weft_tcp_flag, or-ed; others are left out */
	__u8 scale;             /* of a SYN that has the option, else 0 */
	__u8 scaled;            /* 1: it has the option */
	__u8 partial;           /* 1: the rest of it is in later fragments */
	__u8 pad[2];
};

/* The combinations that a host may send (the others are used to find out about hosts). */
static __always_inline bool weft_tcp_flags_valid(__u8 flags)
{
	switch (flags & (WEFT_TCP_FIN | WEFT_TCP_SYN | WEFT_TCP_RST | WEFT_TCP_ACK)) {
	case WEFT_TCP_SYN:
	case WEFT_TCP_SYN | WEFT_TCP_ACK:
	case WEFT_TCP_RST:
	case WEFT_TCP_RST | WEFT_TCP_ACK:
	case WEFT_TCP_FIN | WEFT_TCP_ACK:
	case WEFT_TCP_ACK:
		return true;
	default:
		return false;
	}
}

/* Finds the window scale option of a SYN between two offsets in the frame. A function of its own: few segments are SYNs. */
__noinline int weft_tcp_read_scale(struct __sk_buff *skb, struct weft_tcp_segment *segment, __u32 offset, __u32 end)
{
	__u8 option[3];

	if (!segment)
		return 0;
	for (int i = 0; i < WEFT_TCP_OPTIONS_MAX && offset < end; i++) {
		if (bpf_skb_load_bytes(skb, offset, option, 1) || option[0] == WEFT_TCP_OPTION_END)
			return 0;
		if (option[0] == WEFT_TCP_OPTION_NOP) {
			offset++;
			continue;
		}
		if (offset + 2 > end || bpf_skb_load_bytes(skb, offset, option, 2) || option[1] < 2)
			return 0;
		if (option[0] == WEFT_TCP_OPTION_SCALE) {
			if (option[1] != 3 || offset + 3 > end || bpf_skb_load_bytes(skb, offset, option, 3))
				return 0;
			segment->scale = option[2] < WEFT_TCP_SCALE_MAX ? option[2] : WEFT_TCP_SCALE_MAX;
			segment->scaled = 1;
			return 0;
		}
		offset += option[1];
	}
	return 0;
}

/* The first 16 bytes of the header. */
struct weft_tcp_header {
	__be16 ports[2];
	__be32 sequence;
	__be32 acknowledged;
	__u8 words;
	__u8 flags;
	__be16 window;
};

/* From the linear part, where it nearly always is. */
static __always_inline bool weft_tcp_load(struct __sk_buff *skb, __u32 offset, struct weft_tcp_header *header)
{
	struct weft_tcp_header *linear;

	asm volatile("" : "+r"(offset));
	if (offset > 256)
		return !bpf_skb_load_bytes(skb, offset, header, sizeof(*header));
	linear = (void *)(long)skb->data + offset;
	if ((void *)(linear + 1) > (void *)(long)skb->data_end)
		return !bpf_skb_load_bytes(skb, offset, header, sizeof(*header));
	*header = *linear;
	return true;
}

/* The segment at `offset` of a packet that ends at `end`; false if its header is not all there. `segment` is all zero before. */
static __always_inline bool weft_tcp_read(struct __sk_buff *skb, __u32 offset, __u32 end, struct weft_tcp_segment *segment)
{
	struct weft_tcp_header header;
	__u32 header_len;

	if (offset + WEFT_TCP_HEADER_LEN > end || !weft_tcp_load(skb, offset, &header))
		return false;
	header_len = (header.words >> 4) * 4;
	if (header_len < WEFT_TCP_HEADER_LEN || offset + header_len > end)
		return false;
	segment->sequence = bpf_ntohl(header.sequence);
	segment->acknowledged = bpf_ntohl(header.acknowledged);
	segment->window = bpf_ntohs(header.window);
	segment->flags = header.flags & (WEFT_TCP_FIN | WEFT_TCP_SYN | WEFT_TCP_RST | WEFT_TCP_ACK);
	segment->end = segment->sequence + (end - offset - header_len) + !!(header.flags & WEFT_TCP_SYN) + !!(header.flags & WEFT_TCP_FIN);
	if (header.flags & WEFT_TCP_SYN && header_len > WEFT_TCP_HEADER_LEN)
		weft_tcp_read_scale(skb, segment, offset + WEFT_TCP_HEADER_LEN, offset + header_len);
	return true;
}

#endif
