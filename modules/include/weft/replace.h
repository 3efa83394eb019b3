/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Making a packet something else altogether: an answer to it. */
#ifndef WEFT_REPLACE_H
#define WEFT_REPLACE_H

#include <stdbool.h>
#include <linux/if_ether.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/*
 * Makes the frame `length` bytes long, whose content is undefined: to be written whole. The old headers (`headers_len`: of the IP and
 * l4 ones) are cut off, not just overwritten: that is what ends a checksum that the NIC was to fill in (CHECKSUM_PARTIAL), which would
 * otherwise be written into the middle of the answer. Changing the tail ends GSO. False if the kernel refuses.
 */
static __always_inline bool weft_replace(struct __sk_buff *skb, __u32 length, __u32 headers_len)
{
	__u32 cut = ETH_HLEN + headers_len + 4;

	return !bpf_skb_change_tail(skb, length + cut, 0) && !bpf_skb_adjust_room(skb, -(__s32)cut, BPF_ADJ_ROOM_MAC, 0);
}

#endif
