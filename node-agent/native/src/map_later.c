/* SPDX-License-Identifier: Apache-2.0 */
#include "map_later.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "errors.h"
#include "handle.h"
#include "map_batch.h"
#include "values.h"

struct part {
	int fd; /* a duplicate: the handle may be closed before the thread gets to it */
	uint32_t count;
	struct bytes keys, values;
	char name[sizeof(((struct handle *)NULL)->name)];
};

struct writing {
	napi_async_work work;
	napi_deferred deferred;
	napi_ref buffers; /* what the parts' bytes belong to */
	uint32_t count; /* parts with a descriptor */
	/* What came of it. */
	uint32_t parts, done;
	int err;
	bool whole; /* refused as a whole, not for an entry */
	struct part part[];
};

/* In a thread of the pool. */
static void execute(napi_env env, void *data)
{
	struct writing *writing = data;

	(void)env;
	for (; writing->parts < writing->count; writing->parts++) {
		const struct part *part = &writing->part[writing->parts];

		writing->err = map_batch_write(part->fd, part->keys.data, part->values.data, part->count, BPF_ANY, &writing->done, &writing->whole);
		if (writing->err)
			return;
		writing->done = 0;
	}
}

static napi_value outcome(napi_env env, const struct writing *writing)
{
	napi_value result;

	if (writing->whole)
		return errors_throw_errno(env, writing->err, "BPF_MAP_UPDATE_BATCH", writing->part[writing->parts].name);
	NAPI_TRY(env, napi_create_object(env, &result));
	if (!values_set_number(env, result, "parts", writing->parts) || !values_set_number(env, result, "done", writing->done) ||
	    !values_set_text(env, result, "errno", writing->err ? errors_name(writing->err) : "") ||
	    !values_set_text(env, result, "code", writing->err ? errors_code(writing->err) : ""))
		return NULL;
	return result;
}

static void release(napi_env env, struct writing *writing)
{
	for (uint32_t i = 0; i < writing->count; i++)
		close(writing->part[i].fd);
	if (writing->work)
		napi_delete_async_work(env, writing->work);
	if (writing->buffers)
		napi_delete_reference(env, writing->buffers);
	free(writing);
}

static void complete(napi_env env, napi_status status, void *data)
{
	struct writing *writing = data;
	napi_value value;

	if (status == napi_ok) {
		value = outcome(env, writing);
		if (value)
			napi_resolve_deferred(env, writing->deferred, value);
		else if (napi_get_and_clear_last_exception(env, &value) == napi_ok)
			napi_reject_deferred(env, writing->deferred, value);
	}
	release(env, writing);
}

/* The part at `index` of the arrays of maps, keys, values and counts. */
static bool part_of(napi_env env, const napi_value *arrays, uint32_t index, struct part *part)
{
	struct handle *map;
	napi_value of[4];

	for (int i = 0; i < 4; i++)
		NAPI_TRY_BOOL(env, napi_get_element(env, arrays[i], index, &of[i]));
	map = handle_get(env, of[0], HANDLE_MAP);
	if (!map || !values_uint32(env, of[3], "count", &part->count) ||
	    !map_batch_elements(env, of[1], "keys", part->count, map->key_bytes, &part->keys) ||
	    !map_batch_elements(env, of[2], "values", part->count, map->value_bytes, &part->values))
		return false;
	memcpy(part->name, map->name, sizeof(part->name));
	part->fd = fcntl(map->fd, F_DUPFD_CLOEXEC, 3);
	if (part->fd >= 0)
		return true;
	errors_throw_errno(env, errno, "fcntl", map->name);
	return false;
}

/* Keys and values stay where they are as long as this array of them lives. */
static bool hold_buffers(napi_env env, const napi_value *arrays, struct writing *writing)
{
	napi_value held, element;

	NAPI_TRY_BOOL(env, napi_create_array(env, &held));
	for (uint32_t i = 0; i < 2 * writing->count; i++) {
		NAPI_TRY_BOOL(env, napi_get_element(env, arrays[1 + i % 2], i / 2, &element));
		NAPI_TRY_BOOL(env, napi_set_element(env, held, i, element));
	}
	NAPI_TRY_BOOL(env, napi_create_reference(env, held, 1, &writing->buffers));
	return true;
}

static napi_value start(napi_env env, struct writing *writing)
{
	napi_value promise, name;

	NAPI_TRY(env, napi_create_string_utf8(env, "updateLater", NAPI_AUTO_LENGTH, &name));
	NAPI_TRY(env, napi_create_async_work(env, NULL, name, execute, complete, writing, &writing->work));
	NAPI_TRY(env, napi_create_promise(env, &writing->deferred, &promise));
	NAPI_TRY(env, napi_queue_async_work(env, writing->work));
	return promise;
}

napi_value map_update_later(napi_env env, napi_callback_info info)
{
	napi_value arrays[4], promise = NULL;
	struct writing *writing;
	uint32_t parts;

	if (!values_arguments(env, info, 4, arrays))
		return NULL;
	NAPI_TRY(env, napi_get_array_length(env, arrays[0], &parts));
	writing = calloc(1, sizeof(*writing) + parts * sizeof(struct part));
	if (!writing)
		return errors_throw_errno(env, ENOMEM, "calloc", "updateLater");
	while (writing->count < parts && part_of(env, arrays, writing->count, &writing->part[writing->count]))
		writing->count++;
	if (writing->count == parts && hold_buffers(env, arrays, writing))
		promise = start(env, writing);
	if (!promise)
		release(env, writing);
	return promise;
}
