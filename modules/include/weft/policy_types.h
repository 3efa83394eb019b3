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

/* What a policy's remote sides are looked up in, for each direction. */
enum weft_policy_remote {
	WEFT_POLICY_IP4 = 0,    /* by the address */
	WEFT_POLICY_IP6 = 1,    /* by the first 32 bits of the address, then the next ones */
	WEFT_POLICY_GROUP = 2,  /* by the number of the security group */
};

#define WEFT_POLICY_REMOTES 3

/* A policy that is laid out: written last, removed first. */
struct weft_policy {
	__u8 digest[16];        /* of its content: an agent that starts finds it again */
	__u32 flags;            /* enum weft_policy_flags, or-ed */
	__u32 rules;
	__u32 first;            /* of its blocks: number 0 in its references */
	__u32 blocks;           /* how many there are, one after the other */
	__u32 root[2 * WEFT_POLICY_REMOTES]; /* references, by direction * WEFT_POLICY_REMOTES + enum weft_policy_remote */
	__u32 group[WEFT_PORT_GROUPS_MAX]; /* security groups that its rules are of */
};

/* A rule: security group << 32 | number of the rule in it. 0: none. */
typedef __u64 weft_rule;
/* What allows a connection from a port whose egress is open: group 0, which is none. */
#define WEFT_RULE_OPEN 1

/*
 * A policy is trees over numbers of 32 bits, laid out in blocks, which are cache lines of 64 bytes: what is new to the caches is what asking costs. A block is an inner node, a leaf, or four cells; the two blocks
 * after a leaf are the cells that no leaf before it had, so that programs can fetch them together; fewer, if a tree is one leaf. A reference is
 *   0                      nothing
 *   bit 31 clear           a cell: the number of its block * 4 and its own in it; the first one of a policy is none
 *   bit 31 set             a tree: bits 28 to 30 are the inner nodes on the way to a leaf, those below the number of its root's block
 * A tree cuts all numbers into intervals; what it says of a number is the reference of the interval that the number is in.
 */
#define WEFT_POLICY_TREE 0x80000000U
#define WEFT_POLICY_DEPTH_SHIFT 28
#define WEFT_POLICY_DEPTH_MASK 7
#define WEFT_POLICY_BLOCK_MASK 0x0fffffffU
/* A tree of these levels above its leaves has 524,288 intervals. */
#define WEFT_POLICY_DEPTH_MAX 4
/* Ends of intervals in an inner node and in a leaf: all but the last one. */
#define WEFT_POLICY_INNER_ENDS 15
#define WEFT_POLICY_LEAF_ENDS 7
/* A leaf and its cells. */
#define WEFT_POLICY_LEAF_BLOCKS 3

/* end[] are the last numbers of the intervals, ascending; those that there are not: all ones. */
struct weft_policy_inner {
	__u32 end[WEFT_POLICY_INNER_ENDS];
	__u32 child;            /* the block of the first interval's node; those of the others follow it */
};

struct weft_policy_leaf {
	__u32 end[WEFT_POLICY_LEAF_ENDS];
	__u32 pad;
	__u32 reference[WEFT_POLICY_LEAF_ENDS + 1];
};

enum weft_policy_cell_kind {
	/* One rule, or none, for a range of l4 ports of one protocol. */
	WEFT_POLICY_RANGE = 0,
	/* A tree of l4 ports; where it says nothing, the rule of the cell. */
	WEFT_POLICY_L4 = 1,
};

/*
 * Rules of one direction with the same remote side, or, in a tree of l4 ports, just a rule. What such a tree is asked for is protocol << 16 | l4 port. TCP, UDP: the l4 port that the connection
 * goes to. ICMP and ICMPv6: type << 8 | code. Other protocols: 0.
 */
struct weft_policy_cell {
	__u32 wider;            /* cell of the next shorter prefix of the same direction; 0: none. Of a security group: 0 */
	__u32 number;           /* of the rule; 0: none */
	__u32 l4;               /* WEFT_POLICY_RANGE: first << 16 | last. WEFT_POLICY_L4: the tree */
	__u8 protocol;          /* of the range; 0: every one, and every l4 port */
	__u8 group;             /* of the rule: index in struct weft_policy */
	__u8 kind;              /* enum weft_policy_cell_kind */
	__u8 pad;
};

#define WEFT_POLICY_BLOCK_CELLS 4

union weft_policy_block {
	struct weft_policy_inner inner;
	struct weft_policy_leaf leaf;
	struct weft_policy_cell cell[WEFT_POLICY_BLOCK_CELLS];
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
