/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Asking the rules, for connections and for packets that belong to none. Functions of their own: a packet of a known connection calls none of them. */
#ifndef WEFT_CONNECTION_JUDGE_H
#define WEFT_CONNECTION_JUDGE_H

#include "weft/connection_table.h"
#include "weft/connection_told.h"
#include "weft/denied.h"
#include "weft/drop_reasons.h"
#include "weft/policy.h"
#include "weft/tcp_state.h"

/* The packet is dropped: a record of it goes to the agent. `rule`: that had allowed its connection. */
static __always_inline enum weft_drop_reason weft_refuse(const struct weft_policed *policed, enum weft_drop_reason reason, weft_rule rule)
{
	weft_denied(policed, reason, rule);
	return reason;
}

/* What the rules have to be asked. */
enum weft_connection_question {
	WEFT_ASK_ALONE = 0x100, /* about a packet that no connection is tracked for; above every reason to drop */
	WEFT_ASK_BEGIN,         /* about the first packet of a connection */
	WEFT_ASK_ANEW,          /* about a connection that was allowed under another policy */
};

/* What they say. */
struct weft_answered {
	__u64 active;           /* of the port's policy: the rules that were asked are its */
	weft_rule rule;         /* that allows it; 0: none */
	enum weft_drop_reason reason;
};

/*
 * Asks the rules of one direction about the packet, and counts the one that allows it. A policy that is not there has been replaced since the caller read
 * the word of it, or the port has lost its groups: then all may pass.
 */
static __always_inline void weft_ask(const struct weft_policed *policed, __u32 began, struct weft_answered *answered)
{
	weft_rule rule = weft_policy_judge(policed, weft_policy_id(answered->active), began);

	if (rule == WEFT_RULE_MISSING) {
		answered->active = weft_active_policy(policed->slot);
		rule = answered->active ? weft_policy_judge(policed, weft_policy_id(answered->active), began) : WEFT_RULE_OPEN;
	}
	answered->rule = rule;
	answered->reason = WEFT_DROP_NONE;
	if (rule == WEFT_RULE_MISSING) {
		answered->reason = WEFT_DROP_POLICY_MISSING;
		return;
	}
	if (!rule)
		answered->reason = policed->direction == WEFT_EGRESS ? WEFT_DROP_EGRESS_DENIED : WEFT_DROP_INGRESS_DENIED;
	weft_rule_hit(policed->datapath_id, began, rule);
}

/* A packet of a connection that lives and was judged: its state and its time. */
static __always_inline enum weft_tcp_outcome weft_connection_follow(struct weft_connection *connection, __u8 protocol, __u8 direction,
								    const struct weft_tcp_segment *segment, __u64 now_ns)
{
	enum weft_tcp_outcome outcome;

	if (protocol != IPPROTO_TCP) {
		/* Whichever CPU writes last, writes the same. */
		if (connection->state == WEFT_CONNECTION_NEW && connection->began != direction)
			connection->state = WEFT_CONNECTION_ESTABLISHED;
		if (connection->last_ns != now_ns)
			connection->last_ns = now_ns;
		return WEFT_TCP_LIVES;
	}
	bpf_spin_lock(&connection->lock);
	outcome = weft_tcp_track(connection, segment, direction);
	if (outcome == WEFT_TCP_LIVES)
		connection->last_ns = now_ns;
	bpf_spin_unlock(&connection->lock);
	return outcome;
}

/* What a connection is at its first packet. */
static __always_inline void weft_connection_start(struct weft_connection *connection, const struct weft_policed *policed,
						  const struct weft_tcp_segment *segment, __u32 version, weft_rule rule, __u64 now_ns)
{
	connection->version = version;
	connection->rule = rule;
	connection->first_ns = now_ns;
	connection->last_ns = now_ns;
	connection->slot = policed->slot;
	connection->began = policed->direction;
	connection->state = WEFT_CONNECTION_NEW;
	if (policed->protocol == IPPROTO_TCP)
		weft_tcp_open(connection, segment, policed->direction);
}

/* Takes the place of one that has ended: in the entry that is there. If another CPU was quicker, perhaps with a packet of the other direction, the packet is one of the new connection. */
static __always_inline enum weft_tcp_outcome weft_connection_restart(struct weft_connection *connection, const struct weft_policed *policed,
								     const struct weft_tcp_segment *segment, __u32 version, weft_rule rule, __u64 now_ns)
{
	enum weft_tcp_outcome outcome = WEFT_TCP_LIVES;
	__u8 protocol = policed->protocol;

	bpf_spin_lock(&connection->lock);
	if (!weft_connection_lives(connection, protocol, now_ns))
		outcome = WEFT_TCP_OPENS;
	else if (protocol == IPPROTO_TCP)
		outcome = weft_tcp_track(connection, segment, policed->direction);
	else if (connection->state == WEFT_CONNECTION_NEW && connection->began != policed->direction)
		connection->state = WEFT_CONNECTION_ESTABLISHED;
	if (outcome == WEFT_TCP_OPENS) {
		connection->side[0].flags = 0;
		connection->side[1].flags = 0;
		connection->syn.flags = 0;
		weft_connection_start(connection, policed, segment, version, rule, now_ns);
		outcome = WEFT_TCP_LIVES;
	} else if (outcome == WEFT_TCP_LIVES) {
		connection->last_ns = now_ns;
	}
	bpf_spin_unlock(&connection->lock);
	return outcome;
}

/*
 * The first packet of a connection that a rule allows, or of another one in an entry that has ended. No entry is made for segments that end a connection: there is
 * none.
 */
__noinline int weft_connection_begin(struct weft_policing *policing, __u64 active, weft_rule rule)
{
	__u64 now_ns = bpf_ktime_get_coarse_ns();
	const struct weft_tcp_segment *segment;
	const struct weft_policed *policed;
	struct weft_connection *connection;
	enum weft_tcp_outcome outcome;

	if (!policing)
		return WEFT_DROP_TRUNCATED;
	policed = &policing->policed;
	segment = &policing->segment;
	if (segment->flags & (WEFT_TCP_FIN | WEFT_TCP_RST))
		return WEFT_DROP_NONE;
	connection = weft_connection_find(&policing->key);
	if (!connection) {
		if (!weft_share_take(&port_connections, policed->slot, weft_connection_share(policed->ip6)))
			return weft_refuse(policed, WEFT_DROP_CONNECTIONS_FULL, rule);
		connection = (void *)policing->first;
		__builtin_memset(connection, 0, sizeof(*connection));
		weft_connection_start(connection, policed, segment, weft_policy_version(active), rule, now_ns);
		if (weft_connection_insert(&policing->key, connection))
			return WEFT_DROP_NONE;
		weft_share_return(&port_connections, policed->slot);
		connection = weft_connection_find(&policing->key);
	}
	if (!connection)
		return weft_refuse(policed, WEFT_DROP_CONNECTIONS_FULL, rule);
	outcome = weft_connection_restart(connection, policed, segment, weft_policy_version(active), rule, now_ns);
	return outcome == WEFT_TCP_INVALID ? weft_refuse(policed, WEFT_DROP_CONNECTION_INVALID, rule) : WEFT_DROP_NONE;
}

/*
 * The connection has just closed. A port that uses more than half of its share forgets it at once, so that many short connections fit; otherwise its stragglers still
 * find it for WEFT_TCP_CLOSED_S.
 */
__noinline int weft_connection_closed(const struct weft_policing *policing)
{
	if (policing && weft_connections_crowded(policing->policed.slot, policing->policed.ip6))
		weft_connection_remove(&policing->key, policing->policed.slot);
	return 0;
}

/*
 * Id of the VTEP that the remote port is at, if the packet came from another node; 0 if it did not. To a port that has moved here the node where it was sends on what comes by old
 * entries: who it is from was known there.
 */
__noinline __u32 weft_policed_sent_on(const struct weft_policed *policed)
{
	const struct weft_fdb *row;

	if (!policed || policed->direction != WEFT_INGRESS)
		return 0;
	row = weft_remote_row(policed);
	return row && row->vtep_id != policed->vtep_id ? row->vtep_id : 0;
}

/*
 * The rules say whether the packet may pass; the reason why not, or NONE. About a connection they are asked in the direction in which it began. One that they do not allow any
 * more is kept, under the policy that it had: each of its packets asks again, and none can begin it in the other direction, where it may be allowed. A packet of a connection that
 * lives is taken for one of whom it says, also if it was sent on, as it is while the policy stays the same; a told one stays to be judged by the first packet of which that is known.
 */
__noinline int weft_connection_ask(struct weft_policing *policing, __u64 active, __u32 question)
{
	struct weft_answered answered = { .active = active };
	struct weft_connection *connection = NULL;
	const struct weft_policed *policed;
	__u32 began, sent_on = 0;
	weft_rule before = 0;

	if (!policing)
		return WEFT_DROP_TRUNCATED;
	policed = &policing->policed;
	began = policed->direction;
	if (question == WEFT_ASK_ANEW) {
		connection = weft_connection_find(&policing->key);
		if (connection) {
			began = connection->began;
			if (!weft_rule_is_told(connection->rule))
				before = connection->rule;
			if (connection->rule)
				sent_on = weft_policed_sent_on(policed);
		}
	}
	if (sent_on)
		policing->policed.vtep_id = sent_on;
	weft_ask(policed, began, &answered);
	if (answered.reason) {
		if (connection) {
			connection->rule = 0;
			connection->last_ns = bpf_ktime_get_coarse_ns();
		}
		return weft_refuse(policed, answered.reason, before);
	}
	if (question == WEFT_ASK_BEGIN)
		return weft_connection_begin(policing, answered.active, answered.rule);
	if (connection && sent_on && !before) {
		connection->last_ns = bpf_ktime_get_coarse_ns();
		return WEFT_DROP_NONE;
	}
	if (connection) {
		/* The port has been plugged anew. */
		if (connection->slot != policed->slot) {
			weft_share_return(&port_connections, connection->slot);
			weft_share_take(&port_connections, policed->slot, ~0U);
			connection->slot = policed->slot;
		}
		connection->rule = answered.rule;
		connection->version = weft_policy_version(answered.active);
	}
	return WEFT_DROP_NONE;
}

#endif
