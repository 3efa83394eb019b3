/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two owners: the JavaScript object and the libuv handle. The object is held by a strong reference until it is closed, the libuv
 * handle lives until the loop has closed it, and whoever is last frees. An environment that ends (process exit, worker
 * termination) closes first and waits for the loop through an asynchronous cleanup hook.
 */
#include "ring.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "handle.h"
#include "uv_abi.h"
#include "values.h"

#define SCRATCH_BYTES (256 * 1024)
#define RECORD_BYTES_MAX 4096

struct ring {
	struct handle handle; /* first: a ring is a handle. Its fd is the epoll descriptor of `buffer`, which closes it. */
	napi_env env;
	struct ring_buffer *buffer;
	struct uv_poll *poll;
	napi_ref object, callback;
	napi_async_context context;
	napi_async_cleanup_hook_handle hook;
	int owners;
	uint32_t record_bytes, stride_bytes;
	uint32_t count, skipped; /* of the read under way */
	uint8_t scratch[];
};

static void drop(struct ring *ring)
{
	if (--ring->owners == 0)
		free(ring);
}

static void on_collected(struct handle *handle)
{
	drop((struct ring *)handle);
}

static void on_closed(struct uv_poll *poll)
{
	struct ring *ring = uv_handle_get_data(poll);

	free(poll);
	ring_buffer__free(ring->buffer);
	if (ring->hook)
		napi_remove_async_cleanup_hook(ring->hook);
	drop(ring);
}

static void close_ring(napi_env env, struct handle *handle)
{
	struct ring *ring = (struct ring *)handle;

	ring->handle.fd = -1;
	uv_poll_stop(ring->poll);
	napi_delete_reference(env, ring->callback);
	napi_async_destroy(env, ring->context);
	/* Last: nothing but the two owners keeps the ring from here on. */
	napi_delete_reference(env, ring->object);
	uv_close(ring->poll, on_closed);
}

static void on_teardown(napi_async_cleanup_hook_handle hook, void *data)
{
	struct ring *ring = data;

	(void)hook;
	if (ring->handle.fd >= 0)
		close_ring(ring->env, &ring->handle);
	/* Otherwise it is closing already: on_closed removes the hook. */
}

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
static int take(struct ring *ring)
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

/* An exception of the callback (or of making its arguments) is an uncaught one. */
static void report_exception(napi_env env)
{
	napi_value exception;
	bool pending = false;

	napi_is_exception_pending(env, &pending);
	if (pending && napi_get_and_clear_last_exception(env, &exception) == napi_ok)
		napi_fatal_exception(env, exception);
}

static void on_readable(struct uv_poll *poll, int status, int events)
{
	struct ring *ring = uv_handle_get_data(poll);
	napi_env env = ring->env;
	napi_value callback, object, arguments[3];
	napi_handle_scope scope;
	int err;

	(void)events;
	err = status < 0 ? -status : take(ring);
	if (!err && !ring->count && !ring->skipped)
		return;
	if (napi_open_handle_scope(env, &scope) != napi_ok)
		return;
	if (err) {
		/* Cannot go on: say so once instead of spinning. */
		uv_poll_stop(poll);
		errors_throw_errno(env, err, "ring_buffer__consume", ring->handle.name);
	} else if (napi_get_reference_value(env, ring->callback, &callback) == napi_ok &&
		   napi_get_reference_value(env, ring->object, &object) == napi_ok &&
		   (arguments[0] = records_of(env, ring)) != NULL &&
		   napi_create_uint32(env, ring->count, &arguments[1]) == napi_ok &&
		   napi_create_uint32(env, ring->skipped, &arguments[2]) == napi_ok) {
		/* From here the ring may be closed: do not touch it. */
		napi_make_callback(env, ring->context, object, callback, 3, arguments, NULL);
	}
	report_exception(env);
	napi_close_handle_scope(env, scope);
}

/* Registers with the event loop. Nothing to undo on failure but `ring->poll`. */
static int start(napi_env env, struct ring *ring)
{
	struct uv_loop_s *loop;
	int failed;

	ring->poll = calloc(1, uv_handle_size(UV_HANDLE_TYPE_POLL));
	if (!ring->poll)
		return ENOMEM;
	if (napi_get_uv_event_loop(env, &loop) != napi_ok)
		return EINVAL;
	failed = uv_poll_init(loop, ring->poll, ring->handle.fd);
	if (failed)
		return -failed;
	uv_handle_set_data(ring->poll, ring);
	/* Starting cannot fail for a descriptor that init took. */
	uv_poll_start(ring->poll, UV_EVENT_READABLE, on_readable);
	return 0;
}

static struct ring *allocate(napi_env env, const struct handle *map, uint32_t record_bytes)
{
	struct ring *ring = calloc(1, sizeof(*ring) + SCRATCH_BYTES);
	int err = ENOMEM;

	if (ring) {
		ring->env = env;
		ring->record_bytes = record_bytes;
		ring->stride_bytes = (record_bytes + 7) / 8 * 8;
		ring->handle.kind = HANDLE_RING;
		ring->handle.close = close_ring;
		ring->handle.collected = on_collected;
		memcpy(ring->handle.name, map->name, sizeof(map->name));
		ring->buffer = ring_buffer__new(map->fd, on_record, ring, NULL);
		err = errno;
	}
	if (ring && ring->buffer) {
		ring->handle.fd = ring_buffer__epoll_fd(ring->buffer);
		return ring;
	}
	free(ring);
	errors_throw_errno(env, err, "ring_buffer__new", map->name);
	return NULL;
}

/* Undoes `allocate` and what `start` left behind. */
static void discard(struct ring *ring)
{
	free(ring->poll);
	ring_buffer__free(ring->buffer);
	ring->handle.fd = -1;
	ring->handle.collected = NULL;
}

napi_value ring_open(napi_env env, napi_callback_info info)
{
	napi_value arguments[3], object, name;
	napi_valuetype type;
	struct handle *map;
	struct ring *ring;
	uint32_t record_bytes;
	int err;

	if (!values_arguments(env, info, 3, arguments))
		return NULL;
	map = handle_get(env, arguments[0], HANDLE_MAP);
	if (!map || !values_uint32(env, arguments[1], "recordBytes", &record_bytes))
		return NULL;
	NAPI_TRY(env, napi_typeof(env, arguments[2], &type));
	if (type != napi_function || record_bytes == 0 || record_bytes > RECORD_BYTES_MAX)
		return errors_throw_argument(env, "openRing takes a ring buffer, record bytes of 1 to 4096 and a function");
	NAPI_TRY(env, napi_create_string_utf8(env, "weft_ring", NAPI_AUTO_LENGTH, &name));

	ring = allocate(env, map, record_bytes);
	if (!ring)
		return NULL;
	if (!handle_wrap(env, &ring->handle, &object)) {
		discard(ring);
		free(ring);
		return NULL;
	}
	/* From here the object frees the ring. */
	err = start(env, ring);
	if (err) {
		discard(ring);
		return errors_throw_errno(env, err, "uv_poll", map->name);
	}
	ring->owners = 2;
	if (napi_create_reference(env, object, 1, &ring->object) || napi_create_reference(env, arguments[2], 1, &ring->callback) ||
	    napi_async_init(env, object, name, &ring->context) || napi_add_async_cleanup_hook(env, on_teardown, ring, &ring->hook)) {
		close_ring(env, &ring->handle);
		return errors_throw_napi(env, "napi_create_reference");
	}
	return object;
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
	err = take(ring);
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
