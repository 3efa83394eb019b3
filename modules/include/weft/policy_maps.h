/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Maps of policy and connection tracking, one sentence each, as in maps.h. */
#ifndef WEFT_POLICY_MAPS_H
#define WEFT_POLICY_MAPS_H

#include "weft/connection_types.h"
#include "weft/maps.h"
#include "weft/policy_types.h"

/* Slot -> policy of the port. Writer: policy_switch. Size: ports of the node + 1. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1025);
	__type(key, __u32);
	__type(value, struct weft_port_policy);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} port_policy SEC(".maps");

/* What policy needs to know of the node. Writer: agent. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct weft_policy_config);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} policy_config SEC(".maps");

/* Policy id -> a policy that is laid out whole. Writer: agent, which notes in row 0 what it has to remember. Size: two for each port of the node + 1. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 2049);
	__type(key, __u32);
	__type(value, struct weft_policy);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} policy_head SEC(".maps");

/* Blocks of the policies, side by side. Writer: agent, never those of a policy that is laid out. In memory from the start; mappable, because its rows begin cache lines then. Size: --max-policy-entries. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 262144);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, union weft_policy_block);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} policy_block SEC(".maps");

/* Datapath id -> security groups of that port, here or on another node. Writer: agent from FdbEntry. Not preallocated: a port without any has no row. Size: as fdb. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 262144);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, struct weft_port_groups);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} port_groups SEC(".maps");

/* (port, direction, rule) -> what it did. Writer: programs; the agent removes rows of ports and rules that are gone. Not preallocated. Size: as policy_block. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 262144);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct weft_rule_hits_key);
	__type(value, struct weft_rule_hits);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} rule_hits SEC(".maps");

/* Connection of a port -> its state. Writer: programs; entries leave by connection_sweep. Preallocated. Size: --max-connections. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 131072);
	__type(key, struct weft_connection4_key);
	__type(value, struct weft_connection);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} connection4 SEC(".maps");

/* The same for IPv6. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 131072);
	__type(key, struct weft_connection6_key);
	__type(value, struct weft_connection);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} connection6 SEC(".maps");

/* Slot -> connections that the port has, of both families (limit: policy_config). Writer: programs, atomically. Size: ports of the node + 1. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1025);
	__type(key, __u32);
	__type(value, __u32);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} port_connections SEC(".maps");

/* Datagram in fragments -> the verdict on its first one. Writer: programs; entries leave by connection_sweep. Preallocated. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, struct weft_fragment_key);
	__type(value, struct weft_fragment);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} fragment SEC(".maps");

/* Slot -> rows that the port has in `fragment` (limit: WEFT_PORT_FRAGMENTS_MAX). Writer: programs, atomically. Size: ports of the node + 1. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1025);
	__type(key, __u32);
	__type(value, __u32);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} port_fragments SEC(".maps");

/* Packets that policy or connection tracking dropped, towards the agent: struct weft_denied_record. Full = suppressed. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 18);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} denied_records SEC(".maps");

/* Slot -> limit of the port's denied records. Writer: programs. Size: ports of the node + 1. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1025);
	__type(key, __u32);
	__type(value, struct weft_denied_limit);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} denied_limits SEC(".maps");

#endif
