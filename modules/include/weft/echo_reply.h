/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * A gateway's answer to an echo request (RFC 792, RFC 4443 section 4.2), made of the request itself: addresses change places, which leaves
 * every checksum right, and the type changes. Of any size; options and extension headers stay.
 */
#ifndef WEFT_ECHO_REPLY_H
#define WEFT_ECHO_REPLY_H

#include "weft/answer.h"
#include "weft/checksum.h"
#include "weft/icmp_room.h"

/* Turns the type of the ICMP message at `offset`. */
static __always_inline bool weft_echo_turn(struct __sk_buff *skb, __u32 offset, __u8 request, __u8 reply)
{
	struct {
		__u8 type;
		__u8 code;
		__sum16 check;
	} icmp;

	if (bpf_skb_load_bytes(skb, offset, &icmp, sizeof(icmp)))
		return false;
	icmp.check = weft_checksum_adjust(icmp.check, bpf_htons(request << 8), bpf_htons(reply << 8));
	icmp.type = reply;
	return bpf_skb_store_bytes(skb, offset, &icmp, sizeof(icmp), 0) == 0;
}

/*
 * `headers_len`: of the IPv4 header, behind which the request begins. `room` is used for the headers. False if they could not be
 * written.
 */
static __always_inline bool weft_echo_reply4(struct __sk_buff *skb, struct weft_icmp4_frame *room, __u32 headers_len)
{
	const __u32 length = ETH_HLEN + sizeof(room->ip);
	__be32 gateway;

	if (bpf_skb_load_bytes(skb, 0, &room->ethernet, length))
		return false;
	weft_answer_ethernet(&room->ethernet);
	gateway = room->ip.daddr;
	room->ip.daddr = room->ip.saddr;
	room->ip.saddr = gateway;
	room->ip.check = weft_checksum_adjust(room->ip.check, bpf_htons(room->ip.ttl << 8), bpf_htons(WEFT_ANSWER_TTL << 8));
	room->ip.ttl = WEFT_ANSWER_TTL;
	return !bpf_skb_store_bytes(skb, 0, &room->ethernet, length, 0) &&
	       weft_echo_turn(skb, ETH_HLEN + headers_len, WEFT_ICMP4_ECHO_REQUEST, WEFT_ICMP4_ECHO_REPLY);
}

/* `headers_len`: of the IPv6 header and its extensions. The hop limit is in no checksum but one that the NIC took over the whole packet. */
static __always_inline bool weft_echo_reply6(struct __sk_buff *skb, struct weft_icmp6_frame *room, __u32 headers_len)
{
	struct in6_addr gateway;

	if (bpf_skb_load_bytes(skb, 0, &room->ethernet, ETH_HLEN + sizeof(room->ip)))
		return false;
	weft_answer_ethernet(&room->ethernet);
	gateway = room->ip.daddr;
	room->ip.daddr = room->ip.saddr;
	room->ip.saddr = gateway;
	room->ip.hop_limit = WEFT_ANSWER_TTL;
	return !bpf_skb_store_bytes(skb, 0, &room->ethernet, ETH_HLEN, 0) &&
	       !bpf_skb_store_bytes(skb, ETH_HLEN, &room->ip, sizeof(room->ip), BPF_F_RECOMPUTE_CSUM) &&
	       weft_echo_turn(skb, ETH_HLEN + headers_len, WEFT_ICMP6_ECHO_REQUEST, WEFT_ICMP6_ECHO_REPLY);
}

#endif
