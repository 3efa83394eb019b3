/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Where a destination MAC of a network is. */
#ifndef WEFT_FDB_H
#define WEFT_FDB_H

#include "weft/parse.h"

static __always_inline const struct weft_fdb *weft_fdb_lookup(__u32 vni, const __u8 *mac)
{
	struct weft_fdb_key key = { .vni = vni };

	__builtin_memcpy(key.mac, mac, sizeof(key.mac));
	return bpf_map_lookup_elem(&fdb, &key);
}

/* Is the MAC one of the port's in its network: its own, or that of an allowed pair? */
static __always_inline bool weft_is_mac_of(const struct weft_port *port, const __u8 *mac)
{
	const struct weft_fdb *entry;

	if (weft_same_mac(mac, port->mac))
		return true;
	if (!(port->flags & WEFT_PORT_HAS_PAIRS))
		return false;
	entry = weft_fdb_lookup(port->vni, mac);
	return entry && entry->datapath_id == port->datapath_id;
}

/* The plugged port of this node with that datapath id, if it is in that network: an id alone never crosses a network's border. */
static __always_inline const struct weft_port_out *weft_local_port(__u32 vni, __u32 datapath_id)
{
	const struct weft_port_out *out = bpf_map_lookup_elem(&port_by_id, &datapath_id);

	return out && out->vni == vni ? out : NULL;
}

#endif
