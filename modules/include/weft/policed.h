/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* A packet as the policy of one port sees it: its own side and the remote one, whichever of them sends. */
#ifndef WEFT_POLICED_H
#define WEFT_POLICED_H

#include "weft/parse_ip6.h"
#include "weft/policy_types.h"

/* An address of either family. */
union weft_address {
	__be32 ip4;             /* the other bytes of an IPv4 packet's are not set */
	__u8 ip6[16];
};

struct weft_policed {
	/* The caller's to set. */
	__u32 datapath_id;      /* of the port */
	__u32 slot;
	__u32 vni;              /* of the port's network */
	__u32 ifindex;          /* of the port's device */
	__u32 vtep_id;          /* of the node that answers for it: the own one if it began here; 0: none */
	__u8 direction;         /* enum weft_policy_direction: the way that this packet goes */
	bool multicast;         /* the frame is for more hosts than one */
	bool routed;            /* it goes to a gateway, or comes from one: the remote address is of another network */
	/* What follows weft_policed4 and weft_policed6 set. */
	bool ip6;
	__u8 protocol;          /* behind extension headers; of a later IPv6 fragment what its fragment header names */
	__u8 tcp_flags;
	__u8 icmp_type;
	__u8 icmp_code;
	bool fragment;          /* a part of its datagram: first or later one */
	bool later_fragment;    /* does not begin its datagram: has no l4 ports, types, flags */
	bool more_fragments;    /* does not end its datagram */
	__u8 pad;
	/* As in a connection's key: TCP and UDP; of ICMP echo the identifier and who asks (WEFT_ECHO_ASKED_BY_*); of others 0. */
	__be16 own_l4_port;
	__be16 remote_l4_port;
	__u32 frame_len;
	__u32 l4_offset;        /* in the frame; of later fragments as fragment_start */
	__u32 end;              /* of the packet in the frame: padding may follow */
	__u32 fragment_start;   /* in the frame: where the datagram's part begins, behind IPv4 or fragment header; not of a fragment: as l4_offset */
	__u32 fragment_offset;  /* bytes of the datagram before that part */
	__u32 identification;   /* of a fragment's datagram */
	union weft_address own;
	union weft_address remote;
};

#define WEFT_ECHO_ASKED_BY_OWN 0
#define WEFT_ECHO_ASKED_BY_REMOTE 1

#define WEFT_ICMP4_ECHO_ANSWER 0
#define WEFT_ICMP4_ECHO_ASKED 8
#define WEFT_ICMP6_ECHO_ASKED 128
#define WEFT_ICMP6_ECHO_ANSWER 129

#define WEFT_POLICED_TCP_HEADER_MIN 20
#define WEFT_POLICED_L4_HEADER_MIN 8

/* Both families: what is behind the network header. `source` and `destination` as the parsers have them. */
static __always_inline enum weft_drop_reason weft_policed_l4(struct __sk_buff *skb, struct weft_policed *policed, __be16 source, __be16 destination)
{
	const bool egress = policed->direction == WEFT_EGRESS;
	const __u8 icmp = policed->ip6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
	const __u8 asked = policed->ip6 ? WEFT_ICMP6_ECHO_ASKED : WEFT_ICMP4_ECHO_ASKED;
	const __u8 answer = policed->ip6 ? WEFT_ICMP6_ECHO_ANSWER : WEFT_ICMP4_ECHO_ANSWER;
	__u32 length = policed->end - policed->l4_offset;

	policed->icmp_type = 0;
	policed->icmp_code = 0;
	policed->own_l4_port = 0;
	policed->remote_l4_port = 0;
	if (policed->later_fragment)
		return WEFT_DROP_NONE;
	if (policed->protocol == IPPROTO_TCP || policed->protocol == IPPROTO_UDP) {
		/* No host makes a first fragment that ends within it; those that do hide what they are for (RFC 1858). */
		if (length < (policed->protocol == IPPROTO_TCP ? WEFT_POLICED_TCP_HEADER_MIN : WEFT_POLICED_L4_HEADER_MIN))
			return WEFT_DROP_TRUNCATED;
		policed->own_l4_port = egress ? source : destination;
		policed->remote_l4_port = egress ? destination : source;
	} else if (policed->protocol == icmp) {
		if (length < WEFT_POLICED_L4_HEADER_MIN)
			return WEFT_DROP_TRUNCATED;
		policed->icmp_type = bpf_ntohs(source);
		policed->icmp_code = bpf_ntohs(destination);
		if (policed->icmp_type != asked && policed->icmp_type != answer)
			return WEFT_DROP_NONE;
		if (bpf_skb_load_bytes(skb, policed->l4_offset + 4, &policed->own_l4_port, sizeof(policed->own_l4_port)))
			return WEFT_DROP_TRUNCATED;
		if ((policed->icmp_type == asked) != egress)
			policed->remote_l4_port = bpf_htons(WEFT_ECHO_ASKED_BY_REMOTE);
	}
	return WEFT_DROP_NONE;
}

/* The IPv4 packet of the frame, which weft_parse_ip4 has read into `ip4`. The reason to drop, or NONE. */
static __always_inline enum weft_drop_reason weft_policed4(struct __sk_buff *skb, const struct weft_ip4 *ip4, struct weft_policed *policed)
{
	const struct iphdr *ip;
	__u32 packet_len;
	__u16 fragment;

	/* clang 14 would keep half of the pointer that the parser had. */
	barrier_var(skb);
	ip = (void *)(long)skb->data + ETH_HLEN;
	if ((void *)(ip + 1) > (void *)(long)skb->data_end)
		return WEFT_DROP_TRUNCATED;
	packet_len = bpf_ntohs(ip->tot_len);
	/* As in weft_parse_ip4. */
	if (!packet_len)
		packet_len = skb->len - ETH_HLEN;
	fragment = bpf_ntohs(ip->frag_off);
	policed->ip6 = false;
	policed->protocol = ip4->protocol;
	policed->tcp_flags = ip4->tcp_flags;
	policed->fragment = ip4->fragment;
	policed->later_fragment = fragment & WEFT_IP4_FRAGMENT_OFFSET;
	policed->more_fragments = fragment & WEFT_IP4_MORE_FRAGMENTS;
	policed->frame_len = skb->len;
	policed->l4_offset = ETH_HLEN + ip->ihl * 4;
	policed->end = ETH_HLEN + packet_len;
	policed->fragment_start = policed->l4_offset;
	policed->fragment_offset = (fragment & WEFT_IP4_FRAGMENT_OFFSET) * 8;
	policed->identification = bpf_ntohs(ip->id);
	if (policed->direction == WEFT_EGRESS) {
		policed->own.ip4 = ip4->source;
		policed->remote.ip4 = ip4->destination;
	} else {
		policed->own.ip4 = ip4->destination;
		policed->remote.ip4 = ip4->source;
	}
	return weft_policed_l4(skb, policed, ip4->source_l4_port, ip4->destination_l4_port);
}

/* The same, of a frame that was not parsed yet. */
static __always_inline enum weft_drop_reason weft_policed4_frame(struct __sk_buff *skb, struct weft_policed *policed)
{
	struct weft_ip4 ip4 = {};
	enum weft_drop_reason reason = weft_parse_ip4(skb, &ip4);

	return reason ? reason : weft_policed4(skb, &ip4, policed);
}

/* The IPv6 packet of the frame, which weft_parse_ip6 has read into `ip6`. */
static __always_inline enum weft_drop_reason weft_policed6(struct __sk_buff *skb, const struct weft_ip6 *ip6, struct weft_policed *policed)
{
	const bool egress = policed->direction == WEFT_EGRESS;

	policed->ip6 = true;
	policed->protocol = ip6->protocol;
	policed->tcp_flags = ip6->tcp_flags;
	policed->later_fragment = ip6->later_fragment;
	policed->more_fragments = ip6->fragment_field & bpf_htons(1);
	/* A datagram of one fragment is whole (RFC 6946). */
	policed->fragment = policed->later_fragment || policed->more_fragments;
	policed->frame_len = skb->len;
	policed->l4_offset = ip6->later_fragment ? ip6->fragment_start : ip6->l4_offset;
	policed->end = ip6->end;
	policed->fragment_start = policed->fragment ? ip6->fragment_start : policed->l4_offset;
	policed->fragment_offset = bpf_ntohs(ip6->fragment_field) & WEFT_IP6_FRAGMENT_OFFSET;
	policed->identification = bpf_ntohl(ip6->identification);
	__builtin_memcpy(policed->own.ip6, egress ? ip6->source : ip6->destination, 16);
	__builtin_memcpy(policed->remote.ip6, egress ? ip6->destination : ip6->source, 16);
	return weft_policed_l4(skb, policed, ip6->source_l4_port, ip6->destination_l4_port);
}

/* The same, of a frame that was not parsed yet. A function of its own for its room on the stack. */
__noinline int weft_policed6_frame(struct __sk_buff *skb, struct weft_policed *policed)
{
	struct weft_ip6 ip6 = {};
	enum weft_drop_reason reason;

	if (!policed)
		return WEFT_DROP_TRUNCATED;
	reason = weft_parse_ip6(skb, &ip6);
	return reason ? reason : weft_policed6(skb, &ip6, policed);
}

#endif
