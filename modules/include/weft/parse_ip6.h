/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The IPv6 packet behind the Ethernet header, its extension headers walked (RFC 8200 section 4). */
#ifndef WEFT_PARSE_IP6_H
#define WEFT_PARSE_IP6_H

#include <linux/ipv6.h>
#include "weft/parse.h"

/* Extension headers of one packet. RFC 8200 recommends at most seven. */
#define WEFT_IP6_EXTENSIONS_MAX 8
#define WEFT_IP6_FRAGMENT_OFFSET 0xfff8

/* What is needed of an IPv6 packet. */
struct weft_ip6 {
	__u8 source[16];
	__u8 destination[16];
	__be16 source_l4_port;  /* ICMPv6: type; later fragments and other protocols: 0 */
	__be16 destination_l4_port; /* ICMPv6: code */
	__u8 protocol;          /* behind the extension headers; of a later fragment what its fragment header names */
	__u8 traffic_class;
	__u8 hop_limit;
	__u8 tcp_flags;
	bool fragment;          /* has a fragment header, also one that says it is whole (RFC 6946) */
	bool later_fragment;    /* does not begin its datagram */
	__be16 fragment_field;  /* offset and flags of its fragment header; without one 0 */
	__u32 headers_len;      /* IPv6 with its extensions and, for TCP and UDP, l4 header */
	__u32 l4_offset;        /* in the frame, behind the extension headers; later fragments: 0 */
	__u32 end;              /* of the packet in the frame: padding may follow */
	__be32 identification;  /* of its fragment header; without one 0 */
	__u32 fragment_start;   /* in the frame, behind its fragment header; without one 0 */
};

static __always_inline bool weft_is_ip6_extension(__u8 protocol)
{
	return protocol == IPPROTO_HOPOPTS || protocol == IPPROTO_ROUTING || protocol == IPPROTO_DSTOPTS || protocol == IPPROTO_FRAGMENT;
}

/* Walks the extension headers from l4_offset on; `protocol` is the first header's. */
static __always_inline enum weft_drop_reason weft_parse_ip6_extensions(struct __sk_buff *skb, struct weft_ip6 *ip6)
{
	/* The first eight bytes of every extension header. */
	struct {
		__u8 next;
		__u8 length;    /* in 8 bytes, beyond the first 8; of a fragment header reserved */
		__be16 fragment;
		__be32 rest;
	} header;
	__u32 offset = ip6->l4_offset;

	for (int i = 0; i < WEFT_IP6_EXTENSIONS_MAX; i++) {
		if (!weft_is_ip6_extension(ip6->protocol))
			return WEFT_DROP_NONE;
		/* Only the first header may be for every hop. */
		if (ip6->protocol == IPPROTO_HOPOPTS && i)
			return WEFT_DROP_IP_MALFORMED;
		if (offset + sizeof(header) > ip6->end || bpf_skb_load_bytes(skb, offset, &header, sizeof(header)))
			return WEFT_DROP_TRUNCATED;
		if (ip6->protocol == IPPROTO_FRAGMENT) {
			ip6->fragment = true;
			ip6->later_fragment = header.fragment & bpf_htons(WEFT_IP6_FRAGMENT_OFFSET);
			ip6->fragment_field = header.fragment;
			ip6->identification = header.rest;
			ip6->fragment_start = offset + 8;
			header.length = 0;
		}
		ip6->protocol = header.next;
		offset += 8 + header.length * 8;
		if (offset > ip6->end)
			return WEFT_DROP_TRUNCATED;
		ip6->l4_offset = offset;
		if (ip6->later_fragment)
			return WEFT_DROP_NONE;
	}
	return weft_is_ip6_extension(ip6->protocol) ? WEFT_DROP_IP_MALFORMED : WEFT_DROP_NONE;
}

/* As weft_parse_l4. */
static __always_inline enum weft_drop_reason weft_parse_ip6_l4(struct __sk_buff *skb, struct weft_ip6 *ip6)
{
	__u32 length = ip6->end - ip6->l4_offset;
	struct {
		__be16 ports[2];
		__be32 sequence[2];
		__u8 words;
		__u8 flags;
	} l4 = {};

	if (ip6->protocol == IPPROTO_TCP && length >= 14) {
		if (bpf_skb_load_bytes(skb, ip6->l4_offset, &l4, 14))
			return WEFT_DROP_TRUNCATED;
		ip6->headers_len += (l4.words >> 4) * 4;
		ip6->tcp_flags = l4.flags;
	} else if (ip6->protocol == IPPROTO_TCP || ip6->protocol == IPPROTO_UDP || ip6->protocol == IPPROTO_ICMPV6) {
		if (length < 4 || bpf_skb_load_bytes(skb, ip6->l4_offset, &l4, 4))
			return WEFT_DROP_TRUNCATED;
		if (ip6->protocol == IPPROTO_UDP)
			ip6->headers_len += 8;
	}
	if (ip6->protocol == IPPROTO_ICMPV6) {
		__u16 type_code = bpf_ntohs(l4.ports[0]);

		l4.ports[0] = bpf_htons(type_code >> 8);
		l4.ports[1] = bpf_htons(type_code & 0xff);
	}
	ip6->source_l4_port = l4.ports[0];
	ip6->destination_l4_port = l4.ports[1];
	return WEFT_DROP_NONE;
}

/* The reason to drop, or NONE. `ip6` is all zero before. The IPv6 header is in the linear part afterwards. */
static __always_inline enum weft_drop_reason weft_parse_ip6(struct __sk_buff *skb, struct weft_ip6 *ip6)
{
	const __u32 offset = ETH_HLEN + sizeof(struct ipv6hdr);
	enum weft_drop_reason reason;
	struct ipv6hdr *ip;

	if (!weft_pull(skb, offset))
		return WEFT_DROP_TRUNCATED;
	ip = (void *)(long)skb->data + ETH_HLEN;
	if ((void *)(ip + 1) > (void *)(long)skb->data_end)
		return WEFT_DROP_TRUNCATED;
	if (ip->version != 6)
		return WEFT_DROP_IP_MALFORMED;
	ip6->end = offset + bpf_ntohs(ip->payload_len);
	/* A GSO frame over 64 KB (BIG TCP) has length 0; nothing else may be that large (RFC 2675 is for links that we do not have). */
	if (!ip->payload_len && skb->gso_size)
		ip6->end = skb->len;
	if (ip6->end > skb->len)
		return WEFT_DROP_TRUNCATED;
	__builtin_memcpy(ip6->source, &ip->saddr, 16);
	__builtin_memcpy(ip6->destination, &ip->daddr, 16);
	ip6->traffic_class = ip->priority << 4 | ip->flow_lbl[0] >> 4;
	ip6->hop_limit = ip->hop_limit;
	ip6->protocol = ip->nexthdr;
	ip6->l4_offset = offset;
	if (weft_is_ip6_extension(ip6->protocol)) {
		reason = weft_parse_ip6_extensions(skb, ip6);
		if (reason)
			return reason;
	}
	ip6->headers_len = ip6->l4_offset - ETH_HLEN;
	if (ip6->later_fragment) {
		ip6->l4_offset = 0;
		return WEFT_DROP_NONE;
	}
	return weft_parse_ip6_l4(skb, ip6);
}

#endif
