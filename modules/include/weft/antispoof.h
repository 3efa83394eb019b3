/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* A port speaks only with its own MAC and addresses. */
#ifndef WEFT_ANTISPOOF_H
#define WEFT_ANTISPOOF_H

#include "weft/parse.h"

static __always_inline bool weft_owns_ip4(const struct weft_port *port, __be32 address)
{
	__u32 count = port->ip4_count;

	/* A port nearly always has one address. */
	if (count && port->ip4[0].address == address)
		return true;
#pragma unroll
	for (__u32 i = 1; i < WEFT_PORT_IP4_MAX; i++) {
		if (i < count && port->ip4[i].address == address)
			return true;
	}
	return false;
}

#endif
