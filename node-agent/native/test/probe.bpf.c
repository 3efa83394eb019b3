/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What the addon's tests load: one of each kind of map and program. */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

#define BURST_MAX 100000

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} table SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u32);
} counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} ring SEC(".maps");

struct record {
	__u32 sequence;
	__u8 text[8];
};

/* Set before loading. */
const volatile __u32 verdict = 7;
const volatile __u64 wide;
const volatile __s16 small;
const volatile __u8 mac[6];

static void count(__u32 slot)
{
	__u32 *counter = bpf_map_lookup_elem(&counters, &slot);

	if (counter)
		*counter += 1;
}

SEC("tcx/ingress")
int ingress(struct __sk_buff *skb)
{
	count(0);
	skb->mark += 1;
	return verdict;
}

SEC("tc")
int other(struct __sk_buff *skb)
{
	count(1);
	return TC_ACT_OK;
}

SEC("xdp")
int pass(struct xdp_md *context)
{
	count(2);
	return XDP_PASS;
}

/* Puts the sum of the constants into the argument. */
SEC("syscall")
int constants(__u64 *argument)
{
	*argument = *argument + wide + small + mac[5];
	return 42;
}

struct burst {
	__u32 first;
	__u32 count;
	__u32 lost;
	__u32 short_records;
};

static long emit(__u32 index, void *context)
{
	struct burst *burst = context;
	struct record *record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);

	if (!record) {
		burst->lost++;
		return 0;
	}
	record->sequence = burst->first + index;
	__builtin_memset(record->text, 'x', sizeof(record->text));
	bpf_ringbuf_submit(record, 0);
	return 0;
}

/* Writes records, and one of another size where asked. */
SEC("syscall")
int burst(struct burst *argument)
{
	struct burst burst = *argument;
	__u32 other = 1;

	if (burst.count > BURST_MAX)
		return -1;
	bpf_loop(burst.count, emit, &burst, 0);
	if (burst.short_records)
		bpf_ringbuf_output(&ring, &other, sizeof(other), 0);
	argument->lost = burst.lost;
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
