/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Out of the tunnel: parsing and checking a VXLAN packet of the underlay, and taking its outer headers off. The outer family is a constant where these are inlined. */
#ifndef WEFT_DECAP_H
#define WEFT_DECAP_H

#include "weft/arrival.h"
#include "weft/counters.h"
#include "weft/ecn.h"
#include "weft/vxlan_header.h"

enum weft_arrival_kind {
	WEFT_NOT_OURS,          /* leave it to the host, untouched */
	WEFT_FOR_DEVICE,        /* ours, but only the metadata device can take it: fragments, IP options, trailing bytes */
	WEFT_MALFORMED,
	WEFT_ARRIVED,
};

/* Of a VLAN tag, the id. */
#define WEFT_VLAN_ID_MASK 0xfff
/* Extension headers before UDP that weft_starts_vxlan walks: fragment, destination and hop-by-hop options. */
#define WEFT_OUTER_EXTENSIONS_MAX 3

/*
 * The cheap exit for everything on the underlay that is not VXLAN to our VTEP. The frame must be for this host's own MAC: a
 * promiscuous interface sees others'. A priority tag (VLAN 0) is still of this interface, any other tag of another one.
 */
static __always_inline bool weft_maybe_vxlan(const struct __sk_buff *skb)
{
	return skb->pkt_type == 0 && !(skb->vlan_present && skb->vlan_tci & WEFT_VLAN_ID_MASK);
}

static __always_inline bool weft_is_vxlan_port(struct __sk_buff *skb, __u32 udp_offset, const struct weft_config *node)
{
	struct udphdr udp;

	return !bpf_skb_load_bytes(skb, udp_offset, &udp, sizeof(udp)) && udp.dest == node->vxlan_port;
}

/*
 * Is this VXLAN to our VTEP as far as its UDP header goes, whatever the IP header's length? Of a datagram in fragments only the first has one; the
 * kernel puts the others behind it, and keeps its mark.
 */
static __always_inline bool weft_starts_vxlan4(struct __sk_buff *skb, const struct weft_config *node)
{
	struct iphdr ip;

	if (bpf_skb_load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)) || ip.version != 4 || ip.protocol != IPPROTO_UDP ||
	    ip.daddr != node->vtep_ip4 || ip.frag_off & bpf_htons(WEFT_IP4_FRAGMENT_OFFSET))
		return false;
	return weft_is_vxlan_port(skb, ETH_HLEN + ip.ihl * 4, node);
}

/* The same for IPv6. */
static __noinline bool weft_starts_vxlan6(struct __sk_buff *skb, const struct weft_config *node)
{
	/* The first bytes of every extension header. */
	struct {
		__u8 next;
		__u8 length;    /* in 8 bytes, beyond the first 8; of a fragment header reserved */
		__be16 fragment;
	} extension;
	__u32 offset = ETH_HLEN + sizeof(struct ipv6hdr);
	struct ipv6hdr ip;
	__u8 next;

	if (bpf_skb_load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)) || ip.version != 6 ||
	    !weft_same_underlay6(&ip.daddr, node->vtep_ip6))
		return false;
	next = ip.nexthdr;
	for (int i = 0; i < WEFT_OUTER_EXTENSIONS_MAX && next != IPPROTO_UDP; i++) {
		if ((next != IPPROTO_FRAGMENT && next != IPPROTO_DSTOPTS && next != IPPROTO_HOPOPTS) ||
		    bpf_skb_load_bytes(skb, offset, &extension, sizeof(extension)))
			return false;
		if (next == IPPROTO_FRAGMENT && extension.fragment & bpf_htons(WEFT_OUTER_FRAGMENT_OFFSET6))
			return false;
		offset += 8 + (next == IPPROTO_FRAGMENT ? 0 : extension.length * 8);
		next = extension.next;
	}
	return next == IPPROTO_UDP && weft_is_vxlan_port(skb, offset, node);
}

static __always_inline bool weft_starts_vxlan(struct __sk_buff *skb, const struct weft_config *node, const bool ip6)
{
	return ip6 ? weft_starts_vxlan6(skb, node) : weft_starts_vxlan4(skb, node);
}

/* Reads what is needed to combine the ECN fields; the tunnel's own headers are in the linear part. */
static __always_inline enum weft_arrival_kind weft_parse_inner(struct __sk_buff *skb, const __u32 tunnel_len, struct weft_arrival *arrival)
{
	const __u32 inner_ip = ETH_HLEN + tunnel_len;
	__u8 *ip;

	arrival->inner_tos = 0;
	if (!weft_is_ip(arrival->inner.ethertype))
		return WEFT_ARRIVED;
	if (!weft_pull(skb, inner_ip + (arrival->inner.ethertype == bpf_htons(ETH_P_IP) ? sizeof(struct iphdr) : sizeof(struct ipv6hdr))))
		return WEFT_MALFORMED;
	ip = (void *)(long)skb->data + inner_ip;
	if ((void *)(ip + 2) > (void *)(long)skb->data_end)
		return WEFT_MALFORMED;
	arrival->inner_tos = weft_inner_tos(ip, arrival->inner.ethertype);
	return WEFT_ARRIVED;
}

static __always_inline enum weft_arrival_kind weft_parse_outer(struct __sk_buff *skb, const struct weft_config *node, const bool ip6,
							       struct weft_arrival *arrival)
{
	const __u32 ip_len = ip6 ? sizeof(struct ipv6hdr) : sizeof(struct iphdr);
	const __u32 tunnel_len = ip6 ? WEFT_TUNNEL6_LEN : WEFT_TUNNEL_LEN;
	enum weft_outer_kind kind;

	if (!weft_pull(skb, ETH_HLEN + ip_len + sizeof(struct udphdr)))
		return WEFT_NOT_OURS;
	kind = weft_read_outer((void *)(long)skb->data, (void *)(long)skb->data_end, node, ip6);
	if (kind != WEFT_OUTER_VXLAN)
		return kind == WEFT_OUTER_OTHER ? WEFT_NOT_OURS : WEFT_FOR_DEVICE;
	if (!weft_pull(skb, ETH_HLEN + tunnel_len))
		return WEFT_MALFORMED;
	/* GSO frames over 64 KB cannot say their length. */
	switch (weft_read_tunnel((void *)(long)skb->data, (void *)(long)skb->data_end, skb->len - ETH_HLEN, skb->gso_size, ip6, arrival)) {
	case WEFT_TUNNEL_MALFORMED:
		return WEFT_MALFORMED;
	case WEFT_TUNNEL_TRAILED:
		return WEFT_FOR_DEVICE;
	case WEFT_TUNNEL_WHOLE:
		break;
	}
	return weft_parse_inner(skb, tunnel_len, arrival);
}

enum weft_decap_outcome {
	WEFT_DECAP_DONE,
	WEFT_DECAP_REFUSED,     /* the frame is as it was */
	WEFT_DECAP_BROKEN,
};

/*
 * Takes the outer headers off. `ecn` is what RFC 6040 makes of the inner packet's ECN field. A checksum that the NIC verified for
 * the outer packet no longer counts.
 */
static __always_inline enum weft_decap_outcome weft_decap(struct __sk_buff *skb, const bool ip6, const struct weft_arrival *arrival, int ecn)
{
	__u64 flags = BPF_F_ADJ_ROOM_FIXED_GSO | BPF_F_ADJ_ROOM_NO_CSUM_RESET;
	bool inner_ip6 = arrival->inner.ethertype == bpf_htons(ETH_P_IPV6);

	flags |= inner_ip6 ? WEFT_DECAP_L3_IPV6 : WEFT_DECAP_L3_IPV4;
	if (bpf_skb_adjust_room(skb, ip6 ? -WEFT_TUNNEL6_LEN : -WEFT_TUNNEL_LEN, BPF_ADJ_ROOM_MAC, flags))
		return WEFT_DECAP_REFUSED;
	bpf_csum_level(skb, BPF_CSUM_LEVEL_DEC);
	if (bpf_skb_store_bytes(skb, 0, &arrival->inner, ETH_HLEN, 0))
		return WEFT_DECAP_BROKEN;
	if (ecn != (arrival->inner_tos & WEFT_ECN_MASK)) {
		if (inner_ip6)
			weft_ecn_set_ip6(skb, ecn);
		else
			weft_ecn_set_ip4(skb, arrival->inner_tos, ecn);
	}
	return WEFT_DECAP_DONE;
}

#endif
