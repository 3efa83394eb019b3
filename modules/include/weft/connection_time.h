/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* How long connections live without a packet, and how a port's share of a table is counted. The same for packets and for the sweep. */
#ifndef WEFT_CONNECTION_TIME_H
#define WEFT_CONNECTION_TIME_H

#include <linux/in.h>
#include <linux/in6.h>
#include <stdbool.h>
#include "weft/connection_types.h"
#include "weft/policy_maps.h"

#define WEFT_CONNECTION_NS_PER_S 1000000000ULL
/* No connection ends before. */
#define WEFT_CONNECTION_MIN_S WEFT_TCP_CLOSED_S

static __always_inline __u32 weft_tcp_timeout_s(__u8 state)
{
	switch (state) {
	case WEFT_CONNECTION_ESTABLISHED:
		return WEFT_TCP_ESTABLISHED_S;
	case WEFT_CONNECTION_CLOSING:
		return WEFT_TCP_CLOSING_S;
	case WEFT_CONNECTION_CLOSED:
		return WEFT_TCP_CLOSED_S;
	default:
		return WEFT_TCP_HANDSHAKE_S;
	}
}

static __always_inline __u32 weft_connection_timeout_s(__u8 protocol, __u8 state)
{
	switch (protocol) {
	case IPPROTO_TCP:
		return weft_tcp_timeout_s(state);
	case IPPROTO_UDP:
		return state == WEFT_CONNECTION_ESTABLISHED ? WEFT_UDP_REPLIED_S : WEFT_UDP_S;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return WEFT_ICMP_S;
	default:
		return WEFT_OTHER_S;
	}
}

/* Another CPU may have seen a packet after the caller read the clock. */
static __always_inline bool weft_connection_lives(const struct weft_connection *connection, __u8 protocol, __u64 now_ns)
{
	__s64 idle_ns = now_ns - connection->last_ns;

	if (idle_ns < (__s64)(WEFT_CONNECTION_MIN_S * WEFT_CONNECTION_NS_PER_S))
		return true;
	if (!connection->rule)
		return idle_ns < (__s64)(WEFT_CUT_S * WEFT_CONNECTION_NS_PER_S);
	return idle_ns < (__s64)(weft_connection_timeout_s(protocol, connection->state) * WEFT_CONNECTION_NS_PER_S);
}

/* Takes a place in a share that a slot has of a table; false if it has `limit` already. */
static __always_inline bool weft_share_take(void *shares, __u32 slot, __u32 limit)
{
	__u32 *taken = bpf_map_lookup_elem(shares, &slot);

	if (!taken)
		return false;
	if (__sync_fetch_and_add(taken, 1) < limit)
		return true;
	__sync_fetch_and_add(taken, -1);
	return false;
}

/* Gives it back. Never below zero: the agent may have zeroed the slot for its next port. */
static __always_inline void weft_share_return(void *shares, __u32 slot)
{
	__u32 *taken = bpf_map_lookup_elem(shares, &slot);

	if (taken && __sync_fetch_and_add(taken, -1) == 0)
		__sync_fetch_and_add(taken, 1);
}

#endif
