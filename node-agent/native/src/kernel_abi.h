/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parts of the kernel's bpf(2) interface that are newer than the headers of Debian 12 (Linux 6.1). Numbers and offsets are
 * the kernel's stable ABI (include/uapi/linux/bpf.h of Linux 6.6).
 */
#ifndef WEFT_KERNEL_ABI_H
#define WEFT_KERNEL_ABI_H

#include <linux/bpf.h>

#define WEFT_BPF_XDP 37
#define WEFT_BPF_TCX_INGRESS 46
#define WEFT_BPF_TCX_EGRESS 47
#define WEFT_LINK_TYPE_XDP 6
#define WEFT_LINK_TYPE_TCX 11

/* Flags of BPF_LINK_CREATE for multi-program hooks: without a relative program they mean first and last. */
#define WEFT_BPF_F_BEFORE (1U << 3)
#define WEFT_BPF_F_AFTER (1U << 4)

/* errno that leaks out of some kernel paths, for "not supported". */
#ifndef ENOTSUPP
#define ENOTSUPP 524
#endif

/* The argument of BPF_LINK_CREATE for tcx and XDP. */
struct weft_link_create {
	__u32 prog_fd;
	__u32 target_ifindex;
	__u32 attach_type;
	__u32 flags;
	__u32 relative;
	__u32 pad;
	__u64 expected_revision;
};

/* struct bpf_link_info: what all links have, then ifindex and attach type of a tcx link, ifindex of an XDP link. */
struct weft_link_info {
	__u32 type;
	__u32 id;
	__u32 prog_id;
	__u32 pad;
	__u32 ifindex;
	__u32 attach_type;
	__u64 rest[8];
};

#endif
