/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "netns.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "errors.h"
#include "values.h"

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

bool netns_enter(struct netns *netns, int fd)
{
	int err;

	netns->home = -1;
	if (fd < 0)
		return true;
	netns->home = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	if (netns->home < 0)
		return false;
	if (setns(fd, CLONE_NEWNET) == 0)
		return true;
	err = errno;
	close(netns->home);
	netns->home = -1;
	errno = err;
	return false;
}

void netns_leave(struct netns *netns)
{
	int err = errno;

	if (netns->home < 0)
		return;
	if (setns(netns->home, CLONE_NEWNET)) {
		perror("weft: cannot return to the own network namespace");
		abort();
	}
	close(netns->home);
	netns->home = -1;
	errno = err;
}

napi_value netns_cookie(napi_env env, napi_callback_info info)
{
	socklen_t length = sizeof(uint64_t);
	struct netns netns;
	napi_value argument, result;
	uint64_t cookie = 0;
	int32_t fd;
	int socket_fd, err = 0;

	if (!values_arguments(env, info, 1, &argument) || !values_int32(env, argument, "namespace", &fd))
		return NULL;
	if (!netns_enter(&netns, fd))
		return errors_throw_errno(env, errno, "setns", NULL);
	socket_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (socket_fd < 0 || getsockopt(socket_fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &length))
		err = errno;
	netns_leave(&netns);
	if (socket_fd >= 0)
		close(socket_fd);
	if (err)
		return errors_throw_errno(env, err, "SO_NETNS_COOKIE", NULL);
	NAPI_TRY(env, napi_create_bigint_uint64(env, cookie, &result));
	return result;
}

napi_value netns_ifindex(napi_env env, napi_callback_info info)
{
	char name[IFNAMSIZ];
	struct netns netns;
	napi_value arguments[2], result;
	unsigned int ifindex;
	int32_t fd;
	int err;

	if (!values_arguments(env, info, 2, arguments) ||
	    !values_text(env, arguments[0], "interface name", false, name, sizeof(name)) ||
	    !values_int32(env, arguments[1], "namespace", &fd))
		return NULL;
	if (!netns_enter(&netns, fd))
		return errors_throw_errno(env, errno, "setns", NULL);
	ifindex = if_nametoindex(name);
	err = errno;
	netns_leave(&netns);
	if (ifindex == 0 && err != ENODEV && err != ENXIO)
		return errors_throw_errno(env, err, "if_nametoindex", name);
	if (ifindex)
		NAPI_TRY(env, napi_create_uint32(env, ifindex, &result));
	else
		NAPI_TRY(env, napi_get_null(env, &result));
	return result;
}
