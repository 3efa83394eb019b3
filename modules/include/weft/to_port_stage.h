/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The to-port stage: the same for frames in tc and in XDP. */
#ifndef WEFT_TO_PORT_STAGE_H
#define WEFT_TO_PORT_STAGE_H

#include "weft/bandwidth.h"
#include "weft/counters.h"

/*
 * What every frame passes exactly once before a port gets it: unicast and broadcast, from this node and from the fabric, and what
 * weft announces. They have been asked about by the port's policy before (to_port.h; XDP leaves them to tc). Last comes its bandwidth. `skb`: NULL
 * in XDP, where no frame stands for several. The reason to drop, or WEFT_DROP_NONE.
 */
static __always_inline enum weft_drop_reason weft_stage_towards_port(__u32 slot, __u32 frame_len, struct __sk_buff *skb)
{
	const struct weft_bandwidth *limit = weft_ingress_limit(slot);
	enum weft_drop_reason reason = limit ? weft_ingress_bandwidth(slot, limit, skb ? weft_frame_bytes(skb) : frame_len) : WEFT_DROP_NONE;

	if (!reason)
		weft_count_received(slot, frame_len);
	return reason;
}

#endif
