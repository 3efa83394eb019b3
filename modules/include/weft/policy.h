/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What a policy says of a packet (layouts: policy_types.h). The cost does not depend on how many rules there are, but on how many prefixes that have rules
 * contain the remote address: with each of them a step, until one allows the packet. Remote groups are asked only if no prefix does.
 */
#ifndef WEFT_POLICY_H
#define WEFT_POLICY_H

#include "weft/active_policy.h"
#include "weft/identity.h"

/* Of weft_policy_judge, beside rules: the policy is not laid out. No rule has this number: that of a group is above 0. */
#define WEFT_RULE_MISSING 2

/* Asked step by step. */
struct weft_policy_question {
	struct weft_policy_l4_key l4;
	__u32 wider;            /* class that is asked next */
	weft_rule any;          /* of the class that is asked now */
	weft_rule rule;         /* the answer; 0: none yet */
};

static __always_inline void weft_policy_ask_class(struct weft_policy_question *question, const struct weft_policy_class *class)
{
	const weft_rule *rule;

	question->l4.class_id = bpf_htonl(class->class_id);
	rule = bpf_map_lookup_elem(&policy_l4, &question->l4);
	question->rule = rule ? *rule : class->any;
	question->wider = class->wider;
}

static long weft_policy_ask_wider(__u32 step, struct weft_policy_question *question)
{
	const struct weft_policy_class *class;

	(void)step;
	class = bpf_map_lookup_elem(&policy_class, &question->wider);
	if (!class)
		return 1;
	weft_policy_ask_class(question, class);
	return question->rule || !question->wider;
}

/* Protocol, and l4 port or ICMP type and code, of the packet that began the connection. */
static __always_inline void weft_policy_l4(const struct weft_policed *policed, __u32 began, struct weft_policy_l4_key *key)
{
	key->prefix_len = 64;
	key->protocol = policed->protocol;
	key->l4_port = began == WEFT_EGRESS ? policed->remote_l4_port : policed->own_l4_port;
	if (policed->protocol != (policed->ip6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP))
		return;
	/* What an answer answers is a question, and the other way round. */
	if (policed->direction != began && policed->icmp_type == (policed->ip6 ? WEFT_ICMP6_ECHO_ANSWER : WEFT_ICMP4_ECHO_ANSWER))
		key->l4_port = bpf_htons((policed->ip6 ? WEFT_ICMP6_ECHO_ASKED : WEFT_ICMP4_ECHO_ASKED) << 8);
	else if (policed->direction != began && policed->icmp_type == (policed->ip6 ? WEFT_ICMP6_ECHO_ASKED : WEFT_ICMP4_ECHO_ASKED))
		key->l4_port = bpf_htons((policed->ip6 ? WEFT_ICMP6_ECHO_ANSWER : WEFT_ICMP4_ECHO_ANSWER) << 8);
	else
		key->l4_port = bpf_htons(policed->icmp_type << 8 | policed->icmp_code);
}

/* The class of the longest prefix that the remote address is in. `policy` is policy id << 1 | direction. */
static __always_inline const struct weft_policy_class *weft_policy_prefix(const struct weft_policed *policed, __u32 policy)
{
	if (policed->ip6) {
		struct weft_policy_ip6_key key = { .prefix_len = 160, .policy = bpf_htonl(policy) };

		__builtin_memcpy(key.remote, policed->remote.ip6, sizeof(key.remote));
		return bpf_map_lookup_elem(&policy_ip6, &key);
	} else {
		struct weft_policy_ip4_key key = { .prefix_len = 64, .policy = bpf_htonl(policy), .remote = policed->remote.ip4 };

		return bpf_map_lookup_elem(&policy_ip4, &key);
	}
}

/* Asks the rules of prefixes: as weft_policy_judge. A function of its own for its room on the stack, as the next. */
__noinline weft_rule weft_policy_ask_prefixes(const struct weft_policed *policed, __u32 policy, __u32 began)
{
	struct weft_policy_question question = {};
	const struct weft_policy_class *class;

	if (!policed)
		return 0;
	class = weft_policy_prefix(policed, policy);
	if (!class)
		return 0;
	weft_policy_l4(policed, began, &question.l4);
	weft_policy_ask_class(&question, class);
	if (!question.rule && question.wider)
		bpf_loop(WEFT_POLICY_STEPS_MAX, weft_policy_ask_wider, &question, 0);
	return question.rule;
}

/* Asks the rules of the remote port's groups: of those that allow it, the lowest. */
__noinline weft_rule weft_policy_ask_groups(const struct weft_policed *policed, __u32 policy, __u32 began)
{
	__u32 remote = policed ? weft_remote_port(policed) : 0;
	const struct weft_port_groups *groups = bpf_map_lookup_elem(&port_groups, &remote);
	struct weft_policy_group_key key = { .policy = policy };
	struct weft_policy_question question = {};
	const struct weft_policy_class *class;
	weft_rule lowest = 0;

	if (!groups || !policed)
		return 0;
	weft_policy_l4(policed, began, &question.l4);
	for (__u32 i = 0; i < WEFT_PORT_GROUPS_MAX && i < groups->count; i++) {
		key.group_id = groups->id[i];
		class = bpf_map_lookup_elem(&policy_group, &key);
		if (!class)
			continue;
		weft_policy_ask_class(&question, class);
		if (question.rule && (!lowest || question.rule < lowest))
			lowest = question.rule;
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
	const __u32 key = policy_id << 1 | (began == WEFT_EGRESS);
	const struct weft_policy *laid_out = bpf_map_lookup_elem(&policy, &policy_id);
	weft_rule rule;

	if (!laid_out || !policed)
		return WEFT_RULE_MISSING;
	if (began == WEFT_EGRESS && laid_out->flags & WEFT_POLICY_EGRESS_OPEN)
		return WEFT_RULE_OPEN;
	rule = weft_policy_ask_prefixes(policed, key, began);
	if (rule || !(laid_out->flags & (began == WEFT_EGRESS ? WEFT_POLICY_EGRESS_GROUPS : WEFT_POLICY_INGRESS_GROUPS)))
		return rule;
	return weft_policy_ask_groups(policed, key, began);
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
