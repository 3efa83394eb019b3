/* SPDX-License-Identifier: Apache-2.0 */
#include "handle.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "errors.h"
#include "values.h"

/* Tells our objects from everybody else's; any constant will do. */
static const napi_type_tag TAG = { 0x776566742d6e6174ULL, 0x6976652d68616e64ULL };

static const char *const KIND_NAME[] = { "", "map", "program", "link", "ring", "link monitor" };

bool handle_map_type_is_per_cpu(uint32_t type)
{
	return type == BPF_MAP_TYPE_PERCPU_HASH || type == BPF_MAP_TYPE_PERCPU_ARRAY || type == BPF_MAP_TYPE_LRU_PERCPU_HASH ||
	       type == BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE;
}

static void finalize(napi_env env, void *data, void *hint)
{
	struct handle *handle = data;

	(void)env;
	(void)hint;
	if (handle->collected) {
		handle->collected(handle);
		return;
	}
	if (handle->fd >= 0)
		close(handle->fd);
	free(handle);
}

bool handle_wrap(napi_env env, struct handle *handle, napi_value *object)
{
	NAPI_TRY_BOOL(env, napi_create_object(env, object));
	NAPI_TRY_BOOL(env, napi_type_tag_object(env, *object, &TAG));
	if (!values_set_text(env, *object, "kind", KIND_NAME[handle->kind]))
		return false;
	NAPI_TRY_BOOL(env, napi_wrap(env, *object, handle, finalize, NULL, NULL));
	return true;
}

/* A handle that owns `fd`, or NULL with an exception and `fd` closed. */
static struct handle *make(napi_env env, int fd, enum handle_kind kind, const char *name, napi_value *object)
{
	struct handle *handle = calloc(1, sizeof(*handle));

	if (handle) {
		handle->kind = kind;
		handle->fd = fd;
		snprintf(handle->name, sizeof(handle->name), "%s", name ? name : KIND_NAME[kind]);
		if (handle_wrap(env, handle, object))
			return handle;
		free(handle);
	} else {
		errors_throw_errno(env, ENOMEM, "malloc", NULL);
	}
	close(fd);
	return NULL;
}

napi_value handle_map(napi_env env, int fd, const char *name)
{
	struct bpf_map_info info = { 0 };
	__u32 length = sizeof(info);
	struct handle *handle;
	napi_value object;
	uint32_t value_bytes;

	if (bpf_obj_get_info_by_fd(fd, &info, &length)) {
		int err = errno;

		close(fd);
		return errors_throw_errno(env, err, "BPF_OBJ_GET_INFO_BY_FD", name);
	}
	value_bytes = info.value_size;
	if (handle_map_type_is_per_cpu(info.type))
		value_bytes = (value_bytes + 7) / 8 * 8 * (uint32_t)libbpf_num_possible_cpus();
	handle = make(env, fd, HANDLE_MAP, name ? name : info.name, &object);
	if (!handle)
		return NULL;
	handle->map_type = info.type;
	handle->key_bytes = info.key_size;
	handle->value_bytes = value_bytes;
	handle->max_entries = info.max_entries;
	if (!values_set_text(env, object, "name", handle->name) || !values_set_number(env, object, "id", info.id) ||
	    !values_set_number(env, object, "type", info.type) || !values_set_number(env, object, "keyBytes", info.key_size) ||
	    !values_set_number(env, object, "valueBytes", value_bytes) ||
	    !values_set_number(env, object, "maxEntries", info.max_entries))
		return NULL;
	NAPI_TRY(env, napi_object_freeze(env, object));
	return object;
}

napi_value handle_program(napi_env env, int fd, const char *name)
{
	struct bpf_prog_info info = { 0 };
	__u32 length = sizeof(info);
	struct handle *handle;
	napi_value object;

	if (bpf_obj_get_info_by_fd(fd, &info, &length)) {
		int err = errno;

		close(fd);
		return errors_throw_errno(env, err, "BPF_OBJ_GET_INFO_BY_FD", name);
	}
	handle = make(env, fd, HANDLE_PROGRAM, name ? name : info.name, &object);
	if (!handle || !values_set_text(env, object, "name", handle->name) || !values_set_number(env, object, "id", info.id) ||
	    !values_set_number(env, object, "type", info.type))
		return NULL;
	NAPI_TRY(env, napi_object_freeze(env, object));
	return object;
}

napi_value handle_link(napi_env env, int fd)
{
	napi_value object;

	if (!make(env, fd, HANDLE_LINK, NULL, &object))
		return NULL;
	NAPI_TRY(env, napi_object_freeze(env, object));
	return object;
}

/* The handle behind a value, open or not; NULL with an exception if it is none of ours. */
static struct handle *unwrap(napi_env env, napi_value value)
{
	napi_valuetype type;
	bool ours = false;
	void *data = NULL;

	if (napi_typeof(env, value, &type) == napi_ok && type == napi_object)
		napi_check_object_type_tag(env, value, &TAG, &ours);
	if (!ours || napi_unwrap(env, value, &data) != napi_ok) {
		errors_throw_argument(env, "not a handle of this addon");
		return NULL;
	}
	return data;
}

static struct handle *open_or_throw(napi_env env, struct handle *handle)
{
	if (handle->fd >= 0)
		return handle;
	errors_throw(env, &(struct failure){
				  .code = "CLOSED", .operation = KIND_NAME[handle->kind], .object = handle->name, .detail = "handle is closed" });
	return NULL;
}

struct handle *handle_get(napi_env env, napi_value value, enum handle_kind kind)
{
	struct handle *handle = unwrap(env, value);
	char text[64];

	if (!handle)
		return NULL;
	if (handle->kind != kind) {
		snprintf(text, sizeof(text), "expected a %s, got a %s", KIND_NAME[kind], KIND_NAME[handle->kind]);
		errors_throw_argument(env, text);
		return NULL;
	}
	return open_or_throw(env, handle);
}

struct handle *handle_get_any(napi_env env, napi_value value)
{
	struct handle *handle = unwrap(env, value);

	if (!handle)
		return NULL;
	if (handle->kind == HANDLE_RING || handle->kind == HANDLE_LINK_MONITOR) {
		errors_throw_argument(env, "expected a map, program or link");
		return NULL;
	}
	return open_or_throw(env, handle);
}

napi_value handle_close(napi_env env, napi_callback_info info)
{
	napi_value argument;
	struct handle *handle;

	if (!values_arguments(env, info, 1, &argument))
		return NULL;
	handle = unwrap(env, argument);
	if (!handle || handle->fd < 0)
		return NULL;
	if (handle->close)
		handle->close(env, handle);
	else
		close(handle->fd);
	handle->fd = -1;
	return NULL;
}
