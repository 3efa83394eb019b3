/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Tunnel health: the agent says when a tunnel is probed; from_vxlan sends what is made here, and from_underlay takes what comes back. */
#include "weft/node_config.h"
#include "weft/probe_frame.h"

/*
 * Run through BPF_PROG_TEST_RUN with WEFT_PROBE_FRAME_MIN bytes of data, whatever they are, and in cb the VTEP id, the path and the length of the
 * inner frame. The request goes to the vxlan device as if it had come in there, so that from_vxlan can send it on as a tenant's frame is sent;
 * all is stamped there. 0, or WEFT_PROBE_DROP_* for why it did not get so far (then counted as well).
 */
SEC("tc")
int probe_send(struct __sk_buff *skb)
{
	const struct weft_config *node = weft_node_config();
	struct weft_tunnel_key key = { .vtep_id = skb->cb[0], .path = skb->cb[1] };
	enum weft_probe_drop reason = WEFT_PROBE_DROP_NOT_SENT;
	struct weft_ethernet ethernet;
	struct weft_probe probe = {
		.version = WEFT_PROBE_VERSION,
		.kind = WEFT_PROBE_REQUEST,
	};
	__u32 length = skb->cb[2];

	if (!node)
		goto drop;
	reason = WEFT_PROBE_DROP_MALFORMED;
	if (length < WEFT_PROBE_FRAME_MIN || length > WEFT_PROBE_FRAME_MAX)
		goto drop;
	reason = WEFT_PROBE_DROP_NO_KEY;
	if (!weft_probe_keys())
		goto drop;
	reason = WEFT_PROBE_DROP_NO_ROW;
	if (!bpf_map_lookup_elem(&tunnel_path, &key))
		goto drop;
	reason = WEFT_PROBE_DROP_UNKNOWN_VTEP;
	if (!weft_remote_vtep(node, key.vtep_id))
		goto drop;
	probe.path = key.path;
	probe.source_vtep = bpf_htonl(node->vtep_id);
	probe.target_vtep = bpf_htonl(key.vtep_id);
	probe.length = bpf_htonl(length);
	weft_probe_ethernet(&ethernet);
	reason = WEFT_PROBE_DROP_NOT_SENT;
	if (bpf_skb_change_tail(skb, length, 0) || bpf_skb_store_bytes(skb, 0, &ethernet, ETH_HLEN, 0) ||
	    !weft_store_probe(skb, ETH_HLEN, &probe, length))
		goto drop;
	skb->mark = weft_mark_probe(node);
	if (bpf_clone_redirect(skb, node->vxlan_ifindex, BPF_F_INGRESS))
		goto drop;
	return WEFT_PROBE_DROP_NONE;
drop:
	weft_probe_drop(reason);
	return reason;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
