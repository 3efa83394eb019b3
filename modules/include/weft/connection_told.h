/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Connections that come with a port that is moved here: tracked so far by the node that it leaves, which told of them. They are entries like others, under version 0, which no
 * policy has: the first packet of each asks the rules of this node. Their rule says until then that they were told, and by which telling.
 *
 * A told connection that a packet judges while it is told once more may lose what its sides have said here: they say it again.
 */
#ifndef WEFT_CONNECTION_TOLD_H
#define WEFT_CONNECTION_TOLD_H

#include "weft/connection_rows.h"
#include "weft/tcp_segment.h"

/* No window of a side is wider: it had 16 bits, and its scale is told. */
#define WEFT_TCP_WINDOW_FIELD_MAX 0xffffU

static __always_inline bool weft_rule_is_told(weft_rule rule)
{
	return (rule & ~(weft_rule)WEFT_TELLING_MAX) == WEFT_RULE_TOLD;
}

static __always_inline weft_rule weft_rule_of_telling(__u32 telling)
{
	return WEFT_RULE_TOLD | (telling & WEFT_TELLING_MAX);
}

/* The last telling of it is another one. */
static __always_inline bool weft_connection_untold(const struct weft_connection *connection, __u32 telling)
{
	return weft_rule_is_told(connection->rule) && connection->rule != weft_rule_of_telling(telling);
}

static __always_inline void weft_told_side(struct weft_tcp_side *side, __u8 scale, __u8 flags, __u8 state)
{
	side->scale = scale < WEFT_TCP_SCALE_MAX ? scale : WEFT_TCP_SCALE_MAX;
	side->max_window = WEFT_TCP_WINDOW_FIELD_MAX << side->scale;
	side->flags = flags & (WEFT_TCP_SIDE_SCALED | WEFT_TCP_SIDE_FIN | WEFT_TCP_SIDE_FIN_ACKED);
	/* An answer to it may come. Otherwise the flag says where the side ends, which is not told. */
	if (state == WEFT_CONNECTION_NEW)
		side->flags |= flags & WEFT_TCP_SIDE_SYN;
}

/* Modulo 2^64: the host may not be up for so long. */
static __always_inline void weft_told_connection(struct weft_connection *connection, const struct weft_connection_take *take, __u64 now_ns)
{
	connection->rule = take->cut ? 0 : weft_rule_of_telling(take->telling);
	connection->first_ns = now_ns - take->age_ns;
	connection->last_ns = now_ns - take->idle_ns;
	connection->slot = take->slot;
	connection->began = take->began & 1;
	connection->state = take->state;
	if (take->protocol != IPPROTO_TCP)
		return;
	weft_told_side(&connection->side[0], take->scale[0], take->flags[0], take->state);
	weft_told_side(&connection->side[1], take->scale[1], take->flags[1], take->state);
}

/* A side that has said nothing here is what was told of it, and where the other one's acknowledgements say. */
static __always_inline void weft_tell_side(struct weft_tcp_side *side, const struct weft_tcp_side *told)
{
	if (side->flags & WEFT_TCP_SIDE_KNOWN)
		return;
	side->max_window = told->max_window;
	side->scale = told->scale;
	side->flags = told->flags & ~WEFT_TCP_SIDE_SYN;
}

/*
 * A packet of it came here before it was told, and was taken for its beginning, which is older and went the other way. So the rules that were asked are not those that it is for: it is a
 * told one again, and a packet asks the right ones.
 */
static __always_inline __u32 weft_connection_turn(struct weft_connection *connection, const struct weft_connection *told)
{
	if (connection->began == told->began || (__s64)(connection->first_ns - told->first_ns) <= 0)
		return WEFT_CONNECTION_KEPT;
	bpf_spin_lock(&connection->lock);
	connection->began = told->began;
	/* One direction was seen there, the other one here. */
	if (connection->state == WEFT_CONNECTION_NEW)
		connection->state = WEFT_CONNECTION_ESTABLISHED;
	weft_tell_side(&connection->side[0], &told->side[0]);
	weft_tell_side(&connection->side[1], &told->side[1]);
	bpf_spin_unlock(&connection->lock);
	connection->first_ns = told->first_ns;
	connection->rule = told->rule;
	connection->version = 0;
	return WEFT_CONNECTION_TAKEN;
}

/* One that is there from an earlier telling. What a packet has judged meanwhile stays; so does what is cut, which asks with each packet. */
static __always_inline __u32 weft_connection_tell_again(struct weft_connection *connection, const struct weft_connection *told)
{
	weft_rule before = connection->rule;

	if (before && !weft_rule_is_told(before))
		return weft_connection_turn(connection, told);
	if (!before || __sync_val_compare_and_swap(&connection->rule, before, told->rule) != before)
		return WEFT_CONNECTION_KEPT;
	bpf_spin_lock(&connection->lock);
	connection->state = told->state;
	connection->began = told->began;
	connection->side[0] = told->side[0];
	connection->side[1] = told->side[1];
	bpf_spin_unlock(&connection->lock);
	if ((__s64)(told->last_ns - connection->last_ns) > 0)
		connection->last_ns = told->last_ns;
	return WEFT_CONNECTION_TAKEN;
}

static __always_inline void weft_told_key(const struct weft_connection_take *take, struct weft_connection_key *key)
{
	key->is_ip6 = take->ip6;
	if (take->ip6) {
		key->ip6.datapath_id = take->datapath_id;
		__builtin_memcpy(key->ip6.own, take->own, 16);
		__builtin_memcpy(key->ip6.remote, take->remote, 16);
		key->ip6.own_l4_port = take->own_l4_port;
		key->ip6.remote_l4_port = take->remote_l4_port;
		key->ip6.protocol = take->protocol;
	} else {
		key->ip4.datapath_id = take->datapath_id;
		__builtin_memcpy(&key->ip4.own, take->own + 12, 4);
		__builtin_memcpy(&key->ip4.remote, take->remote + 12, 4);
		key->ip4.own_l4_port = take->own_l4_port;
		key->ip4.remote_l4_port = take->remote_l4_port;
		key->ip4.protocol = take->protocol;
	}
}

/* `told` and `key` are all zero, but for what is told. enum weft_connection_taken. */
static __always_inline __u32 weft_connection_take_over(const struct weft_connection_key *key, const struct weft_connection *told, __u8 protocol, __u64 now_ns)
{
	struct weft_connection *connection;

	if (!weft_connection_lives(told, protocol, now_ns))
		return WEFT_CONNECTION_EXPIRED;
	connection = weft_connection_find(key);
	if (connection && connection->slot == told->slot)
		return weft_connection_tell_again(connection, told);
	/* From a time when the port was here before. */
	if (connection)
		weft_connection_remove(key, connection->slot);
	if (!weft_share_take(&port_connections, told->slot, weft_connection_share(key->is_ip6)))
		return WEFT_CONNECTION_SHARE_FULL;
	if (weft_connection_insert(key, told))
		return WEFT_CONNECTION_TAKEN;
	weft_share_return(&port_connections, told->slot);
	return weft_connection_find(key) ? WEFT_CONNECTION_KEPT : WEFT_CONNECTION_TABLE_FULL;
}

#endif
