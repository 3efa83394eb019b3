/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* A DHCPv4 message (RFC 2131 section 2) that a port sends: what is needed of it. */
#ifndef WEFT_DHCP_MESSAGE_H
#define WEFT_DHCP_MESSAGE_H

#include "weft/drop_reasons.h"
#include "weft/parse.h"

#define WEFT_DHCP_SERVER_PORT 67
#define WEFT_DHCP_CLIENT_PORT 68
#define WEFT_DHCP_COOKIE 0x63825363
#define WEFT_DHCP_BROADCAST 0x8000
/* Options of one message, each padding byte counts. */
#define WEFT_DHCP_OPTIONS_WALK 128
/* The longest client identifier: type, IAID and the longest DUID (RFC 4361 section 6.1, RFC 8415 section 11.1). */
#define WEFT_DHCP_CLIENT_ID_MAX 135

enum weft_bootp_op {
	WEFT_BOOTP_REQUEST = 1,
	WEFT_BOOTP_REPLY = 2,
};

enum weft_dhcp_type {
	WEFT_DHCP_DISCOVER = 1,
	WEFT_DHCP_OFFER = 2,
	WEFT_DHCP_REQUEST = 3,
	WEFT_DHCP_DECLINE = 4,
	WEFT_DHCP_ACK = 5,
	WEFT_DHCP_NAK = 6,
	WEFT_DHCP_RELEASE = 7,
	WEFT_DHCP_INFORM = 8,
};

enum weft_dhcp_option {
	WEFT_DHCP_OPTION_PAD = 0,
	WEFT_DHCP_OPTION_REQUESTED = 50,
	WEFT_DHCP_OPTION_TYPE = 53,
	WEFT_DHCP_OPTION_SERVER = 54,
	WEFT_DHCP_OPTION_CLIENT_ID = 61,
	WEFT_DHCP_OPTION_END = 255,
};

/* The part of a message before the names, as on the wire. */
struct weft_bootp {
	__u8 op;
	__u8 htype;
	__u8 hlen;
	__u8 hops;
	__be32 xid;
	__be16 secs;
	__be16 flags;
	__be32 ciaddr;
	__be32 yiaddr;
	__be32 siaddr;
	__be32 giaddr;
	__u8 chaddr[16];
};

/* Bytes before the cookie. */
#define WEFT_BOOTP_LEN 236

/* What its options say. */
struct weft_dhcp_options {
	__be32 requested;       /* zero: none */
	__be32 server;          /* zero: none */
	__u32 type;
	__u32 client_id_offset; /* of the whole option, in the frame; zero: none */
	__u32 client_id_len;    /* of the option's value */
};

struct weft_dhcp_walk {
	struct __sk_buff *skb;
	struct weft_dhcp_options *options;
	__u32 offset;
	__u32 end;
	__u32 complete;         /* the end option was met */
};

/* The 4 bytes of an option's value. */
static __always_inline bool weft_dhcp_address(struct weft_dhcp_walk *walk, __u8 length, __be32 *address)
{
	return length == 4 && !bpf_skb_load_bytes(walk->skb, walk->offset + 2, address, 4);
}

/* One option; 1 ends the walk. */
static int weft_dhcp_option(__u32 index __attribute__((unused)), struct weft_dhcp_walk *walk)
{
	struct weft_dhcp_options *options = walk->options;
	struct {
		__u8 code;
		__u8 length;
	} head = {};
	__u8 type;

	if (walk->offset >= walk->end || bpf_skb_load_bytes(walk->skb, walk->offset, &head.code, 1))
		return 1;
	if (head.code == WEFT_DHCP_OPTION_END) {
		walk->complete = 1;
		return 1;
	}
	if (head.code == WEFT_DHCP_OPTION_PAD) {
		walk->offset++;
		return 0;
	}
	if (walk->offset + 2 > walk->end || bpf_skb_load_bytes(walk->skb, walk->offset + 1, &head.length, 1))
		return 1;
	if (walk->offset + 2 + head.length > walk->end)
		return 1;
	switch (head.code) {
	case WEFT_DHCP_OPTION_TYPE:
		if (head.length != 1 || bpf_skb_load_bytes(walk->skb, walk->offset + 2, &type, 1))
			return 1;
		options->type = type;
		break;
	case WEFT_DHCP_OPTION_REQUESTED:
		if (!weft_dhcp_address(walk, head.length, &options->requested))
			return 1;
		break;
	case WEFT_DHCP_OPTION_SERVER:
		if (!weft_dhcp_address(walk, head.length, &options->server))
			return 1;
		break;
	case WEFT_DHCP_OPTION_CLIENT_ID:
		options->client_id_offset = walk->offset;
		options->client_id_len = head.length;
		break;
	}
	walk->offset += 2 + head.length;
	return 0;
}

/* The options from `offset` to `end`. False if they do not end there, or one that matters is not what it should be. */
static __always_inline bool weft_dhcp_read_options(struct __sk_buff *skb, struct weft_dhcp_options *options, __u32 offset, __u32 end)
{
	struct weft_dhcp_walk walk = { .skb = skb, .options = options, .offset = offset, .end = end };

	bpf_loop(WEFT_DHCP_OPTIONS_WALK, weft_dhcp_option, &walk, 0);
	return walk.complete && options->client_id_len <= WEFT_DHCP_CLIENT_ID_MAX;
}

/* Reads the message behind the UDP header at `udp_offset`. NONE, or why it is dropped. */
static __always_inline enum weft_drop_reason weft_dhcp_read(struct __sk_buff *skb, struct weft_bootp *bootp,
							    struct weft_dhcp_options *options, __u32 udp_offset)
{
	__u32 offset = udp_offset + 8;
	__be16 udp_len;
	__be32 cookie;
	__u32 end;

	if (bpf_skb_load_bytes(skb, udp_offset + 4, &udp_len, sizeof(udp_len)))
		return WEFT_DROP_DHCP_MALFORMED;
	end = udp_offset + bpf_ntohs(udp_len);
	if (end > skb->len || end < offset + WEFT_BOOTP_LEN + sizeof(cookie))
		return WEFT_DROP_DHCP_MALFORMED;
	if (bpf_skb_load_bytes(skb, offset, bootp, sizeof(*bootp)) ||
	    bpf_skb_load_bytes(skb, offset + WEFT_BOOTP_LEN, &cookie, sizeof(cookie)))
		return WEFT_DROP_DHCP_MALFORMED;
	if (bootp->op == WEFT_BOOTP_REPLY)
		return WEFT_DROP_DHCP_SERVER;
	/* A relay between a port and its node there is not. */
	if (bootp->op != WEFT_BOOTP_REQUEST || bootp->htype != 1 || bootp->hlen != 6 || bootp->giaddr || cookie != bpf_htonl(WEFT_DHCP_COOKIE))
		return WEFT_DROP_DHCP_MALFORMED;
	if (!weft_dhcp_read_options(skb, options, offset + WEFT_BOOTP_LEN + sizeof(cookie), end))
		return WEFT_DROP_DHCP_MALFORMED;
	return WEFT_DROP_NONE;
}

#endif
