/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The tables of tracked connections, one for each family, as one. */
#ifndef WEFT_CONNECTION_ROWS_H
#define WEFT_CONNECTION_ROWS_H

#include "weft/connection_use.h"

struct weft_connection_key {
	union {
		struct weft_connection4_key ip4;
		struct weft_connection6_key ip6;
	};
	bool is_ip6;
	__u8 pad[3];
};

static __always_inline struct weft_connection *weft_connection_find(const struct weft_connection_key *key)
{
	return key->is_ip6 ? bpf_map_lookup_elem(&connection6, &key->ip6) : bpf_map_lookup_elem(&connection4, &key->ip4);
}

static __always_inline bool weft_connection_insert(const struct weft_connection_key *key, const struct weft_connection *connection)
{
	if (key->is_ip6 ? bpf_map_update_elem(&connection6, &key->ip6, connection, BPF_NOEXIST) :
			  bpf_map_update_elem(&connection4, &key->ip4, connection, BPF_NOEXIST))
		return false;
	weft_use_add(weft_connection_table(key->is_ip6), 1);
	return true;
}

/* Gives the place in the port's share back, if nobody else has removed it meanwhile. */
static __always_inline void weft_connection_remove(const struct weft_connection_key *key, __u32 slot)
{
	if (key->is_ip6 ? bpf_map_delete_elem(&connection6, &key->ip6) : bpf_map_delete_elem(&connection4, &key->ip4))
		return;
	weft_share_return(&port_connections, slot);
	weft_use_add(weft_connection_table(key->is_ip6), -1);
}

#endif
