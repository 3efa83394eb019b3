/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Expiry of tracked connections and of verdicts on fragments: the agent runs connection_sweep once a second. And connections that come with a port: connection_take.
 */
#include "weft/connection_told.h"

struct bpf_map;

struct sweeping {
	struct weft_connection_sweep sweep;
	__u64 now_ns;
	__u32 removed;          /* of the table that is walked */
};

static __always_inline bool of_gone_port(const struct sweeping *sweeping, __u32 datapath_id)
{
	return sweeping->sweep.scope == WEFT_CONNECTION_SWEEP_PORT && datapath_id == sweeping->sweep.datapath_id;
}

static __always_inline bool is_untold(const struct sweeping *sweeping, const struct weft_connection *connection, __u32 datapath_id)
{
	return sweeping->sweep.scope == WEFT_CONNECTION_SWEEP_UNTOLD && datapath_id == sweeping->sweep.datapath_id &&
	       weft_connection_untold(connection, sweeping->sweep.telling);
}

/*
 * Of a port with many connections those that may be nothing end when nothing has come for the shortest time: TCP that is not established, and protocols without states.
 * Not those that are cut, which would begin anew.
 */
static __always_inline bool makes_room(const struct sweeping *sweeping, const struct weft_connection *connection, __u8 protocol, bool is_ip6)
{
	__s64 idle_ns = sweeping->now_ns - connection->last_ns;

	return idle_ns >= (__s64)(WEFT_CONNECTION_MIN_S * WEFT_CONNECTION_NS_PER_S) && connection->rule &&
	       (protocol != IPPROTO_TCP || connection->state <= WEFT_CONNECTION_HANDSHAKE) && weft_connections_crowded(connection->slot, is_ip6);
}

/*
 * The same for both families, but for the key's type. A packet that comes just when its connection is removed for its age finds none, or loses the new one:
 * the rules are asked about the next.
 */
#define SWEEP_CONNECTIONS(family)                                                                                                          \
	static long sweep_connection##family(struct bpf_map *map, const struct weft_connection##family##_key *found,                       \
					     struct weft_connection *connection, struct sweeping *sweeping)                                \
	{                                                                                                                                  \
		struct weft_connection##family##_key key = *found;                                                                         \
		__u32 slot = connection->slot;                                                                                             \
                                                                                                                                           \
		if (!of_gone_port(sweeping, key.datapath_id) && weft_connection_lives(connection, key.protocol, sweeping->now_ns) &&       \
		    !makes_room(sweeping, connection, key.protocol, family == 6) && !is_untold(sweeping, connection, key.datapath_id)) {                \
			sweeping->sweep.left##family++;                                                                                    \
		} else if (bpf_map_delete_elem(map, &key) == 0) {                                                                          \
			weft_share_return(&port_connections, slot);                                                                        \
			weft_use_add(weft_connection_table(family == 6), -1);                                                              \
			sweeping->removed++;                                                                                               \
			sweeping->sweep.ended++;                                                                                           \
		}                                                                                                                          \
		return 0;                                                                                                                  \
	}

SWEEP_CONNECTIONS(4)
SWEEP_CONNECTIONS(6)

static long sweep_fragment(struct bpf_map *map, const struct weft_fragment_key *found, struct weft_fragment *fragment, struct sweeping *sweeping)
{
	struct weft_fragment_key key = *found;
	__u32 slot = fragment->slot;

	if (!of_gone_port(sweeping, key.datapath_id) && sweeping->now_ns < fragment->expires_ns) {
		sweeping->sweep.fragments++;
	} else if (bpf_map_delete_elem(map, &key) == 0) {
		weft_share_return(&port_fragments, slot);
		weft_use_add(WEFT_TRACKING_FRAGMENT, -1);
		sweeping->removed++;
	}
	return 0;
}

/* Begins to walk a table: what is said to be used of it. */
static __always_inline __u32 used_before(struct sweeping *sweeping, __u32 table)
{
	const struct weft_connection_use *use = weft_use_of(table);

	sweeping->removed = 0;
	return use ? *(volatile __u32 *)&use->used : 0;
}

/* The table has been walked, and `left` are in it. Rows that came meanwhile and were seen count twice until the next sweep: ports have less for that long, not more. */
static __always_inline void mend_used(const struct sweeping *sweeping, __u32 table, __u32 before, __u32 left)
{
	weft_use_add(table, left - (before - sweeping->removed));
}

/* Run through BPF_PROG_TEST_RUN with a struct weft_connection_sweep as context. 0. */
SEC("syscall")
int connection_sweep(struct weft_connection_sweep *context)
{
	struct sweeping sweeping = { .now_ns = bpf_ktime_get_ns() };
	__u32 used;

	sweeping.sweep.scope = context->scope;
	sweeping.sweep.datapath_id = context->datapath_id;
	sweeping.sweep.telling = context->telling;
	used = used_before(&sweeping, WEFT_TRACKING_CONNECTION4);
	bpf_for_each_map_elem(&connection4, sweep_connection4, &sweeping, 0);
	mend_used(&sweeping, WEFT_TRACKING_CONNECTION4, used, sweeping.sweep.left4);
	used = used_before(&sweeping, WEFT_TRACKING_CONNECTION6);
	bpf_for_each_map_elem(&connection6, sweep_connection6, &sweeping, 0);
	mend_used(&sweeping, WEFT_TRACKING_CONNECTION6, used, sweeping.sweep.left6);
	used = used_before(&sweeping, WEFT_TRACKING_FRAGMENT);
	bpf_for_each_map_elem(&fragment, sweep_fragment, &sweeping, 0);
	mend_used(&sweeping, WEFT_TRACKING_FRAGMENT, used, sweeping.sweep.fragments);
	context->ended = sweeping.sweep.ended;
	context->left4 = sweeping.sweep.left4;
	context->left6 = sweeping.sweep.left6;
	context->fragments = sweeping.sweep.fragments;
	return 0;
}

/* Run through BPF_PROG_TEST_RUN with a struct weft_connection_take as context. 0. */
SEC("syscall")
int connection_take(struct weft_connection_take *context)
{
	struct weft_connection_take take = *context;
	__u64 now_ns = bpf_ktime_get_ns();
	struct weft_connection_key key = {};
	struct weft_connection told = {};

	weft_told_key(&take, &key);
	weft_told_connection(&told, &take, now_ns);
	context->taken = weft_connection_take_over(&key, &told, take.protocol, now_ns);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
