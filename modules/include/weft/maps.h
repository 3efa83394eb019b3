/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Every map, one sentence each: key -> value, who writes, how large. All are pinned by name in the node's bpffs directory and shared by all
 * programs of the node. Sizes are defaults: the agent sets max_entries before loading (flags --max-endpoints, --max-ports, --max-flows, --max-routes).
 */
#ifndef WEFT_MAPS_H
#define WEFT_MAPS_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "weft/types.h"

/* The node's configuration. Writer: agent. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct weft_config);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} config SEC(".maps");

/* (ifindex, VLAN id) -> the port that sends from there. Writer: agent at plug. Size: ports of the node. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct weft_if_key);
	__type(value, struct weft_port);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} port_by_if SEC(".maps");

/* Datapath id -> how to hand a frame to that port on this node. Writer: agent at plug. Size: ports of the node. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, struct weft_port_out);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} port_by_id SEC(".maps");

/* (VNI, MAC) -> VTEP and port. Writer: agent from FdbEntry. Size: endpoints of the node's networks. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 262144);
	__type(key, struct weft_fdb_key);
	__type(value, struct weft_fdb);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} fdb SEC(".maps");

/* (VNI, IPv4) -> MAC: what ARP is answered from. Writer: agent from NeighborEntry. Size: as fdb. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 262144);
	__type(key, struct weft_neighbor4_key);
	__type(value, struct weft_neighbor);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} neighbor4 SEC(".maps");

/* VTEP id -> underlay addresses. Writer: agent from Vtep. Size: nodes of the cluster. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __u32);
	__type(value, struct weft_vtep);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} vtep SEC(".maps");

/* Underlay IPv4 address -> VTEP id: who a VXLAN packet is from. Writer: agent from Vtep. Size: as vtep. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __be32);
	__type(value, __u32);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} vtep_by_ip4 SEC(".maps");

/* (VNI, VTEP id) -> enum weft_traffic_slot; present: frames of that VNI are accepted from that VTEP. Writer: agent from Member. Size: sum over the node's networks. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__type(key, struct weft_member_key);
	__type(value, __u32);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} member SEC(".maps");

/* VNI -> VTEP ids that broadcast goes to (not the own one). Writer: agent from Member. Not preallocated: lists are
 * large and few. A list is replaced whole; a reader of the old one may meet reused memory, so what it finds is checked where it arrives
 * (VNI of the local port, membership at the other VTEP). Size: networks of the node. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, struct weft_flood);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} flood_remote SEC(".maps");

/* VNI -> datapath ids of this node's plugged ports. Writer: agent at plug. Not preallocated, as above. Size: networks of the node. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, struct weft_flood);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} flood_local SEC(".maps");

/* Slot -> packets and bytes of a port. Writer: programs; the agent zeroes a slot when it gives it to a port. Size: ports of the node + 1. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1025);
	__type(key, __u32);
	__type(value, struct weft_port_counters);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} port_counters SEC(".maps");

/* Slot * WEFT_DROP_REASONS_MAX + reason -> packets dropped. Writer: programs; zeroed with the slot. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1025 * WEFT_DROP_REASONS_MAX);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} port_drop SEC(".maps");

/* Flow -> counters. Writer: programs; entries leave by the sweep program. Preallocated; full = flow_losses.table_full. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__type(key, struct weft_flow4_key);
	__type(value, struct weft_flow);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} flow4 SEC(".maps");

/* Slot -> flows the port has in flow4 (limit: config.flow_port_max). Writer: programs, atomically. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1025);
	__type(key, __u32);
	__type(value, __u32);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} port_flows SEC(".maps");

/* Flow records towards the agent: struct weft_flow_record. Full = flow_losses.ring_full. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} flow_records SEC(".maps");

/* Losses of flow records since the maps were made. Writer: programs. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct weft_flow_losses);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} flow_losses SEC(".maps");

/* Datapath id -> allowed address pairs of that port. Writer: agent from LocalPort. Not preallocated: few ports have any. Size: ports of the node. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, struct weft_pairs);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} port_pairs SEC(".maps");

/* (VNI, IPv6) -> MAC: what neighbor solicitations are answered from. Writer: agent from NeighborEntry. Size: as fdb. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 262144);
	__type(key, struct weft_neighbor6_key);
	__type(value, struct weft_neighbor);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} neighbor6 SEC(".maps");

/* (VNI, gateway's IPv4 address) -> router. Writer: agent from SubnetEntry. Size: subnets of the node's scopes (--max-routes). */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, struct weft_gateway4_key);
	__type(value, struct weft_gateway);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} gateway4 SEC(".maps");

/* (VNI, gateway's IPv6 address) -> router. Writer: agent from SubnetEntry. Size: as gateway4. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, struct weft_gateway6_key);
	__type(value, struct weft_gateway);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} gateway6 SEC(".maps");

/* (router, IPv4 prefix) -> next hop, longest prefix first. Writer: agent, connected routes from SubnetEntry, static ones from RouteEntry. Size: --max-routes. */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 16384);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct weft_route4_key);
	__type(value, struct weft_route4);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} route4 SEC(".maps");

/* (router, IPv6 prefix) -> next hop, as route4. */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 16384);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct weft_route6_key);
	__type(value, struct weft_route6);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} route6 SEC(".maps");

/* Datapath id -> what that port is told by DHCPv4. Writer: agent from LocalPort and SubnetEntry. Size: ports of the node. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, struct weft_dhcp4);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} dhcp4 SEC(".maps");

/* VNI -> the network's router advertisement. Writer: agent from SubnetEntry. Size: networks of the node. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, struct weft_ra);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} ra SEC(".maps");

/* Slot -> state of the port's rate limits. Writer: programs. Size: ports of the node + 1. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1025);
	__type(key, __u32);
	__type(value, struct weft_port_limits);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} port_limits SEC(".maps");

/* Underlay IPv6 address -> VTEP id, as vtep_by_ip4. Writer: agent from Vtep. Size: as vtep. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__uint(key_size, 16);
	__type(value, __u32);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} vtep_by_ip6 SEC(".maps");

/* IPv6 flow -> counters, as flow4. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__type(key, struct weft_flow6_key);
	__type(value, struct weft_flow);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} flow6 SEC(".maps");

/* Slot -> what is carried of one VNI to and from one VTEP. Writer: programs; the agent zeroes a slot when it gives it to a member. Size: --max-tunnel-counters + 2. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 16386);
	__type(key, __u32);
	__type(value, struct weft_tunnel_traffic);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} tunnel_traffic SEC(".maps");

/* Inner addresses, direction and tunnel -> what is carried. Writer: programs; the agent removes rows that nothing came for. Full = slot 0 of
 * tunnel_traffic. Not preallocated: few nodes count so. Size: --max-tunnel-flows. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct weft_inner_flow_key);
	__type(value, struct weft_inner_flow);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} inner_flow SEC(".maps");

#endif
