/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What is kept of a packet while it is judged, and which connection it is of. */
#ifndef WEFT_CONNECTION_TABLE_H
#define WEFT_CONNECTION_TABLE_H

#include "weft/connection_rows.h"
#include "weft/icmp.h"
#include "weft/policed.h"
#include "weft/tcp_segment.h"

/* What is kept of a packet while it is judged, because it is too large for the stack. */
struct weft_policing {
	struct weft_policed policed;
	struct weft_connection_key key;
	struct weft_tcp_segment segment;
	__u64 first[sizeof(struct weft_connection) / 8]; /* a connection as it is inserted; no map of this kind may have its lock */
	struct weft_fragment_key fragment_key;
	struct weft_fragment first_fragment;
};

/* Room for one packet on each CPU and object. Whoever redirects a copy of a packet uses it before, or after, not around that: the program at the other device may be of the same object. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct weft_policing);
} policing_room SEC(".maps");

static __always_inline struct weft_policing *weft_policing_room(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&policing_room, &zero);
}

/* Is the packet one of ICMP of its own family? Of the other one it is any protocol. */
static __always_inline bool weft_is_icmp(const struct weft_policed *policed)
{
	return policed->protocol == (policed->ip6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP);
}

static __always_inline bool weft_is_echo_request(const struct weft_policed *policed)
{
	return policed->icmp_type == (policed->ip6 ? WEFT_ICMP6_ECHO_ASKED : WEFT_ICMP4_ECHO_ASKED);
}

static __always_inline bool weft_is_echo_reply(const struct weft_policed *policed)
{
	return policed->icmp_type == (policed->ip6 ? WEFT_ICMP6_ECHO_ANSWER : WEFT_ICMP4_ECHO_ANSWER);
}

static __always_inline void weft_connection_key_of(const struct weft_policed *policed, struct weft_connection_key *key)
{
	key->is_ip6 = policed->ip6;
	if (policed->ip6) {
		struct weft_connection6_key *ip6 = &key->ip6;

		ip6->datapath_id = policed->datapath_id;
		__builtin_memcpy(ip6->own, policed->own.ip6, 16);
		__builtin_memcpy(ip6->remote, policed->remote.ip6, 16);
		ip6->own_l4_port = policed->own_l4_port;
		ip6->remote_l4_port = policed->remote_l4_port;
		*(__u32 *)&ip6->protocol = 0;
		ip6->protocol = policed->protocol;
	} else {
		struct weft_connection4_key *ip4 = &key->ip4;

		ip4->datapath_id = policed->datapath_id;
		ip4->own = policed->own.ip4;
		ip4->remote = policed->remote.ip4;
		ip4->own_l4_port = policed->own_l4_port;
		ip4->remote_l4_port = policed->remote_l4_port;
		/* And the padding behind it. */
		*(__u32 *)&ip4->protocol = 0;
		ip4->protocol = policed->protocol;
	}
}

#endif
