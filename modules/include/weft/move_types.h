/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Layouts of ports that move between nodes (docs/decisions/0007-moving-ports.md). */
#ifndef WEFT_MOVE_TYPES_H
#define WEFT_MOVE_TYPES_H

#include <linux/types.h>

/* A port that is here before it is active here. */
struct weft_pending_port {
	__u64 told_ns;          /* when the agent was last told that it sends, CLOCK_MONOTONIC; 0: never */
};

/* What the ring buffer port_arrivals carries: a pending port sends. */
struct weft_port_arrival {
	__u32 datapath_id;
	__u32 generation;       /* of the port's row */
};

#endif
