/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Explicit congestion notification through a tunnel (RFC 6040): normal mode at the ingress (ECN copied out), and the egress here. */
#ifndef WEFT_ECN_H
#define WEFT_ECN_H

#include "weft/parse.h"

#define WEFT_ECN_MASK 3
#define WEFT_ECN_NOT_CAPABLE 0
#define WEFT_ECN_ECT1 1
#define WEFT_ECN_ECT0 2
#define WEFT_ECN_CE 3

/*
 * RFC 6040 section 4.2, figure 4: the ECN field that the inner packet leaves the tunnel with, or -1 if it must be dropped
 * (congestion was marked, and its sender would not understand).
 */
static __always_inline int weft_ecn_decapsulate(__u8 outer, __u8 inner)
{
	outer &= WEFT_ECN_MASK;
	inner &= WEFT_ECN_MASK;
	if (inner == WEFT_ECN_NOT_CAPABLE)
		return outer == WEFT_ECN_CE ? -1 : WEFT_ECN_NOT_CAPABLE;
	if (outer == WEFT_ECN_CE)
		return WEFT_ECN_CE;
	if (outer == WEFT_ECN_ECT1 && inner == WEFT_ECN_ECT0)
		return WEFT_ECN_ECT1;
	return inner;
}

/* Writes the ECN field of the IPv4 packet behind the Ethernet header, whose type of service was `tos`. */
static __always_inline void weft_ecn_set_ip4(struct __sk_buff *skb, __u8 tos, __u8 ecn)
{
	__u8 changed = (tos & ~WEFT_ECN_MASK) | ecn;

	bpf_l3_csum_replace(skb, ETH_HLEN + __builtin_offsetof(struct iphdr, check), bpf_htons(tos), bpf_htons(changed), 2);
	bpf_skb_store_bytes(skb, ETH_HLEN + __builtin_offsetof(struct iphdr, tos), &changed, 1, 0);
}

/* The same of the IPv6 packet: the field is the 3rd and 4th bit of its second byte. A checksum that the NIC took over the whole packet knows. */
static __always_inline void weft_ecn_set_ip6(struct __sk_buff *skb, __u8 ecn)
{
	__u8 second;

	if (bpf_skb_load_bytes(skb, ETH_HLEN + 1, &second, 1))
		return;
	second = (second & ~(WEFT_ECN_MASK << 4)) | ecn << 4;
	bpf_skb_store_bytes(skb, ETH_HLEN + 1, &second, 1, BPF_F_RECOMPUTE_CSUM);
}

#endif
