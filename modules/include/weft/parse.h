/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Parsers from the frame into values. Every read is bounds checked; headers in page fragments are pulled into the linear part first. */
#ifndef WEFT_PARSE_H
#define WEFT_PARSE_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <stdbool.h>
#include <bpf/bpf_endian.h>
#include "weft/drop_reasons.h"
#include "weft/maps.h"

#define WEFT_IP4_DONT_FRAGMENT 0x4000
#define WEFT_IP4_MORE_FRAGMENTS 0x2000
#define WEFT_IP4_FRAGMENT_OFFSET 0x1fff

/* Ethernet header, as on the wire (so are the other structs of headers below: no padding, and 2-byte alignment is all they ask for). */
struct weft_ethernet {
	__u8 destination[6];
	__u8 source[6];
	__be16 ethertype;
};

/* What is needed of an IPv4 packet. */
struct weft_ip4 {
	__be32 source;
	__be32 destination;
	__be16 source_l4_port;  /* ICMP: type; later fragments and other protocols: 0 */
	__be16 destination_l4_port; /* ICMP: code */
	__u8 protocol;
	__u8 tos;
	__u8 tcp_flags;
	bool fragment;          /* first or later one */
	__u32 headers_len;      /* IPv4 and, for TCP and UDP, l4 header */
};

static __always_inline bool weft_same_mac(const __u8 *a, const __u8 *b)
{
	const __u16 *left = (const void *)a, *right = (const void *)b;

	return left[0] == right[0] && left[1] == right[1] && left[2] == right[2];
}

static __always_inline bool weft_is_multicast(const __u8 *mac)
{
	return mac[0] & 1;
}

/* A VLAN tag in the frame itself (the outermost one is usually in skb->vlan_present instead). */
static __always_inline bool weft_is_vlan_tag(__be16 ethertype)
{
	return ethertype == bpf_htons(ETH_P_8021Q) || ethertype == bpf_htons(ETH_P_8021AD);
}

static __always_inline bool weft_in_linear_part(const struct __sk_buff *skb, __u32 length)
{
	return (void *)(long)skb->data + length <= (void *)(long)skb->data_end;
}

/*
 * Makes the first `length` bytes readable through skb->data; false if the frame is shorter or the kernel cannot. Earlier packet
 * pointers are invalid afterwards.
 */
static __always_inline bool weft_pull(struct __sk_buff *skb, __u32 length)
{
	if (weft_in_linear_part(skb, length))
		return true;
	return skb->len >= length && bpf_skb_pull_data(skb, length) == 0;
}

static __always_inline bool weft_parse_ethernet(struct __sk_buff *skb, struct weft_ethernet *ethernet)
{
	void *data;

	if (!weft_pull(skb, ETH_HLEN))
		return false;
	data = (void *)(long)skb->data;
	if (data + ETH_HLEN > (void *)(long)skb->data_end)
		return false;
	*ethernet = *(struct weft_ethernet *)data;
	return true;
}

/* The l4 part at `offset`: ports of TCP and UDP, type and code of ICMP. Only called for packets that begin their datagram. */
static __always_inline enum weft_drop_reason weft_parse_l4(struct __sk_buff *skb, __u32 offset, __u32 length, struct weft_ip4 *ip4)
{
	__u32 need = ip4->protocol == IPPROTO_TCP && length >= 14 ? 14 : ip4->protocol == IPPROTO_ICMP ? 2 : 4;
	__u8 *l4;

	if (ip4->protocol != IPPROTO_TCP && ip4->protocol != IPPROTO_UDP && ip4->protocol != IPPROTO_ICMP)
		return WEFT_DROP_NONE;
	if (length < need || offset > ETH_HLEN + 60 || !weft_pull(skb, offset + need))
		return WEFT_DROP_TRUNCATED;
	l4 = (void *)(long)skb->data + offset;
	if (ip4->protocol == IPPROTO_ICMP) {
		if ((void *)(l4 + 2) > (void *)(long)skb->data_end)
			return WEFT_DROP_TRUNCATED;
		ip4->source_l4_port = bpf_htons(l4[0]);
		ip4->destination_l4_port = bpf_htons(l4[1]);
		return WEFT_DROP_NONE;
	}
	if ((void *)(l4 + 4) > (void *)(long)skb->data_end)
		return WEFT_DROP_TRUNCATED;
	ip4->source_l4_port = *(__be16 *)l4;
	ip4->destination_l4_port = *(__be16 *)(l4 + 2);
	if (ip4->protocol == IPPROTO_UDP) {
		ip4->headers_len += 8;
	} else if (need == 14 && (void *)(l4 + 14) <= (void *)(long)skb->data_end) {
		ip4->headers_len += (l4[12] >> 4) * 4;
		ip4->tcp_flags = l4[13];
	}
	return WEFT_DROP_NONE;
}

/* The IPv4 packet behind the Ethernet header. */
static __always_inline enum weft_drop_reason weft_parse_ip4(struct __sk_buff *skb, struct weft_ip4 *ip4)
{
	__u32 header_len, packet_len, available = skb->len - ETH_HLEN;
	__u16 fragment;
	struct iphdr *ip;

	if (!weft_pull(skb, ETH_HLEN + sizeof(*ip)))
		return WEFT_DROP_TRUNCATED;
	ip = (void *)(long)skb->data + ETH_HLEN;
	if ((void *)(ip + 1) > (void *)(long)skb->data_end)
		return WEFT_DROP_TRUNCATED;
	header_len = ip->ihl * 4;
	packet_len = bpf_ntohs(ip->tot_len);
	/* A GSO frame over 64 KB (BIG TCP) has length 0. */
	if (!packet_len && skb->gso_size)
		packet_len = available;
	if (ip->version != 4 || header_len < sizeof(*ip))
		return WEFT_DROP_IP_MALFORMED;
	if (packet_len < header_len || packet_len > available)
		return WEFT_DROP_TRUNCATED;
	fragment = bpf_ntohs(ip->frag_off);
	ip4->source = ip->saddr;
	ip4->destination = ip->daddr;
	ip4->protocol = ip->protocol;
	ip4->tos = ip->tos;
	ip4->fragment = fragment & (WEFT_IP4_MORE_FRAGMENTS | WEFT_IP4_FRAGMENT_OFFSET);
	ip4->headers_len = header_len;
	if (fragment & WEFT_IP4_FRAGMENT_OFFSET)
		return WEFT_DROP_NONE;
	return weft_parse_l4(skb, ETH_HLEN + header_len, packet_len - header_len, ip4);
}

#endif
