/* SPDX-License-Identifier: Apache-2.0 */
#include "link_monitor.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "errors.h"
#include "poller.h"
#include "values.h"

#define MESSAGE_BYTES_MAX (32 * 1024) /* no message of the kernel's is larger */
#define SCRATCH_BYTES (4 * MESSAGE_BYTES_MAX)
#define SOCKET_BYTES (4 * 1024 * 1024)

struct monitor {
	struct poller poller; /* first: a monitor is a poller */
	bool lost; /* of the read under way */
	size_t length;
	uint8_t scratch[SCRATCH_BYTES];
};

/* Takes what is there and fits; 0 or errno. */
static int read_messages(struct monitor *monitor)
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
		got = recvmsg(monitor->poller.handle.fd, &header, MSG_DONTWAIT);
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

static int take(struct poller *poller, int status)
{
	int err = read_messages((struct monitor *)poller);

	/* An overflow is an error of the descriptor to libuv, which ends polling; reading has told which it is, and cleared it. */
	return !err && status < 0 ? poller_resume(poller) : err;
}

static bool has_news(const struct poller *poller)
{
	const struct monitor *monitor = (const struct monitor *)poller;

	return monitor->length || monitor->lost;
}

static int arguments_of(napi_env env, const struct poller *poller, napi_value *arguments)
{
	const struct monitor *monitor = (const struct monitor *)poller;

	arguments[0] = values_copy(env, monitor->scratch, monitor->length);
	return arguments[0] && napi_get_boolean(env, monitor->lost, &arguments[1]) == napi_ok ? 2 : -1;
}

static void release(struct poller *poller)
{
	close(poller->handle.fd);
}

static const struct poller_kind link_monitor_kind = {
	.handle = HANDLE_LINK_MONITOR,
	.resource = "weft_link_monitor",
	.operation = "recvmsg",
	.take = take,
	.has_news = has_news,
	.arguments = arguments_of,
	.release = release,
};

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

static struct monitor *allocate(napi_env env)
{
	struct monitor *monitor = calloc(1, sizeof(*monitor));
	int err = ENOMEM;

	if (monitor) {
		monitor->poller.kind = &link_monitor_kind;
		strcpy(monitor->poller.handle.name, "link monitor");
		monitor->poller.handle.fd = listen_to_links();
		if (monitor->poller.handle.fd >= 0)
			return monitor;
		err = errno;
	}
	free(monitor);
	errors_throw_errno(env, err, "RTNLGRP_LINK", NULL);
	return NULL;
}

napi_value link_monitor_open(napi_env env, napi_callback_info info)
{
	struct monitor *monitor;
	napi_valuetype type;
	napi_value argument;

	if (!values_arguments(env, info, 1, &argument))
		return NULL;
	NAPI_TRY(env, napi_typeof(env, argument, &type));
	if (type != napi_function)
		return errors_throw_argument(env, "openLinkMonitor takes a function");
	monitor = allocate(env);
	return monitor ? poller_open(env, &monitor->poller, argument) : NULL;
}
