/* SPDX-License-Identifier: Apache-2.0 */
#include "map.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>

#include "errors.h"
#include "handle.h"
#include "values.h"

napi_value map_create(napi_env env, napi_callback_info info)
{
	napi_value arguments[6];
	uint32_t number[5];
	char name[BPF_OBJ_NAME_LEN];
	int fd;

	if (!values_arguments(env, info, 6, arguments) || !values_text(env, arguments[0], "map name", false, name, sizeof(name)))
		return NULL;
	for (int i = 0; i < 5; i++)
		if (!values_uint32(env, arguments[i + 1], "map size", &number[i]))
			return NULL;
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = number[4]);
	fd = bpf_map_create(number[0], name, number[1], number[2], number[3], &options);
	if (fd < 0)
		return errors_throw_errno(env, errno, "BPF_MAP_CREATE", name);
	return handle_map(env, fd, name);
}

/* The map and its key from the first two arguments. */
static struct handle *map_and_key(napi_env env, const napi_value *arguments, struct bytes *key)
{
	struct handle *map = handle_get(env, arguments[0], HANDLE_MAP);

	return map && values_exact_bytes(env, arguments[1], "key", map->key_bytes, key) ? map : NULL;
}

/* All ways to read one entry. */
static napi_value read_entry(napi_env env, napi_callback_info info, const char *operation,
			     int (*read)(int fd, const void *key, void *value))
{
	napi_value arguments[2], result;
	struct bytes key;
	struct handle *map;
	void *value;

	if (!values_arguments(env, info, 2, arguments))
		return NULL;
	map = map_and_key(env, arguments, &key);
	if (!map)
		return NULL;
	NAPI_TRY(env, napi_create_buffer(env, map->value_bytes, &value, &result));
	if (read(map->fd, key.data, value)) {
		if (errno != ENOENT)
			return errors_throw_errno(env, errno, operation, map->name);
		NAPI_TRY(env, napi_get_null(env, &result));
	}
	return result;
}

napi_value map_lookup(napi_env env, napi_callback_info info)
{
	return read_entry(env, info, "BPF_MAP_LOOKUP_ELEM", bpf_map_lookup_elem);
}

static int lookup_locked(int fd, const void *key, void *value)
{
	return bpf_map_lookup_elem_flags(fd, key, value, BPF_F_LOCK);
}

napi_value map_lookup_locked(napi_env env, napi_callback_info info)
{
	return read_entry(env, info, "BPF_MAP_LOOKUP_ELEM", lookup_locked);
}

napi_value map_lookup_and_delete(napi_env env, napi_callback_info info)
{
	return read_entry(env, info, "BPF_MAP_LOOKUP_AND_DELETE_ELEM", bpf_map_lookup_and_delete_elem);
}

napi_value map_update(napi_env env, napi_callback_info info)
{
	napi_value arguments[4];
	struct bytes key, value;
	struct handle *map;
	uint32_t flags;

	if (!values_arguments(env, info, 4, arguments))
		return NULL;
	map = map_and_key(env, arguments, &key);
	if (!map || !values_exact_bytes(env, arguments[2], "value", map->value_bytes, &value) ||
	    !values_uint32(env, arguments[3], "flags", &flags))
		return NULL;
	if (bpf_map_update_elem(map->fd, key.data, value.data, flags))
		return errors_throw_errno(env, errno, "BPF_MAP_UPDATE_ELEM", map->name);
	return NULL;
}

napi_value map_delete(napi_env env, napi_callback_info info)
{
	napi_value arguments[2], result;
	struct bytes key;
	struct handle *map;
	int failed;

	if (!values_arguments(env, info, 2, arguments))
		return NULL;
	map = map_and_key(env, arguments, &key);
	if (!map)
		return NULL;
	failed = bpf_map_delete_elem(map->fd, key.data) ? errno : 0;
	if (failed && failed != ENOENT)
		return errors_throw_errno(env, failed, "BPF_MAP_DELETE_ELEM", map->name);
	NAPI_TRY(env, napi_get_boolean(env, !failed, &result));
	return result;
}

napi_value map_possible_cpus(napi_env env, napi_callback_info info)
{
	int cpus = libbpf_num_possible_cpus();
	napi_value result;

	(void)info;
	if (cpus < 0)
		return errors_throw_errno(env, -cpus, "libbpf_num_possible_cpus", NULL);
	NAPI_TRY(env, napi_create_int32(env, cpus, &result));
	return result;
}
