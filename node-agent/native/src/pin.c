/* SPDX-License-Identifier: Apache-2.0 */
#include "pin.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "errors.h"
#include "handle.h"
#include "kernel_abi.h"
#include "values.h"

napi_value pin_object(napi_env env, napi_callback_info info)
{
	napi_value arguments[2];
	struct handle *handle;
	char path[PATH_MAX];

	if (!values_arguments(env, info, 2, arguments))
		return NULL;
	handle = handle_get_any(env, arguments[0]);
	if (!handle || !values_text(env, arguments[1], "path", false, path, sizeof(path)))
		return NULL;
	if (bpf_obj_pin(handle->fd, path))
		return errors_throw_errno(env, errno, "BPF_OBJ_PIN", path);
	return NULL;
}

napi_value pin_open(napi_env env, napi_callback_info info)
{
	char path[PATH_MAX], link[64], target[64];
	napi_value argument, result;
	ssize_t length;
	int fd;

	if (!values_arguments(env, info, 1, &argument) || !values_text(env, argument, "path", false, path, sizeof(path)))
		return NULL;
	fd = bpf_obj_get(path);
	if (fd < 0 && errno == ENOENT) {
		NAPI_TRY(env, napi_get_null(env, &result));
		return result;
	}
	if (fd < 0)
		return errors_throw_errno(env, errno, "BPF_OBJ_GET", path);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, target, sizeof(target) - 1);
	target[length < 0 ? 0 : length] = '\0';
	if (strstr(target, "bpf-map"))
		return handle_map(env, fd, NULL);
	if (strstr(target, "bpf-prog"))
		return handle_program(env, fd, NULL);
	if (strstr(target, "bpf_link") || strstr(target, "bpf-link"))
		return handle_link(env, fd);
	close(fd);
	return errors_throw(env, &(struct failure){ .code = "WRONG_KIND",
						    .operation = "BPF_OBJ_GET",
						    .object = path,
						    .detail = "is pinned there, but neither map, program nor link" });
}

/* Reads the kernel's description of the open handle in the only argument. */
static bool describe(napi_env env, napi_callback_info call, enum handle_kind kind, void *info, __u32 size, napi_value *result)
{
	struct handle *handle;
	napi_value argument;

	memset(info, 0, size);
	if (!values_arguments(env, call, 1, &argument))
		return false;
	handle = handle_get(env, argument, kind);
	if (!handle)
		return false;
	if (bpf_obj_get_info_by_fd(handle->fd, info, &size)) {
		errors_throw_errno(env, errno, "BPF_OBJ_GET_INFO_BY_FD", handle->name);
		return false;
	}
	NAPI_TRY_BOOL(env, napi_create_object(env, result));
	return true;
}

napi_value info_map(napi_env env, napi_callback_info call)
{
	struct bpf_map_info info;
	napi_value result;

	if (!describe(env, call, HANDLE_MAP, &info, sizeof(info), &result) || !values_set_number(env, result, "id", info.id) ||
	    !values_set_text(env, result, "name", info.name) || !values_set_number(env, result, "type", info.type) ||
	    !values_set_number(env, result, "keyBytes", info.key_size) ||
	    !values_set_number(env, result, "valueBytes", info.value_size) ||
	    !values_set_number(env, result, "maxEntries", info.max_entries) ||
	    !values_set_number(env, result, "flags", info.map_flags))
		return NULL;
	return result;
}

napi_value info_program(napi_env env, napi_callback_info call)
{
	char tag[2 * BPF_TAG_SIZE + 1];
	struct bpf_prog_info info;
	napi_value result;

	if (!describe(env, call, HANDLE_PROGRAM, &info, sizeof(info), &result))
		return NULL;
	for (int i = 0; i < BPF_TAG_SIZE; i++)
		snprintf(tag + 2 * i, 3, "%02x", info.tag[i]);
	if (!values_set_number(env, result, "id", info.id) || !values_set_text(env, result, "name", info.name) ||
	    !values_set_text(env, result, "tag", tag) || !values_set_number(env, result, "type", info.type) ||
	    !values_set_number(env, result, "translatedBytes", info.xlated_prog_len) ||
	    !values_set_number(env, result, "jitedBytes", info.jited_prog_len) ||
	    !values_set_number(env, result, "verifiedInstructions", info.verified_insns) ||
	    !values_set_number(env, result, "runCount", (double)info.run_cnt) ||
	    !values_set_number(env, result, "runTimeNs", (double)info.run_time_ns))
		return NULL;
	return result;
}

napi_value info_link(napi_env env, napi_callback_info call)
{
	struct weft_link_info info;
	napi_value result;
	bool device;

	if (!describe(env, call, HANDLE_LINK, &info, sizeof(info), &result))
		return NULL;
	device = info.type == WEFT_LINK_TYPE_TCX || info.type == WEFT_LINK_TYPE_XDP;
	if (!values_set_number(env, result, "id", info.id) || !values_set_number(env, result, "type", info.type) ||
	    !values_set_number(env, result, "programId", info.prog_id) ||
	    !values_set_number(env, result, "ifindex", device ? info.ifindex : 0) ||
	    !values_set_number(env, result, "attachType",
			       info.type == WEFT_LINK_TYPE_TCX ? info.attach_type :
			       info.type == WEFT_LINK_TYPE_XDP ? WEFT_BPF_XDP :
								 0))
		return NULL;
	return result;
}
