/* SPDX-License-Identifier: Apache-2.0 */
#include "ring.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "poller.h"
#include "values.h"

#define SCRATCH_BYTES (256 * 1024)
#define RECORD_BYTES_MAX 4096

struct ring {
	struct poller poller; /* first: a ring is a poller. Its fd is the epoll descriptor of `buffer`, which closes it. */
	struct ring_buffer *buffer;
	uint32_t record_bytes, stride_bytes;
	uint32_t count, skipped; /* of the read under way */
	uint8_t scratch[];
};

/* Takes one record. A negative answer ends the read after it. */
static int on_record(void *context, void *data, size_t size)
{
	struct ring *ring = context;
	uint8_t *slot = ring->scratch + (size_t)ring->count * ring->stride_bytes;

	if (size != ring->record_bytes) {
		ring->skipped++;
		return 0;
	}
	memcpy(slot, data, size);
	memset(slot + size, 0, ring->stride_bytes - size);
	ring->count++;
	return (size_t)(ring->count + 1) * ring->stride_bytes > SCRATCH_BYTES ? -ENOBUFS : 0;
}

/* Takes what is there and fits; 0 or errno. */
static int read_records(struct ring *ring)
{
	int taken;

	ring->count = 0;
	ring->skipped = 0;
	taken = ring_buffer__consume(ring->buffer);
	return taken < 0 && taken != -ENOBUFS ? -taken : 0;
}

static napi_value records_of(napi_env env, const struct ring *ring)
{
	return values_copy(env, ring->scratch, (size_t)ring->count * ring->stride_bytes);
}

static int take(struct poller *poller, int status)
{
	return status < 0 ? -status : read_records((struct ring *)poller);
}

static bool has_news(const struct poller *poller)
{
	const struct ring *ring = (const struct ring *)poller;

	return ring->count || ring->skipped;
}

static int arguments_of(napi_env env, const struct poller *poller, napi_value *arguments)
{
	const struct ring *ring = (const struct ring *)poller;

	arguments[0] = records_of(env, ring);
	return arguments[0] && napi_create_uint32(env, ring->count, &arguments[1]) == napi_ok &&
			       napi_create_uint32(env, ring->skipped, &arguments[2]) == napi_ok ?
		       3 :
		       -1;
}

static void release(struct poller *poller)
{
	ring_buffer__free(((struct ring *)poller)->buffer);
}

static const struct poller_kind ring_kind = {
	.handle = HANDLE_RING,
	.resource = "weft_ring",
	.operation = "ring_buffer__consume",
	.take = take,
	.has_news = has_news,
	.arguments = arguments_of,
	.release = release,
};

static struct ring *allocate(napi_env env, const struct handle *map, uint32_t record_bytes)
{
	struct ring *ring = calloc(1, sizeof(*ring) + SCRATCH_BYTES);
	int err = ENOMEM;

	if (ring) {
		ring->poller.kind = &ring_kind;
		ring->record_bytes = record_bytes;
		ring->stride_bytes = (record_bytes + 7) / 8 * 8;
		memcpy(ring->poller.handle.name, map->name, sizeof(map->name));
		ring->buffer = ring_buffer__new(map->fd, on_record, ring, NULL);
		err = errno;
	}
	if (ring && ring->buffer) {
		ring->poller.handle.fd = ring_buffer__epoll_fd(ring->buffer);
		return ring;
	}
	free(ring);
	errors_throw_errno(env, err, "ring_buffer__new", map->name);
	return NULL;
}

napi_value ring_open(napi_env env, napi_callback_info info)
{
	napi_value arguments[3];
	napi_valuetype type;
	struct handle *map;
	struct ring *ring;
	uint32_t record_bytes;

	if (!values_arguments(env, info, 3, arguments))
		return NULL;
	map = handle_get(env, arguments[0], HANDLE_MAP);
	if (!map || !values_uint32(env, arguments[1], "recordBytes", &record_bytes))
		return NULL;
	NAPI_TRY(env, napi_typeof(env, arguments[2], &type));
	if (type != napi_function || record_bytes == 0 || record_bytes > RECORD_BYTES_MAX)
		return errors_throw_argument(env, "openRing takes a ring buffer, record bytes of 1 to 4096 and a function");
	ring = allocate(env, map, record_bytes);
	return ring ? poller_open(env, &ring->poller, arguments[2]) : NULL;
}

napi_value ring_read(napi_env env, napi_callback_info info)
{
	napi_value argument, result, records;
	struct handle *handle;
	struct ring *ring;
	int err;

	if (!values_arguments(env, info, 1, &argument))
		return NULL;
	handle = handle_get(env, argument, HANDLE_RING);
	if (!handle)
		return NULL;
	ring = (struct ring *)handle;
	err = read_records(ring);
	if (err)
		return errors_throw_errno(env, err, "ring_buffer__consume", handle->name);
	records = records_of(env, ring);
	if (!records)
		return NULL;
	NAPI_TRY(env, napi_create_object(env, &result));
	if (!values_set(env, result, "records", records) || !values_set_number(env, result, "count", ring->count) ||
	    !values_set_number(env, result, "skipped", ring->skipped))
		return NULL;
	return result;
}

napi_value ring_pause(napi_env env, napi_callback_info info)
{
	napi_value argument;
	struct handle *handle;

	if (!values_arguments(env, info, 1, &argument))
		return NULL;
	handle = handle_get(env, argument, HANDLE_RING);
	if (handle)
		poller_pause(&((struct ring *)handle)->poller);
	return NULL;
}

napi_value ring_resume(napi_env env, napi_callback_info info)
{
	napi_value argument;
	struct handle *handle;
	int err;

	if (!values_arguments(env, info, 1, &argument))
		return NULL;
	handle = handle_get(env, argument, HANDLE_RING);
	if (!handle)
		return NULL;
	err = poller_resume(&((struct ring *)handle)->poller);
	return err ? errors_throw_errno(env, err, "uv_poll", handle->name) : NULL;
}
