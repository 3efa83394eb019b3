/* SPDX-License-Identifier: Apache-2.0 */
#include "counters.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "handle.h"
#include "values.h"

/* Elements of one system call. */
#define CHUNK_ELEMENTS 256

/* Adds up each 64-bit word of `count` elements over the CPUs, whose values lie one after the other. */
static void add_up(const struct handle *map, const uint8_t *values, uint32_t count, double *sums)
{
	uint32_t cpus = (uint32_t)libbpf_num_possible_cpus(), words = map->value_bytes / cpus / sizeof(uint64_t);

	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t word = 0; word < words; word++) {
			uint64_t sum = 0, one;

			for (uint32_t cpu = 0; cpu < cpus; cpu++) {
				memcpy(&one, values + (size_t)i * map->value_bytes + ((size_t)cpu * words + word) * sizeof(one), sizeof(one));
				sum += one;
			}
			sums[(size_t)i * words + word] = (double)sum;
		}
	}
}

/* 0 or errno. */
static int read_sums(const struct handle *map, uint32_t first, uint32_t count, double *sums, size_t words)
{
	uint8_t *values = malloc((size_t)CHUNK_ELEMENTS * map->value_bytes);
	uint32_t keys[CHUNK_ELEMENTS], before, cursor;
	int err = values ? 0 : ENOMEM;

	for (uint32_t done = 0, got; !err && done < count; done += got) {
		got = count - done < CHUNK_ELEMENTS ? count - done : CHUNK_ELEMENTS;
		/* The cursor of an array is the index before. */
		before = first + done - 1;
		if (bpf_map_lookup_batch(map->fd, first + done ? &before : NULL, &cursor, keys, values, &got, NULL) && errno != ENOENT)
			err = errno;
		else if (!got)
			err = EIO;
		else
			add_up(map, values, got, sums + done * words);
	}
	free(values);
	return err;
}

napi_value counters_sum(napi_env env, napi_callback_info info)
{
	napi_value arguments[3], buffer, result;
	uint32_t first, count;
	struct handle *map;
	size_t words;
	void *sums;
	int err;

	if (!values_arguments(env, info, 3, arguments))
		return NULL;
	map = handle_get(env, arguments[0], HANDLE_MAP);
	if (!map || !values_uint32(env, arguments[1], "first", &first) || !values_uint32(env, arguments[2], "count", &count))
		return NULL;
	if (map->map_type != BPF_MAP_TYPE_PERCPU_ARRAY || first > map->max_entries || count > map->max_entries - first)
		return errors_throw_argument(env, "counters are elements of a per-CPU array that it has");
	words = map->value_bytes / (size_t)libbpf_num_possible_cpus() / sizeof(uint64_t);
	NAPI_TRY(env, napi_create_arraybuffer(env, count * words * sizeof(double), &sums, &buffer));
	err = read_sums(map, first, count, sums, words);
	if (err)
		return errors_throw_errno(env, err, "BPF_MAP_LOOKUP_BATCH", map->name);
	NAPI_TRY(env, napi_create_typedarray(env, napi_float64_array, count * words, buffer, 0, &result));
	return result;
}
