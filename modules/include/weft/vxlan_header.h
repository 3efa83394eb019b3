/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Headers between the underlay's Ethernet header and the tenant's packet (RFC 7348 section 5). */
#ifndef WEFT_VXLAN_HEADER_H
#define WEFT_VXLAN_HEADER_H

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>
#include "weft/parse.h"

/* The I flag: the VNI is valid. */
#define WEFT_VXLAN_VALID_VNI 0x08000000

struct weft_vxlan {
	__be32 flags;   /* all but the I flag: zero when sent, ignored when received */
	__be32 vni;     /* upper 24 bits; the rest likewise */
};

/*
 * Everything that encapsulation adds: it goes between the frame's Ethernet header, which becomes the outer one, and its payload.
 * Only the first WEFT_TUNNEL_LEN bytes are on the wire; the compiler pads the struct.
 */
struct weft_tunnel {
	struct iphdr ip;
	struct udphdr udp;
	struct weft_vxlan vxlan;
	struct weft_ethernet inner;
};

#define WEFT_TUNNEL_LEN 50

_Static_assert(__builtin_offsetof(struct weft_tunnel, inner) + ETH_HLEN == WEFT_TUNNEL_LEN, "20 IPv4 + 8 UDP + 8 VXLAN + 14 Ethernet");

/* The same over IPv6. */
struct weft_tunnel6 {
	struct ipv6hdr ip;
	struct udphdr udp;
	struct weft_vxlan vxlan;
	struct weft_ethernet inner;
};

#define WEFT_TUNNEL6_LEN 70

_Static_assert(__builtin_offsetof(struct weft_tunnel6, inner) + ETH_HLEN == WEFT_TUNNEL6_LEN, "40 IPv6 + 8 UDP + 8 VXLAN + 14 Ethernet");

/* bpf_skb_adjust_room flags newer than some build hosts' uapi headers. */
#define WEFT_DECAP_L3_IPV4 (1ULL << 7)
#define WEFT_DECAP_L3_IPV6 (1ULL << 8)

#endif
