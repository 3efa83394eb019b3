/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Where frames meet the policy of a port: what it sends, after anti-spoofing, and what it gets, in the to-port stage. Not asked about (docs/security-groups.md): ARP,
 * neighbor and router discovery, what multicast listeners say to the link, DHCPv4, and what weft says itself.
 */
#ifndef WEFT_PORT_POLICY_H
#define WEFT_PORT_POLICY_H

#include "weft/astray.h"
#include "weft/connection.h"

/*
 * ICMPv6: what multicast listeners say to the whole link (RFC 2710, RFC 3810), and neighbor and router discovery (RFC 4861), which is checked where a port sends it. To one host a
 * listener's message would carry anything past its rules.
 */
static __always_inline bool weft_is_link_business(const struct weft_policed *policed)
{
	const union weft_address *destination = policed->direction == WEFT_EGRESS ? &policed->remote : &policed->own;
	const __u8 type = policed->icmp_type;

	if (!policed->ip6 || policed->protocol != IPPROTO_ICMPV6 || policed->later_fragment)
		return false;
	if (type >= 133 && type <= 137)
		return true;
	return ((type >= 130 && type <= 132) || type == 143) && policed->multicast && destination->ip6[0] == 0xff;
}

/* A function of its own for its room on the stack. */
__noinline int weft_police_read4(struct __sk_buff *skb, struct weft_policing *policing)
{
	return policing ? weft_policed4_frame(skb, &policing->policed) : WEFT_DROP_TRUNCATED;
}

/* A frame on its way to a port, all that the caller sets is set. The reason to drop it, or NONE. */
static __always_inline enum weft_drop_reason weft_police_frame(struct __sk_buff *skb, struct weft_policing *policing, __u64 active)
{
	enum weft_drop_reason reason;
	struct {
		__u8 source[ETH_ALEN] __attribute__((aligned(2)));
		__be16 ethertype;
	} frame;

	if (bpf_skb_load_bytes(skb, ETH_ALEN, &frame, sizeof(frame)))
		return WEFT_DROP_TRUNCATED;
	if (frame.ethertype == bpf_htons(ETH_P_ARP))
		return WEFT_DROP_NONE;
	/* No port has the gateways' MAC. */
	policing->policed.routed = weft_is_gateway_mac(frame.source);
	if (frame.ethertype == bpf_htons(ETH_P_IP)) {
		reason = weft_police_read4(skb, policing);
	} else if (frame.ethertype == bpf_htons(ETH_P_IPV6)) {
		reason = weft_policed6_frame(skb, &policing->policed);
		if (!reason && weft_is_link_business(&policing->policed))
			return WEFT_DROP_NONE;
	} else {
		return WEFT_DROP_NOT_IP;
	}
	return reason ? reason : weft_connection_pass(skb, policing, active);
}

/* A unicast frame to a port of this node, from the node `vtep_id`. */
__noinline int weft_police_unicast(struct __sk_buff *skb, const struct weft_port_out *out, __u64 active, __u32 datapath_id, __u32 vtep_id)
{
	struct weft_policing *policing = weft_policing_room();
	struct weft_policed *policed;

	if (!policing || !out)
		return WEFT_DROP_POLICY_MISSING;
	policed = &policing->policed;
	policed->datapath_id = datapath_id;
	policed->slot = out->slot;
	policed->vni = out->vni;
	policed->ifindex = out->ifindex;
	policed->vtep_id = vtep_id;
	policed->direction = WEFT_INGRESS;
	policed->multicast = false;
	return weft_police_frame(skb, policing, active);
}

/* A copy of a broadcast or multicast frame, at the egress of the port's device. */
__noinline int weft_police_copy(struct __sk_buff *skb, const struct weft_port *port, __u64 active, __u32 vtep_id)
{
	struct weft_policing *policing = weft_policing_room();
	struct weft_policed *policed;

	if (!policing || !port)
		return WEFT_DROP_POLICY_MISSING;
	policed = &policing->policed;
	policed->datapath_id = port->datapath_id;
	policed->slot = port->slot;
	policed->vni = port->vni;
	policed->ifindex = skb->ifindex;
	policed->vtep_id = vtep_id;
	policed->direction = WEFT_INGRESS;
	policed->multicast = true;
	return weft_police_frame(skb, policing, active);
}

/* What a port sends begins here: no table says otherwise. */
static __always_inline void weft_policed_from(struct __sk_buff *skb, const struct weft_port *port, const struct weft_ethernet *ethernet,
					       struct weft_policed *policed)
{
	policed->datapath_id = port->datapath_id;
	policed->slot = port->slot;
	policed->vni = port->vni;
	policed->ifindex = skb->ifindex;
	policed->vtep_id = 0;
	policed->direction = WEFT_EGRESS;
	policed->multicast = weft_is_multicast(ethernet->destination);
	policed->routed = weft_is_gateway_mac(ethernet->destination);
}

/* An IPv4 packet that the port sends. */
__noinline int weft_police_from4(struct __sk_buff *skb, const struct weft_port *port, const struct weft_ip4 *ip4, __u64 active,
			       const struct weft_ethernet *ethernet)
{
	struct weft_policing *policing = weft_policing_room();
	enum weft_drop_reason reason;

	if (!policing || !port || !ip4 || !ethernet)
		return WEFT_DROP_POLICY_MISSING;
	weft_policed_from(skb, port, ethernet, &policing->policed);
	reason = weft_policed4(skb, ip4, &policing->policed);
	if (!reason && weft_is_astray4(&policing->policed, ethernet, weft_policy_id(active)))
		return weft_refuse(&policing->policed, WEFT_DROP_EGRESS_DENIED, 0);
	return reason ? reason : weft_connection_pass(skb, policing, active);
}

/* An IPv6 packet that the port sends; neighbor discovery is not asked about. */
__noinline int weft_police_from6(struct __sk_buff *skb, const struct weft_port *port, const struct weft_ip6 *ip6, __u64 active,
			       const struct weft_ethernet *ethernet)
{
	struct weft_policing *policing = weft_policing_room();
	enum weft_drop_reason reason;

	if (!policing || !port || !ip6 || !ethernet)
		return WEFT_DROP_POLICY_MISSING;
	weft_policed_from(skb, port, ethernet, &policing->policed);
	reason = weft_policed6(skb, ip6, &policing->policed);
	if (!reason && weft_is_link_business(&policing->policed))
		return WEFT_DROP_NONE;
	if (!reason && weft_is_astray6(&policing->policed, ethernet, weft_policy_id(active)))
		return weft_refuse(&policing->policed, WEFT_DROP_EGRESS_DENIED, 0);
	return reason ? reason : weft_connection_pass(skb, policing, active);
}

#endif
