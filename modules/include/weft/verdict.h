/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What a program says about a frame. Under tcx only these four and a redirect have a meaning: anything else counts as "next". */
#ifndef WEFT_VERDICT_H
#define WEFT_VERDICT_H

#include <linux/pkt_cls.h>

/* Not ours, or allowed: other tcx programs of the host and then its stack see the frame as if we were not there. */
#define WEFT_PASS TC_ACT_UNSPEC
/* Delivered, by a program that has the last word on its hook: whoever comes after it there is not asked. */
#define WEFT_DELIVERED TC_ACT_OK
/* The frame ends here: copied to where it had to go, answered, or dropped (then counted with a reason before). */
#define WEFT_CONSUMED TC_ACT_SHOT
/* Of a stage, never of a program: the frame goes on to the next stage. */
#define WEFT_FORWARD TC_ACT_OK

#endif
