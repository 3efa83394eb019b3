/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Layouts of every map key and value: what the node agent writes and the programs read. The TypeScript side is generated from
 * this header (through BTF), never typed twice. A change of any layout raises WEFT_LAYOUT_VERSION.
 *
 * Conventions: __be32/__be16 are network byte order, everything else host byte order. Structs have no implicit padding: spare
 * bytes are named `pad*` and are zero, because keys are compared as bytes.
 */
#ifndef WEFT_TYPES_H
#define WEFT_TYPES_H

#include <linux/types.h>
#include "weft/traffic_types.h"

#define WEFT_LAYOUT_VERSION 2

/* Addresses of each family that a port may send from. */
#define WEFT_PORT_IP4_MAX 8
#define WEFT_PORT_IP6_MAX 8
/* Allowed address pairs of a port, beyond its own addresses. */
#define WEFT_PORT_PAIRS_MAX 16
/* Bytes of what a port is told by DHCPv4 beside its lease: with them an answer has at most 576 bytes, which every client takes (RFC 2131 section 2). */
#define WEFT_DHCP4_OPTIONS_MAX 248
/* Bytes of the options that say how long. */
#define WEFT_DHCP4_LEASE_LEN 20
/* Bytes of a router advertisement, from its Ethernet header on: IPv6 takes 1280 on every link. */
#define WEFT_RA_MAX 1292
/* MAC of every gateway (anycast: each node answers with it), locally administered. No port can have it. */
#define WEFT_GATEWAY_MAC { 0xfe, 0x57, 0x00, 0x00, 0x00, 0x01 }
/* VTEPs that a broadcast of one network is replicated to, and ports of one network on one node. */
#define WEFT_FLOOD_MAX 1024
/* Room for drop reasons per port in `port_drop`. */
#define WEFT_DROP_REASONS_MAX 64
/* Slot of what belongs to no port. */
#define WEFT_SLOT_NONE 0

/* How a frame is handed to a port. */
enum weft_deliver {
	/* A veth whose peer is in another namespace: bpf_redirect_peer. */
	WEFT_DELIVER_PEER = 1,
	/* A veth whose peer is in the same namespace: bpf_redirect to its egress. */
	WEFT_DELIVER_REDIRECT = 2,
	/* A tap: bpf_redirect to its egress; large frames take the metadata device so that they stay whole. */
	WEFT_DELIVER_TAP = 3,
};

/* What the whole node needs to know. One element. */
struct weft_config {
	__u32 layout_version;
	__u32 vtep_id;          /* own VTEP: an FDB entry with it is local */
	__be32 vtep_ip4;
	__u32 underlay_ifindex;
	__u32 vxlan_ifindex;    /* metadata vxlan device */
	__be16 vxlan_port;      /* UDP, on the underlay */
	__u16 counts;           /* enum weft_counts, or-ed */
	__u32 mark;             /* what skb marks of weft are derived from (weft/node_config.h); random, made once */
	__u32 flow_update_s;    /* seconds between UPDATE records of a flow that lives on */
	__u32 flow_idle_s;      /* seconds without a packet after which a flow ends */
	__u32 flow_port_max;    /* flows that one port may have in the table */
	__u32 underlay_count;   /* underlay interfaces. More than one: the host's routing table says which, and underlay_ifindex is the one with the smallest MTU */
	__u8 vtep_ip6[16];      /* own VTEP if the underlay is IPv6; then vtep_ip4 is zero. One family per cluster */
	__u32 vtep_packets_per_s; /* VXLAN packets that XDP takes from one VTEP; 0: not limited */
	__u32 icmp_errors_per_s; /* ICMP errors that weft makes for one port (RFC 4443 section 2.4 f); 0: none */
};

/* A frame that comes in on an interface belongs to the port (ifindex, VLAN id); 0 = untagged. */
struct weft_if_key {
	__u32 ifindex;
	__u16 vlan_id;
	__u16 pad;
};

enum weft_port_flags {
	/* It has allowed address pairs: a row in port_pairs. */
	WEFT_PORT_HAS_PAIRS = 1,
	/* A port of its network has allowed address pairs: ARP and ND for addresses that nobody is known to have are flooded, not dropped. */
	WEFT_PORT_FLOODS_UNKNOWN = 2,
	/* It moves here and is not active here yet: that it sends is told (weft/port_arrival.h). */
	WEFT_PORT_PENDING = 4,
};

/* An address of a port, and the gateway of the subnet that it is of (zero: none is known yet). */
struct weft_own_ip4 {
	__be32 address;
	__be32 gateway;
};

struct weft_own_ip6 {
	__u8 address[16];
	__u8 gateway[16];
};

/* The port a frame comes from: what it may send, and where it is. */
struct weft_port {
	__u32 datapath_id;
	__u32 generation;
	__u32 vni;
	__u32 slot;             /* of its counters */
	__u8 mac[6];
	__u8 ip4_count;
	__u8 ip6_count;
	__u32 mtu;              /* of its network, L3 */
	__u32 flags;            /* enum weft_port_flags, or-ed */
	__u32 flood_packets_per_s; /* broadcast and multicast frames it may send; 0: not limited */
	__u32 pad;
	struct weft_own_ip4 ip4[WEFT_PORT_IP4_MAX];
	struct weft_own_ip6 ip6[WEFT_PORT_IP6_MAX];
};

/* A source that a port may use beside its own. */
struct weft_pair {
	__u8 prefix[16];        /* IPv4: mapped (RFC 4291 section 2.5.5.2) */
	__u8 prefix_len;        /* 0..128; IPv4: 96 + its own */
	__u8 pad;
	__u8 mac[6];
};

struct weft_pairs {
	__u32 count;
	__u32 pad;
	struct weft_pair pair[WEFT_PORT_PAIRS_MAX];
};

/* The port a frame goes to. */
struct weft_port_out {
	__u32 ifindex;
	__u32 slot;
	__u32 vni;
	__u16 deliver;          /* enum weft_deliver */
	__u16 xdp_redirect;     /* 1: its device takes frames that XDP redirects */
};

struct weft_fdb_key {
	__u32 vni;
	__u8 mac[6];
	__u16 pad;
};

struct weft_fdb {
	__u32 vtep_id;
	__u32 datapath_id;
};

struct weft_neighbor4_key {
	__u32 vni;
	__be32 ip4;
};

struct weft_neighbor6_key {
	__u32 vni;
	__u8 ip6[16];
};

struct weft_neighbor {
	__u8 mac[6];
	__u16 pad;
};

/* A gateway's address in a network: the address of a subnet's gateway. */
struct weft_gateway4_key {
	__u32 vni;
	__be32 ip4;
};

struct weft_gateway6_key {
	__u32 vni;
	__u8 ip6[16];
};

struct weft_gateway {
	__u32 router_id;        /* datapath id; 0: no router has the subnet, the address answers ARP, ND, echo and DHCP only */
	__u32 pad;
};

/* Keys of longest-prefix tries: prefix_len counts the bits after it, 32 for the router and the prefix's own. */
struct weft_route4_key {
	__u32 prefix_len;
	__be32 router_id;
	__be32 ip4;
};

struct weft_route6_key {
	__u32 prefix_len;
	__be32 router_id;
	__u8 ip6[16];
};

/* Where a routed packet goes on. */
struct weft_route4 {
	__u32 vni;              /* of the subnet, or of the next hop's subnet */
	__u32 mtu;              /* of that network, L3 */
	__be32 next_hop;        /* zero: the destination itself */
};

struct weft_route6 {
	__u32 vni;
	__u32 mtu;
	__u8 next_hop[16];
};

/* What a port is told by DHCPv4 (RFC 2131), in options as they are on the wire, without message type (53), server identifier (54) and end. */
struct weft_dhcp4 {
	__be32 client_ip4;
	__be32 server_ip4;
	__u8 lease[WEFT_DHCP4_LEASE_LEN]; /* 51, 58 and 59, and padding (0): not in the answer to an INFORM */
	__u32 options_len;      /* a multiple of 4: padded (0) */
	__u8 options[WEFT_DHCP4_OPTIONS_MAX];
};

/* A router advertisement of a network as it is on the wire, from the Ethernet header on, to all nodes (RFC 4861 section 4.2). */
struct weft_ra {
	__u32 length;
	__u8 frame[WEFT_RA_MAX];
};

/* Rate limits by slot: theoretical arrival times of the generic cell rate algorithm (weft/rate_limit.h), CLOCK_MONOTONIC. */
struct weft_port_limits {
	__u64 flood_ns;
	__u64 icmp_error_ns;
};

struct weft_vtep {
	__u8 ip6[16];           /* all zero: none */
	__be32 ip4;             /* zero: none */
	__u32 pad;
};

struct weft_member_key {
	__u32 vni;
	__u32 vtep_id;
};

/* Where broadcast of a network goes: other nodes' VTEPs (ids), and this node's ports (datapath ids). */
struct weft_flood {
	__u32 count;
	__u32 id[WEFT_FLOOD_MAX];
};

struct weft_port_counters {
	__u64 sent_packets;
	__u64 sent_bytes;
	__u64 received_packets;
	__u64 received_bytes;
};

/* One direction of a conversation as its source port sent it. */
struct weft_flow4_key {
	__u32 datapath_id;
	__be32 source;
	__be32 destination;
	__be16 source_l4_port;  /* ICMP: type */
	__be16 destination_l4_port; /* ICMP: code */
	__u8 protocol;
	__u8 pad[3];
};

/* The same for IPv6. IPv4 addresses in a record are mapped (RFC 4291 section 2.5.5.2). */
struct weft_flow6_key {
	__u32 datapath_id;
	__u8 source[16];
	__u8 destination[16];
	__be16 source_l4_port;
	__be16 destination_l4_port;
	__u8 protocol;
	__u8 pad[3];
};

struct weft_flow {
	__u64 packets;
	__u64 bytes;
	__u64 first_ns;         /* CLOCK_MONOTONIC */
	__u64 last_ns;
	__u64 reported_ns;      /* when the last record was made */
	__u32 generation;
	__u32 slot;
	__u32 tcp_flags;
	__u32 pad;
};

enum weft_flow_kind {
	WEFT_FLOW_START = 1,
	WEFT_FLOW_UPDATE = 2,
	WEFT_FLOW_END = 3,
	WEFT_FLOW_DENIED = 4,
};

/* What the ring buffer carries. */
struct weft_flow_record {
	struct weft_flow6_key key;
	__u32 kind;             /* enum weft_flow_kind */
	__u32 generation;
	__u32 drop_reason;      /* enum weft_drop_reason, 0 unless DENIED */
	__u32 tcp_flags;
	__u32 pad;
	__u64 packets;
	__u64 bytes;
	__u64 first_ns;
	__u64 last_ns;
};

/* Losses of flow records, per CPU. */
struct weft_flow_losses {
	__u64 table_full;       /* packets of flows that found no room in the table */
	__u64 ring_full;        /* records that found no room in the ring buffer */
};

/* What flow_sweep is to do, and what it did: the context of its BPF_PROG_TEST_RUN. */
enum weft_flow_sweep_scope {
	WEFT_FLOW_SWEEP_DUE = 0,        /* UPDATE and END for the flows that are due */
	WEFT_FLOW_SWEEP_END_PORT = 1,   /* as above, and the flows of `datapath_id` end now (unplug) */
	WEFT_FLOW_SWEEP_END_ALL = 2,    /* every flow ends now (shutdown) */
};

struct weft_flow_sweep {
	__u32 scope;            /* in: enum weft_flow_sweep_scope */
	__u32 datapath_id;      /* in */
	__u32 visited;          /* out: flows seen */
	__u32 updated;          /* out: UPDATE records made */
	__u32 ended;            /* out: END records made and flows removed */
	__u32 deferred;         /* out: due, but the ring buffer was full: the next sweep tries again */
	__u32 left4;            /* out: flows seen in flow4 and not removed */
	__u32 left6;            /* out: the same of flow6 */
};

#endif
