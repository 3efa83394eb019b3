/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Which gateway is that of an address of a port. */
#ifndef WEFT_OWN_GATEWAY_H
#define WEFT_OWN_GATEWAY_H

#include <linux/in6.h>
#include "weft/ip6_address.h"
#include "weft/maps.h"
#include "weft/parse.h"

/* Every gateway has it, in every network. */
static __always_inline bool weft_is_gateway_mac(const __u8 *mac)
{
	const __u8 gateway[] __attribute__((aligned(2))) = WEFT_GATEWAY_MAC;

	return weft_same_mac(mac, gateway);
}

/*
 * Which of the port's addresses is the sender's? Any but the first, which the callers compare themselves; 0 if none: an address of an
 * allowed pair. A function of its own for the verifier, which need not follow every outcome.
 */
__noinline int weft_own_index4(const struct weft_port *port, __be32 source)
{
	for (int i = 1; port && i < WEFT_PORT_IP4_MAX; i++) {
		if (i < port->ip4_count && port->ip4[i].address == source)
			return i;
	}
	return 0;
}

/* The gateway of the subnet that the sender's address is in; zero: none is known. Allowed pairs use that of the port's first address. */
static __always_inline __be32 weft_gateway_of4(const struct weft_port *port, __be32 source)
{
	__u32 index = 0;

	if (port->ip4[0].address != source)
		index = weft_own_index4(port, source);
	return index < WEFT_PORT_IP4_MAX ? port->ip4[index].gateway : 0;
}

/* As weft_own_index4. */
__noinline int weft_own_index6(const struct weft_port *port, const struct in6_addr *source)
{
	for (int i = 1; port && source && i < WEFT_PORT_IP6_MAX; i++) {
		if (i < port->ip6_count && weft_same_ip6(port->ip6[i].address, source->in6_u.u6_addr8))
			return i;
	}
	return 0;
}

/* As weft_gateway_of4; it points into the port's row. */
static __always_inline const __u8 *weft_gateway_of6(const struct weft_port *port, const __u8 *source)
{
	__u32 index = 0;

	if (!weft_same_ip6(port->ip6[0].address, source))
		index = weft_own_index6(port, (const void *)source);
	return port->ip6[index % WEFT_PORT_IP6_MAX].gateway;
}

#endif
