/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What the agent says to all ports of a network on this node without being asked: router advertisements. */
#include "weft/flood.h"
#include "weft/node_config.h"
#include "weft/verdict.h"

/*
 * Run through BPF_PROG_TEST_RUN with the frame as data and the VNI in cb[0]. A copy goes to each port, past the guard at the port's egress; the frame
 * itself ends here. 0, or WEFT_DROP_* for why not every port got one.
 */
SEC("tc")
int announce(struct __sk_buff *skb)
{
	const struct weft_config *node = weft_node_config();

	if (!node)
		return WEFT_DROP_NO_CONFIG;
	return weft_flood_local(skb, node, skb->cb[0], WEFT_FLOOD_ALL, 0);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
