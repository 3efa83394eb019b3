/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Layouts of connection tracking. A connection is tracked by each port that has a policy: where it leaves and where it enters, each for its own. A change
 * of a layout here makes a new map that is filled from the old one (docs/security-groups.md, Upgrades).
 */
#ifndef WEFT_CONNECTION_TYPES_H
#define WEFT_CONNECTION_TYPES_H

#include <linux/bpf.h>
#include <linux/types.h>
#include "weft/policy_types.h"

/* Seconds without a packet after which a connection is none any more. */
#define WEFT_TCP_HANDSHAKE_S 60         /* SYN seen, not yet answered and acknowledged */
#define WEFT_TCP_ESTABLISHED_S 86400
#define WEFT_TCP_CLOSING_S 120          /* a FIN seen */
#define WEFT_TCP_CLOSED_S 10            /* RST, or both FINs acknowledged */
#define WEFT_UDP_S 30                   /* one direction only */
#define WEFT_UDP_REPLIED_S 180
#define WEFT_ICMP_S 30                  /* echo */
#define WEFT_OTHER_S 600                /* other protocols */
#define WEFT_CUT_S 300                  /* no rule allows it any more: longer than TCP waits before it says something again, which is 120 s at most */
#define WEFT_FRAGMENT_S 2               /* the verdict on a datagram's first fragment */

/* Connections that one port may have, where policy_config does not say. */
#define WEFT_PORT_CONNECTIONS_DEFAULT 16384
/* Datagrams of one port, both directions together, of which some fragments are still to come. */
#define WEFT_PORT_FRAGMENTS_MAX 256

/*
 * The same for both directions. ICMP and ICMPv6 echo: own_l4_port is the identifier, remote_l4_port 1 where the remote side asks and 0 where the port
 * does: they may use the same identifier at once. Protocols without l4 ports: both 0.
 */
struct weft_connection4_key {
	__u32 datapath_id;
	__be32 own;             /* the port's address */
	__be32 remote;
	__be16 own_l4_port;
	__be16 remote_l4_port;
	__u8 protocol;
	__u8 pad[3];
};

struct weft_connection6_key {
	__u32 datapath_id;
	__u8 own[16];
	__u8 remote[16];
	__be16 own_l4_port;
	__be16 remote_l4_port;
	__u8 protocol;
	__u8 pad[3];
};

/* Tables whose rows ports share. */
enum weft_tracking_table {
	WEFT_TRACKING_CONNECTION4 = 0,
	WEFT_TRACKING_CONNECTION6 = 1,
	WEFT_TRACKING_FRAGMENT = 2,
};
#define WEFT_TRACKING_TABLES 3

/* Of one of them. */
struct weft_connection_use {
	__u32 capacity;         /* 0: not said yet, and ports have what is allowed to each */
	__u32 used;             /* modulo 2^32 */
};

enum weft_connection_state {
	WEFT_CONNECTION_NEW = 1,        /* packets of one direction only */
	WEFT_CONNECTION_HANDSHAKE = 2,  /* TCP: SYN and SYN+ACK seen */
	WEFT_CONNECTION_ESTABLISHED = 3, /* TCP: acknowledged; others: packets of both directions */
	WEFT_CONNECTION_CLOSING = 4,    /* TCP: a FIN seen */
	WEFT_CONNECTION_CLOSED = 5,     /* TCP: RST, or both FINs acknowledged */
};

/* What a side of a TCP connection sent (G. van Rooij, Real Stateful TCP Packet Filtering; sequence numbers in host byte order, modulo 2^32). */
struct weft_tcp_side {
	__u32 end;              /* highest sequence number sent, and its length */
	__u32 max_end;          /* highest that the other side allowed */
	__u32 max_window;       /* largest window offered */
	__u8 scale;             /* shift of its windows */
	__u8 flags;             /* enum weft_tcp_side_flags, or-ed */
	__u16 pad;
};

enum weft_tcp_side_flags {
	WEFT_TCP_SIDE_SCALED = 1,       /* its SYN offered window scaling */
	WEFT_TCP_SIDE_FIN = 2,
	WEFT_TCP_SIDE_FIN_ACKED = 4,
	WEFT_TCP_SIDE_KNOWN = 8,        /* end and max_end hold; without it any sequence number is taken once (picked up in the middle) */
	WEFT_TCP_SIDE_SYN = 16,         /* its SYN was seen: all that it sent is known */
};

struct weft_connection {
	struct bpf_spin_lock lock;      /* for `state` and `side` */
	__u32 version;          /* of the port's policy that it was last judged under */
	weft_rule rule;         /* that allowed it then; 0: none does any more, and its packets are dropped */
	__u64 first_ns;         /* CLOCK_MONOTONIC */
	__u64 last_ns;
	__u32 slot;
	__u8 began;             /* enum weft_policy_direction of its first packet: the direction that its rules are asked for */
	__u8 state;             /* enum weft_connection_state */
	__u16 pad;
	struct weft_tcp_side side[2];   /* by direction that it sends in: WEFT_INGRESS is the remote side, WEFT_EGRESS the port */
	struct weft_tcp_side syn;       /* a SYN of the side that began, while the connection lived: it counts if the other side answers it. flags 0: none */
};

/* A datagram in fragments: IPv4 addresses mapped; identification in host byte order. */
struct weft_fragment_key {
	__u32 datapath_id;
	__u32 identification;
	__u8 source[16];
	__u8 destination[16];
	__u8 protocol;          /* IPv6: 0, because only the first fragment says which it is (RFC 8200 section 4.5) */
	__u8 direction;         /* enum weft_policy_direction */
	__u16 pad;
};

/* The verdict on its first fragment. */
struct weft_fragment {
	__u64 expires_ns;
	__u32 version;          /* of the policy: another one and later fragments are dropped */
	__u32 slot;
	__be16 source_l4_port;
	__be16 destination_l4_port;
	__u32 header_end;       /* bytes of the datagram that the first fragment's l4 header needs: no later one may begin before */
	__u16 length;           /* of the datagram, in bytes that fragments carry; 0: its last one was not seen */
	__u16 passed;           /* bytes from its beginning that have passed: all of them, and the row is removed */
	__u32 ahead;            /* what has passed beyond the first gap: where it begins, and in the upper half where it ends; not beyond `passed`: nothing */
};

/*
 * The rule of a connection that has come with its port from another node (weft/connection_told.h), until a packet of it is judged here: group 0, which is none, and above
 * this number the one of the telling that named it last.
 */
#define WEFT_RULE_TOLD 0x80000000
#define WEFT_TELLING_MAX 0x7fffffff

enum weft_connection_sweep_scope {
	WEFT_CONNECTION_SWEEP_DUE = 0,  /* those whose time is over */
	WEFT_CONNECTION_SWEEP_PORT = 1, /* and all of `datapath_id` */
	WEFT_CONNECTION_SWEEP_UNTOLD = 2, /* and of `datapath_id` those that are told, but not in `telling` */
};

/* What connection_sweep is to do, and what it did: the context of its BPF_PROG_TEST_RUN. */
struct weft_connection_sweep {
	__u32 scope;            /* in: enum weft_connection_sweep_scope */
	__u32 datapath_id;      /* in */
	__u32 ended;            /* out: connections removed */
	__u32 left4;            /* out: seen in connection4 and not removed */
	__u32 left6;
	__u32 fragments;        /* out: datagrams seen and not removed */
	__u32 telling;          /* in */
};

enum weft_connection_taken {
	WEFT_CONNECTION_TAKEN = 0,      /* it is there as it was told */
	WEFT_CONNECTION_KEPT = 1,       /* it was judged here, or is cut: it stays as it is */
	WEFT_CONNECTION_EXPIRED = 2,
	WEFT_CONNECTION_SHARE_FULL = 3, /* the port has as many as it may have */
	WEFT_CONNECTION_TABLE_FULL = 4,
};

/* A connection that another node has told of: the context of connection_take's BPF_PROG_TEST_RUN. Whoever runs it has checked it. */
struct weft_connection_take {
	__u64 age_ns;           /* since it began */
	__u64 idle_ns;          /* since its last packet */
	__u32 datapath_id;
	__u32 slot;             /* of the port here */
	__u32 telling;          /* 1 to WEFT_TELLING_MAX */
	__u8 own[16];           /* IPv4: mapped */
	__u8 remote[16];
	__be16 own_l4_port;
	__be16 remote_l4_port;
	__u8 protocol;
	__u8 began;             /* enum weft_policy_direction */
	__u8 state;             /* enum weft_connection_state */
	__u8 cut;               /* 1: no rule allows it any more */
	__u8 ip6;               /* 0: the addresses are mapped ones */
	__u8 scale[2];          /* of TCP, by direction as struct weft_connection's sides */
	__u8 flags[2];          /* enum weft_tcp_side_flags, or-ed, without KNOWN */
	__u8 pad[3];
	__u32 taken;            /* out: enum weft_connection_taken */
};

#endif
