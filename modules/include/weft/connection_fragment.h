/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Datagrams in fragments: the first one is judged as a packet, the others follow it for WEFT_FRAGMENT_S. A datagram of which every byte has passed leaves the table at once:
 * if all stayed for that long, a port's share of the table would do for 128 datagrams a second. So what passes is counted by the bytes that it is, and a fragment that comes twice counts
 * once. Two runs of bytes are kept: the one from the beginning, and one beyond a gap. A datagram with more gaps at once stays until its time is over.
 *
 *   later one, no first one that passed under this policy    FRAGMENT_UNTRACKED
 *   one that begins within the l4 header of the first        FRAGMENT_OVERLAP (RFC 1858, RFC 5722)
 *   a second first one with other l4 ports                   FRAGMENT_OVERLAP
 *   no room for a first one                                  CONNECTIONS_FULL
 */
#ifndef WEFT_CONNECTION_FRAGMENT_H
#define WEFT_CONNECTION_FRAGMENT_H

#include "weft/connection_judge.h"

static __always_inline void weft_fragment_key_of(const struct weft_policed *policed, struct weft_fragment_key *key)
{
	const bool egress = policed->direction == WEFT_EGRESS;

	key->pad = 0;
	key->datapath_id = policed->datapath_id;
	key->identification = policed->identification;
	weft_denied_address(key->source, egress ? &policed->own : &policed->remote, policed->ip6);
	weft_denied_address(key->destination, egress ? &policed->remote : &policed->own, policed->ip6);
	key->protocol = policed->ip6 ? 0 : policed->protocol;
	key->direction = policed->direction;
}

/* Bytes of the datagram that were judged: no other fragment may say something else. */
static __always_inline __u32 weft_judged_bytes(const struct weft_policed *policed)
{
	__u32 before = policed->l4_offset - policed->fragment_start;

	if (policed->protocol == IPPROTO_TCP)
		return before + WEFT_POLICED_TCP_HEADER_MIN;
	if (policed->protocol == IPPROTO_UDP)
		return before + WEFT_POLICED_L4_HEADER_MIN;
	/* Of an ICMP error also the packet that it quotes. */
	return weft_is_icmp(policed) ? policed->end - policed->fragment_start : before;
}

/*
 * One more of the datagram's fragments passes; the last one to do so removes the row. Without a lock: of two at once one may not be counted, and the row stays longer than it has to.
 * Never shorter, for either writes only what has passed.
 */
static __always_inline void weft_fragment_count(const struct weft_policed *policed, const struct weft_fragment_key *key, struct weft_fragment *row)
{
	__u32 begin = policed->fragment_offset, end = begin + policed->end - policed->fragment_start;
	__u32 ahead = *(volatile __u32 *)&row->ahead, ahead_begin = ahead & 0xffff, ahead_end = ahead >> 16;
	__u32 slot = row->slot, passed = *(volatile __u16 *)&row->passed;

	/* No datagram is as long. */
	if (end > 0xffff)
		return;
	if (!policed->more_fragments)
		row->length = end;
	if (begin > passed) {
		if (ahead_end <= passed) {
			ahead_begin = begin;
			ahead_end = end;
		} else if (begin <= ahead_end && end >= ahead_begin) {
			ahead_begin = begin < ahead_begin ? begin : ahead_begin;
			ahead_end = end > ahead_end ? end : ahead_end;
		}
		row->ahead = ahead_end << 16 | ahead_begin;
		return;
	}
	passed = end > passed ? end : passed;
	if (ahead_begin <= passed && ahead_end > passed)
		passed = ahead_end;
	row->passed = passed;
	if (row->length && passed >= row->length && !bpf_map_delete_elem(&fragment, key)) {
		weft_share_return(&port_fragments, slot);
		weft_use_add(WEFT_TRACKING_FRAGMENT, -1);
	}
}

/* A first fragment that may pass: keeps that. The reason to drop it, or NONE. */
__noinline int weft_fragment_begin(struct weft_policing *policing, __u64 active)
{
	__u64 now_ns = bpf_ktime_get_coarse_ns();
	const struct weft_policed *policed;
	struct weft_fragment *first, *row;
	struct weft_fragment_key *key;

	if (!policing)
		return WEFT_DROP_TRUNCATED;
	policed = &policing->policed;
	key = &policing->fragment_key;
	first = &policing->first_fragment;
	weft_fragment_key_of(policed, key);
	__builtin_memset(first, 0, sizeof(*first));
	first->expires_ns = now_ns + WEFT_FRAGMENT_S * WEFT_CONNECTION_NS_PER_S;
	first->version = weft_policy_version(active);
	first->slot = policed->slot;
	first->source_l4_port = policed->own_l4_port;
	first->destination_l4_port = policed->remote_l4_port;
	first->header_end = weft_judged_bytes(policed);
	first->passed = policed->end - policed->fragment_start;
	row = bpf_map_lookup_elem(&fragment, key);
	if (!row) {
		if (!weft_share_take(&port_fragments, policed->slot, weft_share_of(WEFT_TRACKING_FRAGMENT, WEFT_PORT_FRAGMENTS_MAX)))
			return weft_refuse(policed, WEFT_DROP_CONNECTIONS_FULL, 0);
		if (!bpf_map_update_elem(&fragment, key, first, BPF_NOEXIST)) {
			weft_use_add(WEFT_TRACKING_FRAGMENT, 1);
			return WEFT_DROP_NONE;
		}
		weft_share_return(&port_fragments, policed->slot);
		row = bpf_map_lookup_elem(&fragment, key);
		if (!row)
			return weft_refuse(policed, WEFT_DROP_CONNECTIONS_FULL, 0);
	}
	if (row->expires_ns <= now_ns || row->version != first->version) {
		first->slot = row->slot;
		/* Removed meanwhile: then it has no row, and later fragments are dropped. */
		bpf_map_update_elem(&fragment, key, first, BPF_EXIST);
		return WEFT_DROP_NONE;
	}
	if (row->source_l4_port != first->source_l4_port || row->destination_l4_port != first->destination_l4_port || row->header_end != first->header_end)
		return weft_refuse(policed, WEFT_DROP_FRAGMENT_OVERLAP, 0);
	return WEFT_DROP_NONE;
}

/* A later fragment. */
__noinline int weft_fragment_follow(struct weft_policing *policing, __u64 active)
{
	const struct weft_policed *policed;
	struct weft_fragment_key *key;
	struct weft_fragment *row;

	if (!policing)
		return WEFT_DROP_TRUNCATED;
	policed = &policing->policed;
	key = &policing->fragment_key;
	weft_fragment_key_of(policed, key);
	row = bpf_map_lookup_elem(&fragment, key);
	if (!row || row->expires_ns <= bpf_ktime_get_coarse_ns() || row->version != weft_policy_version(active))
		return weft_refuse(policed, WEFT_DROP_FRAGMENT_UNTRACKED, 0);
	if (policed->fragment_offset < row->header_end)
		return weft_refuse(policed, WEFT_DROP_FRAGMENT_OVERLAP, 0);
	weft_fragment_count(policed, key, row);
	return WEFT_DROP_NONE;
}

#endif
