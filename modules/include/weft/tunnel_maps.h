/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Maps of tunnel health, as weft/maps.h: key -> value, who writes, how large. Tables by VTEP are not preallocated: a node has rows for the
 * VTEPs of its own networks only. Values with a lock change as a whole.
 */
#ifndef WEFT_TUNNEL_MAPS_H
#define WEFT_TUNNEL_MAPS_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "weft/tunnel_types.h"

/* The cluster's keys. Writer: agent. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct weft_probe_config);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} probe_config SEC(".maps");

/* (VTEP id, path) -> requests to that VTEP and their replies. Rows: agent; values: programs. Size: VTEPs * paths. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384 * WEFT_PROBE_PATHS);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct weft_tunnel_key);
	__type(value, struct weft_tunnel_path);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} tunnel_path SEC(".maps");

/* VTEP id -> histogram of round trips. Rows: agent; values: programs, atomically. Size: VTEPs. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, struct weft_tunnel_rtt);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} tunnel_rtt SEC(".maps");

/* (VTEP id, path) -> requests from that VTEP. Writer: programs, after authentication; the agent removes rows of VTEPs that left. Size: VTEPs * paths. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384 * WEFT_PROBE_PATHS);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct weft_tunnel_key);
	__type(value, struct weft_probe_peer);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} probe_peer SEC(".maps");

/* enum weft_probe_drop -> probes. Writer: programs. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, WEFT_PROBE_DROP_END);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} probe_drop SEC(".maps");

#endif
