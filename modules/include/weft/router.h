/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Routing where packets begin: what a port sends to the gateway's MAC. The gateway of the sender's address says which router; route, neighbor
 * and MTU say whether the packet goes on, rewritten, as a frame of the destination's network. Then the same last step follows as for
 * a bridged frame. In order:
 *   gateway row > routable addresses > route > the gateway itself > TTL > neighbor > MTU > MACs and TTL rewritten
 * A gateway's address is no neighbor, so that it costs a lookup only where the neighbor is missing.
 */
#ifndef WEFT_ROUTER_H
#define WEFT_ROUTER_H

#include <linux/if_ether.h>
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "weft/verdict.h"

/* Not a verdict of tcx programs: the packet goes on as a frame of another network. */
#define WEFT_ROUTED TC_ACT_OK

/* Is the packet larger than the MTU of where it goes? Of a GSO frame, each segment repeats the headers. */
static __always_inline bool weft_exceeds_mtu(const struct __sk_buff *skb, __u32 headers_len, __u32 mtu)
{
	return skb->len - ETH_HLEN > mtu && (!skb->gso_size || skb->gso_size + headers_len > mtu);
}

#endif
