/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The to-port stage: the same for frames in tc and in XDP. */
#ifndef WEFT_TO_PORT_STAGE_H
#define WEFT_TO_PORT_STAGE_H

#include "weft/counters.h"

/*
 * What every frame passes exactly once before a port gets it: unicast and broadcast, from this node and from the fabric, and answers
 * that weft makes itself. Ingress policy belongs here and nowhere else. The reason to drop, or WEFT_DROP_NONE.
 */
static __always_inline enum weft_drop_reason weft_stage_towards_port(__u32 slot, __u32 frame_len)
{
	weft_count_received(slot, frame_len);
	return WEFT_DROP_NONE;
}

#endif
