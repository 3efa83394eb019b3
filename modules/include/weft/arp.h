/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * ARP (RFC 826) never leaves the port: requests are answered here from what the controller knows.
 *   request for a neighbor's address, also a probe (RFC 5227, sender 0.0.0.0): answered
 *   request for one of the port's own addresses (probe, announcement): consumed without an answer, so that duplicate address
 *     detection succeeds; nobody else's cache needs the announcement
 *   reply: consumed, because nobody but weft asks
 */
#ifndef WEFT_ARP_H
#define WEFT_ARP_H

#include "weft/antispoof.h"
#include "weft/counters.h"
#include "weft/to_port.h"

#define WEFT_ARP_REQUEST 1
#define WEFT_ARP_REPLY 2

/* ARP for IPv4 over Ethernet, as on the wire. */
struct weft_arp {
	__be16 hardware;
	__be16 protocol;
	__u8 hardware_len;
	__u8 protocol_len;
	__be16 operation;
	__u8 sender_mac[6];
	__be32 sender_ip4;
	__u8 target_mac[6];
	__be32 target_ip4;
} __attribute__((packed, aligned(2)));

struct weft_arp_frame {
	struct weft_ethernet ethernet;
	struct weft_arp arp;
} __attribute__((packed, aligned(2)));

static __always_inline enum weft_drop_reason weft_parse_arp(struct __sk_buff *skb, struct weft_arp *arp)
{
	void *data;

	if (!weft_pull(skb, sizeof(struct weft_arp_frame)))
		return WEFT_DROP_TRUNCATED;
	data = (void *)(long)skb->data;
	if (data + sizeof(struct weft_arp_frame) > (void *)(long)skb->data_end)
		return WEFT_DROP_TRUNCATED;
	*arp = *(struct weft_arp *)(data + ETH_HLEN);
	if (arp->hardware != bpf_htons(1) || arp->protocol != bpf_htons(ETH_P_IP) || arp->hardware_len != 6 || arp->protocol_len != 4)
		return WEFT_DROP_ARP_MALFORMED;
	if (arp->operation != bpf_htons(WEFT_ARP_REQUEST) && arp->operation != bpf_htons(WEFT_ARP_REPLY))
		return WEFT_DROP_ARP_MALFORMED;
	return WEFT_DROP_NONE;
}

/* Turns the request into the neighbor's reply and sends it back where it came from. */
static __always_inline int weft_arp_reply(struct __sk_buff *skb, const struct weft_config *node, const struct weft_port *port,
					  const struct weft_arp *request, const struct weft_neighbor *neighbor)
{
	struct weft_arp_frame reply = {
		.ethernet.ethertype = bpf_htons(ETH_P_ARP),
		.arp = {
			.hardware = bpf_htons(1),
			.protocol = bpf_htons(ETH_P_IP),
			.hardware_len = 6,
			.protocol_len = 4,
			.operation = bpf_htons(WEFT_ARP_REPLY),
			.sender_ip4 = request->target_ip4,
			.target_ip4 = request->sender_ip4,
		},
	};
	enum weft_drop_reason reason;

	__builtin_memcpy(reply.ethernet.destination, port->mac, 6);
	__builtin_memcpy(reply.ethernet.source, neighbor->mac, 6);
	__builtin_memcpy(reply.arp.sender_mac, neighbor->mac, 6);
	__builtin_memcpy(reply.arp.target_mac, port->mac, 6);
	if (bpf_skb_store_bytes(skb, 0, &reply, sizeof(reply), 0))
		return weft_drop(port->slot, WEFT_DROP_TRUNCATED);
	reason = weft_to_port_stage(skb, port->slot);
	if (reason)
		return weft_drop(port->slot, reason);
	return weft_redirect_staged(skb, node, skb->ifindex);
}

static __always_inline int weft_arp_from_port(struct __sk_buff *skb, const struct weft_config *node, const struct weft_port *port)
{
	struct weft_neighbor4_key key = { .vni = port->vni };
	const struct weft_neighbor *neighbor;
	struct weft_arp arp;
	enum weft_drop_reason reason = weft_parse_arp(skb, &arp);
	bool request, probe;

	if (reason)
		return weft_drop(port->slot, reason);
	request = arp.operation == bpf_htons(WEFT_ARP_REQUEST);
	probe = request && !arp.sender_ip4;
	if (!weft_same_mac(arp.sender_mac, port->mac) || (!probe && !weft_owns_ip4(port, arp.sender_ip4)))
		return weft_drop(port->slot, WEFT_DROP_SPOOFED_ARP);
	weft_count_sent(port->slot, skb->len);
	if (!request || weft_owns_ip4(port, arp.target_ip4))
		return WEFT_CONSUMED;
	key.ip4 = arp.target_ip4;
	neighbor = bpf_map_lookup_elem(&neighbor4, &key);
	if (!neighbor)
		return weft_drop(port->slot, WEFT_DROP_ARP_UNKNOWN);
	return weft_arp_reply(skb, node, port, &arp, neighbor);
}

#endif
