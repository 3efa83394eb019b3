/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* ICMP (RFC 792) and ICMPv6 (RFC 4443): the header, and the types and codes that gateways know. */
#ifndef WEFT_ICMP_H
#define WEFT_ICMP_H

#include <linux/types.h>

/* Everything of an error before what it quotes. */
struct weft_icmp {
	__u8 type;
	__u8 code;
	__sum16 check;
	__be32 info;            /* MTU of "fragmentation needed" and "packet too big" */
};

enum weft_icmp4_type {
	WEFT_ICMP4_ECHO_REPLY = 0,
	WEFT_ICMP4_UNREACHABLE = 3,
	WEFT_ICMP4_ECHO_REQUEST = 8,
	WEFT_ICMP4_TIME_EXCEEDED = 11,
	WEFT_ICMP4_PARAMETER_PROBLEM = 12,
	WEFT_ICMP4_TIMESTAMP = 13,
	WEFT_ICMP4_TIMESTAMP_REPLY = 14,
};

enum weft_icmp4_unreachable {
	WEFT_ICMP4_NETWORK_UNREACHABLE = 0,
	WEFT_ICMP4_HOST_UNREACHABLE = 1,
	WEFT_ICMP4_PORT_UNREACHABLE = 3,
	WEFT_ICMP4_FRAGMENTATION_NEEDED = 4,
};

enum weft_icmp6_type {
	WEFT_ICMP6_UNREACHABLE = 1,
	WEFT_ICMP6_PACKET_TOO_BIG = 2,
	WEFT_ICMP6_TIME_EXCEEDED = 3,
	WEFT_ICMP6_PARAMETER_PROBLEM = 4,
	WEFT_ICMP6_QUESTIONS = 128, /* and above; below are errors */
	WEFT_ICMP6_ECHO_REQUEST = 128,
	WEFT_ICMP6_ECHO_REPLY = 129,
};

enum weft_icmp6_unreachable {
	WEFT_ICMP6_NO_ROUTE = 0,
	WEFT_ICMP6_ADDRESS_UNREACHABLE = 3,
	WEFT_ICMP6_PORT_UNREACHABLE = 4,
};

#endif
