/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What a gateway says itself goes back to the port that asked: from the gateway's MAC, past policy and limits. */
#ifndef WEFT_ANSWER_H
#define WEFT_ANSWER_H

#include "weft/counters.h"
#include "weft/ip6_address.h"
#include "weft/own_gateway.h"
#include "weft/parse.h"
#include "weft/to_port.h"

/* Time to live, or hop limit. */
#define WEFT_ANSWER_TTL 64

/* fe80::fc57:ff:fe00:1, which the MAC makes (RFC 4291 appendix A): every gateway's link-local address. */
static __always_inline bool weft_is_gateway_link_local(const __u8 *address)
{
	const __u32 *word = (const void *)address;

	return word[0] == bpf_htonl(0xfe800000) && !word[1] && word[2] == bpf_htonl(0xfc5700ff) && word[3] == bpf_htonl(0xfe000001);
}

/* Turns the header of what was asked into that of the answer: to whom it came from, which may be a MAC of an allowed pair. */
static __always_inline void weft_answer_ethernet(struct weft_ethernet *ethernet)
{
	const __u8 gateway[] = WEFT_GATEWAY_MAC;
	__u8 *source = ethernet->source;

	__builtin_memcpy(ethernet->destination, ethernet->source, 6);
	/* One by one: a copy of the whole would come out of a map of constants. */
	source[0] = gateway[0];
	source[1] = gateway[1];
	source[2] = gateway[2];
	source[3] = gateway[3];
	source[4] = gateway[4];
	source[5] = gateway[5];
}

/*
 * The frame has become the answer. Neither policy nor bandwidth are asked: there is one for what the port sent, which finds its gateway also while others
 * send it more than it may get.
 */
static __always_inline int weft_answer(struct __sk_buff *skb, const struct weft_config *node, __u32 slot)
{
	weft_count_received(slot, skb->len);
	return weft_redirect_staged(skb, node, skb->ifindex);
}

#endif
