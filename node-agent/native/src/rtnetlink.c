/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A socket per request: nothing of an earlier one can be mistaken for an answer, and it costs some microseconds. The kernel works on a
 * request while it is sent, and on a dump while it is read, so answers are always there already: nothing here waits for them.
 */
#include "rtnetlink.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "errors.h"
#include "values.h"

#define CHUNK_BYTES (32 * 1024) /* no message of the kernel's is larger */
#define ANSWER_BYTES_MAX (64 * 1024 * 1024)

struct answer {
	uint8_t *data;
	size_t length, room;
};

static bool make_room(struct answer *answer)
{
	size_t room = answer->room ? answer->room * 2 : CHUNK_BYTES * 2;
	uint8_t *data;

	if (answer->room - answer->length >= CHUNK_BYTES)
		return true;
	if (room > ANSWER_BYTES_MAX) {
		errno = EMSGSIZE;
		return false;
	}
	data = realloc(answer->data, room);
	if (!data)
		return false;
	answer->data = data;
	answer->room = room;
	return true;
}

/* Is the message that ends the answer among these? */
static bool is_end(const uint8_t *data, size_t length)
{
	const struct nlmsghdr *message = (const void *)data;

	for (; NLMSG_OK(message, length); message = NLMSG_NEXT(message, length))
		if (message->nlmsg_type == NLMSG_DONE || message->nlmsg_type == NLMSG_ERROR)
			return true;
	return false;
}

/* Reads until the end; false with errno. */
static bool receive(int fd, struct answer *answer)
{
	struct sockaddr_nl from;
	struct iovec space;
	struct msghdr header = { .msg_name = &from, .msg_iov = &space, .msg_iovlen = 1 };
	ssize_t got;

	for (;;) {
		if (!make_room(answer))
			return false;
		space.iov_base = answer->data + answer->length;
		space.iov_len = answer->room - answer->length;
		header.msg_namelen = sizeof(from);
		got = recvmsg(fd, &header, MSG_DONTWAIT);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		if (header.msg_flags & MSG_TRUNC) {
			errno = EMSGSIZE;
			return false;
		}
		if (from.nl_pid != 0) /* not the kernel */
			continue;
		answer->length += (size_t)got;
		if (is_end(space.iov_base, (size_t)got))
			return true;
	}
}

static bool exchange(const struct bytes *request, struct answer *answer)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	int on = 1, err;
	bool ok;

	if (fd < 0)
		return false;
	/* Reasons in words; acknowledgements without the request. */
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	ok = sendto(fd, request->data, request->length, 0, (const struct sockaddr *)&kernel, sizeof(kernel)) >= 0 && receive(fd, answer);
	err = errno;
	close(fd);
	errno = err;
	return ok;
}

/* Exactly one message that will be answered to its end. */
static bool is_request(const struct bytes *request)
{
	struct nlmsghdr header;

	if (request->length < sizeof(header))
		return false;
	memcpy(&header, request->data, sizeof(header)); /* a view into a Buffer need not be aligned */
	return header.nlmsg_len == request->length && (header.nlmsg_flags & NLM_F_REQUEST) &&
	       ((header.nlmsg_flags & NLM_F_ACK) || (header.nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP);
}

napi_value rtnetlink_exchange(napi_env env, napi_callback_info info)
{
	struct answer answer = { 0 };
	struct bytes request;
	napi_value argument;
	int err;

	if (!values_arguments(env, info, 1, &argument) || !values_bytes(env, argument, "request", false, &request))
		return NULL;
	if (!is_request(&request))
		return errors_throw_argument(env, "rtnetlinkExchange takes one request that asks for an acknowledgement or a dump");
	if (exchange(&request, &answer))
		return values_adopt(env, answer.data, answer.length);
	err = errno;
	free(answer.data);
	return errors_throw_errno(env, err, "rtnetlink", NULL);
}
