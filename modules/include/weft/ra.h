/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Router solicitations (RFC 4861 section 6.1.1): the answer is the network's advertisement as the agent has laid it out, to all nodes in IPv6 and to
 * who asked in Ethernet (RFC 6085). Without the random delay of section 6.2.6, which is for several routers on a link that hear the same
 * solicitation: here nobody but the node does.
 */
#ifndef WEFT_RA_H
#define WEFT_RA_H

#include "weft/answer.h"
#include "weft/node_config.h"
#include "weft/replace.h"

/*
 * A router solicitation from a port that is valid and past anti-spoofing, counted as sent. `headers_len`: of the IPv6 header and its extensions. A function of
 * its own for the verifier.
 */
__noinline int weft_rs_from_port(struct __sk_buff *skb, const struct weft_port *port, const struct weft_ethernet *ethernet, __u32 headers_len)
{
	const struct weft_config *node = weft_node_config();
	const struct weft_ra *row;
	__u32 vni, slot, length;

	if (!node || !port || !ethernet)
		return WEFT_CONSUMED;
	vni = port->vni;
	slot = port->slot;
	row = bpf_map_lookup_elem(&ra, &vni);
	if (!row)
		return weft_drop(slot, WEFT_DROP_RA_NONE);
	length = row->length;
	asm volatile("" : "+r"(length));
	if (length < ETH_HLEN || length > WEFT_RA_MAX || headers_len > 1024)
		return weft_drop(slot, WEFT_DROP_RA_NONE);
	if (!weft_replace(skb, length, headers_len) || bpf_skb_store_bytes(skb, 0, row->frame, length, 0) ||
	    bpf_skb_store_bytes(skb, 0, ethernet->source, ETH_ALEN, 0))
		return weft_drop(slot, WEFT_DROP_TOO_BIG);
	return weft_answer(skb, node, slot);
}

#endif
