/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* A request on its way out: numbered, stamped and tagged as the last thing before it is encapsulated like a tenant's frame. */
#ifndef WEFT_PROBE_OUT_H
#define WEFT_PROBE_OUT_H

#include "weft/probe_frame.h"
#include "weft/probe_tag.h"

/* Numbers and stamps the request of the row; from here on a reply is waited for. */
static __always_inline void weft_probe_number(struct weft_tunnel_path *row, struct weft_probe *probe)
{
	__u64 now_ns = bpf_ktime_get_ns(), number, session;

	bpf_spin_lock(&row->lock);
	number = ++row->number;
	session = row->session;
	row->pending_ns[number % WEFT_PROBE_WINDOW] = now_ns;
	row->answered_bits[number % WEFT_PROBE_WINDOW / 8] &= ~(1 << number % 8);
	bpf_spin_unlock(&row->lock);
	probe->session = bpf_cpu_to_be64(session);
	probe->number = bpf_cpu_to_be64(number);
	probe->sent_ns = bpf_cpu_to_be64(now_ns);
}

/* A frame of probe_send, which says to whom and by which path. What fails from numbering on is a request that got lost. */
static __noinline int weft_probe_out(struct __sk_buff *skb, const struct weft_config *node)
{
	const __u32 offset = ETH_HLEN + sizeof(struct iphdr);
	const struct weft_probe_config *keys = weft_probe_keys();
	struct weft_tunnel_path *row;
	struct weft_ethernet ethernet;
	struct weft_tunnel_key key;
	struct weft_tunnel_to to = { .vni = WEFT_PROBE_VNI };
	struct weft_probe probe;

	if (!keys)
		return weft_probe_drop(WEFT_PROBE_DROP_NO_KEY);
	if (bpf_skb_load_bytes(skb, offset, &probe, sizeof(probe)))
		return weft_probe_drop(WEFT_PROBE_DROP_MALFORMED);
	key.vtep_id = bpf_ntohl(probe.target_vtep);
	key.path = probe.path;
	to.remote = weft_remote_vtep(node, key.vtep_id);
	if (!to.remote)
		return weft_probe_drop(WEFT_PROBE_DROP_UNKNOWN_VTEP);
	row = bpf_map_lookup_elem(&tunnel_path, &key);
	if (!row)
		return weft_probe_drop(WEFT_PROBE_DROP_NO_ROW);
	to.flow_hash = weft_probe_flow_hash(key.path);
	weft_probe_number(row, &probe);
	weft_set_probe_tag(&probe, keys->key);
	if (bpf_skb_store_bytes(skb, offset, &probe, sizeof(probe), 0))
		return weft_probe_drop(WEFT_PROBE_DROP_NOT_SENT);
	if (weft_fits_underlay(skb, node, 0))
		return weft_probe_drop(WEFT_PROBE_DROP_TOO_BIG);
	weft_probe_ethernet(&ethernet);
	return weft_encap(skb, node, &to, &ethernet, WEFT_SLOT_NONE);
}

#endif
