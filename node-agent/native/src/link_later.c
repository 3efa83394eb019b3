/* SPDX-License-Identifier: Apache-2.0 */
#include "link_later.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "errors.h"
#include "handle.h"
#include "kernel_abi.h"
#include "values.h"

struct attachment {
	napi_async_work work;
	napi_deferred deferred;
	struct weft_link_create create;
	int fd; /* of the link, -1 if there is none */
	int err;
	char object[96];
};

/* In a thread of the pool. */
static void execute(napi_env env, void *data)
{
	struct attachment *attachment = data;

	(void)env;
	attachment->fd = (int)syscall(SYS_bpf, BPF_LINK_CREATE, &attachment->create, sizeof(attachment->create));
	attachment->err = errno;
}

static void settle(napi_env env, struct attachment *attachment)
{
	napi_value value = NULL;

	if (attachment->fd >= 0) {
		value = handle_link(env, attachment->fd);
		if (value) {
			napi_resolve_deferred(env, attachment->deferred, value);
			return;
		}
	} else {
		errors_throw_errno(env, attachment->err, "BPF_LINK_CREATE", attachment->object);
	}
	if (napi_get_and_clear_last_exception(env, &value) == napi_ok)
		napi_reject_deferred(env, attachment->deferred, value);
}

static void release(napi_env env, struct attachment *attachment)
{
	if (attachment->work)
		napi_delete_async_work(env, attachment->work);
	close((int)attachment->create.prog_fd);
	free(attachment);
}

static void complete(napi_env env, napi_status status, void *data)
{
	struct attachment *attachment = data;

	if (status == napi_ok)
		settle(env, attachment);
	else if (attachment->fd >= 0)
		close(attachment->fd);
	release(env, attachment);
}

static napi_value start(napi_env env, struct attachment *attachment)
{
	napi_value promise, name;

	if (napi_create_string_utf8(env, "attachLater", NAPI_AUTO_LENGTH, &name) != napi_ok ||
	    napi_create_async_work(env, NULL, name, execute, complete, attachment, &attachment->work) != napi_ok ||
	    napi_create_promise(env, &attachment->deferred, &promise) != napi_ok ||
	    napi_queue_async_work(env, attachment->work) != napi_ok) {
		release(env, attachment);
		return errors_throw_napi(env, "attachLater");
	}
	return promise;
}

napi_value link_attach_later(napi_env env, napi_callback_info info)
{
	struct weft_link_create create = { 0 };
	struct attachment *attachment;
	struct handle *program;
	napi_value arguments[4];
	int fd;

	if (!values_arguments(env, info, 4, arguments))
		return NULL;
	program = handle_get(env, arguments[0], HANDLE_PROGRAM);
	if (!program || !values_uint32(env, arguments[1], "ifindex", &create.target_ifindex) ||
	    !values_uint32(env, arguments[2], "attach type", &create.attach_type) ||
	    !values_uint32(env, arguments[3], "flags", &create.flags))
		return NULL;
	/* One of its own: the handle may be closed before the thread gets to it. */
	fd = fcntl(program->fd, F_DUPFD_CLOEXEC, 3);
	if (fd < 0)
		return errors_throw_errno(env, errno, "fcntl", program->name);
	create.prog_fd = (__u32)fd;
	attachment = calloc(1, sizeof(*attachment));
	if (!attachment) {
		close(fd);
		return errors_throw_errno(env, ENOMEM, "calloc", program->name);
	}
	attachment->create = create;
	attachment->fd = -1;
	snprintf(attachment->object, sizeof(attachment->object), "%s to ifindex %u", program->name, create.target_ifindex);
	return start(env, attachment);
}

napi_value link_program_fd(napi_env env, napi_callback_info info)
{
	napi_value argument, fd;
	struct handle *program;

	if (!values_arguments(env, info, 1, &argument))
		return NULL;
	program = handle_get(env, argument, HANDLE_PROGRAM);
	if (!program)
		return NULL;
	NAPI_TRY(env, napi_create_int32(env, program->fd, &fd));
	return fd;
}
