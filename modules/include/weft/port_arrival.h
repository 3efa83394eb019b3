/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * A pending port sends: its workload is here, and the agent is told so that the controller can make this the active binding. What the frame is does not matter, nor what becomes of
 * it; but it passed anti-spoofing, for others must not say it. ARP and neighbor discovery count, which weft answers or consumes itself: a workload announces itself so.
 */
#ifndef WEFT_PORT_ARRIVAL_H
#define WEFT_PORT_ARRIVAL_H

#include "weft/maps.h"
#include "weft/move_maps.h"

/* The agent may have been away, or did not get through to the controller: it is told again with a later frame. */
#define WEFT_ARRIVAL_AGAIN_NS 100000000ULL

/* A function of its own, for the few ports that are pending. */
__noinline int weft_tell_arrival(const struct weft_port *port)
{
	__u64 now_ns = bpf_ktime_get_ns(), told_ns;
	struct weft_port_arrival *arrival;
	struct weft_pending_port *pending;
	__u32 datapath_id;

	if (!port)
		return 0;
	datapath_id = port->datapath_id;
	pending = bpf_map_lookup_elem(&pending_port, &datapath_id);
	if (!pending)
		return 0;
	told_ns = *(volatile __u64 *)&pending->told_ns;
	if (told_ns && now_ns < told_ns + WEFT_ARRIVAL_AGAIN_NS)
		return 0;
	/* Full: the next frame tries. */
	arrival = bpf_ringbuf_reserve(&port_arrivals, sizeof(*arrival), 0);
	if (!arrival)
		return 0;
	arrival->datapath_id = datapath_id;
	arrival->generation = port->generation;
	if (__sync_val_compare_and_swap(&pending->told_ns, told_ns, now_ns) == told_ns)
		bpf_ringbuf_submit(arrival, 0);
	else
		/* Another CPU tells it. */
		bpf_ringbuf_discard(arrival, BPF_RB_NO_WAKEUP);
	return 0;
}

/* The port has sent a frame that passed anti-spoofing. */
static __always_inline void weft_port_sends(const struct weft_port *port)
{
	if (__builtin_expect(port->flags & WEFT_PORT_PENDING, 0))
		weft_tell_arrival(port);
}

#endif
