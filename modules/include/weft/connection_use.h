/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * How many rows of the tables of connection tracking a port may have: as many as are allowed to one port, and fewer than are free in the table (dynamic thresholds, A. K. Choudhury
 * and E. L. Hahne, 1998).
 *
 * So no ports fill a table, whoever has them: where n want all that they can get, each has a (n + 1)th part of it, and as much is free for the next one that comes. A port that has more
 * than is free keeps what it has, begins nothing, and what it is done with goes earlier.
 */
#ifndef WEFT_CONNECTION_USE_H
#define WEFT_CONNECTION_USE_H

#include "weft/connection_time.h"

/*
 * enum weft_tracking_table -> how large it is, and how much of it is used. Writers: agent, the former; programs, atomically, the latter; connection_sweep mends it, which may be off
 * after an upgrade.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, WEFT_TRACKING_TABLES);
	__type(key, __u32);
	__type(value, struct weft_connection_use);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} connection_use SEC(".maps");

static __always_inline __u32 weft_connection_table(bool is_ip6)
{
	return is_ip6 ? WEFT_TRACKING_CONNECTION6 : WEFT_TRACKING_CONNECTION4;
}

static __always_inline struct weft_connection_use *weft_use_of(__u32 table)
{
	return bpf_map_lookup_elem(&connection_use, &table);
}

static __always_inline void weft_use_add(__u32 table, __s32 rows)
{
	struct weft_connection_use *use = weft_use_of(table);

	if (use)
		__sync_fetch_and_add(&use->used, rows);
}

/* Rows that a port may have when it wants another one, if one port may have `limit`. */
static __always_inline __u32 weft_share_of(__u32 table, __u32 limit)
{
	const struct weft_connection_use *use = weft_use_of(table);
	__s32 unused;

	if (!use || !use->capacity)
		return limit;
	unused = use->capacity - *(volatile __u32 *)&use->used;
	if (unused < 0)
		unused = 0;
	return (__u32)unused < limit ? (__u32)unused : limit;
}

static __always_inline __u32 weft_connection_limit(void)
{
	__u32 zero = 0;
	const struct weft_policy_config *limits = bpf_map_lookup_elem(&policy_config, &zero);

	return limits && limits->connection_port_max ? limits->connection_port_max : WEFT_PORT_CONNECTIONS_DEFAULT;
}

/* Connections, of both families together. */
static __always_inline __u32 weft_connection_share(bool is_ip6)
{
	return weft_share_of(weft_connection_table(is_ip6), weft_connection_limit());
}

/* Has the port in the slot more than half of the connections that it may have? Then those that are done with go earlier. */
static __always_inline bool weft_connections_crowded(__u32 slot, bool is_ip6)
{
	const __u32 *taken = bpf_map_lookup_elem(&port_connections, &slot);

	return taken && *taken > weft_connection_share(is_ip6) / 2;
}

#endif
