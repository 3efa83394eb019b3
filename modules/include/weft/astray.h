/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Frames that go astray: to the MAC of another port than the one that has the address. Rules say to whom a port may send by addresses and by the ports that have them, but frames go
 * where their MAC says: without this a port could send anything to every port of its network that wants it, under an address that it may send to.
 */
#ifndef WEFT_ASTRAY_H
#define WEFT_ASTRAY_H

#include "weft/identity.h"
#include "weft/policy_maps.h"

/* The frame's MAC is not that of the address. Who has several MACs has them all; and where all may leave, it may leave to anybody. */
__noinline int weft_goes_astray(const struct weft_policed *policed, const struct weft_neighbor *holder, const struct weft_ethernet *ethernet, __u32 policy_id)
{
	const struct weft_policy *laid_out = bpf_map_lookup_elem(&policy_head, &policy_id);
	const struct weft_fdb *named, *goes;

	if (!policed || !holder || !ethernet)
		return true;
	if (laid_out && laid_out->flags & WEFT_POLICY_EGRESS_OPEN)
		return false;
	named = weft_fdb_lookup(policed->vni, holder->mac);
	goes = weft_fdb_lookup(policed->vni, ethernet->destination);
	return !named || !goes || named->datapath_id != goes->datapath_id;
}

/* The address is no neighbor, and the frame is not for the gateway: does a port have it that only the gateway leads to? */
__noinline int weft_goes_past_router(const struct weft_policed *policed, __u32 policy_id)
{
	const struct weft_policy *laid_out = bpf_map_lookup_elem(&policy_head, &policy_id);

	return policed && !(laid_out && laid_out->flags & WEFT_POLICY_EGRESS_OPEN) && weft_is_behind_router(policed);
}

/* Of what a port with a policy sends. Routers find the port by the address. An address that no port has is what rules of prefixes make of it. */
static __always_inline bool weft_is_astray4(const struct weft_policed *policed, const struct weft_ethernet *ethernet, __u32 policy_id)
{
	struct weft_neighbor4_key key = { .vni = policed->vni, .ip4 = policed->remote.ip4 };
	const struct weft_neighbor *holder;

	if (weft_is_gateway_mac(ethernet->destination))
		return false;
	holder = bpf_map_lookup_elem(&neighbor4, &key);
	if (!holder)
		return weft_goes_past_router(policed, policy_id);
	return !weft_same_mac(holder->mac, ethernet->destination) && weft_goes_astray(policed, holder, ethernet, policy_id);
}

static __always_inline bool weft_is_astray6(const struct weft_policed *policed, const struct weft_ethernet *ethernet, __u32 policy_id)
{
	struct weft_neighbor6_key key = { .vni = policed->vni };
	const struct weft_neighbor *holder;

	if (weft_is_gateway_mac(ethernet->destination))
		return false;
	__builtin_memcpy(key.ip6, policed->remote.ip6, sizeof(key.ip6));
	holder = bpf_map_lookup_elem(&neighbor6, &key);
	if (!holder)
		return weft_goes_past_router(policed, policy_id);
	return !weft_same_mac(holder->mac, ethernet->destination) && weft_goes_astray(policed, holder, ethernet, policy_id);
}

#endif
