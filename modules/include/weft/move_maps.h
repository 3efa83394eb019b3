/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Maps of ports that move between nodes, one sentence each, as in maps.h. Few ports move at once: the tables are not preallocated. */
#ifndef WEFT_MOVE_MAPS_H
#define WEFT_MOVE_MAPS_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "weft/move_types.h"

/*
 * Datapath id of a port that has WEFT_PORT_PENDING -> when it was told that it sends. Rows: agent, there before the flag; values: programs.
 * Size: ports of the node.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, struct weft_pending_port);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} pending_port SEC(".maps");

/*
 * Datapath id of a port that was active here and has left -> VNI of its network: what other nodes still send here for it goes on to the VTEP of the FDB
 * entry. Writer: agent. Size: ports of the node.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, __u32);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} departing_port SEC(".maps");

/* Pending ports that send, towards the agent: struct weft_port_arrival. Full = told by a later frame. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 14);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} port_arrivals SEC(".maps");

#endif
