/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* A reply or refusal that came back: taken once, and only for a request that waits for it. */
#ifndef WEFT_PROBE_ANSWER_H
#define WEFT_PROBE_ANSWER_H

#include "weft/probe_frame.h"

/* Number of the highest bit that is set, of a value that is not zero. */
static __always_inline __u32 weft_highest_bit(__u64 value)
{
	__u32 bit = 0;

#pragma unroll
	for (__u32 step = 32; step; step /= 2) {
		if (value >> step) {
			value >>= step;
			bit += step;
		}
	}
	return bit;
}

static __always_inline __u32 weft_rtt_bucket(__u64 rtt_ns)
{
	__u32 octave;

	if (rtt_ns < 1ULL << WEFT_RTT_FIRST_OCTAVE)
		return 0;
	octave = weft_highest_bit(rtt_ns) - WEFT_RTT_FIRST_OCTAVE;
	if (octave >= WEFT_RTT_OCTAVES)
		return WEFT_RTT_BUCKETS - 1;
	/* The three bits below the highest. */
	return 1 + octave * WEFT_RTT_OCTAVE_BUCKETS +
	       (rtt_ns >> (octave + WEFT_RTT_FIRST_OCTAVE - 3) & (WEFT_RTT_OCTAVE_BUCKETS - 1));
}

static __always_inline void weft_count_rtt(__u32 vtep_id, __u64 rtt_ns)
{
	struct weft_tunnel_rtt *histogram = bpf_map_lookup_elem(&tunnel_rtt, &vtep_id);
	__u32 bucket = weft_rtt_bucket(rtt_ns);

	if (histogram && bucket < WEFT_RTT_BUCKETS)
		__sync_fetch_and_add(&histogram->buckets[bucket], 1);
}

/* The row is locked. */
static __always_inline bool weft_probe_waits(const struct weft_tunnel_path *row, __u64 session, __u64 number, __u64 sent_ns)
{
	return session == row->session && number <= row->number && row->number - number < WEFT_PROBE_WINDOW && sent_ns &&
	       row->pending_ns[number % WEFT_PROBE_WINDOW] == sent_ns;
}

/* The row is locked. */
static __always_inline void weft_probe_answered(struct weft_tunnel_path *row, const struct weft_probe *probe, __u64 number, __u64 rtt_ns, __u64 now_ns)
{
	__u64 change_ns = rtt_ns > row->last_rtt_ns ? rtt_ns - row->last_rtt_ns : row->last_rtt_ns - rtt_ns;

	row->pending_ns[number % WEFT_PROBE_WINDOW] = 0;
	row->answered_bits[number % WEFT_PROBE_WINDOW / 8] |= 1 << number % 8;
	row->answered++;
	if (row->last_reply_ns)
		row->jitter16_ns += change_ns - ((row->jitter16_ns + 8) >> 4);
	row->last_reply_ns = now_ns;
	row->last_rtt_ns = rtt_ns;
	if (!row->min_rtt_ns || rtt_ns < row->min_rtt_ns)
		row->min_rtt_ns = rtt_ns;
	if (number < row->newest_answered) {
		row->reordered++;
		return;
	}
	row->newest_answered = number;
	row->remote_received = bpf_be64_to_cpu(probe->received);
	row->answered_length = bpf_ntohl(probe->length);
}

/* The probe is authentic, and from the VTEP that it says. */
static __noinline int weft_probe_answer(const struct weft_probe *probe)
{
	struct weft_tunnel_key key = { .vtep_id = bpf_ntohl(probe->source_vtep), .path = probe->path };
	__u64 known_session = bpf_be64_to_cpu(probe->known_session), session = bpf_be64_to_cpu(probe->session);
	__u64 sent_ns = bpf_be64_to_cpu(probe->sent_ns), number = bpf_be64_to_cpu(probe->number);
	struct weft_tunnel_path *row = bpf_map_lookup_elem(&tunnel_path, &key);
	bool refusal = probe->kind == WEFT_PROBE_REFUSAL, waits;
	__u64 now_ns = bpf_ktime_get_ns();

	if (!row)
		return weft_probe_drop(WEFT_PROBE_DROP_NO_ROW);
	bpf_spin_lock(&row->lock);
	waits = weft_probe_waits(row, session, number, sent_ns);
	if (!waits) {
		row->late++;
	} else if (!refusal) {
		weft_probe_answered(row, probe, number, now_ns - sent_ns, now_ns);
	} else if (known_session > session) {
		row->session = known_session + 1;
		row->session_number = row->number;
		row->refused++;
	}
	bpf_spin_unlock(&row->lock);
	if (!waits)
		return weft_probe_drop(WEFT_PROBE_DROP_LATE);
	if (!refusal && key.path != WEFT_PROBE_SIZE_PATH)
		weft_count_rtt(key.vtep_id, now_ns - sent_ns);
	return WEFT_CONSUMED;
}

#endif
