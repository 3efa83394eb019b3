/* SPDX-License-Identifier: Apache-2.0 */
#include "map_batch.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "handle.h"
#include "kernel_abi.h"
#include "values.h"

bool map_batch_elements(napi_env env, napi_value value, const char *what, uint32_t count, uint32_t size, struct bytes *bytes)
{
	char text[96];

	if (!values_bytes(env, value, what, false, bytes))
		return false;
	if (bytes->length >= (size_t)count * size)
		return true;
	snprintf(text, sizeof(text), "%s has %zu bytes, %u entries need %zu", what, bytes->length, count, (size_t)count * size);
	errors_throw_argument(env, text);
	return false;
}

struct batch {
	struct handle *map;
	struct bytes keys, values;
	uint32_t count, flags;
};

/* (map, keys, values, count, flags) */
static bool batch_of(napi_env env, napi_callback_info info, struct batch *batch)
{
	napi_value arguments[5];

	if (!values_arguments(env, info, 5, arguments))
		return false;
	batch->map = handle_get(env, arguments[0], HANDLE_MAP);
	return batch->map && values_uint32(env, arguments[3], "count", &batch->count) &&
	       map_batch_elements(env, arguments[1], "keys", batch->count, batch->map->key_bytes, &batch->keys) &&
	       map_batch_elements(env, arguments[2], "values", batch->count, batch->map->value_bytes, &batch->values) &&
	       values_uint32(env, arguments[4], "flags", &batch->flags);
}

static napi_value update_result(napi_env env, uint32_t done, int err)
{
	napi_value result;

	NAPI_TRY(env, napi_create_object(env, &result));
	if (!values_set_number(env, result, "done", done) || !values_set_number(env, result, "index", err ? (double)done : -1) ||
	    !values_set_text(env, result, "errno", err ? errors_name(err) : "") ||
	    !values_set_text(env, result, "code", err ? errors_code(err) : ""))
		return NULL;
	return result;
}

static int update_one(const struct batch *batch, uint32_t index)
{
	return bpf_map_update_elem(batch->map->fd, batch->keys.data + (size_t)index * batch->map->key_bytes,
				   batch->values.data + (size_t)index * batch->map->value_bytes, batch->flags) ?
		       errno :
		       0;
}

int map_batch_write(int fd, const void *keys, const void *values, uint32_t count, uint32_t flags, uint32_t *done, bool *whole)
{
	LIBBPF_OPTS(bpf_map_batch_opts, options, .elem_flags = flags);
	int err;

	*done = count;
	*whole = false;
	if (!count || !bpf_map_update_batch(fd, keys, values, done, &options))
		return 0;
	err = errno;
	*whole = *done >= count || err == EFAULT;
	return err;
}

napi_value map_update_batch(napi_env env, napi_callback_info info)
{
	struct batch batch;
	uint32_t done = 0;
	int err = 0;

	if (!batch_of(env, info, &batch))
		return NULL;
	if (batch.flags & ~BPF_F_LOCK) {
		/* The kernel's batches know no BPF_NOEXIST and BPF_EXIST. */
		while (done < batch.count && !err) {
			err = update_one(&batch, done);
			done += !err;
		}
	} else {
		bool whole;

		err = map_batch_write(batch.map->fd, batch.keys.data, batch.values.data, batch.count, batch.flags, &done, &whole);
		if (whole)
			return errors_throw_errno(env, err, "BPF_MAP_UPDATE_BATCH", batch.map->name);
	}
	return update_result(env, done, err);
}

napi_value map_delete_batch(napi_env env, napi_callback_info info)
{
	uint32_t count, done, position = 0, deleted = 0;
	napi_value arguments[3], result;
	struct handle *map;
	struct bytes keys;

	if (!values_arguments(env, info, 3, arguments))
		return NULL;
	map = handle_get(env, arguments[0], HANDLE_MAP);
	if (!map || !values_uint32(env, arguments[2], "count", &count) ||
	    !map_batch_elements(env, arguments[1], "keys", count, map->key_bytes, &keys))
		return NULL;
	while (position < count) {
		done = count - position;
		if (bpf_map_delete_batch(map->fd, keys.data + (size_t)position * map->key_bytes, &done, NULL) == 0) {
			deleted += done;
			break;
		}
		if (errno != ENOENT || done >= count - position)
			return errors_throw_errno(env, errno, "BPF_MAP_DELETE_BATCH", map->name);
		/* The kernel stops at a key that is not there: step over it. */
		deleted += done;
		position += done + 1;
	}
	NAPI_TRY(env, napi_create_object(env, &result));
	if (!values_set_number(env, result, "deleted", deleted) || !values_set_number(env, result, "missing", count - deleted))
		return NULL;
	return result;
}

/* Takes over `errors` of malloc; null if all are 0. */
static napi_value errors_array(napi_env env, int32_t *errors, uint32_t count)
{
	napi_value buffer, result;
	void *data;
	uint32_t failed = 0;

	for (uint32_t i = 0; i < count; i++)
		failed += errors[i] != 0;
	if (!failed) {
		free(errors);
		NAPI_TRY(env, napi_get_null(env, &result));
		return result;
	}
	if (napi_create_arraybuffer(env, (size_t)count * sizeof(*errors), &data, &buffer)) {
		free(errors);
		return errors_throw_napi(env, "napi_create_arraybuffer");
	}
	memcpy(data, errors, (size_t)count * sizeof(*errors));
	free(errors);
	NAPI_TRY(env, napi_create_typedarray(env, napi_int32_array, count, buffer, 0, &result));
	return result;
}

napi_value map_update_each(napi_env env, napi_callback_info info)
{
	struct batch batch;
	int32_t *errors;

	if (!batch_of(env, info, &batch))
		return NULL;
	errors = calloc((size_t)batch.count + 1, sizeof(*errors));
	if (!errors)
		return errors_throw_errno(env, ENOMEM, "malloc", batch.map->name);
	for (uint32_t i = 0; i < batch.count; i++)
		errors[i] = update_one(&batch, i);
	return errors_array(env, errors, batch.count);
}

napi_value map_lookup_each(napi_env env, napi_callback_info info)
{
	napi_value arguments[3], result, errors_value, values_value;
	struct handle *map;
	struct bytes keys;
	int32_t *errors;
	uint8_t *values;
	uint32_t count;

	if (!values_arguments(env, info, 3, arguments))
		return NULL;
	map = handle_get(env, arguments[0], HANDLE_MAP);
	if (!map || !values_uint32(env, arguments[2], "count", &count) ||
	    !map_batch_elements(env, arguments[1], "keys", count, map->key_bytes, &keys))
		return NULL;
	errors = calloc((size_t)count + 1, sizeof(*errors));
	values = calloc((size_t)count + 1, map->value_bytes);
	if (!errors || !values) {
		free(errors);
		free(values);
		return errors_throw_errno(env, ENOMEM, "malloc", map->name);
	}
	for (uint32_t i = 0; i < count; i++)
		if (bpf_map_lookup_elem(map->fd, keys.data + (size_t)i * map->key_bytes, values + (size_t)i * map->value_bytes))
			errors[i] = errno;
	values_value = values_adopt(env, values, (size_t)count * map->value_bytes);
	errors_value = errors_array(env, errors, count);
	if (!values_value || !errors_value)
		return NULL;
	NAPI_TRY(env, napi_create_object(env, &result));
	if (!values_set(env, result, "values", values_value) || !values_set(env, result, "errors", errors_value))
		return NULL;
	return result;
}
