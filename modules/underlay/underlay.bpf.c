/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * XDP on an underlay interface, before the kernel has made a packet of a frame: drops VXLAN that no node of the cluster may send, and hands
 * single frames straight to ports whose devices take them. All else goes on to from_underlay.
 */
#include "weft/active_policy.h"
#include "weft/arrival.h"
#include "weft/checksum.h"
#include "weft/ecn.h"
#include "weft/from_fabric.h"
#include "weft/to_port_stage.h"
#include "weft/traffic.h"
#include "weft/tunnel_types.h"
#include "weft/vtep_rate.h"

static __always_inline int drop(__u32 slot, enum weft_drop_reason reason)
{
	weft_count_drop(slot, reason);
	return XDP_DROP;
}

/*
 * Does the stack never join packets of this protocol into one (GRO)? Then frames may pass it by without costing more than they save. All packets
 * of a flow, fragments as well, get the same answer: they keep their order.
 */
static __always_inline bool never_joined(const __u8 *ip, const void *data_end, __be16 ethertype)
{
	const __u32 fragment_header = sizeof(struct ipv6hdr);
	__u8 next;

	if (ethertype == bpf_htons(ETH_P_IP)) {
		if ((void *)ip + sizeof(struct iphdr) > data_end)
			return false;
		next = ip[__builtin_offsetof(struct iphdr, protocol)];
		return next == IPPROTO_UDP || next == IPPROTO_ICMP;
	}
	if (ethertype != bpf_htons(ETH_P_IPV6) || (void *)ip + sizeof(struct ipv6hdr) > data_end)
		return false;
	next = ip[__builtin_offsetof(struct ipv6hdr, nexthdr)];
	if (next == IPPROTO_FRAGMENT) {
		if ((void *)ip + fragment_header + 1 > data_end)
			return false;
		next = ip[fragment_header];
	}
	return next == IPPROTO_UDP || next == IPPROTO_ICMPV6;
}

/* Writes the ECN field of the packet of that type; its header is in bounds. */
static __always_inline void set_ecn(__u8 *ip, __be16 ethertype, __u8 ecn)
{
	struct iphdr *ip4 = (void *)ip;
	__be16 before;

	if (ethertype != bpf_htons(ETH_P_IP)) {
		ip[1] = (ip[1] & ~(WEFT_ECN_MASK << 4)) | ecn << 4;
		return;
	}
	before = *(__be16 *)ip;
	ip4->tos = (ip4->tos & ~WEFT_ECN_MASK) | ecn;
	ip4->check = weft_checksum_adjust(ip4->check, before, *(__be16 *)ip);
}

/* A function of its own for its room on the stack, as those of inner_flow.h. The frame is out of its tunnel. */
static __noinline int inner_flow_received(struct xdp_md *ctx, __u32 vni, __u32 vtep_id, __u32 bytes)
{
	struct weft_inner_flow_key key = { .vni = vni, .vtep_id = vtep_id, .received = 1 };

	weft_inner_flow_count(ctx, WEFT_FRAME_XDP, &key, ETH_HLEN, bytes);
	return 0;
}

/* A frame that is all in one buffer, straight to its port if that is possible. */
static __always_inline int deliver(struct xdp_md *ctx, const struct weft_config *node, const struct weft_arrival *arrival,
				   const struct weft_carrier *carrier, const __u32 tunnel_len)
{
	void *data_end = (void *)(long)ctx->data_end;
	__u8 *ip = (void *)(long)ctx->data + ETH_HLEN + tunnel_len;
	__u32 bytes = data_end - (void *)(long)ctx->data - tunnel_len;
	const struct weft_port_out *out;
	enum weft_drop_reason reason;
	__u32 datapath_id;
	__u8 tos;
	int ecn;

	if (weft_is_multicast(arrival->inner.destination) || !never_joined(ip, data_end, arrival->inner.ethertype))
		return XDP_PASS;
	out = weft_fabric_destination(arrival->vni, arrival->inner.destination, &datapath_id, &reason);
	if (!out || !out->xdp_redirect || (void *)(ip + sizeof(struct iphdr)) > data_end)
		return XDP_PASS;
	/* A port with a policy is from_underlay's to deliver to. */
	if (weft_active_policy(out->slot))
		return XDP_PASS;
	tos = weft_inner_tos(ip, arrival->inner.ethertype);
	ecn = weft_ecn_decapsulate(arrival->outer_tos, tos);
	if (ecn < 0)
		return drop(out->slot, WEFT_DROP_ECN);
	if (ecn != (tos & WEFT_ECN_MASK))
		set_ecn(ip, arrival->inner.ethertype, ecn);
	reason = weft_stage_towards_port(out->slot, bytes, NULL);
	if (reason)
		return drop(out->slot, reason);
	/* What is left begins with the inner Ethernet header. */
	if (bpf_xdp_adjust_head(ctx, tunnel_len))
		return drop(out->slot, WEFT_DROP_DECAP_FAILED);
	weft_count_carried(node, carrier, bytes);
	if (node->counts & WEFT_COUNT_INNER_FLOWS)
		inner_flow_received(ctx, arrival->vni, carrier->vtep_id, bytes);
	return bpf_redirect(out->ifindex, 0);
}

/* `straight`: frames are as they were on the wire, and may be handed to ports. Constants where this is inlined. */
static __always_inline int underlay_packet(struct xdp_md *ctx, const struct weft_config *node, const bool ip6, const bool straight)
{
	const __u32 tunnel_len = ip6 ? WEFT_TUNNEL6_LEN : WEFT_TUNNEL_LEN;
	__u32 length = bpf_xdp_get_buff_len(ctx);
	void *data_end = (void *)(long)ctx->data_end;
	void *data = (void *)(long)ctx->data;
	struct weft_arrival arrival = {};
	struct weft_carrier carrier;
	enum weft_tunnel_kind kind;
	enum weft_drop_reason reason;

	if (weft_read_outer(data, data_end, node, ip6) != WEFT_OUTER_VXLAN)
		return XDP_PASS;
	/* Headers in a later buffer. */
	if (data + ETH_HLEN + tunnel_len > data_end && length >= ETH_HLEN + tunnel_len)
		return XDP_PASS;
	kind = weft_read_tunnel(data, data_end, length - ETH_HLEN, false, ip6, &arrival);
	/* A GSO frame over 64 KB cannot say its length: from_underlay knows it from a malformed one. */
	if (kind == WEFT_TUNNEL_MALFORMED)
		return straight ? drop(WEFT_SLOT_NONE, WEFT_DROP_VXLAN_MALFORMED) : XDP_PASS;
	carrier.vtep_id = weft_source_vtep(node, &arrival.source, ip6);
	if (!carrier.vtep_id)
		return drop(WEFT_SLOT_NONE, WEFT_DROP_VXLAN_SOURCE);
	if (!weft_vtep_may_send(node, carrier.vtep_id))
		return drop(WEFT_SLOT_NONE, WEFT_DROP_VTEP_RATE);
	/* Bytes behind the packet: the kernel takes it apart, and from_vxlan checks the rest. */
	if (kind == WEFT_TUNNEL_TRAILED)
		return XDP_PASS;
	/* No VTEP is a member: from_underlay takes them. */
	if (arrival.vni == WEFT_PROBE_VNI)
		return XDP_PASS;
	reason = weft_check_member(arrival.vni, &carrier);
	if (reason)
		return drop(WEFT_SLOT_NONE, reason);
	if (!straight || data + length != data_end)
		return XDP_PASS;
	return deliver(ctx, node, &arrival, &carrier, tunnel_len);
}

/* What is not VXLAN in a frame for this host, untagged, passes untouched. */
static __always_inline int underlay(struct xdp_md *ctx, const bool straight)
{
	struct weft_ethernet *ethernet = (void *)(long)ctx->data;
	const struct weft_config *node;

	if ((void *)ethernet + ETH_HLEN > (void *)(long)ctx->data_end || !weft_is_ip(ethernet->ethertype) ||
	    weft_is_multicast(ethernet->destination))
		return XDP_PASS;
	node = weft_node_config();
	if (!node)
		return XDP_PASS;
	return ethernet->ethertype == bpf_htons(ETH_P_IP) ? underlay_packet(ctx, node, false, straight) : underlay_packet(ctx, node, true, straight);
}

/* In the driver. */
SEC("xdp.frags")
int underlay_native(struct xdp_md *ctx)
{
	return underlay(ctx, true);
}

/*
 * In the stack, where a frame may be several segments (GSO) and nothing tells: it only drops. Not for frames in several buffers: copies that the
 * kernel makes for such programs (6.18) forget the length of the Ethernet header, and tc programs then see a frame that begins behind it.
 */
SEC("xdp")
int underlay_generic(struct xdp_md *ctx)
{
	return underlay(ctx, false);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
