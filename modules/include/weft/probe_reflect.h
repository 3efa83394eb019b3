/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* A request from another node: taken once, and answered in place, the way that it came. */
#ifndef WEFT_PROBE_REFLECT_H
#define WEFT_PROBE_REFLECT_H

#include "weft/probe_frame.h"
#include "weft/probe_tag.h"

/* The row of the request's path, made if there is none; NULL if there is no room. */
static __noinline struct weft_probe_peer *weft_probe_peer_row(const struct weft_tunnel_key *key)
{
	struct weft_probe_peer *row = bpf_map_lookup_elem(&probe_peer, key);
	const struct weft_probe_peer nobody = {};

	if (row)
		return row;
	bpf_map_update_elem(&probe_peer, key, &nobody, BPF_NOEXIST);
	return bpf_map_lookup_elem(&probe_peer, key);
}

/* Is the request of this session new? Then it is marked as taken (RFC 4303 section 3.4.3). The row is locked. */
static __always_inline bool weft_probe_take(struct weft_probe_peer *row, __u64 number)
{
	__u64 distance;

	if (number > row->newest) {
		distance = number - row->newest;
		row->window = (distance < WEFT_PROBE_WINDOW ? row->window << distance : 0) | 1;
		row->newest = number;
		return true;
	}
	distance = row->newest - number;
	if (distance >= WEFT_PROBE_WINDOW || row->window >> distance & 1)
		return false;
	row->window |= 1ULL << distance;
	row->reordered++;
	return true;
}

/* Accounts for an authentic request and makes the answer of it, tag and all but the kernel's part. Why there is none, otherwise. */
static __noinline enum weft_probe_drop weft_probe_judge(struct weft_probe *probe, const __u8 *key)
{
	struct weft_tunnel_key place = { .vtep_id = bpf_ntohl(probe->source_vtep), .path = probe->path };
	__u64 session = bpf_be64_to_cpu(probe->session), number = bpf_be64_to_cpu(probe->number);
	__u64 received = 0, known_session = 0, now_ns = bpf_ktime_get_ns();
	struct weft_probe_peer *row = weft_probe_peer_row(&place);
	__be32 target_vtep = probe->target_vtep;
	bool taken = false;

	if (!row)
		return WEFT_PROBE_DROP_NO_ROW;
	bpf_spin_lock(&row->lock);
	if (session < row->session) {
		known_session = row->session;
	} else {
		if (session > row->session) {
			row->session = session;
			row->newest = 0;
			row->window = 0;
			row->received = 0;
		}
		taken = weft_probe_take(row, number);
		if (taken) {
			received = ++row->received;
			row->last_heard_ns = now_ns;
		}
	}
	bpf_spin_unlock(&row->lock);
	if (!taken && !known_session)
		return WEFT_PROBE_DROP_REPLAYED;
	probe->kind = taken ? WEFT_PROBE_REPLY : WEFT_PROBE_REFUSAL;
	probe->target_vtep = probe->source_vtep;
	probe->source_vtep = target_vtep;
	probe->received = bpf_cpu_to_be64(received);
	probe->known_session = bpf_cpu_to_be64(known_session);
	weft_set_probe_tag(probe, key);
	return WEFT_PROBE_DROP_NONE;
}

/*
 * Takes so many bytes out of the packet, behind its Ethernet header: what follows is written anew. (bpf_skb_change_tail refuses packets that the
 * sender's kernel has marked as encapsulated, which veth keeps.)
 */
static __always_inline bool weft_probe_shorten(struct __sk_buff *skb, __u32 excess)
{
	/* bpf_skb_adjust_room moves less than 4096 bytes at once. */
	for (int i = 0; i < WEFT_PROBE_FRAME_MAX / 4000 && excess; i++) {
		__u32 step = excess < 4000 ? excess : 4000;

		if (bpf_skb_adjust_room(skb, -(__s32)step, BPF_ADJ_ROOM_MAC, 0))
			return false;
		excess -= step;
	}
	return !excess;
}

/* Sends the answer in the frame of the request, whose outer headers are written anew: to where it came from, with its source port. */
static __noinline int weft_probe_return(struct __sk_buff *skb, const struct weft_config *node, const struct weft_probe *answer)
{
	struct weft_tunnel_to to = {
		.vni = WEFT_PROBE_VNI,
		.remote = weft_remote_vtep(node, bpf_ntohl(answer->target_vtep)),
		.flow_hash = weft_probe_flow_hash(answer->path),
	};
	const __u32 tunnel_len = node->vtep_ip4 ? WEFT_TUNNEL_LEN : WEFT_TUNNEL6_LEN;
	struct weft_ethernet ethernet;
	bool written;

	if (!to.remote)
		return weft_probe_drop(WEFT_PROBE_DROP_UNKNOWN_VTEP);
	/* The padding is for one way only. */
	if (answer->path == WEFT_PROBE_SIZE_PATH && !weft_probe_shorten(skb, skb->len - tunnel_len - WEFT_PROBE_FRAME_MIN))
		return weft_probe_drop(WEFT_PROBE_DROP_NOT_SENT);
	weft_probe_ethernet(&ethernet);
	written = node->vtep_ip4 ? weft_write_tunnel4(skb, node, &to, &ethernet) : weft_write_tunnel6(skb, node, &to, &ethernet);
	if (!written || !weft_store_probe(skb, ETH_HLEN + tunnel_len, answer, skb->len - tunnel_len))
		return weft_probe_drop(WEFT_PROBE_DROP_NOT_SENT);
	return weft_send_encapsulated(skb, node, &to, WEFT_SLOT_NONE);
}

#endif
