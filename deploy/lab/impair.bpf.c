/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Impairments of the lab's underlay: packets between hosts are lost, delayed, cut or too large, where the hosts' veths meet the underlay.
 *
 *   host -- veth -- [leaving: tcx ingress | arriving: tcx egress] underlay
 *                        |                      ^
 *                        tap -- delay-line -- tap's ingress: delayed
 *
 * A delayed packet goes to a tap whose process gives it back later; then it goes on where it was, past the rules. Frames other than IP and ARP pass.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/pkt_cls.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <stdbool.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define RULES 64
#define UPLINKS 4
#define ANY_PATH 0xffffffff
#define VXLAN_L4_PORT 4789
#define VXLAN_LEN 8
/* Mark of a packet that was delayed: it has no other meaning between the hosts. */
#define DELAYED 0x1abde1a7

enum way {
	LEAVING = 1,
	ARRIVING = 2,
};

/* impairment-layout.ts has the same layout. */
struct rule {
	__u32 host;             /* index; zero: the slot is free */
	__u32 way;              /* enum way */
	__u32 peer;             /* index of the other host, zero: any */
	__u32 path;             /* ANY_PATH, or 0..3: VXLAN packets whose source l4 port is of that class */
	__u8 peer_address[2][16]; /* IPv4 as ::ffff:a.b.c.d; all zero: none */
	__u32 control;          /* with `peer` zero: also what is for or from controller and nats-server */
	__u32 cut;
	__u32 loss;             /* of 2^32 */
	__u32 mtu;              /* largest IP packet that passes; zero: any */
	__u32 delay_us;
	__u32 line[UPLINKS];    /* by uplink: ifindex of the tap that delays */
	__u32 pad;
};

struct rule_counts {
	__u64 packets;          /* that the rule was for, of what it can do something to */
	__u64 cut;
	__u64 lost;
	__u64 too_large;
	__u64 delayed;
};

struct attachment {
	__u32 host;
	__u32 uplink;
};

/* Where what a line delayed goes on. */
struct origin {
	__u32 ifindex;
	__u32 way;
};

/* Slot -> rule. Writer: the lab. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, RULES);
	__type(key, __u32);
	__type(value, struct rule);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} rules SEC(".maps");

/* Slot -> what the rule did. Zeroed by the lab. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, RULES);
	__type(key, __u32);
	__type(value, struct rule_counts);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} counts SEC(".maps");

/* ifindex of the underlay's end of a veth -> whose it is. Writer: the lab. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, __u32);
	__type(value, struct attachment);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} attachments SEC(".maps");

/* ifindex of a tap -> what it delays. Writer: the lab. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, RULES * UPLINKS);
	__type(key, __u32);
	__type(value, struct origin);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} origins SEC(".maps");

/* Controller and nats-server, network byte order. */
const volatile __u32 control_ip4 = 0;

/* What rules ask of a packet. */
struct packet {
	__u8 source[16];
	__u8 destination[16];
	__u32 path;             /* ANY_PATH: not VXLAN */
	__u32 length;           /* of the IP packet, or of the largest segment of what will be segmented; zero: ARP */
	bool control;
} __attribute__((aligned(8)));

static __always_inline void mapped(__u8 *to, __be32 ip4)
{
	__u32 *words = (void *)to;

	words[0] = 0;
	words[1] = 0;
	words[2] = bpf_htonl(0xffff);
	words[3] = ip4;
}

static __always_inline bool same_address(const __u8 *a, const __u8 *b)
{
	const __u64 *left = (const void *)a, *right = (const void *)b;

	return left[0] == right[0] && left[1] == right[1];
}

/* Bytes of an IP header and a TCP header at `at`; zero: it is another packet. */
static __always_inline __u32 tcp_headers(struct __sk_buff *skb, __u32 at, __be16 ethertype)
{
	struct tcphdr tcp;
	__u32 ip_len;
	__u8 first, next;

	if (ethertype == bpf_htons(ETH_P_IP)) {
		if (bpf_skb_load_bytes(skb, at, &first, 1) || bpf_skb_load_bytes(skb, at + 9, &next, 1))
			return 0;
		ip_len = (first & 15) * 4;
	} else {
		if (bpf_skb_load_bytes(skb, at + 6, &next, 1))
			return 0;
		ip_len = sizeof(struct ipv6hdr);
	}
	if (next != IPPROTO_TCP || bpf_skb_load_bytes(skb, at + ip_len, &tcp, sizeof(tcp)))
		return 0;
	return ip_len + tcp.doff * 4;
}

/* Of what leaves as several packets: the length of the largest. `vxlan` is where the VXLAN header begins, zero: there is none. */
static __noinline __u32 segment_length(struct __sk_buff *skb, __be16 ethertype, __u32 vxlan)
{
	__u32 headers;
	__be16 inner;

	if (!skb->gso_size)
		return skb->len - ETH_HLEN;
	if (!vxlan)
		return tcp_headers(skb, ETH_HLEN, ethertype) + skb->gso_size;
	headers = vxlan + VXLAN_LEN + ETH_HLEN;
	if (bpf_skb_load_bytes(skb, headers - 2, &inner, sizeof(inner)))
		return skb->len - ETH_HLEN;
	return headers - ETH_HLEN + tcp_headers(skb, headers, inner) + skb->gso_size;
}

static __always_inline bool read_udp(struct __sk_buff *skb, __u32 at, struct packet *packet)
{
	struct udphdr udp;

	if (bpf_skb_load_bytes(skb, at, &udp, sizeof(udp)) || udp.dest != bpf_htons(VXLAN_L4_PORT))
		return false;
	/* As a switch that spreads flows by the last bits of the port: path N of a tunnel's probes is of class N (weft/probe_frame.h). */
	packet->path = (bpf_ntohs(udp.source) - 1) & 3;
	return true;
}

/* False for frames that no rule is for. */
static __always_inline bool read_packet(struct __sk_buff *skb, struct packet *packet)
{
	__be16 ethertype;
	__u32 vxlan = 0;

	packet->path = ANY_PATH;
	packet->control = false;
	packet->length = 0;
	if (bpf_skb_load_bytes(skb, 12, &ethertype, sizeof(ethertype)))
		return false;
	if (ethertype == bpf_htons(ETH_P_IP)) {
		struct iphdr ip;

		if (bpf_skb_load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)))
			return false;
		mapped(packet->source, ip.saddr);
		mapped(packet->destination, ip.daddr);
		packet->control = ip.saddr == control_ip4 || ip.daddr == control_ip4;
		if (ip.protocol == IPPROTO_UDP && !(ip.frag_off & bpf_htons(0x1fff)) &&
		    read_udp(skb, ETH_HLEN + ip.ihl * 4, packet))
			vxlan = ETH_HLEN + ip.ihl * 4 + sizeof(struct udphdr);
	} else if (ethertype == bpf_htons(ETH_P_IPV6)) {
		struct ipv6hdr ip;

		if (bpf_skb_load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)))
			return false;
		__builtin_memcpy(packet->source, &ip.saddr, 16);
		__builtin_memcpy(packet->destination, &ip.daddr, 16);
		if (ip.nexthdr == IPPROTO_UDP && read_udp(skb, ETH_HLEN + sizeof(ip), packet))
			vxlan = ETH_HLEN + sizeof(ip) + sizeof(struct udphdr);
	} else if (ethertype == bpf_htons(ETH_P_ARP)) {
		__be32 sender, target;

		if (bpf_skb_load_bytes(skb, ETH_HLEN + 14, &sender, 4) || bpf_skb_load_bytes(skb, ETH_HLEN + 24, &target, 4))
			return false;
		mapped(packet->source, sender);
		mapped(packet->destination, target);
		packet->control = sender == control_ip4 || target == control_ip4;
		return true;
	} else {
		return false;
	}
	packet->length = segment_length(skb, ethertype, vxlan);
	return true;
}

static __always_inline bool is_for(const struct rule *rule, const struct packet *packet, __u32 host, __u32 way)
{
	const __u8 *other = way == LEAVING ? packet->destination : packet->source;

	if (rule->host != host || rule->way != way)
		return false;
	if (rule->path != ANY_PATH && rule->path != packet->path)
		return false;
	if (rule->peer)
		return same_address(other, rule->peer_address[0]) || same_address(other, rule->peer_address[1]);
	return rule->control || !packet->control;
}

/* Of what the rules ask for, the most; what goes to a line ends the look through them. */
static __always_inline int impair(struct __sk_buff *skb, __u32 way)
{
	__u32 ifindex = skb->ifindex;
	struct attachment *here = bpf_map_lookup_elem(&attachments, &ifindex);
	struct packet packet;
	__u32 line = 0, uplink;

	if (skb->mark == DELAYED) {
		skb->mark = 0;
		return TC_ACT_UNSPEC;
	}
	if (!here || !read_packet(skb, &packet))
		return TC_ACT_UNSPEC;
	uplink = here->uplink & (UPLINKS - 1);
	for (__u32 slot = 0; slot < RULES; slot++) {
		__u32 key = slot;
		struct rule *rule = bpf_map_lookup_elem(&rules, &key);
		struct rule_counts *count = bpf_map_lookup_elem(&counts, &key);

		if (!rule || !count || !is_for(rule, &packet, here->host, way))
			continue;
		/* ARP is cut or left alone. */
		if (!packet.length && !rule->cut)
			continue;
		__sync_fetch_and_add(&count->packets, 1);
		if (rule->cut) {
			__sync_fetch_and_add(&count->cut, 1);
			return TC_ACT_SHOT;
		}
		if (rule->mtu && packet.length > rule->mtu) {
			__sync_fetch_and_add(&count->too_large, 1);
			return TC_ACT_SHOT;
		}
		if (rule->loss && bpf_get_prandom_u32() < rule->loss) {
			__sync_fetch_and_add(&count->lost, 1);
			return TC_ACT_SHOT;
		}
		if (rule->line[uplink]) {
			__sync_fetch_and_add(&count->delayed, 1);
			line = rule->line[uplink];
		}
	}
	return line ? bpf_redirect(line, 0) : TC_ACT_UNSPEC;
}

SEC("tcx/ingress")
int leaving(struct __sk_buff *skb)
{
	return impair(skb, LEAVING);
}

SEC("tcx/egress")
int arriving(struct __sk_buff *skb)
{
	return impair(skb, ARRIVING);
}

SEC("tcx/ingress")
int delayed(struct __sk_buff *skb)
{
	__u32 ifindex = skb->ifindex;
	struct origin *origin = bpf_map_lookup_elem(&origins, &ifindex);

	if (!origin)
		return TC_ACT_SHOT;
	skb->mark = DELAYED;
	return bpf_redirect(origin->ifindex, origin->way == LEAVING ? BPF_F_INGRESS : 0);
}

char _license[] SEC("license") = "Dual BSD/GPL";
