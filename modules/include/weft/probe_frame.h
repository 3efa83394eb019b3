/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* A probe as bytes: its inner headers, its path through the underlay, and how it leaves the node. */
#ifndef WEFT_PROBE_FRAME_H
#define WEFT_PROBE_FRAME_H

#include "weft/encap.h"
#include "weft/tunnel_maps.h"

_Static_assert(sizeof(struct weft_probe) == 64, "a probe has 64 bytes");
_Static_assert(ETH_HLEN + sizeof(struct iphdr) + sizeof(struct weft_probe) == WEFT_PROBE_FRAME_MIN, "14 Ethernet + 20 IPv4 + 64");

/* Counts the probe and ends it. */
static __always_inline int weft_probe_drop(enum weft_probe_drop reason)
{
	__u32 index = reason;
	__u64 *probes = bpf_map_lookup_elem(&probe_drop, &index);

	if (probes)
		(*probes)++;
	return WEFT_CONSUMED;
}

/* The keys; NULL while there is none. */
static __always_inline const struct weft_probe_config *weft_probe_keys(void)
{
	__u32 zero = 0;
	const struct weft_probe_config *keys = bpf_map_lookup_elem(&probe_config, &zero);

	return keys && keys->keys != WEFT_PROBE_KEYS_NONE ? keys : NULL;
}

/* One hash for each path on both ways: so a path has one source port, and all paths of a tunnel have different ones. */
static __always_inline __u32 weft_probe_flow_hash(__u32 path)
{
	return (path == WEFT_PROBE_SIZE_PATH ? 1 : path + 1) * 0x9e3779b1u;
}

/* The inner IPv4 header of a probe in an inner frame of `length` bytes. */
static __always_inline void weft_probe_ip4(struct iphdr *ip, __u32 length)
{
	*ip = (struct iphdr){
		.version = 4,
		.ihl = 5,
		.tot_len = bpf_htons(length - ETH_HLEN),
		.frag_off = bpf_htons(WEFT_IP4_DONT_FRAGMENT),
		.ttl = WEFT_UNDERLAY_TTL,
		.protocol = WEFT_PROBE_PROTOCOL,
		.saddr = bpf_htonl(WEFT_PROBE_IP4),
		.daddr = bpf_htonl(WEFT_PROBE_IP4),
	};
	ip->check = weft_ip4_checksum(ip);
}

static __always_inline void weft_probe_ethernet(struct weft_ethernet *ethernet)
{
	*ethernet = (struct weft_ethernet){
		.destination = WEFT_GATEWAY_MAC,
		.source = WEFT_GATEWAY_MAC,
		.ethertype = bpf_htons(ETH_P_IP),
	};
}

/* Writes what follows the inner Ethernet header, which ends at `offset`. */
static __always_inline bool weft_store_probe(struct __sk_buff *skb, __u32 offset, const struct weft_probe *probe, __u32 length)
{
	struct iphdr ip;

	weft_probe_ip4(&ip, length);
	return !bpf_skb_store_bytes(skb, offset, &ip, sizeof(ip), 0) &&
	       !bpf_skb_store_bytes(skb, offset + sizeof(ip), probe, sizeof(*probe), 0);
}

#endif
