/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Messages of neighbor discovery: read and validated (RFC 4861 sections 6.1.1, 7.1.1 and 7.1.2), and the advertisement that answers. */
#ifndef WEFT_ND_MESSAGE_H
#define WEFT_ND_MESSAGE_H

#include "weft/checksum.h"
#include "weft/answer.h"
#include "weft/parse_ip6.h"

/* Bytes of a message with its options: room for 13 options of a solicitation. Multiple of 8, power of 2. */
#define WEFT_ND_MAX 128
#define WEFT_ND_HOP_LIMIT 255
/* Of the pseudo header. */
#define WEFT_ND_PSEUDO_LEN 40
/* Offset of the target in a neighbor solicitation or advertisement; of the options in them and in a router solicitation. */
#define WEFT_ND_TARGET 8
#define WEFT_ND_NEIGHBOR_OPTIONS 24
#define WEFT_ND_ROUTER_OPTIONS 8
/* Flags of a neighbor advertisement. */
#define WEFT_NA_ROUTER 0x80
#define WEFT_NA_SOLICITED 0x40
#define WEFT_NA_OVERRIDE 0x20
/* An advertisement with the option that names the target's MAC. */
#define WEFT_NA_LEN 32

enum weft_nd_type {
	WEFT_ND_ROUTER_SOLICITATION = 133,
	WEFT_ND_ROUTER_ADVERTISEMENT = 134,
	WEFT_ND_NEIGHBOR_SOLICITATION = 135,
	WEFT_ND_NEIGHBOR_ADVERTISEMENT = 136,
	WEFT_ND_REDIRECT = 137,
};

enum weft_nd_option {
	WEFT_ND_SOURCE_MAC = 1,
	WEFT_ND_TARGET_MAC = 2,
};

struct weft_nd_room {
	/* The pseudo header of the checksum (RFC 8200 section 8.1), then what came, then room to read behind it. */
	__u8 source[16];
	__u8 destination[16];
	__be32 length;
	__be32 protocol;
	__u8 message[WEFT_ND_MAX];
	__u8 behind[8];
	/* The answer; the first two bytes are not sent and align what follows the Ethernet header. */
	__u16 pad;
	struct weft_ethernet ethernet;
	struct ipv6hdr ip;
	__u8 advertisement[WEFT_NA_LEN];
};

/* Room for one message on each CPU. Of from_port only, which does not nest. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct weft_nd_room);
} nd_room SEC(".maps");

static __always_inline struct weft_nd_room *weft_nd_room(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&nd_room, &zero);
}

/* Loads the ICMPv6 message of the packet, and verifies what every message has to satisfy. */
static __always_inline enum weft_drop_reason weft_nd_load(struct __sk_buff *skb, const struct weft_ip6 *ip6, struct weft_nd_room *room)
{
	__u32 length = ip6->end - ip6->l4_offset;

	/* Code 0. Every option, and so the message, is a multiple of 8 bytes. */
	if (ip6->hop_limit != WEFT_ND_HOP_LIMIT || ip6->destination_l4_port || ip6->fragment || length & 7)
		return WEFT_DROP_ND_MALFORMED;
	/* Bounds that the verifier understands. */
	asm volatile("" : "+r"(length));
	if (length < WEFT_ND_ROUTER_OPTIONS || length > WEFT_ND_MAX)
		return WEFT_DROP_ND_MALFORMED;
	if (bpf_skb_load_bytes(skb, ip6->l4_offset, room->message, length))
		return WEFT_DROP_TRUNCATED;
	__builtin_memcpy(room->source, ip6->source, 16);
	__builtin_memcpy(room->destination, ip6->destination, 16);
	room->length = bpf_htonl(length);
	room->protocol = bpf_htonl(IPPROTO_ICMPV6);
	if (weft_checksum_fold(bpf_csum_diff(NULL, 0, (void *)room->source, WEFT_ND_PSEUDO_LEN + length, 0)))
		return WEFT_DROP_ND_MALFORMED;
	return WEFT_DROP_NONE;
}

/* What the options say about link-layer addresses. */
struct weft_nd_options {
	bool source_mac;        /* has the option */
	bool foreign;           /* a link-layer address is not the sender's */
};

/* Every option is read; false if one is malformed. */
static __always_inline bool weft_nd_read_options(const struct weft_nd_room *room, __u32 at, const __u8 *mac, struct weft_nd_options *options)
{
	__u32 length = bpf_ntohl(room->length);

	for (int i = 0; i < WEFT_ND_MAX / 8; i++) {
		__u32 size;

		if (at >= length)
			return true;
		at &= WEFT_ND_MAX - 1;
		size = room->message[at + 1] * 8;
		if (!size || at + size > length)
			return false;
		if (room->message[at] == WEFT_ND_SOURCE_MAC || room->message[at] == WEFT_ND_TARGET_MAC) {
			options->source_mac |= room->message[at] == WEFT_ND_SOURCE_MAC;
			options->foreign |= size != 8 || !weft_same_mac(&room->message[at + 2], mac);
		}
		at += size;
	}
	return at >= length;
}

/* ff02::1:ff00:0/104 (RFC 4291 section 2.7.1) */
static __always_inline bool weft_is_solicited_node(const __u8 *address)
{
	const __u32 *word = (const void *)address;

	return word[0] == bpf_htonl(0xff020000) && !word[1] && word[2] == bpf_htonl(1) && address[12] == 0xff;
}

/* Is the loaded message valid, and are its link-layer addresses the sender's `mac`? */
static __always_inline enum weft_drop_reason weft_nd_check(const struct weft_nd_room *room, const struct weft_ip6 *ip6, const __u8 *mac)
{
	__u8 type = room->message[0];
	__u32 at = type == WEFT_ND_ROUTER_SOLICITATION ? WEFT_ND_ROUTER_OPTIONS : WEFT_ND_NEIGHBOR_OPTIONS;
	bool unspecified = weft_is_zero6(ip6->source);
	struct weft_nd_options options = {};

	if (bpf_ntohl(room->length) < at || !weft_nd_read_options(room, at, mac, &options))
		return WEFT_DROP_ND_MALFORMED;
	if (type != WEFT_ND_ROUTER_SOLICITATION && room->message[WEFT_ND_TARGET] == 0xff)
		return WEFT_DROP_ND_MALFORMED;
	if (unspecified && options.source_mac)
		return WEFT_DROP_ND_MALFORMED;
	if (unspecified && type == WEFT_ND_NEIGHBOR_SOLICITATION && !weft_is_solicited_node(ip6->destination))
		return WEFT_DROP_ND_MALFORMED;
	if (type == WEFT_ND_NEIGHBOR_ADVERTISEMENT && ip6->destination[0] == 0xff && room->message[4] & WEFT_NA_SOLICITED)
		return WEFT_DROP_ND_MALFORMED;
	return options.foreign ? WEFT_DROP_SPOOFED_ND : WEFT_DROP_NONE;
}

/*
 * Lays out the answer to the solicitation in the room: `mac` has the target. To who asked, or, if that was duplicate address detection,
 * to all nodes (RFC 4861 section 7.2.4); the frame goes to the asking port only, either way.
 */
static __always_inline void weft_na_write(struct weft_nd_room *room, const __u8 *to_mac, const __u8 *mac, __u8 flags, bool detection)
{
	__u32 sum;

	__builtin_memcpy(room->ethernet.source, mac, 6);
	room->ethernet.ethertype = bpf_htons(ETH_P_IPV6);
	__builtin_memset(&room->ip, 0, sizeof(room->ip));
	room->ip.version = 6;
	room->ip.payload_len = bpf_htons(WEFT_NA_LEN);
	room->ip.nexthdr = IPPROTO_ICMPV6;
	room->ip.hop_limit = WEFT_ND_HOP_LIMIT;
	__builtin_memcpy(&room->ip.saddr, &room->message[WEFT_ND_TARGET], 16);
	if (detection) {
		const __u8 all_nodes[6] = { 0x33, 0x33, 0, 0, 0, 1 };

		__builtin_memcpy(room->ethernet.destination, all_nodes, 6);
		room->ip.daddr.in6_u.u6_addr32[0] = bpf_htonl(0xff020000);
		room->ip.daddr.in6_u.u6_addr32[3] = bpf_htonl(1);
	} else {
		flags |= WEFT_NA_SOLICITED;
		__builtin_memcpy(room->ethernet.destination, to_mac, 6);
		__builtin_memcpy(&room->ip.daddr, room->source, 16);
	}
	__builtin_memset(room->advertisement, 0, WEFT_ND_TARGET);
	room->advertisement[0] = WEFT_ND_NEIGHBOR_ADVERTISEMENT;
	room->advertisement[4] = flags;
	__builtin_memcpy(&room->advertisement[WEFT_ND_TARGET], &room->message[WEFT_ND_TARGET], 16);
	room->advertisement[24] = WEFT_ND_TARGET_MAC;
	room->advertisement[25] = 1;
	__builtin_memcpy(&room->advertisement[26], mac, 6);
	sum = bpf_csum_diff(NULL, 0, (void *)&room->ip.saddr, 32 + WEFT_NA_LEN, 0);
	*(__sum16 *)&room->advertisement[2] = weft_checksum_fold((__u64)sum + bpf_htonl(WEFT_NA_LEN) + bpf_htonl(IPPROTO_ICMPV6));
}

/* The frame becomes the answer; false if the kernel cannot. */
static __always_inline bool weft_na_replace(struct __sk_buff *skb, const struct weft_nd_room *room)
{
	const __u32 length = sizeof(room->ip) + WEFT_NA_LEN;

	return !bpf_skb_change_tail(skb, ETH_HLEN + length, 0) && !bpf_skb_store_bytes(skb, 0, &room->ethernet, ETH_HLEN, 0) &&
	       !bpf_skb_store_bytes(skb, ETH_HLEN, &room->ip, length, BPF_F_RECOMPUTE_CSUM);
}

#endif
