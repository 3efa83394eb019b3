/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * ICMP errors about packets of tracked connections (RFC 792, RFC 4443 section 3). The packet that an error quotes has to be one of a connection of the port that lives,
 * gone the way that the error comes back, and, of TCP, with a sequence number that its sender has used (RFC 5927 section 4).
 */
#ifndef WEFT_CONNECTION_RELATED_H
#define WEFT_CONNECTION_RELATED_H

#include "weft/connection_judge.h"

/* Bytes of an error before what it quotes, and of the quoted l4 header that are needed. */
#define WEFT_ICMP_ERROR_LEN 8
#define WEFT_QUOTED_L4_LEN 8

static __always_inline bool weft_is_icmp_error(const struct weft_policed *policed)
{
	if (policed->ip6)
		return policed->icmp_type >= WEFT_ICMP6_UNREACHABLE && policed->icmp_type <= WEFT_ICMP6_PARAMETER_PROBLEM;
	return policed->icmp_type == WEFT_ICMP4_UNREACHABLE || policed->icmp_type == WEFT_ICMP4_TIME_EXCEEDED ||
	       policed->icmp_type == WEFT_ICMP4_PARAMETER_PROBLEM;
}

/* As weft_policed_l4. */
static __always_inline bool weft_quoted_echo(const __be16 *icmp, __u8 asked, __u8 answer, __u8 direction, __be16 *own, __be16 *remote)
{
	__u8 type = bpf_ntohs(icmp[0]) >> 8;

	*own = icmp[2];
	*remote = bpf_htons((type == asked) == (direction == WEFT_EGRESS) ? WEFT_ECHO_ASKED_BY_OWN : WEFT_ECHO_ASKED_BY_REMOTE);
	return type == asked || type == answer;
}

/* The quoted l4 header, which went `direction`: what of the key it says; false if no connection is tracked for such packets. */
static __always_inline bool weft_quoted_l4(struct __sk_buff *skb, __u32 offset, const struct weft_policed *error, __u8 protocol, __u8 direction,
					   __be16 *own, __be16 *remote, __u32 *sequence)
{
	__be16 l4[WEFT_QUOTED_L4_LEN / 2];

	if (offset + sizeof(l4) > error->end || bpf_skb_load_bytes(skb, offset, l4, sizeof(l4)))
		return false;
	switch (protocol) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
		*own = direction == WEFT_EGRESS ? l4[0] : l4[1];
		*remote = direction == WEFT_EGRESS ? l4[1] : l4[0];
		*sequence = (__u32)bpf_ntohs(l4[2]) << 16 | bpf_ntohs(l4[3]);
		return true;
	case IPPROTO_ICMP:
		return weft_quoted_echo(l4, WEFT_ICMP4_ECHO_ASKED, WEFT_ICMP4_ECHO_ANSWER, direction, own, remote);
	case IPPROTO_ICMPV6:
		return weft_quoted_echo(l4, WEFT_ICMP6_ECHO_ASKED, WEFT_ICMP6_ECHO_ANSWER, direction, own, remote);
	default:
		*own = 0;
		*remote = 0;
		return true;
	}
}

/* The quoted packet at `offset` as the key of its connection; false if it is none of the sort. */
static __always_inline bool weft_quoted4(struct __sk_buff *skb, __u32 offset, const struct weft_policed *policed, struct weft_connection_key *key,
					 __u32 *sequence)
{
	__u8 direction = policed->direction == WEFT_EGRESS ? WEFT_INGRESS : WEFT_EGRESS;
	struct iphdr quoted;

	if (bpf_skb_load_bytes(skb, offset, &quoted, sizeof(quoted)) || quoted.version != 4 || quoted.ihl < 5 ||
	    quoted.frag_off & bpf_htons(WEFT_IP4_FRAGMENT_OFFSET))
		return false;
	key->ip4.datapath_id = policed->datapath_id;
	key->ip4.protocol = quoted.protocol;
	key->ip4.own = direction == WEFT_EGRESS ? quoted.saddr : quoted.daddr;
	key->ip4.remote = direction == WEFT_EGRESS ? quoted.daddr : quoted.saddr;
	return quoted.saddr == (direction == WEFT_EGRESS ? policed->own.ip4 : policed->remote.ip4) &&
	       weft_quoted_l4(skb, offset + quoted.ihl * 4, policed, quoted.protocol, direction, &key->ip4.own_l4_port, &key->ip4.remote_l4_port, sequence);
}

static __always_inline bool weft_quoted6(struct __sk_buff *skb, __u32 offset, const struct weft_policed *policed, struct weft_connection_key *key,
					 __u32 *sequence)
{
	__u8 direction = policed->direction == WEFT_EGRESS ? WEFT_INGRESS : WEFT_EGRESS;
	struct ipv6hdr quoted;
	/* A fragment header. */
	struct {
		__u8 next;
		__u8 reserved;
		__be16 offset;
		__be32 identification;
	} fragment;

	if (bpf_skb_load_bytes(skb, offset, &quoted, sizeof(quoted)) || quoted.version != 6 || !weft_same_ip6((const void *)&quoted.saddr, direction == WEFT_EGRESS ? policed->own.ip6 : policed->remote.ip6))
		return false;
	offset += sizeof(quoted);
	if (quoted.nexthdr == IPPROTO_FRAGMENT) {
		if (bpf_skb_load_bytes(skb, offset, &fragment, sizeof(fragment)) || fragment.offset & bpf_htons(WEFT_IP6_FRAGMENT_OFFSET))
			return false;
		offset += sizeof(fragment);
		quoted.nexthdr = fragment.next;
	}
	key->is_ip6 = true;
	key->ip6.datapath_id = policed->datapath_id;
	key->ip6.protocol = quoted.nexthdr;
	__builtin_memcpy(key->ip6.own, direction == WEFT_EGRESS ? (void *)&quoted.saddr : (void *)&quoted.daddr, 16);
	__builtin_memcpy(key->ip6.remote, direction == WEFT_EGRESS ? (void *)&quoted.daddr : (void *)&quoted.saddr, 16);
	return weft_quoted_l4(skb, offset, policed, quoted.nexthdr, direction, &key->ip6.own_l4_port, &key->ip6.remote_l4_port, sequence);
}

/* Did that side of the connection send a segment with that number, as far as is known? Not under the lock: a number that changes meanwhile is as good. */
static __always_inline bool weft_tcp_has_sent(const struct weft_tcp_side *sender, const struct weft_tcp_side *receiver, __u32 sequence)
{
	__u32 past = receiver->max_window > WEFT_TCP_ACK_WINDOW_MIN ? receiver->max_window : WEFT_TCP_ACK_WINDOW_MIN;

	return sender->flags & WEFT_TCP_SIDE_KNOWN && !weft_tcp_after(sequence, sender->end) && !weft_tcp_after(sender->end - past, sequence);
}

/* Is the packet, of ICMP, such an error? Its connection's time runs on. */
__noinline int weft_connection_related(struct __sk_buff *skb, struct weft_policing *policing, __u64 active)
{
	const struct weft_connection *connection;
	const struct weft_policed *policed;
	struct weft_connection_key *key;
	__u32 sequence = 0;
	__u8 protocol;

	if (!policing)
		return false;
	policed = &policing->policed;
	key = &policing->key;
	__builtin_memset(key, 0, sizeof(*key));
	if (policed->ip6) {
		if (!weft_quoted6(skb, policed->l4_offset + WEFT_ICMP_ERROR_LEN, policed, key, &sequence))
			return false;
		protocol = key->ip6.protocol;
	} else {
		if (!weft_quoted4(skb, policed->l4_offset + WEFT_ICMP_ERROR_LEN, policed, key, &sequence))
			return false;
		protocol = key->ip4.protocol;
	}
	connection = weft_connection_find(key);
	if (!connection || connection->version != weft_policy_version(active) || !weft_connection_lives(connection, protocol, bpf_ktime_get_coarse_ns()))
		return false;
	if (protocol != IPPROTO_TCP)
		return true;
	return policed->direction == WEFT_EGRESS ? weft_tcp_has_sent(&connection->side[WEFT_INGRESS], &connection->side[WEFT_EGRESS], sequence) :
						   weft_tcp_has_sent(&connection->side[WEFT_EGRESS], &connection->side[WEFT_INGRESS], sequence);
}

#endif
