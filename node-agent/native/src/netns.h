/* SPDX-License-Identifier: Apache-2.0 */
/* One system call in another network namespace, on the calling thread. */
#ifndef WEFT_NETNS_H
#define WEFT_NETNS_H

#include <node_api.h>
#include <stdbool.h>

struct netns {
	int home; /* -1: stayed where it was */
};

/* Enters the namespace of `fd`, or stays if it is negative. False with errno set and nothing changed on failure. */
bool netns_enter(struct netns *netns, int fd);

/* Goes back. Keeps errno. Not being able to would leave the process in a stranger's namespace, so that aborts it. */
void netns_leave(struct netns *netns);

/* netnsCookie(fd | -1) -> bigint; ifindexByName(name, fd | -1) -> number | null. */
napi_value netns_cookie(napi_env env, napi_callback_info info);
napi_value netns_ifindex(napi_env env, napi_callback_info info);

#endif
