/* SPDX-License-Identifier: Apache-2.0 */
#include "poller.h"

#include <errno.h>
#include <stdlib.h>

#include "errors.h"
#include "uv_abi.h"
#include "values.h"

static void drop(struct poller *poller)
{
	if (--poller->owners == 0)
		free(poller);
}

static void on_collected(struct handle *handle)
{
	drop((struct poller *)handle);
}

static void on_closed(struct uv_poll *poll)
{
	struct poller *poller = uv_handle_get_data(poll);

	free(poll);
	if (poller->hook)
		napi_remove_async_cleanup_hook(poller->hook);
	drop(poller);
}

static void release(struct poller *poller)
{
	poller->kind->release(poller);
	poller->handle.fd = -1;
}

static void close_poller(napi_env env, struct handle *handle)
{
	struct poller *poller = (struct poller *)handle;

	/* First: a descriptor may be closed once it is polled no longer. */
	uv_poll_stop(poller->poll);
	release(poller);
	napi_delete_reference(env, poller->callback);
	napi_async_destroy(env, poller->context);
	/* Last: nothing but the two owners keeps the poller from here on. */
	napi_delete_reference(env, poller->object);
	uv_close(poller->poll, on_closed);
}

static void on_teardown(napi_async_cleanup_hook_handle hook, void *data)
{
	struct poller *poller = data;

	(void)hook;
	if (poller->handle.fd >= 0)
		close_poller(poller->env, &poller->handle);
	/* Otherwise it is closing already: on_closed removes the hook. */
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

static void call_back(napi_env env, struct poller *poller)
{
	napi_value callback, object, arguments[POLLER_ARGUMENTS_MAX];
	int count;

	if (napi_get_reference_value(env, poller->callback, &callback) != napi_ok ||
	    napi_get_reference_value(env, poller->object, &object) != napi_ok)
		return;
	count = poller->kind->arguments(env, poller, arguments);
	/* From here the poller may be closed: do not touch it. */
	if (count >= 0)
		napi_make_callback(env, poller->context, object, callback, (size_t)count, arguments, NULL);
}

static void on_readable(struct uv_poll *poll, int status, int events)
{
	struct poller *poller = uv_handle_get_data(poll);
	napi_env env = poller->env;
	napi_handle_scope scope;
	int err;

	(void)events;
	err = poller->kind->take(poller, status);
	if (!err && !poller->kind->has_news(poller))
		return;
	if (napi_open_handle_scope(env, &scope) != napi_ok)
		return;
	if (err) {
		/* Cannot go on: say so once instead of spinning. */
		uv_poll_stop(poll);
		errors_throw_errno(env, err, poller->kind->operation, poller->handle.name);
	} else {
		call_back(env, poller);
	}
	report_exception(env);
	napi_close_handle_scope(env, scope);
}

int poller_resume(struct poller *poller)
{
	return -uv_poll_start(poller->poll, UV_EVENT_READABLE, on_readable);
}

void poller_pause(struct poller *poller)
{
	uv_poll_stop(poller->poll);
}

/* Registers with the event loop. Nothing to undo on failure but `poller->poll`. */
static int start(napi_env env, struct poller *poller)
{
	struct uv_loop_s *loop;
	int failed;

	poller->poll = calloc(1, uv_handle_size(UV_HANDLE_TYPE_POLL));
	if (!poller->poll)
		return ENOMEM;
	if (napi_get_uv_event_loop(env, &loop) != napi_ok)
		return EINVAL;
	failed = uv_poll_init(loop, poller->poll, poller->handle.fd);
	if (failed)
		return -failed;
	uv_handle_set_data(poller->poll, poller);
	/* Starting cannot fail for a descriptor that init took. */
	uv_poll_start(poller->poll, UV_EVENT_READABLE, on_readable);
	return 0;
}

napi_value poller_open(napi_env env, struct poller *poller, napi_value callback)
{
	napi_value object, name;
	int err;

	poller->env = env;
	poller->handle.kind = poller->kind->handle;
	poller->handle.close = close_poller;
	if (napi_create_string_utf8(env, poller->kind->resource, NAPI_AUTO_LENGTH, &name) ||
	    !handle_wrap(env, &poller->handle, &object)) {
		release(poller);
		free(poller);
		return errors_throw_napi(env, "napi_create_string_utf8");
	}
	/* From here the object frees the poller. */
	err = start(env, poller);
	if (err) {
		free(poller->poll);
		release(poller);
		return errors_throw_errno(env, err, "uv_poll", poller->handle.name);
	}
	poller->handle.collected = on_collected;
	poller->owners = 2;
	if (napi_create_reference(env, object, 1, &poller->object) || napi_create_reference(env, callback, 1, &poller->callback) ||
	    napi_async_init(env, object, name, &poller->context) ||
	    napi_add_async_cleanup_hook(env, on_teardown, poller, &poller->hook)) {
		close_poller(env, &poller->handle);
		return errors_throw_napi(env, "napi_create_reference");
	}
	return object;
}
