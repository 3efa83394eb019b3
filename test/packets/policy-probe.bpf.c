/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Gives what the headers of policy make of a frame to the tests. */
#include "weft/denied.h"
#include "weft/policy.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct weft_policed);
} probed SEC(".maps");

/* cb: ifindex of a port, direction, VTEP id. The reason to drop, or NONE and `policed` is set. */
static __always_inline int read_policed(struct __sk_buff *skb, struct weft_policed *policed)
{
	struct weft_if_key key = { .ifindex = skb->cb[0] };
	const struct weft_port *port = bpf_map_lookup_elem(&port_by_if, &key);
	struct weft_ethernet ethernet;

	if (!port)
		return WEFT_DROP_UNKNOWN_INTERFACE;
	if (!weft_parse_ethernet(skb, &ethernet))
		return WEFT_DROP_TRUNCATED;
	policed->ifindex = skb->cb[0];
	policed->direction = skb->cb[1];
	policed->vtep_id = skb->cb[2];
	policed->datapath_id = port->datapath_id;
	policed->slot = port->slot;
	policed->vni = port->vni;
	policed->routed = weft_is_gateway_mac(policed->direction == WEFT_EGRESS ? ethernet.destination : ethernet.source);
	return ethernet.ethertype == bpf_htons(ETH_P_IP) ? (int)weft_policed4_frame(skb, policed) : weft_policed6_frame(skb, policed);
}

/* The packet as its port's policy sees it goes to `probed`. */
SEC("tc")
int probe_policed(struct __sk_buff *skb)
{
	struct weft_policed policed = {};
	__u32 zero = 0;
	int reason = read_policed(skb, &policed);

	if (!reason)
		bpf_map_update_elem(&probed, &zero, &policed, BPF_ANY);
	return reason;
}

/* cb: also the policy and the direction in which the connection began; the rule goes there. */
SEC("tc")
int probe_judge(struct __sk_buff *skb)
{
	struct weft_policed policed = {};
	int reason = read_policed(skb, &policed);
	weft_rule rule;

	if (reason)
		return reason;
	rule = weft_policy_judge(&policed, skb->cb[3], skb->cb[4]);
	skb->cb[0] = rule;
	skb->cb[1] = rule >> 32;
	return 0;
}

/* cb: also number and group of the rule that is counted and told. The reason is CONNECTION_INVALID. 1 if there is a record, 0 if not. */
SEC("tc")
int probe_denied(struct __sk_buff *skb)
{
	weft_rule rule = (__u64)skb->cb[4] << 32 | skb->cb[3];
	struct weft_policed policed = {};

	if (read_policed(skb, &policed))
		return -1;
	weft_rule_hit(policed.datapath_id, policed.direction, rule);
	return weft_denied(&policed, WEFT_DROP_CONNECTION_INVALID, rule);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
