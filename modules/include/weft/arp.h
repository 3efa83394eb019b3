/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * ARP (RFC 826) is answered here from what the controller knows:
 *   request for a neighbor's or a gateway's address, also a probe (RFC 5227, sender 0.0.0.0): answered
 *   request for one of the port's own addresses (probe, announcement), or for one of a pair that no other port has: consumed without
 *     an answer, so that duplicate address detection succeeds; nobody else's cache needs the announcement of an own address
 *   request for an address that nobody is known to have: dropped, or forwarded where ports have allowed address pairs
 *   reply for a port's own address: consumed, because nobody but weft asks
 *   reply or announcement of an address of an allowed pair: forwarded, because others learn from it who has the address now
 */
#ifndef WEFT_ARP_H
#define WEFT_ARP_H

#include "weft/antispoof.h"
#include "weft/counters.h"
#include "weft/fdb.h"
#include "weft/port_arrival.h"

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

/* Turns the request into the reply of who has that MAC, and sends it back where it came from. */
static __always_inline int weft_arp_reply(struct __sk_buff *skb, const struct weft_port *port, const struct weft_arp *request,
					  const __u8 *mac)
{
	const struct weft_config *node = weft_node_config();
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

	__builtin_memcpy(reply.ethernet.destination, request->sender_mac, 6);
	__builtin_memcpy(reply.ethernet.source, mac, 6);
	__builtin_memcpy(reply.arp.sender_mac, mac, 6);
	__builtin_memcpy(reply.arp.target_mac, request->sender_mac, 6);
	if (!node || bpf_skb_store_bytes(skb, 0, &reply, sizeof(reply), 0))
		return weft_drop(port->slot, WEFT_DROP_TRUNCATED);
	return weft_answer(skb, node, port->slot);
}

static __always_inline int weft_arp_request(struct __sk_buff *skb, const struct weft_port *port, const struct weft_arp *arp)
{
	struct weft_neighbor4_key key = { .vni = port->vni, .ip4 = arp->target_ip4 };
	struct weft_gateway4_key gateway_key = { .vni = port->vni, .ip4 = arp->target_ip4 };
	const struct weft_neighbor *neighbor;
	const __u8 gateway[6] = WEFT_GATEWAY_MAC;

	neighbor = bpf_map_lookup_elem(&neighbor4, &key);
	if (neighbor)
		return weft_is_mac_of(port, neighbor->mac) ? WEFT_CONSUMED : weft_arp_reply(skb, port, arp, neighbor->mac);
	if (bpf_map_lookup_elem(&gateway4, &gateway_key))
		return weft_arp_reply(skb, port, arp, gateway);
	return port->flags & WEFT_PORT_FLOODS_UNKNOWN ? WEFT_FORWARD : weft_drop(port->slot, WEFT_DROP_ARP_UNKNOWN);
}

/* WEFT_FORWARD, or a verdict. The frame is counted as sent. A function of its own for its room on the stack. */
__noinline int weft_arp_from_port(struct __sk_buff *skb, const struct weft_port *port, const struct weft_ethernet *ethernet)
{
	struct weft_arp arp;
	enum weft_drop_reason reason;
	bool request, probe;
	int source;

	if (!port || !ethernet)
		return WEFT_CONSUMED;
	reason = weft_parse_arp(skb, &arp);
	if (reason)
		return weft_drop(port->slot, reason);
	request = arp.operation == bpf_htons(WEFT_ARP_REQUEST);
	probe = request && !arp.sender_ip4;
	source = weft_source4(port, ethernet, arp.sender_ip4);
	if (source == WEFT_SOURCE_FOREIGN_MAC)
		return weft_drop(port->slot, WEFT_DROP_SPOOFED_MAC);
	if (!weft_same_mac(arp.sender_mac, ethernet->source) || (!probe && source == WEFT_SOURCE_FOREIGN_IP))
		return weft_drop(port->slot, WEFT_DROP_SPOOFED_ARP);
	weft_port_sends(port);
	weft_count_sent(port->slot, skb->len);
	if (!request || arp.sender_ip4 == arp.target_ip4)
		return source == WEFT_SOURCE_PAIR ? WEFT_FORWARD : WEFT_CONSUMED;
	if (weft_owns_ip4(port, arp.target_ip4))
		return WEFT_CONSUMED;
	return weft_arp_request(skb, port, &arp);
}

#endif
