/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The states of a tracked TCP connection (RFC 9293 section 3.3.2, as seen from between the hosts). `direction` is the segment's; side[direction] sent it.
 *
 *   NEW          a SYN, or the first segment of a connection that is picked up in the middle
 *   HANDSHAKE    both SYNs
 *   ESTABLISHED  acknowledged; picked up: segments of both sides
 *   CLOSING      a FIN, or a RST that its receiver may not believe (RFC 5961 section 3): the next segment says
 *   CLOSED       both FINs acknowledged, or a RST: stragglers pass for WEFT_TCP_CLOSED_S, a SYN opens anew
 *
 * A connection that another node has tracked so far (weft/connection_told.h) comes in any state, and of neither side is known where it is: its first segment here, whatever
 * its numbers, says it. Segments are held against windows once both sides have said something.
 *
 * Called with the connection's lock held: no helpers.
 */
#ifndef WEFT_TCP_STATE_H
#define WEFT_TCP_STATE_H

#include "weft/tcp_window.h"

enum weft_tcp_outcome {
	WEFT_TCP_LIVES,         /* passes: the connection was used */
	WEFT_TCP_LEFT,          /* passes, and changes nothing: its time runs on */
	WEFT_TCP_INVALID,
	WEFT_TCP_OPENS,         /* a SYN that begins another connection: the rules are to be asked */
};

/* The first segment of a connection that the rules allow; `connection` is all zero but for `began`. */
static __always_inline void weft_tcp_open(struct weft_connection *connection, const struct weft_tcp_segment *segment, __u32 direction)
{
	struct weft_tcp_side *sender = &connection->side[direction & 1], *receiver = &connection->side[~direction & 1];

	if (segment->flags & WEFT_TCP_SYN)
		weft_tcp_begin_side(sender, segment);
	else
		weft_tcp_pick_up(sender, receiver, segment);
}

/* No segment of it was seen here. */
static __always_inline bool weft_tcp_is_told(const struct weft_tcp_side *one, const struct weft_tcp_side *other)
{
	return !((one->flags | other->flags) & WEFT_TCP_SIDE_KNOWN);
}

static __always_inline enum weft_tcp_outcome weft_tcp_syn(struct weft_connection *connection, struct weft_tcp_side *sender,
							  struct weft_tcp_side *receiver, const struct weft_tcp_segment *segment, bool by_beginner)
{
	switch (connection->state) {
	case WEFT_CONNECTION_NEW:
		if (by_beginner) {
			weft_tcp_begin_side(sender, segment);
			receiver->flags = 0;
			return WEFT_TCP_LIVES;
		}
		if (!(receiver->flags & WEFT_TCP_SIDE_SYN))
			return WEFT_TCP_OPENS;
		/* Both at once (RFC 9293 section 3.5). */
		weft_tcp_begin_answer(sender, receiver, segment);
		connection->state = WEFT_CONNECTION_HANDSHAKE;
		return WEFT_TCP_LIVES;
	case WEFT_CONNECTION_CLOSED:
		return WEFT_TCP_OPENS;
	default:
		if (!by_beginner)
			return connection->state == WEFT_CONNECTION_HANDSHAKE && segment->end == sender->end ? WEFT_TCP_LEFT : WEFT_TCP_INVALID;
		/* A host that lost its connection begins again, or somebody pretends so: the other one's answer says (RFC 5961 section 4). */
		weft_tcp_begin_side(&connection->syn, segment);
		return WEFT_TCP_LEFT;
	}
}

static __always_inline enum weft_tcp_outcome weft_tcp_syn_ack(struct weft_connection *connection, struct weft_tcp_side *sender,
							      struct weft_tcp_side *receiver, const struct weft_tcp_segment *segment, bool by_beginner)
{
	if (!by_beginner && connection->syn.flags && segment->acknowledged == connection->syn.end) {
		*receiver = connection->syn;
		connection->syn.flags = 0;
	} else if (connection->state == WEFT_CONNECTION_NEW) {
		if (by_beginner || !(receiver->flags & WEFT_TCP_SIDE_SYN))
			return WEFT_TCP_INVALID;
		if (weft_tcp_is_told(sender, receiver)) {
			receiver->end = segment->acknowledged;
			receiver->max_end = segment->acknowledged;
		}
		if (!weft_tcp_acknowledgement_valid(sender, receiver, segment->acknowledged))
			return WEFT_TCP_INVALID;
	} else if (weft_tcp_is_told(sender, receiver)) {
		return WEFT_TCP_LEFT;
	} else if (connection->state == WEFT_CONNECTION_HANDSHAKE && weft_tcp_after(segment->end, sender->end) && !by_beginner) {
		/* The host has forgotten the SYN+ACK that it sent before (SYN cookies). */
		if (!weft_tcp_acknowledgement_valid(sender, receiver, segment->acknowledged))
			return WEFT_TCP_INVALID;
	} else {
		return weft_tcp_sequence_valid(sender, receiver, segment) && weft_tcp_acknowledgement_valid(sender, receiver, segment->acknowledged) ?
			       WEFT_TCP_LEFT :
			       WEFT_TCP_INVALID;
	}
	weft_tcp_begin_answer(sender, receiver, segment);
	weft_tcp_offer(sender, receiver, segment);
	connection->state = WEFT_CONNECTION_HANDSHAKE;
	return WEFT_TCP_LIVES;
}

static __always_inline enum weft_tcp_outcome weft_tcp_rst(struct weft_connection *connection, const struct weft_tcp_side *sender,
							  const struct weft_tcp_side *receiver, const struct weft_tcp_segment *segment, bool by_beginner)
{
	bool acknowledges = segment->flags & WEFT_TCP_ACK && segment->acknowledged;

	if (weft_tcp_is_told(sender, receiver)) {
		if (connection->state == WEFT_CONNECTION_CLOSED)
			return WEFT_TCP_LEFT;
		connection->state = WEFT_CONNECTION_CLOSING;
		return WEFT_TCP_LIVES;
	}
	if (!(sender->flags & WEFT_TCP_SIDE_KNOWN)) {
		/* The answer to a SYN, or to a segment of a connection that the host does not have (RFC 9293 section 3.10.7.1). */
		bool answers = acknowledges ? weft_tcp_acknowledgement_valid(sender, receiver, segment->acknowledged) :
					      !(receiver->flags & WEFT_TCP_SIDE_SYN) && segment->sequence == sender->end;

		/* Of a side that was told of, more may have been sent. */
		if (!answers && (connection->state == WEFT_CONNECTION_NEW || connection->state == WEFT_CONNECTION_CLOSED))
			return WEFT_TCP_INVALID;
		connection->state = answers ? WEFT_CONNECTION_CLOSED : WEFT_CONNECTION_CLOSING;
		return WEFT_TCP_LIVES;
	}
	/* A host that finds out from the answer to its SYN that the other one has an old connection ends that. */
	if (connection->state == WEFT_CONNECTION_NEW && by_beginner && segment->sequence != sender->end)
		return WEFT_TCP_LEFT;
	if (receiver->flags & WEFT_TCP_SIDE_KNOWN) {
		if (!weft_tcp_sequence_valid(sender, receiver, segment))
			return WEFT_TCP_INVALID;
		if (acknowledges && !weft_tcp_acknowledgement_valid(sender, receiver, segment->acknowledged))
			return WEFT_TCP_INVALID;
	}
	if (connection->state == WEFT_CONNECTION_CLOSED)
		return WEFT_TCP_LEFT;
	connection->state = segment->sequence == sender->end ? WEFT_CONNECTION_CLOSED : WEFT_CONNECTION_CLOSING;
	return WEFT_TCP_LIVES;
}

/* Neither SYN nor RST, in a connection of which one direction only has been seen. */
static __always_inline enum weft_tcp_outcome weft_tcp_first_answer(struct weft_connection *connection, struct weft_tcp_side *sender,
								   struct weft_tcp_side *receiver, const struct weft_tcp_segment *segment, bool by_beginner)
{
	if (by_beginner) {
		if (sender->flags & WEFT_TCP_SIDE_SYN)
			return WEFT_TCP_INVALID;
		weft_tcp_take(sender, receiver, segment);
		return WEFT_TCP_LIVES;
	}
	/* A host with an old connection answers a SYN so: nothing is in it. */
	if (receiver->flags & WEFT_TCP_SIDE_SYN)
		return segment->end == segment->sequence ? WEFT_TCP_LEFT : WEFT_TCP_INVALID;
	weft_tcp_pick_up(sender, receiver, segment);
	connection->state = segment->flags & WEFT_TCP_FIN ? WEFT_CONNECTION_CLOSING : WEFT_CONNECTION_ESTABLISHED;
	if (segment->flags & WEFT_TCP_FIN)
		sender->flags |= WEFT_TCP_SIDE_FIN;
	return WEFT_TCP_LIVES;
}

static __always_inline void weft_tcp_advance(struct weft_connection *connection, struct weft_tcp_side *sender, struct weft_tcp_side *receiver,
					     const struct weft_tcp_segment *segment, bool by_beginner)
{
	if (segment->flags & WEFT_TCP_FIN)
		sender->flags |= WEFT_TCP_SIDE_FIN;
	/* Where the FIN of a side is that has said nothing here is not known. */
	if ((receiver->flags & (WEFT_TCP_SIDE_FIN | WEFT_TCP_SIDE_KNOWN)) == (WEFT_TCP_SIDE_FIN | WEFT_TCP_SIDE_KNOWN) &&
	    segment->acknowledged == receiver->end)
		receiver->flags |= WEFT_TCP_SIDE_FIN_ACKED;
	if (sender->flags & receiver->flags & WEFT_TCP_SIDE_FIN_ACKED)
		connection->state = WEFT_CONNECTION_CLOSED;
	else if ((sender->flags | receiver->flags) & WEFT_TCP_SIDE_FIN)
		connection->state = WEFT_CONNECTION_CLOSING;
	else if (connection->state != WEFT_CONNECTION_HANDSHAKE || (by_beginner && segment->acknowledged == receiver->end))
		connection->state = WEFT_CONNECTION_ESTABLISHED;
}

/* Neither SYN nor RST, while one side at least has said nothing here: of what was told, what it is not held against is known. */
static __always_inline enum weft_tcp_outcome weft_tcp_resume(struct weft_connection *connection, struct weft_tcp_side *sender,
							     struct weft_tcp_side *receiver, const struct weft_tcp_segment *segment, bool by_beginner)
{
	if (connection->state == WEFT_CONNECTION_CLOSED)
		return WEFT_TCP_LEFT;
	if (sender->flags & WEFT_TCP_SIDE_KNOWN) {
		weft_tcp_take(sender, receiver, segment);
	} else {
		/* It may have sent more than this segment says. */
		sender->flags &= ~WEFT_TCP_SIDE_SYN;
		weft_tcp_locate(sender, receiver, segment);
	}
	if (connection->state != WEFT_CONNECTION_NEW || !by_beginner)
		weft_tcp_advance(connection, sender, receiver, segment, by_beginner);
	return WEFT_TCP_LIVES;
}

/* A segment of a live connection. */
static __always_inline enum weft_tcp_outcome weft_tcp_track(struct weft_connection *connection, const struct weft_tcp_segment *segment, __u32 direction)
{
	struct weft_tcp_side *sender = &connection->side[direction & 1], *receiver = &connection->side[~direction & 1];
	bool by_beginner = direction == connection->began;

	if (segment->flags & WEFT_TCP_RST)
		return weft_tcp_rst(connection, sender, receiver, segment, by_beginner);
	if (segment->flags & WEFT_TCP_SYN)
		return segment->flags & WEFT_TCP_ACK ? weft_tcp_syn_ack(connection, sender, receiver, segment, by_beginner) :
						       weft_tcp_syn(connection, sender, receiver, segment, by_beginner);
	/* New connections too: the side that answers has said nothing. */
	if (!(sender->flags & receiver->flags & WEFT_TCP_SIDE_KNOWN)) {
		if (connection->state == WEFT_CONNECTION_NEW && !weft_tcp_is_told(sender, receiver))
			return weft_tcp_first_answer(connection, sender, receiver, segment, by_beginner);
		if (connection->state != WEFT_CONNECTION_CLOSED || weft_tcp_is_told(sender, receiver))
			return weft_tcp_resume(connection, sender, receiver, segment, by_beginner);
	}
	if (!weft_tcp_sequence_valid(sender, receiver, segment) || !weft_tcp_acknowledgement_valid(sender, receiver, segment->acknowledged))
		return WEFT_TCP_INVALID;
	if (connection->state == WEFT_CONNECTION_CLOSED)
		return WEFT_TCP_LEFT;
	weft_tcp_take(sender, receiver, segment);
	weft_tcp_advance(connection, sender, receiver, segment, by_beginner);
	return WEFT_TCP_LIVES;
}

#endif
