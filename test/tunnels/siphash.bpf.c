/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Gives the header's hash to the test: of the first 0 to 7 words. */
#include <linux/bpf.h>
#include "weft/siphash.h"

struct hashing {
	__u64 key[2];
	__u64 words[7];
	__u64 hash[8];
};

SEC("syscall")
int siphash(struct hashing *ctx)
{
	/* The context can only be read at constant places. */
	__u64 words[7] = { ctx->words[0], ctx->words[1], ctx->words[2], ctx->words[3], ctx->words[4], ctx->words[5], ctx->words[6] };

	ctx->hash[0] = weft_siphash(words, 0, ctx->key[0], ctx->key[1]);
	ctx->hash[1] = weft_siphash(words, 1, ctx->key[0], ctx->key[1]);
	ctx->hash[2] = weft_siphash(words, 2, ctx->key[0], ctx->key[1]);
	ctx->hash[3] = weft_siphash(words, 3, ctx->key[0], ctx->key[1]);
	ctx->hash[4] = weft_siphash(words, 4, ctx->key[0], ctx->key[1]);
	ctx->hash[5] = weft_siphash(words, 5, ctx->key[0], ctx->key[1]);
	ctx->hash[6] = weft_siphash(words, 6, ctx->key[0], ctx->key[1]);
	ctx->hash[7] = weft_siphash(words, 7, ctx->key[0], ctx->key[1]);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
