/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The fabric's side: VXLAN from other nodes (from_underlay), and what only the kernel's vxlan device could take apart (from_vxlan). */
#include "weft/counters.h"
#include "weft/decap.h"
#include "weft/departing.h"
#include "weft/flood.h"
#include "weft/from_fabric.h"
#include "weft/node_config.h"
#include "weft/probe_in.h"
#include "weft/probe_out.h"
#include "weft/tap_order.h"
#include "weft/to_port.h"
#include "weft/traffic.h"

/* Of from_underlay_packet, beside its verdicts: weft_probe_in has to see the packet, for which there is no room on the stack here. */
#define PROBE 0x100

static __always_inline int flood_from_fabric(struct __sk_buff *skb, const struct weft_config *node, __u32 vni, __u32 vtep_id)
{
	enum weft_drop_reason reason = weft_flood_local(skb, node, vni, WEFT_FLOOD_ALL, vtep_id);

	if (reason)
		weft_count_drop(WEFT_SLOT_NONE, reason);
	return WEFT_CONSUMED;
}

/* On to the vxlan device, by the host's stack: the mark tells from_vxlan by which interface the packet came in. */
static __always_inline int pass_to_device(struct __sk_buff *skb, const struct weft_config *node)
{
	skb->mark = weft_mark_underlay(node);
	return WEFT_PASS;
}

/*
 * A unicast frame for no port that is here: dropped, unless its port has left for another node. Then the vxlan device takes it apart, whatever it carries, and from_vxlan sends it on: all
 * such frames go one way and keep their order. The device would drop what RFC 6040 says to without telling.
 */
static __noinline int not_here(struct __sk_buff *skb, const struct weft_config *node, const struct weft_arrival *arrival, enum weft_drop_reason reason)
{
	if (reason != WEFT_DROP_PORT_GONE || !weft_goes_on_to(node, arrival->vni, arrival->inner.destination))
		return weft_drop(WEFT_SLOT_NONE, reason);
	if (weft_is_ip(arrival->inner.ethertype) && weft_ecn_decapsulate(arrival->outer_tos, arrival->inner_tos) < 0)
		return weft_drop(WEFT_SLOT_NONE, WEFT_DROP_ECN);
	return pass_to_device(skb, node);
}

/* An outer IPv4 or IPv6 packet; the family is a constant where this is inlined. */
static __always_inline int from_underlay_packet(struct __sk_buff *skb, const struct weft_config *node, const bool ip6)
{
	const struct weft_port_out *out = NULL;
	struct weft_arrival arrival = {};
	struct weft_carrier carrier;
	enum weft_drop_reason reason;
	__u32 datapath_id = 0;
	int ecn;

	/* Rare: the stack takes the tag off. */
	if (skb->vlan_present)
		return weft_starts_vxlan(skb, node, ip6) ? pass_to_device(skb, node) : WEFT_PASS;
	switch (weft_parse_outer(skb, node, ip6, &arrival)) {
	case WEFT_NOT_OURS:
		return WEFT_PASS;
	case WEFT_FOR_DEVICE:
		return weft_starts_vxlan(skb, node, ip6) ? pass_to_device(skb, node) : WEFT_PASS;
	case WEFT_MALFORMED:
		return weft_drop(WEFT_SLOT_NONE, WEFT_DROP_VXLAN_MALFORMED);
	case WEFT_ARRIVED:
		break;
	}
	if (arrival.vni == WEFT_PROBE_VNI)
		return PROBE;
	reason = weft_check_source(node, arrival.vni, &arrival.source, ip6, &carrier);
	if (reason)
		return weft_drop(WEFT_SLOT_NONE, reason);
	if (weft_is_vlan_tag(arrival.inner.ethertype))
		return weft_drop(WEFT_SLOT_NONE, WEFT_DROP_TAGGED);
	if (!weft_is_multicast(arrival.inner.destination)) {
		out = weft_fabric_destination(arrival.vni, arrival.inner.destination, &datapath_id, &reason);
		if (!out)
			return not_here(skb, node, &arrival, reason);
	}
	ecn = weft_is_ip(arrival.inner.ethertype) ? weft_ecn_decapsulate(arrival.outer_tos, arrival.inner_tos) : 0;
	if (ecn < 0)
		return weft_drop(out ? out->slot : WEFT_SLOT_NONE, WEFT_DROP_ECN);
	/* A tap would get a GSO frame segmented in software; out of the vxlan device it stays whole. */
	if (out && out->deliver == WEFT_DELIVER_TAP && arrival.exact && weft_tap_through_device(out->slot, skb->gso_size))
		return pass_to_device(skb, node);
	switch (weft_decap(skb, ip6, &arrival, ecn)) {
	case WEFT_DECAP_REFUSED:
		return pass_to_device(skb, node);
	case WEFT_DECAP_BROKEN:
		return weft_drop(out ? out->slot : WEFT_SLOT_NONE, WEFT_DROP_DECAP_FAILED);
	case WEFT_DECAP_DONE:
		break;
	}
	weft_count_tunnel_received(skb, node, arrival.vni, &carrier);
	if (!out)
		return flood_from_fabric(skb, node, arrival.vni, carrier.vtep_id);
	return weft_deliver_to_port(skb, node, out, datapath_id, weft_answering_vtep(&carrier, arrival.outer_ttl), !weft_is_ip(arrival.inner.ethertype));
}

/* Functions of their own, so that the room on the stack of one family is not the other's. */
static __noinline int from_underlay4(struct __sk_buff *skb, const struct weft_config *node)
{
	return from_underlay_packet(skb, node, false);
}

static __noinline int from_underlay6(struct __sk_buff *skb, const struct weft_config *node)
{
	return from_underlay_packet(skb, node, true);
}

/* tcx ingress of an underlay interface. What is not VXLAN to our VTEP passes untouched. */
SEC("tc")
int from_underlay(struct __sk_buff *skb)
{
	const struct weft_config *node;
	int verdict;

	if (!weft_is_ip(skb->protocol) || !weft_maybe_vxlan(skb))
		return WEFT_PASS;
	node = weft_node_config();
	if (!node)
		return WEFT_PASS;
	verdict = skb->protocol == bpf_htons(ETH_P_IP) ? from_underlay4(skb, node) : from_underlay6(skb, node);
	return verdict == PROBE ? weft_probe_in(skb, node) : verdict;
}

/* The tunnel that the frame came out of: its VNI, source and time to live, if it was one to our VTEP. */
static __always_inline bool read_tunnel_key(struct __sk_buff *skb, const struct weft_config *node, __u32 *vni, union weft_underlay_address *source, __u8 *ttl)
{
	struct bpf_tunnel_key key = {};

	if (bpf_skb_get_tunnel_key(skb, &key, sizeof(key), node->vtep_ip4 ? 0 : BPF_F_TUNINFO_IPV6))
		return false;
	*vni = key.tunnel_id;
	*ttl = key.tunnel_ttl;
	if (node->vtep_ip4) {
		source->ip4 = bpf_htonl(key.remote_ipv4);
		return key.local_ipv4 == bpf_ntohl(node->vtep_ip4);
	}
	__builtin_memcpy(source->ip6, key.remote_ipv6, sizeof(source->ip6));
	return weft_same_underlay6((const void *)key.local_ipv6, node->vtep_ip6);
}

/*
 * tcx ingress of the metadata vxlan device: the same checks, which no probe passes, because no VTEP is a member of their VNI. The device itself has
 * combined the ECN fields (RFC 6040). Requests of probe_send leave from here.
 */
SEC("tc")
int from_vxlan(struct __sk_buff *skb)
{
	const struct weft_config *node = weft_node_config();
	const struct weft_port_out *out;
	union weft_underlay_address source = {};
	struct weft_ethernet ethernet;
	struct weft_carrier carrier;
	enum weft_drop_reason reason;
	__u32 vni, datapath_id;
	__u8 ttl;

	if (!node)
		return weft_drop(WEFT_SLOT_NONE, WEFT_DROP_NO_CONFIG);
	/* The device takes VXLAN from any interface of the host ... */
	if (skb->mark != weft_mark_underlay(node))
		return skb->mark == weft_mark_probe(node) ? weft_probe_out(skb, node) : weft_drop(WEFT_SLOT_NONE, WEFT_DROP_NOT_FROM_FABRIC);
	/* ... and to any address. */
	if (!read_tunnel_key(skb, node, &vni, &source, &ttl))
		return weft_drop(WEFT_SLOT_NONE, WEFT_DROP_NOT_FROM_FABRIC);
	reason = weft_check_source(node, vni, &source, !node->vtep_ip4, &carrier);
	if (reason)
		return weft_drop(WEFT_SLOT_NONE, reason);
	if (!weft_parse_ethernet(skb, &ethernet))
		return weft_drop(WEFT_SLOT_NONE, WEFT_DROP_TRUNCATED);
	if (skb->vlan_present || weft_is_vlan_tag(ethernet.ethertype))
		return weft_drop(WEFT_SLOT_NONE, WEFT_DROP_TAGGED);
	if (weft_is_multicast(ethernet.destination)) {
		weft_count_tunnel_received(skb, node, vni, &carrier);
		return flood_from_fabric(skb, node, vni, carrier.vtep_id);
	}
	out = weft_fabric_destination(vni, ethernet.destination, &datapath_id, &reason);
	if (!out)
		return reason == WEFT_DROP_PORT_GONE ? weft_send_on(skb, node, vni, &ethernet, &carrier) : weft_drop(WEFT_SLOT_NONE, reason);
	weft_count_tunnel_received(skb, node, vni, &carrier);
	return weft_deliver_to_port(skb, node, out, datapath_id, weft_answering_vtep(&carrier, ttl), true);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
