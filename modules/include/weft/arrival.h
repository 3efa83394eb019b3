/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Reading a VXLAN packet of the underlay from bytes in memory: the same for tc and XDP. Bounds are the caller's `data` and `data_end`. */
#ifndef WEFT_ARRIVAL_H
#define WEFT_ARRIVAL_H

#include "weft/node_config.h"
#include "weft/vxlan_header.h"

#define WEFT_OUTER_FRAGMENT_OFFSET6 0xfff8

/* An address of the underlay; of which family is a constant where it is used. */
union weft_underlay_address {
	__be32 ip4;
	__u8 ip6[16];
};

/* A VXLAN packet for this node. */
struct weft_arrival {
	__u32 vni;
	union weft_underlay_address source;
	__u8 outer_ttl; /* or hop limit */
	__u8 outer_tos;
	__u8 inner_tos;
	bool exact;     /* lengths in the outer headers are those of the packet */
	struct weft_ethernet inner;
};

enum weft_outer_kind {
	WEFT_OUTER_OTHER,       /* not to our VTEP, or not UDP to the VXLAN port */
	WEFT_OUTER_UNUSUAL,     /* to our VTEP; only the kernel reads it: fragments, IP options, extension headers */
	WEFT_OUTER_VXLAN,
};

enum weft_tunnel_kind {
	WEFT_TUNNEL_MALFORMED,
	WEFT_TUNNEL_TRAILED,    /* fine, with bytes behind it that are not of the packet */
	WEFT_TUNNEL_WHOLE,
};

static __always_inline bool weft_same_underlay6(const struct in6_addr *address, const __u8 *vtep_ip6)
{
	const __u32 *own = (const void *)vtep_ip6;

	return address->in6_u.u6_addr32[0] == own[0] && address->in6_u.u6_addr32[1] == own[1] && address->in6_u.u6_addr32[2] == own[2] &&
	       address->in6_u.u6_addr32[3] == own[3];
}

static __always_inline bool weft_is_ip(__be16 ethertype)
{
	return ethertype == bpf_htons(ETH_P_IP) || ethertype == bpf_htons(ETH_P_IPV6);
}

/* Type of service, or traffic class, of the packet of that type at `ip`, of which two bytes are readable. */
static __always_inline __u8 weft_inner_tos(const __u8 *ip, __be16 ethertype)
{
	return ethertype == bpf_htons(ETH_P_IP) ? ip[1] : (__u8)(ip[0] << 4 | ip[1] >> 4);
}

static __always_inline enum weft_outer_kind weft_read_outer(void *data, void *data_end, const struct weft_config *node, const bool ip6)
{
	struct udphdr *udp;

	if (ip6) {
		struct ipv6hdr *ip = data + ETH_HLEN;

		udp = (void *)(ip + 1);
		if ((void *)(udp + 1) > data_end || !weft_same_underlay6(&ip->daddr, node->vtep_ip6))
			return WEFT_OUTER_OTHER;
		if (ip->version != 6 || ip->nexthdr != IPPROTO_UDP)
			return WEFT_OUTER_UNUSUAL;
	} else {
		struct iphdr *ip = data + ETH_HLEN;

		udp = (void *)(ip + 1);
		if ((void *)(udp + 1) > data_end || ip->protocol != IPPROTO_UDP || ip->daddr != node->vtep_ip4)
			return WEFT_OUTER_OTHER;
		if (ip->version != 4 || ip->ihl != 5 || ip->frag_off & bpf_htons(WEFT_IP4_MORE_FRAGMENTS | WEFT_IP4_FRAGMENT_OFFSET))
			return WEFT_OUTER_UNUSUAL;
	}
	return udp->dest == node->vxlan_port ? WEFT_OUTER_VXLAN : WEFT_OUTER_OTHER;
}

/*
 * The rest of what weft_read_outer has called VXLAN. `available` bytes follow the outer Ethernet header; `gso`: its lengths may be those of
 * no packet. `inner_tos` is the caller's to set.
 */
static __always_inline enum weft_tunnel_kind weft_read_tunnel(void *data, void *data_end, __u32 available, bool gso, const bool ip6,
							      struct weft_arrival *arrival)
{
	const __u32 ip_len = ip6 ? sizeof(struct ipv6hdr) : sizeof(struct iphdr);
	const __u32 tunnel_len = ip6 ? WEFT_TUNNEL6_LEN : WEFT_TUNNEL_LEN;
	struct udphdr *udp = data + ETH_HLEN + ip_len;
	struct weft_vxlan *vxlan = (void *)(udp + 1);
	struct weft_ethernet *inner = (void *)(vxlan + 1);
	__u32 packet_len, datagram_len;

	if ((void *)inner + ETH_HLEN > data_end || !(vxlan->flags & bpf_htonl(WEFT_VXLAN_VALID_VNI)))
		return WEFT_TUNNEL_MALFORMED;
	datagram_len = bpf_ntohs(udp->len);
	if (ip6) {
		struct ipv6hdr *ip = data + ETH_HLEN;

		packet_len = bpf_ntohs(ip->payload_len) + ip_len;
		__builtin_memcpy(arrival->source.ip6, &ip->saddr, sizeof(arrival->source.ip6));
		arrival->outer_tos = bpf_ntohl(*(__be32 *)ip) >> 20;
		arrival->outer_ttl = ip->hop_limit;
	} else {
		struct iphdr *ip = data + ETH_HLEN;

		packet_len = bpf_ntohs(ip->tot_len);
		arrival->source.ip4 = ip->saddr;
		arrival->outer_tos = ip->tos;
		arrival->outer_ttl = ip->ttl;
	}
	arrival->exact = packet_len == available && datagram_len == packet_len - ip_len;
	if (!arrival->exact && !gso) {
		if (packet_len > available || packet_len < tunnel_len || datagram_len > packet_len - ip_len || datagram_len < tunnel_len - ip_len)
			return WEFT_TUNNEL_MALFORMED;
		return WEFT_TUNNEL_TRAILED;
	}
	arrival->vni = bpf_ntohl(vxlan->vni) >> 8;
	arrival->inner = *inner;
	return WEFT_TUNNEL_WHOLE;
}

#endif
