/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What becomes of a packet to the gateway's MAC that is not routed: an echo request for a gateway is answered; all else is dropped and
 * counted with its reason, and its sender may be told by an ICMP error. No error is made about
 *   an ICMP error, a fragment but the first, a packet that was not routable at all (RFC 1122 section 3.2.2, RFC 4443 section 2.4 e);
 *   more than config.icmp_errors_per_s for one port (RFC 4443 section 2.4 f).
 */
#ifndef WEFT_NOT_ROUTED_H
#define WEFT_NOT_ROUTED_H

#include <stdbool.h>
#include "weft/drop_reasons.h"

/* Why a packet is not routed. */
struct weft_not_routed {
	enum weft_drop_reason reason;
	__u32 mtu;              /* ROUTED_TOO_BIG: of the destination's network */
};

/* Is the destination a gateway's address? */
static __always_inline bool weft_asks_gateway(const struct weft_not_routed *why, bool own_gateway)
{
	return why->reason == WEFT_DROP_GATEWAY_ADDRESS || (own_gateway && why->reason == WEFT_DROP_NO_ROUTER);
}

#endif
