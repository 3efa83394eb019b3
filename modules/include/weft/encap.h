/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * To another node: VXLAN over IPv4 or (encap6.h) IPv6, written here (RFC 7348: UDP checksum zero, source port from the inner flow). What the
 * kernel refuses to encapsulate that way (other than IP, tunnels inside) leaves through the metadata vxlan device with the same bytes on the wire.
 */
#ifndef WEFT_ENCAP_H
#define WEFT_ENCAP_H

#include "weft/checksum.h"
#include "weft/counters.h"
#include "weft/node_config.h"
#include "weft/tunnel_to.h"
#include "weft/encap6.h"
#include "weft/uplink.h"
#include "weft/vxlan_header.h"

/*
 * Does the frame, or each segment of a GSO frame, fit the underlay once encapsulated? `headers_len` is that of the IP and l4
 * headers which every segment repeats. Of several underlay interfaces the configuration names the one with the smallest MTU.
 */
static __always_inline enum weft_drop_reason weft_fits_underlay(struct __sk_buff *skb, const struct weft_config *node, __u32 headers_len)
{
	__u32 tunnel_len = node->vtep_ip4 ? WEFT_TUNNEL_LEN : WEFT_TUNNEL6_LEN;
	__u32 mtu = 0;
	int result = bpf_check_mtu(skb, node->underlay_ifindex, &mtu, tunnel_len, 0);

	if (result < 0)
		return WEFT_DROP_ENCAP_FAILED;
	if (result > 0 || (skb->gso_size && skb->gso_size + headers_len + tunnel_len > mtu))
		return WEFT_DROP_TOO_BIG;
	return WEFT_DROP_NONE;
}

/* Attaches what the metadata vxlan device needs to encapsulate the frame. */
static __always_inline bool weft_set_tunnel_key(struct __sk_buff *skb, const struct weft_config *node, const struct weft_tunnel_to *to)
{
	struct bpf_tunnel_key key = {
		.tunnel_id = to->vni,
		.tunnel_tos = to->tos,
		.tunnel_ttl = weft_outer_ttl(to),
	};
	__u64 flags = BPF_F_ZERO_CSUM_TX;

	if (node->vtep_ip4) {
		key.remote_ipv4 = bpf_ntohl(to->remote->ip4);
		key.local_ipv4 = bpf_ntohl(node->vtep_ip4);
		flags |= BPF_F_DONT_FRAGMENT;
	} else {
		__builtin_memcpy(key.remote_ipv6, to->remote->ip6, sizeof(key.remote_ipv6));
		__builtin_memcpy(key.local_ipv6, node->vtep_ip6, sizeof(key.local_ipv6));
		key.tunnel_label = weft_flow_label(to);
		flags |= BPF_F_TUNINFO_IPV6;
	}
	return bpf_skb_set_tunnel_key(skb, &key, sizeof(key), flags) == 0;
}

/* A tenant's sockets must not choose the host's routing rules or transmit queues. */
static __always_inline void weft_forget_sender(struct __sk_buff *skb)
{
	skb->mark = 0;
	skb->priority = 0;
}

static __always_inline int weft_encap_by_device(struct __sk_buff *skb, const struct weft_config *node, const struct weft_tunnel_to *to,
						__u32 slot)
{
	if (!weft_set_tunnel_key(skb, node, to))
		return weft_drop(slot, WEFT_DROP_ENCAP_FAILED);
	weft_forget_sender(skb);
	return bpf_redirect(node->vxlan_ifindex, 0);
}

static __always_inline bool weft_write_tunnel4(struct __sk_buff *skb, const struct weft_config *node, const struct weft_tunnel_to *to,
					       const struct weft_ethernet *ethernet)
{
	struct weft_tunnel tunnel = {
		.ip = {
			.version = 4,
			.ihl = 5,
			.tos = to->tos,
			.tot_len = weft_length16(skb->len - ETH_HLEN),
			.frag_off = bpf_htons(WEFT_IP4_DONT_FRAGMENT),
			.ttl = weft_outer_ttl(to),
			.protocol = IPPROTO_UDP,
			.saddr = node->vtep_ip4,
			.daddr = to->remote->ip4,
		},
		.udp = {
			.source = weft_source_l4_port(to),
			.dest = node->vxlan_port,
			.len = weft_length16(skb->len - ETH_HLEN - sizeof(struct iphdr)),
		},
		.vxlan = {
			.flags = bpf_htonl(WEFT_VXLAN_VALID_VNI),
			.vni = bpf_htonl(to->vni << 8),
		},
		.inner = *ethernet,
	};

	tunnel.ip.check = weft_ip4_checksum(&tunnel.ip);
	return bpf_skb_store_bytes(skb, ETH_HLEN, &tunnel, WEFT_TUNNEL_LEN, 0) == 0;
}

/* The frame has its outer headers; its drop is counted on `slot`. */
static __always_inline int weft_send_encapsulated(struct __sk_buff *skb, const struct weft_config *node, const struct weft_tunnel_to *to,
						  __u32 slot)
{
	weft_forget_sender(skb);
	if (node->underlay_count > 1)
		return weft_redirect_by_route(skb, node, to, slot);
	return bpf_redirect_neigh(node->underlay_ifindex, NULL, 0, 0);
}

/* Encapsulates the frame and sends it to the VTEP; drops are counted on `slot`. The frame is known to fit the underlay. */
static __always_inline int weft_encap(struct __sk_buff *skb, const struct weft_config *node, const struct weft_tunnel_to *to,
				      const struct weft_ethernet *ethernet, __u32 slot)
{
	bool ip4 = node->vtep_ip4, written;

	if ((ethernet->ethertype != bpf_htons(ETH_P_IP) && ethernet->ethertype != bpf_htons(ETH_P_IPV6)) ||
	    bpf_skb_adjust_room(skb, ip4 ? WEFT_TUNNEL_LEN : WEFT_TUNNEL6_LEN, BPF_ADJ_ROOM_MAC,
				WEFT_ENCAP_FLAGS | (ip4 ? BPF_F_ADJ_ROOM_ENCAP_L3_IPV4 : BPF_F_ADJ_ROOM_ENCAP_L3_IPV6)))
		return weft_encap_by_device(skb, node, to, slot);
	written = ip4 ? weft_write_tunnel4(skb, node, to, ethernet) : weft_write_tunnel6(skb, node, to, ethernet);
	if (!written)
		return weft_drop(slot, WEFT_DROP_ENCAP_FAILED);
	return weft_send_encapsulated(skb, node, to, slot);
}

#endif
