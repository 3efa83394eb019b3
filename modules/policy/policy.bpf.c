/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Switches ports to policies, and says what a policy would do. Both are run by the agent. */
#include "weft/node_config.h"
#include "weft/policy.h"

/* What policy_switch returns. */
enum policy_switched {
	SWITCHED,
	NO_SLOT,
	NOT_LAID_OUT,
};

/*
 * Run through BPF_PROG_TEST_RUN with a struct weft_policy_switch as context: from now on the port in the slot has that policy, in one store. Policy 0: none, whatever the
 * version. A policy that is not laid out is refused and the port keeps what it has.
 */
SEC("syscall")
int policy_switch(struct weft_policy_switch *context)
{
	__u32 slot = context->slot, id = context->policy;
	struct weft_port_policy *row = bpf_map_lookup_elem(&port_policy, &slot);

	if (!row)
		return NO_SLOT;
	if (id && !bpf_map_lookup_elem(&policy_head, &id))
		return NOT_LAID_OUT;
	*(volatile __u64 *)&row->active = id ? (__u64)context->version << 32 | id : 0;
	return SWITCHED;
}

/* The policy's word about a packet whose port is known. */
static __always_inline int explain(struct __sk_buff *skb, const struct weft_policed *policed)
{
	const bool egress = policed->direction == WEFT_EGRESS;
	__u64 active = weft_active_policy(policed->slot);
	weft_rule rule;

	skb->cb[0] = 0;
	skb->cb[1] = 0;
	skb->cb[2] = weft_remote_port(policed);
	skb->cb[3] = weft_policy_id(active);
	skb->cb[4] = weft_policy_version(active);
	if (!active)
		return WEFT_DROP_NONE;
	if (policed->later_fragment)
		return WEFT_DROP_FRAGMENT_UNTRACKED;
	rule = weft_policy_judge(policed, weft_policy_id(active), policed->direction);
	if (rule == WEFT_RULE_MISSING)
		return WEFT_DROP_POLICY_MISSING;
	skb->cb[0] = rule;
	skb->cb[1] = rule >> 32;
	if (rule)
		return WEFT_DROP_NONE;
	return egress ? WEFT_DROP_EGRESS_DENIED : WEFT_DROP_INGRESS_DENIED;
}

/*
 * What a port's policy would say of a frame if its packet were the first of a connection. Run through BPF_PROG_TEST_RUN with the frame and in cb:
 *   in   ifindex of the port's device, direction, id of the VTEP that the frame comes from
 *   out  number and group of the rule that allows it (low and high half of weft_rule), datapath id of the remote port, policy and version of the port
 * Returns enum weft_drop_reason; NONE: it would pass.
 */
SEC("tc")
int policy_explain(struct __sk_buff *skb)
{
	struct weft_if_key key = { .ifindex = skb->cb[0] };
	const struct weft_port *port = bpf_map_lookup_elem(&port_by_if, &key);
	struct weft_ethernet ethernet;
	struct weft_policed policed = {
		.ifindex = skb->cb[0],
		.vtep_id = skb->cb[2],
		.direction = skb->cb[1] == WEFT_EGRESS ? WEFT_EGRESS : WEFT_INGRESS,
	};
	enum weft_drop_reason reason;

	if (!port)
		return WEFT_DROP_UNKNOWN_INTERFACE;
	policed.datapath_id = port->datapath_id;
	policed.slot = port->slot;
	policed.vni = port->vni;
	if (!weft_parse_ethernet(skb, &ethernet))
		return WEFT_DROP_TRUNCATED;
	policed.routed = weft_is_gateway_mac(policed.direction == WEFT_EGRESS ? ethernet.destination : ethernet.source);
	if (ethernet.ethertype == bpf_htons(ETH_P_IP))
		reason = weft_policed4_frame(skb, &policed);
	else if (ethernet.ethertype == bpf_htons(ETH_P_IPV6))
		reason = weft_policed6_frame(skb, &policed);
	else
		reason = WEFT_DROP_NOT_IP;
	return reason ? (int)reason : explain(skb, &policed);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
