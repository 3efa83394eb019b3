/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* IPv6 addresses, 16 bytes of which the place is a multiple of 4. */
#ifndef WEFT_IP6_ADDRESS_H
#define WEFT_IP6_ADDRESS_H

#include <linux/types.h>
#include <stdbool.h>

static __always_inline bool weft_same_ip6(const __u8 *a, const __u8 *b)
{
	const __u32 *left = (const void *)a, *right = (const void *)b;

	return left[0] == right[0] && left[1] == right[1] && left[2] == right[2] && left[3] == right[3];
}

static __always_inline bool weft_is_zero6(const __u8 *address)
{
	const __u32 *word = (const void *)address;

	return !(word[0] | word[1] | word[2] | word[3]);
}

#endif
