/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What a policy says of a packet (layouts: policy_types.h). The remote address is looked up in a tree, which costs hardly more for 10,000 rules than for 10; then there is a step for each prefix that
 * has rules and contains the address, until one allows the packet. Remote groups are asked only if no prefix does.
 */
#ifndef WEFT_POLICY_H
#define WEFT_POLICY_H

#include "weft/active_policy.h"
#include "weft/identity.h"

/* Of weft_policy_judge, beside rules: the policy is not laid out. No rule has this number: that of a group is above 0. */
#define WEFT_RULE_MISSING 2

/* 1 if the number is behind the end of an interval, without a branch that could be predicted wrongly. */
static __always_inline __u64 weft_policy_is_behind(__u64 number, __u64 end)
{
	__u64 difference = end - number;

	/* The compiler would make it a branch. */
	barrier_var(difference);
	return difference >> 63;
}

/* Has a block fetched while others are waited for. */
static __always_inline void weft_policy_fetch(__u32 at)
{
	const union weft_policy_block *block = bpf_map_lookup_elem(&policy_block, &at);

	if (block)
		(void)*(const volatile __u32 *)&block->cell[0].wider;
}

/* What the tree says of a number; a reference to anything else is as good as a tree that says it of all. `first`: of the blocks of the policy. */
static __always_inline __u32 weft_policy_find_here(__u32 first, __u32 reference, __u32 number)
{
	__u32 at = first + (reference & WEFT_POLICY_BLOCK_MASK), levels = reference >> WEFT_POLICY_DEPTH_SHIFT & WEFT_POLICY_DEPTH_MASK;
	const union weft_policy_block *block;
	__u64 behind;

	if (!(reference & WEFT_POLICY_TREE))
		return reference;
	for (__u32 i = 0; i < WEFT_POLICY_DEPTH_MAX && i < levels; i++) {
		block = bpf_map_lookup_elem(&policy_block, &at);
		if (!block)
			return 0;
		behind = 0;
#pragma unroll
		for (__u32 end = 0; end < WEFT_POLICY_INNER_ENDS; end++)
			behind += weft_policy_is_behind(number, block->inner.end[end]);
		at = first + block->inner.child + (i + 1 == levels ? behind * WEFT_POLICY_LEAF_BLOCKS : behind);
	}
	weft_policy_fetch(at + 1);
	weft_policy_fetch(at + 2);
	block = bpf_map_lookup_elem(&policy_block, &at);
	if (!block)
		return 0;
	behind = 0;
#pragma unroll
	for (__u32 end = 0; end < WEFT_POLICY_LEAF_ENDS; end++)
		behind += weft_policy_is_behind(number, block->leaf.end[end]);
	return block->leaf.reference[behind & WEFT_POLICY_LEAF_ENDS];
}

__noinline __u32 weft_policy_find(__u32 first, __u32 reference, __u32 number)
{
	return weft_policy_find_here(first, reference, number);
}

static __always_inline const struct weft_policy_cell *weft_policy_cell(const struct weft_policy *policy, __u32 number)
{
	__u32 at = policy->first + number / WEFT_POLICY_BLOCK_CELLS;
	const union weft_policy_block *block = bpf_map_lookup_elem(&policy_block, &at);

	if (!block)
		return NULL;
	/* The compiler would count from it before it is known to be there. */
	barrier_var(block);
	return &block->cell[number % WEFT_POLICY_BLOCK_CELLS];
}

/* Is it about what is asked? Without more branches than it needs: each is another way for the verifier in each step. */
static __always_inline bool weft_policy_has_l4(const struct weft_policy_cell *cell, __u32 l4)
{
	__u32 first = cell->protocol << 16 | cell->l4 >> 16, behind = (cell->l4 & 0xffff) - (cell->l4 >> 16);

	return !cell->protocol || l4 - first <= behind;
}

/* Asked step by step. */
struct weft_policy_question {
	const struct weft_policy *policy;
	__u32 l4;
	__u32 reference;        /* to the cell that is asked next; 0: none */
	weft_rule rule;         /* the answer; 0: none yet */
};

static long weft_policy_ask_next(__u32 step, struct weft_policy_question *question)
{
	const struct weft_policy *policy = question->policy;
	const struct weft_policy_cell *cell = weft_policy_cell(policy, question->reference);
	__u32 reference;

	(void)step;
	if (!cell)
		return 1;
	question->reference = cell->wider;
	if (cell->kind == WEFT_POLICY_L4) {
		/* Here, because calls do not go deeper. */
		reference = weft_policy_find_here(policy->first, cell->l4, question->l4);
		if (reference) {
			cell = weft_policy_cell(policy, reference);
			if (!cell)
				return 1;
		}
	} else if (!weft_policy_has_l4(cell, question->l4)) {
		return !question->reference;
	}
	if (cell->number)
		question->rule = (__u64)policy->group[cell->group % WEFT_PORT_GROUPS_MAX] << 32 | cell->number;
	return cell->number || !question->reference;
}

/* What the rules of a remote side and, until one allows it, of the wider ones say: 0 if none does. A function of its own for what it costs the verifier, as the next ones. */
__noinline weft_rule weft_policy_ask(const struct weft_policy *policy, __u32 reference, __u32 l4)
{
	struct weft_policy_question question = { .policy = policy, .reference = reference, .l4 = l4 };

	if (!policy || !reference)
		return 0;
	bpf_loop(WEFT_POLICY_STEPS_MAX, weft_policy_ask_next, &question, 0);
	return question.rule;
}

/* Protocol << 16 | l4 port, or ICMP type and code, of the packet that began the connection. */
static __always_inline __u32 weft_policy_l4(const struct weft_policed *policed, __u32 began)
{
	const __u32 asked = policed->ip6 ? WEFT_ICMP6_ECHO_ASKED : WEFT_ICMP4_ECHO_ASKED;
	const __u32 answer = policed->ip6 ? WEFT_ICMP6_ECHO_ANSWER : WEFT_ICMP4_ECHO_ANSWER;
	const __u32 protocol = policed->protocol << 16;

	if (policed->protocol != (policed->ip6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP))
		return protocol | bpf_ntohs(began == WEFT_EGRESS ? policed->remote_l4_port : policed->own_l4_port);
	/* What an answer answers is a question, and the other way round. */
	if (policed->direction != began && policed->icmp_type == answer)
		return protocol | asked << 8;
	if (policed->direction != began && policed->icmp_type == asked)
		return protocol | answer << 8;
	return protocol | policed->icmp_type << 8 | policed->icmp_code;
}

/* Asks the rules of prefixes: as weft_policy_judge. */
__noinline weft_rule weft_policy_ask_prefixes(const struct weft_policed *policed, const struct weft_policy *policy, __u32 began)
{
	const __u32 roots = began == WEFT_EGRESS ? WEFT_POLICY_REMOTES : 0;
	__u32 reference;

	if (!policed || !policy)
		return 0;
	if (policed->ip6) {
		reference = policy->root[roots + WEFT_POLICY_IP6];
		for (__u32 i = 0; i < sizeof(policed->remote.ip6) / sizeof(__u32); i++)
			reference = weft_policy_find(policy->first, reference, bpf_ntohl(((const __be32 *)policed->remote.ip6)[i]));
	} else {
		reference = weft_policy_find(policy->first, policy->root[roots + WEFT_POLICY_IP4], bpf_ntohl(policed->remote.ip4));
	}
	return weft_policy_ask(policy, reference, weft_policy_l4(policed, began));
}

/* Asks the rules of the remote port's groups: of those that allow it, the lowest. */
__noinline weft_rule weft_policy_ask_groups(const struct weft_policed *policed, const struct weft_policy *policy, __u32 began)
{
	const __u32 roots = began == WEFT_EGRESS ? WEFT_POLICY_REMOTES : 0;
	__u32 remote = policed ? weft_remote_port(policed) : 0;
	const struct weft_port_groups *groups = bpf_map_lookup_elem(&port_groups, &remote);
	weft_rule rule, lowest = 0;
	__u32 reference, l4;

	if (!groups || !policed || !policy)
		return 0;
	l4 = weft_policy_l4(policed, began);
	for (__u32 i = 0; i < WEFT_PORT_GROUPS_MAX && i < groups->count; i++) {
		reference = weft_policy_find(policy->first, policy->root[roots + WEFT_POLICY_GROUP], groups->id[i]);
		rule = weft_policy_ask(policy, reference, l4);
		if (rule && (!lowest || rule < lowest))
			lowest = rule;
	}
	return lowest;
}

/*
 * The rule of the policy that allows a connection that began in the direction `began` with the packet or, where that is not the packet's direction,
 * with one that the packet answers. 0: none does. WEFT_RULE_OPEN: all may leave. WEFT_RULE_MISSING: there is no such policy; the caller reads the
 * active word again, because it may have changed, and then the packet is dropped. Not of later fragments.
 */
__noinline weft_rule weft_policy_judge(const struct weft_policed *policed, __u32 policy_id, __u32 began)
{
	const struct weft_policy *policy = bpf_map_lookup_elem(&policy_head, &policy_id);
	weft_rule rule;

	if (!policy || !policed)
		return WEFT_RULE_MISSING;
	if (began == WEFT_EGRESS && policy->flags & WEFT_POLICY_EGRESS_OPEN)
		return WEFT_RULE_OPEN;
	rule = weft_policy_ask_prefixes(policed, policy, began);
	if (rule || !(policy->flags & (began == WEFT_EGRESS ? WEFT_POLICY_EGRESS_GROUPS : WEFT_POLICY_INGRESS_GROUPS)))
		return rule;
	return weft_policy_ask_groups(policed, policy, began);
}

/*
 * Counts a packet that was judged, by the direction in which its connection began. Rule 0: none allowed it. 0, or -1 if there is no room for one more row: then it is not
 * counted.
 */
__noinline int weft_rule_hit(__u32 datapath_id, __u32 direction, weft_rule rule)
{
	struct weft_rule_hits_key key = { .datapath_id = datapath_id, .direction = direction, .rule = rule };
	struct weft_rule_hits first = { .packets = 1 };
	struct weft_rule_hits *hits = bpf_map_lookup_elem(&rule_hits, &key);

	if (!hits) {
		if (!bpf_map_update_elem(&rule_hits, &key, &first, BPF_NOEXIST))
			return 0;
		/* Another CPU was quicker, or the map is full. */
		hits = bpf_map_lookup_elem(&rule_hits, &key);
		if (!hits)
			return -1;
	}
	__sync_fetch_and_add(&hits->packets, 1);
	return 0;
}

#endif
