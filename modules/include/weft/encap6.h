/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* VXLAN over IPv6. The UDP checksum is zero, as RFC 6935 and RFC 6936 let tunnels have it; RFC 7348 section 4.1.2 has receivers take it. */
#ifndef WEFT_ENCAP6_H
#define WEFT_ENCAP6_H

#include "weft/node_config.h"
#include "weft/tunnel_to.h"
#include "weft/vxlan_header.h"

/* Writes the outer headers where room was made for them. A function of its own: its room on the stack is not the IPv4 path's. */
static __noinline bool weft_write_tunnel6(struct __sk_buff *skb, const struct weft_config *node, const struct weft_tunnel_to *to,
					  const struct weft_ethernet *ethernet)
{
	struct weft_tunnel6 tunnel = {
		.ip = {
			.payload_len = weft_length16(skb->len - ETH_HLEN - sizeof(struct ipv6hdr)),
			.nexthdr = IPPROTO_UDP,
			.hop_limit = weft_outer_ttl(to),
		},
		.udp = {
			.source = weft_source_l4_port(to),
			.dest = node->vxlan_port,
			.len = weft_length16(skb->len - ETH_HLEN - sizeof(struct ipv6hdr)),
		},
		.vxlan = {
			.flags = bpf_htonl(WEFT_VXLAN_VALID_VNI),
			.vni = bpf_htonl(to->vni << 8),
		},
		.inner = *ethernet,
	};

	*(__be32 *)&tunnel.ip = bpf_htonl(6u << 28 | (__u32)to->tos << 20 | weft_flow_label(to));
	__builtin_memcpy(&tunnel.ip.saddr, node->vtep_ip6, sizeof(tunnel.ip.saddr));
	__builtin_memcpy(&tunnel.ip.daddr, to->remote->ip6, sizeof(tunnel.ip.daddr));
	return bpf_skb_store_bytes(skb, ETH_HLEN, &tunnel, WEFT_TUNNEL6_LEN, 0) == 0;
}

#endif
