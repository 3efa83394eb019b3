/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * DHCPv4 (RFC 2131) for a port: the node is the server, at the gateway's address; what it says is a row that the agent has laid out. The one
 * address that a port may have of it is known, so a server without memory is a right one.
 *   DISCOVER > OFFER
 *   REQUEST, selecting, of another server > consumed
 *   REQUEST of the address, in any state > ACK; of another address > NAK (section 4.3.2)
 *   INFORM > ACK without a lease; RELEASE, DECLINE > consumed
 * Client identifiers come back as they came (RFC 6842). Options in the fields sname and file (overload) are not read: clients send none there.
 */
#ifndef WEFT_DHCP_H
#define WEFT_DHCP_H

#include <linux/udp.h>
#include "weft/answer.h"
#include "weft/checksum.h"
#include "weft/dhcp_message.h"
#include "weft/node_config.h"
#include "weft/replace.h"

/* What follows the row's options: client identifier, end, and padding, so that no answer is shorter than BOOTP's 300 bytes (RFC 1542 section 2.1). */
#define WEFT_DHCP_TAIL_MIN 28
#define WEFT_DHCP_TAIL_MAX 140

/* An answer but its options of the row and its tail; the first two bytes are not sent and align what follows the Ethernet header. */
struct weft_dhcp_head {
	__u16 pad;
	struct weft_ethernet ethernet;
	struct iphdr ip;
	struct udphdr udp;
	struct weft_bootp bootp;
	__u8 names[WEFT_BOOTP_LEN - sizeof(struct weft_bootp)];
	__be32 cookie;
	__u8 type[3];
	__u8 server[6];
	__u8 padding[3];
	__u8 lease[WEFT_DHCP4_LEASE_LEN];
};

#define WEFT_DHCP_HEAD_LEN (sizeof(struct weft_dhcp_head) - 2)
#define WEFT_DHCP_HEAD_UDP_LEN (sizeof(struct weft_dhcp_head) - __builtin_offsetof(struct weft_dhcp_head, udp))
_Static_assert(WEFT_DHCP_HEAD_UDP_LEN % 4 == 0 && WEFT_DHCP_HEAD_UDP_LEN <= WEFT_CSUM_CHUNK, "summed at once, and so is what follows");
_Static_assert(sizeof(struct iphdr) + WEFT_DHCP_HEAD_UDP_LEN + WEFT_DHCP4_OPTIONS_MAX + WEFT_DHCP_TAIL_MIN == 576, "RFC 2131 section 2");
_Static_assert(WEFT_DHCP_TAIL_MAX >= 2 + WEFT_DHCP_CLIENT_ID_MAX + 1 && WEFT_DHCP_TAIL_MAX % 4 == 0, "any identifier, and the end");

struct weft_dhcp_room {
	struct weft_dhcp_options options;
	__u32 tail_len;
	struct weft_dhcp_head head;
	__u8 tail[WEFT_DHCP_TAIL_MAX];
};

/* Room for one answer on each CPU. Of from_port only, which does not nest. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct weft_dhcp_room);
} dhcp_room SEC(".maps");

/* What a message is answered with; 0: nothing is said. */
static __always_inline int weft_dhcp_reply_type(const struct weft_dhcp_room *room, const struct weft_dhcp4 *row, enum weft_drop_reason *reason)
{
	const struct weft_dhcp_options *options = &room->options;
	__be32 ciaddr = room->head.bootp.ciaddr;
	__be32 wanted = options->requested ? options->requested : ciaddr;

	switch (options->type) {
	case WEFT_DHCP_DISCOVER:
		return WEFT_DHCP_OFFER;
	case WEFT_DHCP_REQUEST:
		if (options->server && options->server != row->server_ip4)
			return 0;
		if (!wanted) {
			*reason = WEFT_DROP_DHCP_MALFORMED;
			return 0;
		}
		return wanted == row->client_ip4 && (!ciaddr || ciaddr == row->client_ip4) ? WEFT_DHCP_ACK : WEFT_DHCP_NAK;
	case WEFT_DHCP_INFORM:
		if (!ciaddr)
			*reason = WEFT_DROP_DHCP_MALFORMED;
		return ciaddr ? WEFT_DHCP_ACK : 0;
	case WEFT_DHCP_RELEASE:
	case WEFT_DHCP_DECLINE:
		return 0;
	case WEFT_DHCP_OFFER:
	case WEFT_DHCP_ACK:
	case WEFT_DHCP_NAK:
		*reason = WEFT_DROP_DHCP_SERVER;
		return 0;
	default:
		*reason = WEFT_DROP_DHCP_MALFORMED;
		return 0;
	}
}

/* Client identifier, end and padding. False if the identifier cannot be read. */
static __always_inline bool weft_dhcp_tail(struct __sk_buff *skb, struct weft_dhcp_room *room)
{
	__u32 length = room->options.client_id_offset ? 2 + room->options.client_id_len : 0;

	__builtin_memset(room->tail, 0, sizeof(room->tail));
	asm volatile("" : "+r"(length));
	if (length > 2 + WEFT_DHCP_CLIENT_ID_MAX)
		return false;
	if (length && bpf_skb_load_bytes(skb, room->options.client_id_offset, room->tail, length))
		return false;
	room->tail[length] = WEFT_DHCP_OPTION_END;
	length = (length + 4) & ~3u;
	room->tail_len = length < WEFT_DHCP_TAIL_MIN ? WEFT_DHCP_TAIL_MIN : length;
	return true;
}

/* Everything but lengths and checksums. The fields that RFC 2131 table 3 takes from the client are in place. */
static __always_inline void weft_dhcp_head(struct weft_dhcp_head *head, const struct weft_dhcp4 *row, const __u8 *port_mac, __u8 type, bool inform)
{
	bool to_all = type == WEFT_DHCP_NAK || (!head->bootp.ciaddr && head->bootp.flags & bpf_htons(WEFT_DHCP_BROADCAST));
	const __u8 *server = (const void *)&row->server_ip4;
	__be32 client = head->bootp.ciaddr ? head->bootp.ciaddr : row->client_ip4;

	__builtin_memcpy(head->ethernet.source, port_mac, ETH_ALEN);
	weft_answer_ethernet(&head->ethernet);
	head->ethernet.ethertype = bpf_htons(ETH_P_IP);
	if (to_all)
		__builtin_memset(head->ethernet.destination, 0xff, 6);
	__builtin_memset(&head->ip, 0, sizeof(head->ip) + sizeof(head->udp));
	head->ip.version = 4;
	head->ip.ihl = 5;
	head->ip.ttl = WEFT_ANSWER_TTL;
	head->ip.protocol = IPPROTO_UDP;
	head->ip.saddr = row->server_ip4;
	head->ip.daddr = to_all ? bpf_htonl(0xffffffff) : client;
	head->udp.source = bpf_htons(WEFT_DHCP_SERVER_PORT);
	head->udp.dest = bpf_htons(WEFT_DHCP_CLIENT_PORT);
	head->bootp.op = WEFT_BOOTP_REPLY;
	head->bootp.hops = 0;
	head->bootp.secs = 0;
	if (type != WEFT_DHCP_ACK)
		head->bootp.ciaddr = 0;
	head->bootp.yiaddr = inform || type == WEFT_DHCP_NAK ? 0 : row->client_ip4;
	head->bootp.siaddr = 0;
	head->cookie = bpf_htonl(WEFT_DHCP_COOKIE);
	head->type[0] = WEFT_DHCP_OPTION_TYPE;
	head->type[1] = 1;
	head->type[2] = type;
	head->server[0] = WEFT_DHCP_OPTION_SERVER;
	head->server[1] = 4;
	head->server[2] = server[0];
	head->server[3] = server[1];
	head->server[4] = server[2];
	head->server[5] = server[3];
	if (inform || type == WEFT_DHCP_NAK)
		__builtin_memset(head->lease, 0, sizeof(head->lease));
	else
		__builtin_memcpy(head->lease, row->lease, sizeof(head->lease));
}

/* Lengths and checksums, then the frame. */
static __always_inline bool weft_dhcp_write(struct __sk_buff *skb, struct weft_dhcp_room *room, const struct weft_dhcp4 *row, __u32 options_len,
					    __u32 headers_len)
{
	struct weft_dhcp_head *head = &room->head;
	__u32 tail_len = room->tail_len;
	__u16 udp_len;
	__u64 sum;

	asm volatile("" : "+r"(options_len), "+r"(tail_len));
	if (options_len > WEFT_DHCP4_OPTIONS_MAX || tail_len > WEFT_DHCP_TAIL_MAX || !tail_len)
		return false;
	udp_len = WEFT_DHCP_HEAD_UDP_LEN + options_len + tail_len;
	head->ip.tot_len = bpf_htons(sizeof(head->ip) + udp_len);
	head->ip.check = weft_ip4_checksum(&head->ip);
	head->udp.len = bpf_htons(udp_len);
	sum = bpf_csum_diff(NULL, 0, (void *)&head->udp, WEFT_DHCP_HEAD_UDP_LEN, 0);
	sum = (__u32)bpf_csum_diff(NULL, 0, (void *)row->options, options_len, sum);
	sum = (__u32)bpf_csum_diff(NULL, 0, (void *)room->tail, tail_len, sum);
	sum += (__u64)head->ip.saddr + head->ip.daddr + bpf_htons(IPPROTO_UDP) + bpf_htons(udp_len);
	head->udp.check = weft_checksum_fold(sum);
	if (!head->udp.check)
		head->udp.check = 0xffff;
	if (!weft_replace(skb, ETH_HLEN + sizeof(head->ip) + udp_len, headers_len) ||
	    bpf_skb_store_bytes(skb, 0, &head->ethernet, WEFT_DHCP_HEAD_LEN, 0))
		return false;
	if (options_len && bpf_skb_store_bytes(skb, WEFT_DHCP_HEAD_LEN, row->options, options_len, 0))
		return false;
	return !bpf_skb_store_bytes(skb, WEFT_DHCP_HEAD_LEN + options_len, room->tail, tail_len, 0);
}

/*
 * A client's message: UDP from port 68 to 67, past anti-spoofing (which lets 0.0.0.0 pass for it) and counted as sent. To whom it is sent does not
 * matter: nobody else answers. A function of its own for the verifier.
 */
__noinline int weft_dhcp4_from_port(struct __sk_buff *skb, const struct weft_port *port, const struct weft_ip4 *ip4)
{
	enum weft_drop_reason reason = WEFT_DROP_NONE;
	const struct weft_config *node = weft_node_config();
	const struct weft_dhcp4 *row;
	struct weft_dhcp_room *room;
	__u32 zero = 0, datapath_id, slot, headers_len;
	bool inform;
	int type;

	if (!node || !port || !ip4)
		return WEFT_CONSUMED;
	datapath_id = port->datapath_id;
	slot = port->slot;
	headers_len = ip4->headers_len;
	row = bpf_map_lookup_elem(&dhcp4, &datapath_id);
	room = bpf_map_lookup_elem(&dhcp_room, &zero);
	if (!row || !room)
		return weft_drop(slot, WEFT_DROP_DHCP_NONE);
	if (ip4->fragment || headers_len < sizeof(struct iphdr) + sizeof(struct udphdr) || headers_len > 60 + sizeof(struct udphdr))
		return weft_drop(slot, WEFT_DROP_DHCP_MALFORMED);
	__builtin_memset(&room->options, 0, sizeof(room->options));
	reason = weft_dhcp_read(skb, &room->head.bootp, &room->options, ETH_HLEN + headers_len - sizeof(struct udphdr));
	if (reason)
		return weft_drop(slot, reason);
	if (!weft_same_mac(room->head.bootp.chaddr, port->mac))
		return weft_drop(slot, WEFT_DROP_SPOOFED_MAC);
	type = weft_dhcp_reply_type(room, row, &reason);
	if (reason)
		return weft_drop(slot, reason);
	if (!type)
		return WEFT_CONSUMED;
	inform = room->options.type == WEFT_DHCP_INFORM;
	if (!weft_dhcp_tail(skb, room))
		return weft_drop(slot, WEFT_DROP_DHCP_MALFORMED);
	weft_dhcp_head(&room->head, row, port->mac, type, inform);
	if (!weft_dhcp_write(skb, room, row, type == WEFT_DHCP_NAK ? 0 : row->options_len, headers_len))
		return weft_drop(slot, WEFT_DROP_TOO_BIG);
	return weft_answer(skb, node, slot);
}

#endif
