/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What makes a probe authentic. */
#ifndef WEFT_PROBE_TAG_H
#define WEFT_PROBE_TAG_H

#include "weft/siphash.h"
#include "weft/tunnel_maps.h"

/* Words that the tag covers. */
#define WEFT_PROBE_TAGGED_WORDS 7

_Static_assert(__builtin_offsetof(struct weft_probe, tag) == WEFT_PROBE_TAGGED_WORDS * 8, "all before the tag is tagged");

/* The tag that the probe has to have. A function of its own: some 700 instructions. */
static __noinline __u64 weft_probe_tag(const struct weft_probe *probe, const __u8 *key)
{
	const __u64 *half = (const void *)key;

	return weft_siphash((const void *)probe, WEFT_PROBE_TAGGED_WORDS, half[0], half[1]);
}

static __always_inline void weft_set_probe_tag(struct weft_probe *probe, const __u8 *key)
{
	*(__u64 *)probe->tag = weft_probe_tag(probe, key);
}

#endif
