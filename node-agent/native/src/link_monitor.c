/* SPDX-License-Identifier: Apache-2.0 */
/* Lives and dies as the ring buffer's reader does (ring.c): the JavaScript object and the libuv handle own it together. */
#include "link_monitor.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "errors.h"
#include "handle.h"
#include "uv_abi.h"
#include "values.h"

#define MESSAGE_BYTES_MAX (32 * 1024) /* no message of the kernel's is larger */
#define SCRATCH_BYTES (4 * MESSAGE_BYTES_MAX)
#define SOCKET_BYTES (4 * 1024 * 1024)

struct monitor {
	struct handle handle; /* first: a monitor is a handle */
	napi_env env;
	struct uv_poll *poll;
	napi_ref object, callback;
	napi_async_context context;
	napi_async_cleanup_hook_handle hook;
	int owners;
	bool lost; /* of the read under way */
	size_t length;
	uint8_t scratch[SCRATCH_BYTES];
};

static void drop(struct monitor *monitor)
{
	if (--monitor->owners == 0)
		free(monitor);
}

static void on_collected(struct handle *handle)
{
	drop((struct monitor *)handle);
}

static void on_closed(struct uv_poll *poll)
{
	struct monitor *monitor = uv_handle_get_data(poll);

	free(poll);
	if (monitor->hook)
		napi_remove_async_cleanup_hook(monitor->hook);
	drop(monitor);
}

static void close_monitor(napi_env env, struct handle *handle)
{
	struct monitor *monitor = (struct monitor *)handle;

	uv_poll_stop(monitor->poll);
	close(handle->fd);
	handle->fd = -1;
	napi_delete_reference(env, monitor->callback);
	napi_async_destroy(env, monitor->context);
	/* Last: nothing but the two owners keeps the monitor from here on. */
	napi_delete_reference(env, monitor->object);
	uv_close(monitor->poll, on_closed);
}

static void on_teardown(napi_async_cleanup_hook_handle hook, void *data)
{
	struct monitor *monitor = data;

	(void)hook;
	if (monitor->handle.fd >= 0)
		close_monitor(monitor->env, &monitor->handle);
	/* Otherwise it is closing already: on_closed removes the hook. */
}

/* Takes what is there and fits; 0 or errno. */
static int take(struct monitor *monitor)
{
	struct sockaddr_nl from;
	struct iovec space;
	struct msghdr header = { .msg_name = &from, .msg_iov = &space, .msg_iovlen = 1 };
	ssize_t got;

	monitor->length = 0;
	monitor->lost = false;
	while (SCRATCH_BYTES - monitor->length >= MESSAGE_BYTES_MAX) {
		space.iov_base = monitor->scratch + monitor->length;
		space.iov_len = SCRATCH_BYTES - monitor->length;
		header.msg_namelen = sizeof(from);
		got = recvmsg(monitor->handle.fd, &header, MSG_DONTWAIT);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno == EAGAIN)
			break;
		if (got < 0 && errno != ENOBUFS)
			return errno;
		if (got < 0 || (header.msg_flags & MSG_TRUNC))
			monitor->lost = true;
		else if (from.nl_pid == 0) /* from the kernel */
			monitor->length += NLMSG_ALIGN((size_t)got);
	}
	return 0;
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
	struct monitor *monitor = uv_handle_get_data(poll);
	napi_env env = monitor->env;
	napi_value callback, object, arguments[2];
	napi_handle_scope scope;
	int err;

	(void)events;
	err = take(monitor);
	/* An overflow is an error of the descriptor to libuv, which ends polling; reading has told which it is, and cleared it. */
	if (!err && status < 0)
		err = -uv_poll_start(poll, UV_EVENT_READABLE, on_readable);
	if (!err && !monitor->length && !monitor->lost)
		return;
	if (napi_open_handle_scope(env, &scope) != napi_ok)
		return;
	if (err) {
		/* Cannot go on: say so once instead of spinning. */
		uv_poll_stop(poll);
		errors_throw_errno(env, err, "recvmsg", monitor->handle.name);
	} else if (napi_get_reference_value(env, monitor->callback, &callback) == napi_ok &&
		   napi_get_reference_value(env, monitor->object, &object) == napi_ok &&
		   (arguments[0] = values_copy(env, monitor->scratch, monitor->length)) != NULL &&
		   napi_get_boolean(env, monitor->lost, &arguments[1]) == napi_ok) {
		/* From here the monitor may be closed: do not touch it. */
		napi_make_callback(env, monitor->context, object, callback, 2, arguments, NULL);
	}
	report_exception(env);
	napi_close_handle_scope(env, scope);
}

/* A socket that hears of links, or -1 with errno. */
static int listen_to_links(void)
{
	struct sockaddr_nl group = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
	int bytes = SOCKET_BYTES, err;

	if (fd < 0)
		return -1;
	/* Less room only means that it overflows, and is told, sooner. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
	if (bind(fd, (const struct sockaddr *)&group, sizeof(group)) == 0)
		return fd;
	err = errno;
	close(fd);
	errno = err;
	return -1;
}

/* Registers with the event loop. Nothing to undo on failure but `monitor->poll`. */
static int start(napi_env env, struct monitor *monitor)
{
	struct uv_loop_s *loop;
	int failed;

	monitor->poll = calloc(1, uv_handle_size(UV_HANDLE_TYPE_POLL));
	if (!monitor->poll)
		return ENOMEM;
	if (napi_get_uv_event_loop(env, &loop) != napi_ok)
		return EINVAL;
	failed = uv_poll_init(loop, monitor->poll, monitor->handle.fd);
	if (failed)
		return -failed;
	uv_handle_set_data(monitor->poll, monitor);
	/* Starting cannot fail for a descriptor that init took. */
	uv_poll_start(monitor->poll, UV_EVENT_READABLE, on_readable);
	return 0;
}

static struct monitor *allocate(napi_env env)
{
	struct monitor *monitor = calloc(1, sizeof(*monitor));
	int err = ENOMEM;

	if (monitor) {
		monitor->env = env;
		monitor->handle.kind = HANDLE_LINK_MONITOR;
		monitor->handle.close = close_monitor;
		strcpy(monitor->handle.name, "link monitor");
		monitor->handle.fd = listen_to_links();
		if (monitor->handle.fd >= 0)
			return monitor;
		err = errno;
	}
	free(monitor);
	errors_throw_errno(env, err, "RTNLGRP_LINK", NULL);
	return NULL;
}

napi_value link_monitor_open(napi_env env, napi_callback_info info)
{
	napi_value argument, object, name;
	struct monitor *monitor;
	napi_valuetype type;
	int err;

	if (!values_arguments(env, info, 1, &argument))
		return NULL;
	NAPI_TRY(env, napi_typeof(env, argument, &type));
	if (type != napi_function)
		return errors_throw_argument(env, "openLinkMonitor takes a function");
	NAPI_TRY(env, napi_create_string_utf8(env, "weft_link_monitor", NAPI_AUTO_LENGTH, &name));

	monitor = allocate(env);
	if (!monitor)
		return NULL;
	if (!handle_wrap(env, &monitor->handle, &object)) {
		close(monitor->handle.fd);
		free(monitor);
		return NULL;
	}
	/* From here the object frees the monitor. */
	err = start(env, monitor);
	if (err) {
		free(monitor->poll);
		close(monitor->handle.fd);
		monitor->handle.fd = -1;
		return errors_throw_errno(env, err, "uv_poll", monitor->handle.name);
	}
	monitor->handle.collected = on_collected;
	monitor->owners = 2;
	if (napi_create_reference(env, object, 1, &monitor->object) || napi_create_reference(env, argument, 1, &monitor->callback) ||
	    napi_async_init(env, object, name, &monitor->context) ||
	    napi_add_async_cleanup_hook(env, on_teardown, monitor, &monitor->hook)) {
		close_monitor(env, &monitor->handle);
		return errors_throw_napi(env, "napi_create_reference");
	}
	return object;
}
