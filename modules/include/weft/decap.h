/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Out of the tunnel: parsing and checking a VXLAN packet of the underlay, and taking its outer headers off. */
#ifndef WEFT_DECAP_H
#define WEFT_DECAP_H

#include "weft/counters.h"
#include "weft/ecn.h"
#include "weft/vxlan_header.h"

/* A VXLAN packet for this node. */
struct weft_arrival {
	__u32 vni;
	__be32 source_vtep_ip4;
	__u8 outer_tos;
	__u8 inner_tos;
	bool exact;     /* lengths in the outer headers are those of the packet */
	struct weft_ethernet inner;
};

enum weft_arrival_kind {
	WEFT_NOT_OURS,          /* leave it to the host, untouched */
	WEFT_FOR_DEVICE,        /* ours, but only the metadata device can take it: fragments, IP options, trailing bytes */
	WEFT_MALFORMED,
	WEFT_ARRIVED,
};

/* Of a VLAN tag, the id. */
#define WEFT_VLAN_ID_MASK 0xfff

/*
 * The cheap exit for everything on the underlay that is not VXLAN to our VTEP. The frame must be for this host's own MAC: a
 * promiscuous interface sees others'. A priority tag (VLAN 0) is still of this interface, any other tag of another one.
 */
static __always_inline bool weft_maybe_vxlan(const struct __sk_buff *skb)
{
	return skb->protocol == bpf_htons(ETH_P_IP) && skb->pkt_type == 0 && !(skb->vlan_present && skb->vlan_tci & WEFT_VLAN_ID_MASK);
}

/*
 * Is this VXLAN to our VTEP as far as its UDP header goes, whatever the IP header's length? Of a datagram in fragments only the first has one; the
 * kernel puts the others behind it, and keeps its mark.
 */
static __always_inline bool weft_starts_vxlan(struct __sk_buff *skb, const struct weft_config *node)
{
	struct iphdr ip;
	struct udphdr udp;

	if (bpf_skb_load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)) || ip.version != 4 || ip.protocol != IPPROTO_UDP ||
	    ip.daddr != node->vtep_ip4 || ip.frag_off & bpf_htons(WEFT_IP4_FRAGMENT_OFFSET))
		return false;
	return !bpf_skb_load_bytes(skb, ETH_HLEN + ip.ihl * 4, &udp, sizeof(udp)) && udp.dest == node->vxlan_port;
}

static __always_inline enum weft_arrival_kind weft_parse_outer(struct __sk_buff *skb, const struct weft_config *node,
							       struct weft_arrival *arrival)
{
	const __u32 udp_offset = ETH_HLEN + sizeof(struct iphdr);
	__u32 packet_len, available, datagram_len;
	struct weft_tunnel *tunnel;
	struct iphdr *ip;
	struct udphdr *udp;

	if (!weft_pull(skb, udp_offset + sizeof(*udp)))
		return WEFT_NOT_OURS;
	ip = (void *)(long)skb->data + ETH_HLEN;
	udp = (void *)(ip + 1);
	if ((void *)(udp + 1) > (void *)(long)skb->data_end)
		return WEFT_NOT_OURS;
	if (ip->protocol != IPPROTO_UDP || ip->daddr != node->vtep_ip4)
		return WEFT_NOT_OURS;
	if (ip->version != 4 || ip->ihl != 5 || ip->frag_off & bpf_htons(WEFT_IP4_MORE_FRAGMENTS | WEFT_IP4_FRAGMENT_OFFSET))
		return WEFT_FOR_DEVICE;
	if (udp->dest != node->vxlan_port)
		return WEFT_NOT_OURS;

	if (!weft_pull(skb, ETH_HLEN + WEFT_TUNNEL_LEN))
		return WEFT_MALFORMED;
	tunnel = (void *)(long)skb->data + ETH_HLEN;
	if ((void *)tunnel + WEFT_TUNNEL_LEN > (void *)(long)skb->data_end)
		return WEFT_MALFORMED;
	if (!(tunnel->vxlan.flags & bpf_htonl(WEFT_VXLAN_VALID_VNI)))
		return WEFT_MALFORMED;
	packet_len = bpf_ntohs(tunnel->ip.tot_len);
	datagram_len = bpf_ntohs(tunnel->udp.len);
	available = skb->len - ETH_HLEN;
	arrival->exact = packet_len == available && datagram_len == packet_len - sizeof(struct iphdr);
	/* GSO frames over 64 KB cannot say their length. */
	if (!arrival->exact && !skb->gso_size) {
		if (packet_len > available || packet_len < WEFT_TUNNEL_LEN || datagram_len > packet_len - sizeof(struct iphdr) ||
		    datagram_len < WEFT_TUNNEL_LEN - sizeof(struct iphdr))
			return WEFT_MALFORMED;
		return WEFT_FOR_DEVICE;
	}
	arrival->vni = bpf_ntohl(tunnel->vxlan.vni) >> 8;
	arrival->source_vtep_ip4 = tunnel->ip.saddr;
	arrival->outer_tos = tunnel->ip.tos;
	arrival->inner = tunnel->inner;
	arrival->inner_tos = 0;
	if (tunnel->inner.ethertype == bpf_htons(ETH_P_IP)) {
		const __u32 tos_offset = ETH_HLEN + WEFT_TUNNEL_LEN + __builtin_offsetof(struct iphdr, tos);

		if (!weft_pull(skb, ETH_HLEN + WEFT_TUNNEL_LEN + sizeof(struct iphdr)))
			return WEFT_MALFORMED;
		if ((void *)(long)skb->data + tos_offset + 1 > (void *)(long)skb->data_end)
			return WEFT_MALFORMED;
		arrival->inner_tos = *(__u8 *)((void *)(long)skb->data + tos_offset);
	}
	return WEFT_ARRIVED;
}

enum weft_decap_outcome {
	WEFT_DECAP_DONE,
	WEFT_DECAP_REFUSED,     /* the frame is as it was */
	WEFT_DECAP_BROKEN,
};

/*
 * Takes the outer headers off. `ecn` is what RFC 6040 makes of the inner packet's ECN field. A checksum that the NIC verified for
 * the outer packet no longer counts.
 */
static __always_inline enum weft_decap_outcome weft_decap(struct __sk_buff *skb, const struct weft_arrival *arrival, int ecn)
{
	__u64 flags = BPF_F_ADJ_ROOM_FIXED_GSO | BPF_F_ADJ_ROOM_NO_CSUM_RESET;

	flags |= arrival->inner.ethertype == bpf_htons(ETH_P_IPV6) ? WEFT_DECAP_L3_IPV6 : WEFT_DECAP_L3_IPV4;
	if (bpf_skb_adjust_room(skb, -WEFT_TUNNEL_LEN, BPF_ADJ_ROOM_MAC, flags))
		return WEFT_DECAP_REFUSED;
	bpf_csum_level(skb, BPF_CSUM_LEVEL_DEC);
	if (bpf_skb_store_bytes(skb, 0, &arrival->inner, ETH_HLEN, 0))
		return WEFT_DECAP_BROKEN;
	if (ecn != (arrival->inner_tos & WEFT_ECN_MASK))
		weft_ecn_set_ip4(skb, arrival->inner_tos, ecn);
	return WEFT_DECAP_DONE;
}

#endif
