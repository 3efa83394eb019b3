/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Layouts of security policy (docs/security-groups.md). A policy is what the security groups of a port allow, compiled for both directions. It is never changed:
 * other content is another policy with another id, laid out whole before a port is switched to it.
 */
#ifndef WEFT_POLICY_TYPES_H
#define WEFT_POLICY_TYPES_H

#include <linux/types.h>

/* Security groups of a port. */
#define WEFT_PORT_GROUPS_MAX 16
/* Addresses nest no deeper than their bits, so no packet takes more steps than this, the whole family included. */
#define WEFT_POLICY_STEPS_MAX 129

enum weft_policy_direction {
	WEFT_INGRESS = 0,       /* towards the port */
	WEFT_EGRESS = 1,        /* from the port */
};

/*
 * What holds for a port, by its slot. One word, which programs read once a packet and policy_switch writes at once: version << 32 | policy id. 0: the port has
 * no security groups, everything passes. Versions ascend on a node: connections that were admitted under another version are judged anew.
 */
struct weft_port_policy {
	__u64 active;
};

enum weft_policy_flags {
	/* Some rules of the direction name security groups. */
	WEFT_POLICY_INGRESS_GROUPS = 1,
	WEFT_POLICY_EGRESS_GROUPS = 2,
	/* No group has a rule of the direction egress: all may leave. */
	WEFT_POLICY_EGRESS_OPEN = 4,
};

/* A policy that is laid out: written last, removed first. */
struct weft_policy {
	__u8 digest[16];        /* of its content: an agent that starts finds it again */
	__u32 flags;            /* enum weft_policy_flags, or-ed */
	__u32 rules;
};

/* A rule: security group << 32 | number of the rule in it. 0: none. */
typedef __u64 weft_rule;
/* What allows a connection from a port whose egress is open: group 0, which is none. */
#define WEFT_RULE_OPEN 1

/* Rules of one policy and direction with the same remote side. */
struct weft_policy_class {
	__u32 class_id;
	__u32 wider;            /* class of the next shorter prefix of the same policy and direction; 0: none. Of a security group: 0 */
	weft_rule any;          /* allows every protocol */
};

/* Longest-prefix key: prefix_len counts 32 bits for `policy` and the prefix's own. `policy` is policy id << 1 | direction, big-endian. */
struct weft_policy_ip4_key {
	__u32 prefix_len;
	__be32 policy;
	__be32 remote;
};

struct weft_policy_ip6_key {
	__u32 prefix_len;
	__be32 policy;
	__u8 remote[16];
};

/* Rules whose remote side is a security group. */
struct weft_policy_group_key {
	__u32 policy;           /* policy id << 1 | direction, host byte order */
	__u32 group_id;
};

/*
 * Longest-prefix key: prefix_len counts 48 bits and those of l4_port. TCP, UDP: the l4 port that the connection goes to. ICMP and ICMPv6: type << 8 | code.
 * Other protocols: 0 bits of it.
 */
struct weft_policy_l4_key {
	__u32 prefix_len;
	__be32 class_id;
	__u8 protocol;
	__u8 pad;
	__be16 l4_port;
};

/* Security groups that a port of the node's scopes is in, ascending; the others are 0. */
struct weft_port_groups {
	__u32 count;
	__u32 id[WEFT_PORT_GROUPS_MAX];
};

/* What a rule did for a port. Rule 0: what no rule of the direction allowed. */
struct weft_rule_hits_key {
	__u32 datapath_id;
	__u32 direction;        /* enum weft_policy_direction */
	weft_rule rule;
};

struct weft_rule_hits {
	__u64 packets;          /* judged: the first of a connection, those that no connection is tracked for, and the first after the policy changed */
};

/* One element: what the node's policy needs to know. Zero in a field: its default. */
struct weft_policy_config {
	__u32 connection_port_max; /* connections that one port may have, of both families together */
	__u32 denied_records_per_s; /* DENIED records for one port */
};

/* What the ring buffer denied_records carries: a packet that policy or connection tracking dropped. */
struct weft_denied_record {
	__u32 datapath_id;      /* of the port whose policy it was */
	__u32 slot;
	__u8 source[16];        /* IPv4: mapped */
	__u8 destination[16];
	__be16 source_l4_port;  /* ICMP: type */
	__be16 destination_l4_port; /* ICMP: code */
	__u8 protocol;
	__u8 direction;         /* enum weft_policy_direction */
	__u8 tcp_flags;
	__u8 reason;            /* enum weft_drop_reason */
	weft_rule rule;         /* that had allowed its connection; 0: none */
	__u64 time_ns;          /* CLOCK_MONOTONIC */
	__u64 suppressed;       /* of this port since the record before */
	__u32 bytes;
	__u32 pad;
};

/* By slot: what limits the denied records of a port. */
struct weft_denied_limit {
	__u64 arrival_ns;       /* weft/rate_limit.h */
	__u64 suppressed;
};

/* Of policy_switch: the context of its BPF_PROG_TEST_RUN. */
struct weft_policy_switch {
	__u32 slot;
	__u32 policy;
	__u32 version;
	__u32 pad;
};

#endif
