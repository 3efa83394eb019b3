/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* SipHash-2-4 (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012) of whole 64-bit words. Words are little-endian, as hosts of weft are. */
#ifndef WEFT_SIPHASH_H
#define WEFT_SIPHASH_H

#include <linux/types.h>
#include <bpf/bpf_helpers.h>

struct weft_siphash {
	__u64 v0, v1, v2, v3;
};

static __always_inline __u64 weft_rotated_left(__u64 value, const int bits)
{
	return value << bits | value >> (64 - bits);
}

static __always_inline void weft_siphash_round(struct weft_siphash *s)
{
	s->v0 += s->v1;
	s->v1 = weft_rotated_left(s->v1, 13) ^ s->v0;
	s->v0 = weft_rotated_left(s->v0, 32);
	s->v2 += s->v3;
	s->v3 = weft_rotated_left(s->v3, 16) ^ s->v2;
	s->v0 += s->v3;
	s->v3 = weft_rotated_left(s->v3, 21) ^ s->v0;
	s->v2 += s->v1;
	s->v1 = weft_rotated_left(s->v1, 17) ^ s->v2;
	s->v2 = weft_rotated_left(s->v2, 32);
}

static __always_inline void weft_siphash_word(struct weft_siphash *s, __u64 word)
{
	s->v3 ^= word;
	weft_siphash_round(s);
	weft_siphash_round(s);
	s->v0 ^= word;
}

/* The hash of `count` words, which is a constant where this is inlined. */
static __always_inline __u64 weft_siphash(const __u64 *words, const __u32 count, __u64 key0, __u64 key1)
{
	struct weft_siphash s = {
		.v0 = key0 ^ 0x736f6d6570736575ULL,
		.v1 = key1 ^ 0x646f72616e646f6dULL,
		.v2 = key0 ^ 0x6c7967656e657261ULL,
		.v3 = key1 ^ 0x7465646279746573ULL,
	};

	for (__u32 i = 0; i < count; i++)
		weft_siphash_word(&s, words[i]);
	weft_siphash_word(&s, (__u64)count * 8 << 56);
	s.v2 ^= 0xff;
	weft_siphash_round(&s);
	weft_siphash_round(&s);
	weft_siphash_round(&s);
	weft_siphash_round(&s);
	return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

#endif
