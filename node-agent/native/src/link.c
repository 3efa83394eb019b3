/* SPDX-License-Identifier: Apache-2.0 */
#include "link.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "errors.h"
#include "handle.h"
#include "kernel_abi.h"
#include "netns.h"
#include "values.h"

napi_value link_attach(napi_env env, napi_callback_info info)
{
	struct weft_link_create create = { 0 };
	struct handle *program;
	napi_value arguments[5];
	struct netns netns;
	char object[96];
	int32_t namespace;
	int fd, err;

	if (!values_arguments(env, info, 5, arguments))
		return NULL;
	program = handle_get(env, arguments[0], HANDLE_PROGRAM);
	if (!program || !values_uint32(env, arguments[1], "ifindex", &create.target_ifindex) ||
	    !values_uint32(env, arguments[2], "attach type", &create.attach_type) ||
	    !values_uint32(env, arguments[3], "flags", &create.flags) ||
	    !values_int32(env, arguments[4], "namespace", &namespace))
		return NULL;
	create.prog_fd = (__u32)program->fd;
	if (!netns_enter(&netns, namespace))
		return errors_throw_errno(env, errno, "setns", program->name);
	fd = (int)syscall(SYS_bpf, BPF_LINK_CREATE, &create, sizeof(create));
	err = errno;
	netns_leave(&netns);
	if (fd >= 0)
		return handle_link(env, fd);
	snprintf(object, sizeof(object), "%s to ifindex %u", program->name, create.target_ifindex);
	return errors_throw_errno(env, err, "BPF_LINK_CREATE", object);
}

napi_value link_update(napi_env env, napi_callback_info info)
{
	struct handle *link, *program;
	napi_value arguments[2];

	if (!values_arguments(env, info, 2, arguments))
		return NULL;
	link = handle_get(env, arguments[0], HANDLE_LINK);
	program = link ? handle_get(env, arguments[1], HANDLE_PROGRAM) : NULL;
	if (!program)
		return NULL;
	if (bpf_link_update(link->fd, program->fd, NULL))
		return errors_throw_errno(env, errno, "BPF_LINK_UPDATE", program->name);
	return NULL;
}

napi_value link_detach(napi_env env, napi_callback_info info)
{
	struct handle *link;
	napi_value argument;

	if (!values_arguments(env, info, 1, &argument))
		return NULL;
	link = handle_get(env, argument, HANDLE_LINK);
	if (link && bpf_link_detach(link->fd))
		return errors_throw_errno(env, errno, "BPF_LINK_DETACH", NULL);
	return NULL;
}
