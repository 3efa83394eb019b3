/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Expiry of flows: the agent runs flow_sweep once a second. A record that finds no room in the ring buffer is made by a later sweep. */
#include "weft/flow.h"

#define NS_PER_S 1000000000ULL

struct bpf_map;

struct sweeping {
	struct weft_flow_sweep sweep;
	__u64 now_ns;
	__u64 update_ns;
	__u64 idle_ns;
};

static __always_inline bool has_ended(const struct sweeping *sweeping, const struct weft_flow4_key *key, const struct weft_flow *flow)
{
	if (sweeping->sweep.scope == WEFT_FLOW_SWEEP_END_ALL)
		return true;
	if (sweeping->sweep.scope == WEFT_FLOW_SWEEP_END_PORT && key->datapath_id == sweeping->sweep.datapath_id)
		return true;
	/* A packet on another CPU may have come after the sweep began. */
	return flow->last_ns < sweeping->now_ns && sweeping->now_ns - flow->last_ns >= sweeping->idle_ns;
}

static long sweep_flow(struct bpf_map *map, const struct weft_flow4_key *found, struct weft_flow *flow, struct sweeping *sweeping)
{
	struct weft_flow4_key key = *found;
	__u32 slot = flow->slot;

	sweeping->sweep.visited++;
	if (has_ended(sweeping, &key, flow)) {
		if (!weft_flow_emit(&key, flow, WEFT_FLOW_END)) {
			sweeping->sweep.deferred++;
			return 0;
		}
		if (bpf_map_delete_elem(map, &key) == 0)
			weft_flow_release(slot);
		sweeping->sweep.ended++;
		return 0;
	}
	/* Nothing new since the last record: nothing to say until the flow ends. */
	if (flow->last_ns <= flow->reported_ns || sweeping->now_ns < flow->reported_ns + sweeping->update_ns)
		return 0;
	if (!weft_flow_emit(&key, flow, WEFT_FLOW_UPDATE)) {
		sweeping->sweep.deferred++;
		return 0;
	}
	flow->reported_ns = sweeping->now_ns;
	sweeping->sweep.updated++;
	return 0;
}

/* Run through BPF_PROG_TEST_RUN with a struct weft_flow_sweep as context. 0, or 1 if the node has no configuration yet. */
SEC("syscall")
int flow_sweep(struct weft_flow_sweep *context)
{
	__u32 zero = 0;
	const struct weft_config *node = bpf_map_lookup_elem(&config, &zero);
	struct sweeping sweeping = { .now_ns = bpf_ktime_get_ns() };

	if (!node || node->layout_version != WEFT_LAYOUT_VERSION)
		return 1;
	sweeping.sweep.scope = context->scope;
	sweeping.sweep.datapath_id = context->datapath_id;
	sweeping.update_ns = node->flow_update_s * NS_PER_S;
	sweeping.idle_ns = node->flow_idle_s * NS_PER_S;
	bpf_for_each_map_elem(&flow4, sweep_flow, &sweeping, 0);
	context->visited = sweeping.sweep.visited;
	context->updated = sweeping.sweep.updated;
	context->ended = sweeping.sweep.ended;
	context->deferred = sweeping.sweep.deferred;
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
