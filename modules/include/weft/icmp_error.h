/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * ICMP errors of a gateway, made out of the packet that they are about and sent back to the port it came from. Slow path: the packet becomes
 * linear, and it ends here. What is quoted:
 *   IPv4: as much as makes 576 bytes (RFC 1812 section 4.3.2.3); IPv6: as much as makes 1280 bytes (RFC 4443 section 2.4 c)
 *   of a GSO frame: its first segment, with the length that this would have on the wire
 */
#ifndef WEFT_ICMP_ERROR_H
#define WEFT_ICMP_ERROR_H

#include "weft/answer.h"
#include "weft/checksum.h"
#include "weft/icmp_room.h"
#include "weft/node_config.h"
#include "weft/rate_limit.h"
#include "weft/replace.h"

/* Errors that a port may get at once, beyond config.icmp_errors_per_s. */
#define WEFT_ICMP_BURST 10
/* Precedence "internetwork control" (RFC 1812 section 4.3.2.5). */
#define WEFT_ICMP4_TOS 0xc0

/* What an error is to say. */
struct weft_icmp_error {
	__u8 type;
	__u8 code;
	__u32 mtu;
	__u32 headers_len;      /* of the packet it is about: IP and l4 headers */
};

/* May the port get one more error now? */
static __always_inline bool weft_icmp_allowed(const struct weft_config *node, __u32 slot)
{
	struct weft_port_limits *limits = bpf_map_lookup_elem(&port_limits, &slot);

	if (!limits || !node->icmp_errors_per_s)
		return false;
	return weft_rate_allows(&limits->icmp_error_ns, bpf_ktime_get_ns(), node->icmp_errors_per_s, WEFT_ICMP_BURST);
}

/* Copies the beginning of the packet; how many bytes, 0 if it cannot be read. The three bytes after them are zero. */
static __always_inline __u32 weft_icmp_quote(struct __sk_buff *skb, __u8 *quote, __u32 packet_len, __u32 limit)
{
	__u32 length = skb->len - ETH_HLEN;

	if (length > packet_len)
		length = packet_len;
	if (length > limit)
		length = limit;
	/* Bounds that the verifier understands. */
	asm volatile("" : "+r"(length));
	if (length < sizeof(struct iphdr) || length > WEFT_ICMP6_QUOTE_MAX)
		return 0;
	if (bpf_skb_load_bytes(skb, ETH_HLEN, quote, length))
		return 0;
	quote[length] = 0;
	quote[length + 1] = 0;
	quote[length + 2] = 0;
	return length;
}

/* The sum of the ICMP part, which begins on a multiple of 4 bytes. */
static __always_inline __u32 weft_icmp_sum(const void *icmp, __u32 length, __u32 sum)
{
	__u32 remaining = (length + 3) & ~3u;

#pragma unroll
	for (int i = 0; i < WEFT_ICMP_CHUNKS; i++) {
		__u32 chunk = remaining < WEFT_CSUM_CHUNK ? remaining : WEFT_CSUM_CHUNK;

		asm volatile("" : "+r"(chunk));
		if (chunk > WEFT_CSUM_CHUNK)
			break;
		sum = bpf_csum_diff(NULL, 0, (void *)icmp + i * WEFT_CSUM_CHUNK, chunk, sum);
		remaining -= chunk;
	}
	return sum;
}

/* Bytes of the first packet that the frame is on the wire. */
static __always_inline __u32 weft_first_segment(const struct __sk_buff *skb, __u32 headers_len)
{
	__u32 available = skb->len - ETH_HLEN;
	__u32 segment = skb->gso_size + headers_len;

	return skb->gso_size && segment < available ? segment : available;
}

static __always_inline void weft_icmp_header(struct weft_icmp *icmp, const struct weft_icmp_error *error, __u32 mtu)
{
	icmp->type = error->type;
	icmp->code = error->code;
	icmp->check = 0;
	icmp->info = bpf_htonl(mtu);
}

/* Lays the error out; the length of the frame, or 0. */
static __always_inline __u32 weft_icmp4_error(struct __sk_buff *skb, struct weft_icmp4_frame *frame, const struct weft_icmp_error *error,
					      __be32 gateway)
{
	struct iphdr *about = (void *)frame->quote;
	__u32 segment = weft_first_segment(skb, error->headers_len);
	__u32 length;

	if (bpf_skb_load_bytes(skb, 0, &frame->ethernet, ETH_HLEN) || bpf_skb_load_bytes(skb, ETH_HLEN, about, sizeof(*about)))
		return 0;
	if (!skb->gso_size)
		segment = bpf_ntohs(about->tot_len);
	length = weft_icmp_quote(skb, frame->quote, segment, WEFT_ICMP4_QUOTE_MAX);
	if (!length)
		return 0;
	if (skb->gso_size) {
		about->check = weft_checksum_adjust(about->check, about->tot_len, bpf_htons(segment));
		about->tot_len = bpf_htons(segment);
	}
	weft_answer_ethernet(&frame->ethernet);
	length += sizeof(struct weft_icmp);
	__builtin_memset(&frame->ip, 0, sizeof(frame->ip));
	frame->ip.version = 4;
	frame->ip.ihl = 5;
	frame->ip.tos = WEFT_ICMP4_TOS;
	frame->ip.tot_len = bpf_htons(sizeof(frame->ip) + length);
	frame->ip.frag_off = bpf_htons(WEFT_IP4_DONT_FRAGMENT);
	frame->ip.ttl = WEFT_ANSWER_TTL;
	frame->ip.protocol = IPPROTO_ICMP;
	frame->ip.saddr = gateway;
	frame->ip.daddr = about->saddr;
	frame->ip.check = weft_ip4_checksum(&frame->ip);
	weft_icmp_header(&frame->icmp, error, error->mtu < 0xffff ? error->mtu : 0xffff);
	frame->icmp.check = weft_checksum_fold(weft_icmp_sum(&frame->icmp, length, 0));
	return ETH_HLEN + sizeof(frame->ip) + length;
}

static __always_inline __u32 weft_icmp6_error(struct __sk_buff *skb, struct weft_icmp6_frame *frame, const struct weft_icmp_error *error,
					      const __u8 *gateway)
{
	struct ipv6hdr *about = (void *)frame->quote;
	__u32 segment = weft_first_segment(skb, error->headers_len);
	__u32 length, sum;

	if (bpf_skb_load_bytes(skb, 0, &frame->ethernet, ETH_HLEN) || bpf_skb_load_bytes(skb, ETH_HLEN, about, sizeof(*about)))
		return 0;
	if (!skb->gso_size)
		segment = sizeof(*about) + bpf_ntohs(about->payload_len);
	length = weft_icmp_quote(skb, frame->quote, segment, WEFT_ICMP6_QUOTE_MAX);
	if (!length)
		return 0;
	if (skb->gso_size)
		about->payload_len = bpf_htons(segment - sizeof(*about));
	weft_answer_ethernet(&frame->ethernet);
	length += sizeof(struct weft_icmp);
	__builtin_memset(&frame->ip, 0, sizeof(frame->ip));
	frame->ip.version = 6;
	frame->ip.payload_len = bpf_htons(length);
	frame->ip.nexthdr = IPPROTO_ICMPV6;
	frame->ip.hop_limit = WEFT_ANSWER_TTL;
	__builtin_memcpy(&frame->ip.saddr, gateway, 16);
	__builtin_memcpy(&frame->ip.daddr, &about->saddr, 16);
	weft_icmp_header(&frame->icmp, error, error->mtu);
	/* The pseudo header (RFC 8200 section 8.1): addresses, length, next header. */
	sum = bpf_csum_diff(NULL, 0, (void *)&frame->ip.saddr, 32, 0);
	sum = weft_icmp_sum(&frame->icmp, length, sum);
	frame->icmp.check = weft_checksum_fold((__u64)sum + bpf_htonl(length) + bpf_htonl(IPPROTO_ICMPV6));
	return ETH_HLEN + sizeof(frame->ip) + length;
}

static __always_inline bool weft_icmp_replace(struct __sk_buff *skb, const union weft_icmp_frame *frame, __u32 length, __u32 headers_len)
{
	asm volatile("" : "+r"(length));
	if (length < ETH_HLEN || length > ETH_HLEN + WEFT_ICMP6_MAX)
		return false;
	return weft_replace(skb, length, headers_len) && bpf_skb_store_bytes(skb, 0, (void *)&frame->ip4.ethernet, length, 0) == 0;
}

#endif
