/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The Internet checksum (RFC 1071) and its incremental update (RFC 1624). Sums are over 16-bit words as they are in memory. */
#ifndef WEFT_CHECKSUM_H
#define WEFT_CHECKSUM_H

#include <linux/ip.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* bpf_csum_diff takes so many bytes at once (kernels before 6.13). */
#define WEFT_CSUM_CHUNK 512

/* A sum of up to 2^16 words, folded and complemented. */
static __always_inline __sum16 weft_checksum_fold(__u64 sum)
{
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

/* The checksum after one 16-bit word that it covers has changed (RFC 1624, equation 3). */
static __always_inline __sum16 weft_checksum_adjust(__sum16 check, __u16 from, __u16 to)
{
	return weft_checksum_fold((__u64)(__u16)~check + (__u16)~from + to);
}

/* The checksum of an IPv4 header without options, ten 16-bit words. The checksum field itself is zero. */
static __always_inline __sum16 weft_ip4_checksum(const struct iphdr *ip)
{
	const __u16 *word = (const void *)ip;
	__u32 sum = 0;

#pragma unroll
	for (int i = 0; i < 10; i++)
		sum += word[i];
	return weft_checksum_fold(sum);
}

#endif
