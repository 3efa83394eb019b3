/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hash is read bucket by bucket under the bucket's lock, so an entry that stays during the walk is seen exactly once, whatever
 * is inserted and deleted meanwhile. (Walking key by key starts over when its key was deleted: it repeats entries or never ends.)
 */
#include "map_dump.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "handle.h"
#include "kernel_abi.h"
#include "values.h"

#define CHUNK_ENTRIES 4096

struct dump {
	const struct handle *map;
	bool keep; /* all entries, not only their number */
	uint8_t *keys, *values;
	size_t count;    /* entries seen */
	size_t capacity; /* entries that there is room for */
};

/* Room for `entries`; 0 or errno. */
static int reserve(struct dump *dump, size_t entries)
{
	size_t capacity = dump->capacity ? dump->capacity : CHUNK_ENTRIES;
	uint8_t *keys, *values;

	while (capacity < entries)
		capacity *= 2;
	if (capacity == dump->capacity)
		return 0;
	keys = realloc(dump->keys, capacity * dump->map->key_bytes);
	if (!keys)
		return ENOMEM;
	dump->keys = keys;
	values = realloc(dump->values, capacity * dump->map->value_bytes);
	if (!values)
		return ENOMEM;
	dump->values = values;
	dump->capacity = capacity;
	return 0;
}

static uint8_t *key_at(const struct dump *dump, size_t index)
{
	return dump->keys + index * dump->map->key_bytes;
}

static uint8_t *value_at(const struct dump *dump, size_t index)
{
	return dump->values + index * dump->map->value_bytes;
}

/* 0 or errno; ENOTSUPP if the map type has no batch lookup. */
static int walk_batches(struct dump *dump)
{
	const struct handle *map = dump->map;
	size_t cursor_bytes = map->key_bytes > 8 ? map->key_bytes : 8;
	uint8_t *cursor = calloc(2, cursor_bytes), *next = cursor ? cursor + cursor_bytes : NULL;
	uint32_t chunk = CHUNK_ENTRIES, got;
	bool started = false;
	int err = cursor ? 0 : ENOMEM;

	while (!err) {
		size_t at = dump->keep ? dump->count : 0;

		err = reserve(dump, at + chunk);
		if (err)
			break;
		got = chunk;
		err = bpf_map_lookup_batch(map->fd, started ? cursor : NULL, next, key_at(dump, at), value_at(dump, at), &got, NULL) ?
			      errno :
			      0;
		if (err == ENOSPC && chunk <= map->max_entries) {
			/* A bucket with more entries than that. Nothing was read. */
			chunk *= 2;
			err = 0;
			continue;
		}
		if (err && err != ENOENT)
			break;
		dump->count += got;
		memcpy(cursor, next, cursor_bytes);
		started = true;
	}
	free(cursor);
	return err == ENOENT ? 0 : err;
}

/* For map types without batches (program arrays, device maps): their keys are slots, which do not move. */
static int walk_keys(struct dump *dump)
{
	const struct handle *map = dump->map;
	uint8_t *key = calloc(2, (size_t)map->key_bytes + 1), *next = key ? key + map->key_bytes : NULL;
	bool started = false;
	int err = key ? 0 : ENOMEM;

	while (!err) {
		size_t at = dump->keep ? dump->count : 0;

		err = bpf_map_get_next_key(map->fd, started ? key : NULL, next) ? errno : reserve(dump, at + 1);
		if (err)
			break;
		memcpy(key, next, map->key_bytes);
		started = true;
		if (bpf_map_lookup_elem(map->fd, key, value_at(dump, at)) == 0) {
			memcpy(key_at(dump, at), key, map->key_bytes);
			dump->count++;
		} else if (errno != ENOENT) {
			err = errno;
		}
	}
	free(key);
	return err == ENOENT ? 0 : err;
}

/* False has thrown and freed. */
static bool walk(napi_env env, struct dump *dump)
{
	int err = dump->map->key_bytes ? walk_batches(dump) : EOPNOTSUPP;

	if (dump->map->key_bytes && (err == EOPNOTSUPP || err == ENOTSUPP))
		err = walk_keys(dump);
	if (!err)
		return true;
	free(dump->keys);
	free(dump->values);
	errors_throw_errno(env, err, "BPF_MAP_LOOKUP_BATCH", dump->map->name);
	return false;
}

/* Gives back what `reserve` took too much. */
static uint8_t *shrink(uint8_t *data, size_t length)
{
	uint8_t *smaller = length ? realloc(data, length) : NULL;

	return smaller ? smaller : data;
}

napi_value map_lookup_all(napi_env env, napi_callback_info info)
{
	napi_value argument, result, keys, values;
	struct dump dump = { .keep = true };
	size_t key_bytes, value_bytes;

	if (!values_arguments(env, info, 1, &argument))
		return NULL;
	dump.map = handle_get(env, argument, HANDLE_MAP);
	if (!dump.map || !walk(env, &dump))
		return NULL;
	key_bytes = dump.count * dump.map->key_bytes;
	value_bytes = dump.count * dump.map->value_bytes;
	keys = values_adopt(env, shrink(dump.keys, key_bytes), key_bytes);
	values = values_adopt(env, shrink(dump.values, value_bytes), value_bytes);
	if (!keys || !values)
		return NULL;
	NAPI_TRY(env, napi_create_object(env, &result));
	if (!values_set(env, result, "keys", keys) || !values_set(env, result, "values", values) ||
	    !values_set_number(env, result, "count", (double)dump.count))
		return NULL;
	return result;
}

/* As ENOENT, which ends a walk: what was read with it is read. */
static int read_some(const struct handle *map, void *cursor, void *next, struct dump *dump, uint32_t *chunk)
{
	uint32_t got;

	for (;; *chunk *= 2) {
		int err = reserve(dump, *chunk);

		if (err)
			return err;
		got = *chunk;
		err = bpf_map_lookup_batch(map->fd, cursor, next, dump->keys, dump->values, &got, NULL) ? errno : 0;
		/* A bucket with more entries than that. Nothing was read. */
		if (err == ENOSPC && *chunk <= map->max_entries)
			continue;
		dump->count = err && err != ENOENT ? 0 : got;
		return err;
	}
}

napi_value map_lookup_some(napi_env env, napi_callback_info info)
{
	napi_value arguments[3], result, keys, values, next;
	struct dump dump = { .keep = true };
	size_t key_bytes, value_bytes;
	struct bytes cursor;
	uint8_t after[8];
	uint32_t max;
	int err;

	if (!values_arguments(env, info, 3, arguments))
		return NULL;
	dump.map = handle_get(env, arguments[0], HANDLE_MAP);
	if (!dump.map || !values_bytes(env, arguments[1], "cursor", true, &cursor) || !values_uint32(env, arguments[2], "max", &max))
		return NULL;
	if (dump.map->map_type != BPF_MAP_TYPE_HASH || !max || (cursor.data && cursor.length != sizeof(after)))
		return errors_throw_argument(env, "parts are of a hash, at least one entry, from a cursor of 8 bytes");
	err = read_some(dump.map, cursor.data, after, &dump, &max);
	if (err && err != ENOENT) {
		free(dump.keys);
		free(dump.values);
		return errors_throw_errno(env, err, "BPF_MAP_LOOKUP_BATCH", dump.map->name);
	}
	key_bytes = dump.count * dump.map->key_bytes;
	value_bytes = dump.count * dump.map->value_bytes;
	keys = values_adopt(env, shrink(dump.keys, key_bytes), key_bytes);
	values = values_adopt(env, shrink(dump.values, value_bytes), value_bytes);
	if (!keys || !values)
		return NULL;
	if (err)
		NAPI_TRY(env, napi_get_null(env, &next));
	else if (!(next = values_copy(env, after, sizeof(after))))
		return NULL;
	NAPI_TRY(env, napi_create_object(env, &result));
	if (!values_set(env, result, "keys", keys) || !values_set(env, result, "values", values) || !values_set(env, result, "cursor", next) ||
	    !values_set_number(env, result, "count", (double)dump.count))
		return NULL;
	return result;
}

napi_value map_count(napi_env env, napi_callback_info info)
{
	struct dump dump = { .keep = false };
	napi_value argument, result;

	if (!values_arguments(env, info, 1, &argument))
		return NULL;
	dump.map = handle_get(env, argument, HANDLE_MAP);
	if (!dump.map || !walk(env, &dump))
		return NULL;
	free(dump.keys);
	free(dump.values);
	NAPI_TRY(env, napi_create_double(env, (double)dump.count, &result));
	return result;
}
