/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * A gateway's answer to an echo request (RFC 792, RFC 4443 section 4.2), made of the request itself: addresses change places, which leaves
 * every checksum right, and the type changes. Of any size; options and extension headers stay.
 */
#ifndef WEFT_ECHO_REPLY_H
#define WEFT_ECHO_REPLY_H

#include <linux/ipv6.h>
#include "weft/answer.h"
#include "weft/checksum.h"
#include "weft/icmp.h"

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

static __always_inline bool weft_echo_ethernet(struct __sk_buff *skb, const __u8 *port_mac, __be16 ethertype)
{
	struct weft_ethernet ethernet;

	weft_answer_ethernet(&ethernet, port_mac, ethertype);
	return bpf_skb_store_bytes(skb, 0, &ethernet, sizeof(ethernet), 0) == 0;
}

/* `headers_len`: of the IPv4 header, behind which the request begins. False if it could not be written. */
static __always_inline bool weft_echo_reply4(struct __sk_buff *skb, const __u8 *port_mac, __u32 headers_len)
{
	struct iphdr ip;
	__be32 gateway;

	if (bpf_skb_load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)))
		return false;
	gateway = ip.daddr;
	ip.daddr = ip.saddr;
	ip.saddr = gateway;
	ip.check = weft_checksum_adjust(ip.check, bpf_htons(ip.ttl << 8), bpf_htons(WEFT_ANSWER_TTL << 8));
	ip.ttl = WEFT_ANSWER_TTL;
	return !bpf_skb_store_bytes(skb, ETH_HLEN, &ip, sizeof(ip), 0) && weft_echo_ethernet(skb, port_mac, bpf_htons(ETH_P_IP)) &&
	       weft_echo_turn(skb, ETH_HLEN + headers_len, WEFT_ICMP4_ECHO_REQUEST, WEFT_ICMP4_ECHO_REPLY);
}

/* `headers_len`: of the IPv6 header and its extensions. */
static __always_inline bool weft_echo_reply6(struct __sk_buff *skb, const __u8 *port_mac, __u32 headers_len)
{
	struct in6_addr gateway;
	struct ipv6hdr ip;

	if (bpf_skb_load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)))
		return false;
	gateway = ip.daddr;
	ip.daddr = ip.saddr;
	ip.saddr = gateway;
	ip.hop_limit = WEFT_ANSWER_TTL;
	return !bpf_skb_store_bytes(skb, ETH_HLEN, &ip, sizeof(ip), BPF_F_RECOMPUTE_CSUM) &&
	       weft_echo_ethernet(skb, port_mac, bpf_htons(ETH_P_IPV6)) &&
	       weft_echo_turn(skb, ETH_HLEN + headers_len, WEFT_ICMP6_ECHO_REQUEST, WEFT_ICMP6_ECHO_REPLY);
}

#endif
