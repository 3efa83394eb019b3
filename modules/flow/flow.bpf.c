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

enum due {
	NOTHING_DUE,
	UPDATE_DUE,
	END_DUE,
};

static __always_inline bool has_ended(const struct sweeping *sweeping, __u32 datapath_id, const struct weft_flow *flow)
{
	if (sweeping->sweep.scope == WEFT_FLOW_SWEEP_END_ALL)
		return true;
	if (sweeping->sweep.scope == WEFT_FLOW_SWEEP_END_PORT && datapath_id == sweeping->sweep.datapath_id)
		return true;
	/* A packet on another CPU may have come after the sweep began. */
	return flow->last_ns < sweeping->now_ns && sweeping->now_ns - flow->last_ns >= sweeping->idle_ns;
}

static __always_inline enum due what_is_due(const struct sweeping *sweeping, __u32 datapath_id, const struct weft_flow *flow)
{
	if (has_ended(sweeping, datapath_id, flow))
		return END_DUE;
	/* Nothing new since the last record: nothing to say until the flow ends. */
	if (flow->last_ns <= flow->reported_ns || sweeping->now_ns < flow->reported_ns + sweeping->update_ns)
		return NOTHING_DUE;
	return UPDATE_DUE;
}

/* The same for both families, but for the key's type. */
#define SWEEP_FLOW(family)                                                                                                       \
	static long sweep_flow##family(struct bpf_map *map, const struct weft_flow##family##_key *found, struct weft_flow *flow, \
				       struct sweeping *sweeping)                                                                \
	{                                                                                                                        \
		struct weft_flow##family##_key key = *found;                                                                     \
		enum due due = what_is_due(sweeping, key.datapath_id, flow);                                                     \
		__u32 slot = flow->slot;                                                                                         \
                                                                                                                                 \
		sweeping->sweep.visited++;                                                                                       \
		sweeping->sweep.left##family++;                                                                                  \
		if (due == NOTHING_DUE)                                                                                          \
			return 0;                                                                                                \
		if (!weft_flow##family##_emit(&key, flow, due == END_DUE ? WEFT_FLOW_END : WEFT_FLOW_UPDATE)) {                  \
			sweeping->sweep.deferred++;                                                                              \
		} else if (due == UPDATE_DUE) {                                                                                  \
			flow->reported_ns = sweeping->now_ns;                                                                    \
			sweeping->sweep.updated++;                                                                               \
		} else {                                                                                                         \
			if (bpf_map_delete_elem(map, &key) == 0)                                                                 \
				weft_flow_release(slot);                                                                         \
			sweeping->sweep.ended++;                                                                                 \
			sweeping->sweep.left##family--;                                                                          \
		}                                                                                                                \
		return 0;                                                                                                        \
	}

SWEEP_FLOW(4)
SWEEP_FLOW(6)

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
	bpf_for_each_map_elem(&flow4, sweep_flow4, &sweeping, 0);
	bpf_for_each_map_elem(&flow6, sweep_flow6, &sweeping, 0);
	context->visited = sweeping.sweep.visited;
	context->updated = sweeping.sweep.updated;
	context->ended = sweeping.sweep.ended;
	context->deferred = sweeping.sweep.deferred;
	context->left4 = sweeping.sweep.left4;
	context->left6 = sweeping.sweep.left6;
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
