/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Connection tracking: what a port with a policy may send and get. Each port tracks its own connections, so that a connection between two ports of one node
 * has two entries.
 *
 *   a packet of a connection that lives                passes; its state is kept, TCP segments have to be in its windows
 *   the port's policy has changed since                the rules are asked again, as for its first packet: cut, or it lives on
 *   no connection                                      the rules of the packet's direction are asked; allowed: an entry, within the port's share
 *   an ICMP error about a packet of a connection       passes
 *   later fragments                                    follow the first one
 *   multicast and broadcast, ICMP that is no echo      the rules are asked about each packet
 */
#ifndef WEFT_CONNECTION_H
#define WEFT_CONNECTION_H

#include "weft/connection_fragment.h"
#include "weft/connection_judge.h"
#include "weft/connection_related.h"

static __always_inline bool weft_is_multicast4(__be32 address)
{
	return (bpf_ntohl(address) >> 28) == 14 || address == 0xffffffff;
}

/* To one host only? What goes to a group of them, or to all, begins no connection. */
static __always_inline bool weft_is_to_many(const struct weft_policed *policed)
{
	const union weft_address *destination = policed->direction == WEFT_EGRESS ? &policed->remote : &policed->own;

	return policed->multicast || (policed->ip6 ? destination->ip6[0] == 0xff : weft_is_multicast4(destination->ip4));
}

/*
 * What is known of a packet that begins its datagram: it may pass (NONE), may not (the reason), or the rules have to say (enum weft_connection_question). Its key and its
 * segment are in the room afterwards.
 */
__noinline int weft_connection_look(struct __sk_buff *skb, struct weft_policing *policing, __u64 active)
{
	__u64 now_ns = bpf_ktime_get_coarse_ns();
	const struct weft_policed *policed;
	struct weft_tcp_segment *segment;
	struct weft_connection *connection;

	if (!policing)
		return WEFT_DROP_TRUNCATED;
	policed = &policing->policed;
	segment = &policing->segment;
	if (weft_is_to_many(policed))
		return WEFT_ASK_ALONE;
	__builtin_memset(segment, 0, sizeof(*segment));
	if (policed->protocol == IPPROTO_TCP) {
		if (!weft_tcp_read(skb, policed->l4_offset, policed->end, segment))
			return WEFT_DROP_TRUNCATED;
		if (!weft_tcp_flags_valid(segment->flags))
			return weft_refuse(policed, WEFT_DROP_CONNECTION_INVALID, 0);
		segment->partial = policed->fragment;
	} else if (weft_is_icmp(policed) && !weft_is_echo_request(policed) && !weft_is_echo_reply(policed)) {
		return weft_is_icmp_error(policed) && weft_connection_related(skb, policing, active) ? WEFT_DROP_NONE : WEFT_ASK_ALONE;
	}
	weft_connection_key_of(policed, &policing->key);
	connection = weft_connection_find(&policing->key);
	if (!connection || !weft_connection_lives(connection, policed->protocol, now_ns)) {
		/* Answers that nobody asked for begin nothing. */
		if (weft_is_icmp(policed) && weft_is_echo_reply(policed))
			return WEFT_ASK_ALONE;
		if ((segment->flags & (WEFT_TCP_SYN | WEFT_TCP_ACK)) == (WEFT_TCP_SYN | WEFT_TCP_ACK))
			return weft_refuse(policed, WEFT_DROP_CONNECTION_INVALID, 0);
		return WEFT_ASK_BEGIN;
	}
	/* Of another slot: what was found is another port's by now. */
	if (connection->version != weft_policy_version(active) || connection->slot != policed->slot)
		return WEFT_ASK_ANEW;
	switch (weft_connection_follow(connection, policed->protocol, policed->direction, segment, now_ns)) {
	case WEFT_TCP_OPENS:
		return WEFT_ASK_BEGIN;
	case WEFT_TCP_INVALID:
		return weft_refuse(policed, WEFT_DROP_CONNECTION_INVALID, connection->rule);
	case WEFT_TCP_LIVES:
		if (connection->state == WEFT_CONNECTION_CLOSED)
			weft_connection_closed(policing);
		return WEFT_DROP_NONE;
	default:
		return WEFT_DROP_NONE;
	}
}

static __always_inline enum weft_drop_reason weft_connection_pass_first(struct __sk_buff *skb, struct weft_policing *policing, __u64 active)
{
	int known = weft_connection_look(skb, policing, active);

	if (known == WEFT_ASK_ANEW) {
		known = weft_connection_ask(policing, active, WEFT_ASK_ANEW);
		/* Still allowed: then it is a packet like any other. If another policy has come meanwhile, the next one says so. */
		if (!known)
			known = weft_connection_look(skb, policing, active);
		if (known == WEFT_ASK_ANEW)
			known = WEFT_DROP_NONE;
	}
	return known >= WEFT_ASK_ALONE ? weft_connection_ask(policing, active, known) : known;
}

/* May the packet pass the port, whose policy is `active` (not 0)? The reason why not, or NONE. What is dropped is reported; the caller counts it. */
static __always_inline enum weft_drop_reason weft_connection_pass(struct __sk_buff *skb, struct weft_policing *policing, __u64 active)
{
	enum weft_drop_reason reason;

	if (policing->policed.later_fragment)
		return weft_fragment_follow(policing, active);
	reason = weft_connection_pass_first(skb, policing, active);
	return reason || !policing->policed.fragment ? reason : weft_fragment_begin(policing, active);
}

#endif
