/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What segments a TCP connection can have (G. van Rooij, Real Stateful TCP Packet Filtering in IP Filter). A tracker between the hosts sees each segment before its
 * receiver does, so it knows bounds for what the sender may send (the receiver's windows) and for what it may acknowledge (what the receiver sent).
 * Of a side that was picked up in the middle neither the scale of its windows is known, which is then the largest, nor what it sent before.
 *
 * No helper is called here: the caller holds the connection's lock.
 */
#ifndef WEFT_TCP_WINDOW_H
#define WEFT_TCP_WINDOW_H

#include "weft/connection_types.h"
#include "weft/tcp_segment.h"

/* No window is wider (RFC 7323 section 2.3), and numbers that far apart can still be compared. */
#define WEFT_TCP_WINDOW_MAX (1U << 30)
/* Acknowledgements may be so old at least, whatever the window. */
#define WEFT_TCP_ACK_WINDOW_MIN 66000

static __always_inline bool weft_tcp_after(__u32 a, __u32 b)
{
	return (__s32)(a - b) > 0;
}

static __always_inline __u32 weft_tcp_window(const struct weft_tcp_side *side, const struct weft_tcp_segment *segment)
{
	return segment->flags & WEFT_TCP_SYN ? segment->window : (__u32)segment->window << (side->scale & 15);
}

/* A side as its SYN says. The windows of data that it may send are the other side's to say. */
static __always_inline void weft_tcp_begin_side(struct weft_tcp_side *side, const struct weft_tcp_segment *segment)
{
	side->end = segment->end;
	side->max_end = segment->end;
	side->max_window = segment->window ? segment->window : 1;
	side->scale = segment->scale;
	side->flags = WEFT_TCP_SIDE_KNOWN | WEFT_TCP_SIDE_SYN | (segment->scaled ? WEFT_TCP_SIDE_SCALED : 0);
}

/* Both SYNs were seen: windows are scaled only if both say so (RFC 7323 section 2.2). */
static __always_inline void weft_tcp_agree(struct weft_tcp_side *one, struct weft_tcp_side *other)
{
	if (!(one->flags & other->flags & WEFT_TCP_SIDE_SCALED)) {
		one->scale = 0;
		other->scale = 0;
	}
}

/* The second side, as its SYN says: what the first one's SYN offers it may send. */
static __always_inline void weft_tcp_begin_answer(struct weft_tcp_side *sender, struct weft_tcp_side *receiver, const struct weft_tcp_segment *segment)
{
	weft_tcp_begin_side(sender, segment);
	sender->max_end += receiver->max_window;
	weft_tcp_agree(sender, receiver);
}

/* The sender's window lets the other side send so far. */
static __always_inline void weft_tcp_offer(struct weft_tcp_side *sender, struct weft_tcp_side *receiver, const struct weft_tcp_segment *segment)
{
	__u32 window = weft_tcp_window(sender, segment);

	if (window > sender->max_window)
		sender->max_window = window;
	/* Into a window of none one byte is sent to find out. */
	if (weft_tcp_after(segment->acknowledged + (window ? window : 1), receiver->max_end))
		receiver->max_end = segment->acknowledged + (window ? window : 1);
}

/* The first segment that is seen of a side, whose windows were never wider than `max_window`, says where it is. */
static __always_inline void weft_tcp_locate(struct weft_tcp_side *sender, struct weft_tcp_side *receiver, const struct weft_tcp_segment *segment)
{
	bool receiver_known = receiver->flags & WEFT_TCP_SIDE_KNOWN;

	sender->end = segment->end;
	if (!receiver_known) {
		sender->max_end = segment->end + sender->max_window;
		receiver->max_end = segment->acknowledged;
	}
	if (weft_tcp_after(segment->end, sender->max_end))
		sender->max_end = segment->end;
	if (!receiver_known || weft_tcp_after(segment->acknowledged, receiver->end))
		receiver->end = segment->acknowledged;
	sender->flags |= WEFT_TCP_SIDE_KNOWN;
	weft_tcp_offer(sender, receiver, segment);
}

/* The first segment that is seen of a side whose SYN was not. */
static __always_inline void weft_tcp_pick_up(struct weft_tcp_side *sender, struct weft_tcp_side *receiver, const struct weft_tcp_segment *segment)
{
	__u32 window;

	sender->scale = WEFT_TCP_SCALE_MAX;
	window = weft_tcp_window(sender, segment);
	sender->max_window = window ? window : 1;
	weft_tcp_locate(sender, receiver, segment);
}

/* Beyond what the receiver's windows allowed, or what it has acknowledged long ago. */
static __always_inline bool weft_tcp_sequence_valid(const struct weft_tcp_side *sender, const struct weft_tcp_side *receiver,
						    const struct weft_tcp_segment *segment)
{
	return !weft_tcp_after(segment->sequence, sender->max_end) && !weft_tcp_after(sender->end - receiver->max_window, segment->end);
}

/* Acknowledges what was sent, and not what is long past. */
static __always_inline bool weft_tcp_acknowledgement_valid(const struct weft_tcp_side *sender, const struct weft_tcp_side *receiver, __u32 acknowledged)
{
	__u32 sent = receiver->flags & WEFT_TCP_SIDE_SYN ? receiver->end : receiver->max_end;
	__u32 past = sender->max_window > WEFT_TCP_ACK_WINDOW_MIN ? sender->max_window : WEFT_TCP_ACK_WINDOW_MIN;

	return !weft_tcp_after(acknowledged, sent) && !weft_tcp_after(receiver->end - past, acknowledged);
}

/* Takes note of a segment that is valid and has the flag ACK. */
static __always_inline void weft_tcp_take(struct weft_tcp_side *sender, struct weft_tcp_side *receiver, const struct weft_tcp_segment *segment)
{
	if (weft_tcp_after(segment->end, sender->end))
		sender->end = segment->end;
	/* A segment may begin in the window and end behind it: then the receiver took more than was seen that it offers. */
	if (receiver->flags & WEFT_TCP_SIDE_KNOWN && weft_tcp_after(segment->end, sender->max_end) && receiver->max_window < WEFT_TCP_WINDOW_MAX)
		receiver->max_window += segment->end - sender->max_end;
	/* What is in later fragments is not seen. */
	if (segment->partial)
		sender->flags &= ~WEFT_TCP_SIDE_SYN;
	/* Of a side that was picked up: it had sent more than was seen. */
	if (weft_tcp_after(segment->acknowledged, receiver->end))
		receiver->end = segment->acknowledged;
	weft_tcp_offer(sender, receiver, segment);
}

#endif
