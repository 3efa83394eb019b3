/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* A packet of the probes' VNI from the underlay: checked, then reflected or accounted. Nothing here is on the way of tenants' packets. */
#ifndef WEFT_PROBE_IN_H
#define WEFT_PROBE_IN_H

#include "weft/from_fabric.h"
#include "weft/probe_answer.h"
#include "weft/probe_reflect.h"

/* May the probe be judged by its tag? `frame_len` is the length of its inner frame. */
static __always_inline enum weft_probe_drop weft_probe_defect(const struct weft_config *node, const struct weft_probe *probe, __u32 vtep_id,
							      __u32 frame_len)
{
	bool request = probe->kind == WEFT_PROBE_REQUEST;
	__u32 expected_len = bpf_ntohl(probe->length);

	if (probe->version != WEFT_PROBE_VERSION || !probe->kind || probe->kind > WEFT_PROBE_REFUSAL || probe->path >= WEFT_PROBE_PATHS ||
	    probe->flags || !probe->session || !probe->number)
		return WEFT_PROBE_DROP_MALFORMED;
	if (!request && probe->path == WEFT_PROBE_SIZE_PATH)
		expected_len = WEFT_PROBE_FRAME_MIN;
	if (frame_len != expected_len)
		return WEFT_PROBE_DROP_MALFORMED;
	if (bpf_ntohl(probe->source_vtep) != vtep_id || bpf_ntohl(probe->target_vtep) != node->vtep_id)
		return WEFT_PROBE_DROP_NOT_FOR_US;
	return WEFT_PROBE_DROP_NONE;
}

/* The key that the probe is tagged with; NULL if it is none of ours. */
static __always_inline const __u8 *weft_probe_key(const struct weft_probe_config *keys, const struct weft_probe *probe)
{
	__u64 tag = *(const __u64 *)probe->tag;

	if (weft_probe_tag(probe, keys->key) == tag)
		return keys->key;
	if (keys->keys == WEFT_PROBE_KEYS_TWO && weft_probe_tag(probe, keys->other_key) == tag)
		return keys->other_key;
	return NULL;
}

/* The VTEP that the packet is from; 0 if its source is none's. */
static __always_inline __u32 weft_probe_source(struct __sk_buff *skb, const struct weft_config *node)
{
	const bool ip6 = !node->vtep_ip4;
	union weft_underlay_address source = {};

	if (ip6 ? bpf_skb_load_bytes(skb, ETH_HLEN + __builtin_offsetof(struct ipv6hdr, saddr), source.ip6, sizeof(source.ip6))
		: bpf_skb_load_bytes(skb, ETH_HLEN + __builtin_offsetof(struct iphdr, saddr), &source.ip4, sizeof(source.ip4)))
		return 0;
	return weft_source_vtep(node, &source, ip6);
}

/* The packet is whole, and its outer headers are those of VXLAN without options. A probe is answered with the key that it was asked with. */
static __noinline int weft_probe_in(struct __sk_buff *skb, const struct weft_config *node)
{
	const __u32 tunnel_len = node->vtep_ip4 ? WEFT_TUNNEL_LEN : WEFT_TUNNEL6_LEN;
	const struct weft_probe_config *keys = weft_probe_keys();
	__u32 vtep_id = weft_probe_source(skb, node);
	enum weft_probe_drop reason;
	struct weft_probe probe;
	const __u8 *key;

	if (!vtep_id)
		return weft_drop(WEFT_SLOT_NONE, WEFT_DROP_VXLAN_SOURCE);
	if (!keys)
		return weft_probe_drop(WEFT_PROBE_DROP_NO_KEY);
	if (bpf_skb_load_bytes(skb, ETH_HLEN + tunnel_len + sizeof(struct iphdr), &probe, sizeof(probe)))
		return weft_probe_drop(WEFT_PROBE_DROP_MALFORMED);
	reason = weft_probe_defect(node, &probe, vtep_id, skb->len - tunnel_len);
	if (reason)
		return weft_probe_drop(reason);
	key = weft_probe_key(keys, &probe);
	if (!key)
		return weft_probe_drop(WEFT_PROBE_DROP_BAD_TAG);
	if (probe.kind != WEFT_PROBE_REQUEST)
		return weft_probe_answer(&probe);
	reason = weft_probe_judge(&probe, key);
	if (reason)
		return weft_probe_drop(reason);
	if (probe.kind == WEFT_PROBE_REFUSAL)
		weft_probe_drop(WEFT_PROBE_DROP_STALE_SESSION);
	return weft_probe_return(skb, node, &probe);
}

#endif
