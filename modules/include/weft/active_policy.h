/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Which policy a port has. */
#ifndef WEFT_ACTIVE_POLICY_H
#define WEFT_ACTIVE_POLICY_H

#include "weft/policy_maps.h"

/* The active word of a port (struct weft_port_policy) has the policy and, above it, the version. */
static __always_inline __u32 weft_policy_id(__u64 active)
{
	return active;
}

static __always_inline __u32 weft_policy_version(__u64 active)
{
	return active >> 32;
}

/* The active word of the port in a slot; 0: it has no security groups. Read once a packet: it may be another one the next time. */
static __always_inline __u64 weft_active_policy(__u32 slot)
{
	const struct weft_port_policy *row = bpf_map_lookup_elem(&port_policy, &slot);

	/* There is a row for every slot that a port can have. Were there none, no policy would be this one: the packet is dropped. */
	return row ? *(const volatile __u64 *)&row->active : ~0ULL;
}

#endif
