/* SPDX-License-Identifier: Apache-2.0 */
#include "probe.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "errors.h"
#include "kernel_abi.h"
#include "values.h"

#define LOOPBACK_IFINDEX 1
#define NO_IFINDEX 0x7fffffff
#define XDP_DRIVER_MODE (1U << 2)

/* Each answers 1 (has it), 0 (has it not) or a negative errno (could not find out). */
typedef int probe(void);

/* Loads `return 0` and tries to attach it where that must fail; the errno, or 0 if it was attached after all. */
static int attach_error(enum bpf_prog_type type, __u32 attach_type, __u32 ifindex, __u32 flags)
{
	const struct bpf_insn nothing[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	struct weft_link_create create = { .target_ifindex = ifindex, .attach_type = attach_type, .flags = flags };
	int program = bpf_prog_load(type, "weft_probe", "Dual BSD/GPL", nothing, 2, NULL);
	int link, err;

	if (program < 0)
		return errno;
	create.prog_fd = (__u32)program;
	link = (int)syscall(SYS_bpf, BPF_LINK_CREATE, &create, sizeof(create));
	err = link < 0 ? errno : 0;
	if (link >= 0)
		close(link);
	close(program);
	return err;
}

/* A kernel without tcx refuses the attach type (EINVAL), one with it misses the interface (ENODEV). */
static int probe_tcx(void)
{
	int err = attach_error(BPF_PROG_TYPE_SCHED_CLS, WEFT_BPF_TCX_INGRESS, NO_IFINDEX, 0);

	return err == ENODEV ? 1 : err == EINVAL ? 0 : -err;
}

/* Loopback has no native XDP: a kernel with XDP links says so (EOPNOTSUPP), or that generic XDP is in use there (EEXIST). */
static int probe_xdp_link(void)
{
	int err = attach_error(BPF_PROG_TYPE_XDP, WEFT_BPF_XDP, LOOPBACK_IFINDEX, XDP_DRIVER_MODE);

	return err == EOPNOTSUPP || err == EEXIST || err == 0 ? 1 : err == EINVAL ? 0 : -err;
}

static int probe_ringbuf(void)
{
	return libbpf_probe_bpf_map_type(BPF_MAP_TYPE_RINGBUF, NULL);
}

static int probe_bpf_loop(void)
{
	return libbpf_probe_bpf_helper(BPF_PROG_TYPE_SCHED_CLS, BPF_FUNC_loop, NULL);
}

static int probe_redirect_peer(void)
{
	return libbpf_probe_bpf_helper(BPF_PROG_TYPE_SCHED_CLS, BPF_FUNC_redirect_peer, NULL);
}

static int probe_redirect_neigh(void)
{
	return libbpf_probe_bpf_helper(BPF_PROG_TYPE_SCHED_CLS, BPF_FUNC_redirect_neigh, NULL);
}

static int probe_for_each_map_elem(void)
{
	return libbpf_probe_bpf_helper(BPF_PROG_TYPE_SCHED_CLS, BPF_FUNC_for_each_map_elem, NULL);
}

static int scratch_hash(void)
{
	return bpf_map_create(BPF_MAP_TYPE_HASH, "weft_probe", 4, 4, 1, NULL);
}

static int probe_map_batch(void)
{
	__u32 key = 0, value = 0, count = 1;
	int map = scratch_hash(), err;

	if (map < 0)
		return -errno;
	err = bpf_map_update_batch(map, &key, &value, &count, NULL) ? errno : 0;
	close(map);
	return err == 0;
}

static int probe_hash_lookup_and_delete(void)
{
	__u32 key = 0, value;
	int map = scratch_hash(), err;

	if (map < 0)
		return -errno;
	err = bpf_map_lookup_and_delete_elem(map, &key, &value) ? errno : 0;
	close(map);
	return err == ENOENT;
}

static int probe_btf(void)
{
	struct btf *btf = btf__new_empty();
	const void *data;
	__u32 size;
	int fd, err;

	if (!btf)
		return -ENOMEM;
	if (btf__add_int(btf, "int", 4, BTF_INT_SIGNED) < 0 || !(data = btf__raw_data(btf, &size))) {
		btf__free(btf);
		return -ENOMEM;
	}
	fd = bpf_btf_load(data, size, NULL);
	err = fd < 0 ? errno : 0;
	btf__free(btf);
	if (fd >= 0)
		close(fd);
	return err == EPERM ? -EPERM : err == 0;
}

static const struct {
	const char *name;
	probe *ask;
} PROBES[] = {
	{ "tcx", probe_tcx },
	{ "xdp-link", probe_xdp_link },
	{ "ringbuf", probe_ringbuf },
	{ "map-batch", probe_map_batch },
	{ "bpf_loop", probe_bpf_loop },
	{ "redirect_peer", probe_redirect_peer },
	{ "redirect_neigh", probe_redirect_neigh },
	{ "for_each_map_elem", probe_for_each_map_elem },
	{ "hash-lookup-and-delete", probe_hash_lookup_and_delete },
	{ "btf", probe_btf },
};

napi_value probe_feature(napi_env env, napi_callback_info info)
{
	napi_value argument, result;
	char name[32];

	if (!values_arguments(env, info, 1, &argument) || !values_text(env, argument, "feature", false, name, sizeof(name)))
		return NULL;
	for (size_t i = 0; i < sizeof(PROBES) / sizeof(PROBES[0]); i++) {
		int has;

		if (strcmp(PROBES[i].name, name) != 0)
			continue;
		has = PROBES[i].ask();
		if (has < 0)
			return errors_throw_errno(env, -has, "probe", name);
		NAPI_TRY(env, napi_get_boolean(env, has != 0, &result));
		return result;
	}
	return errors_throw_argument(env, "no probe for that feature");
}
