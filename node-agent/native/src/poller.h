/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A descriptor that the event loop polls for a JavaScript callback: what the ring buffer's reader and the link monitor have in common.
 *
 * Two owners: the JavaScript object and the libuv handle. The object is held by a strong reference until it is closed, the libuv
 * handle lives until the loop has closed it, and whoever is last frees. An environment that ends (process exit, worker
 * termination) closes first and waits for the loop through an asynchronous cleanup hook.
 */
#ifndef WEFT_POLLER_H
#define WEFT_POLLER_H

#include <node_api.h>
#include <stdbool.h>

#include "handle.h"

#define POLLER_ARGUMENTS_MAX 3

struct poller;

struct poller_kind {
	enum handle_kind handle;
	const char *resource; /* what asynchronous hooks call it */
	const char *operation; /* of which a failed take is told */
	/* Takes what is there and fits; 0 or errno, which ends polling. `status` is libuv's: 0, or a negative errno of the descriptor. */
	int (*take)(struct poller *poller, int status);
	/* Has the last take anything to tell? */
	bool (*has_news)(const struct poller *poller);
	/* Fills in the callback's arguments; their number, or -1 (with an exception, or because the environment ends). */
	int (*arguments)(napi_env env, const struct poller *poller, napi_value *arguments);
	/* Closes the descriptor and what belongs to it. Called once; the memory stays. */
	void (*release)(struct poller *poller);
};

struct poller {
	struct handle handle; /* first: a poller is a handle */
	const struct poller_kind *kind;
	napi_env env;
	struct uv_poll *poll;
	napi_ref object, callback;
	napi_async_context context;
	napi_async_cleanup_hook_handle hook;
	int owners;
};

/*
 * Starts polling for `callback` and returns the object that closes it. `poller` is the beginning of memory of calloc, with its kind, and the
 * handle's descriptor and name; it is owned from here on, also on failure: NULL with an exception.
 */
napi_value poller_open(napi_env env, struct poller *poller, napi_value callback);

/* Polls on, after poller_pause or an error of the descriptor, at which libuv stops; 0 or errno. */
int poller_resume(struct poller *poller);

/* No calls of the callback until poller_resume. */
void poller_pause(struct poller *poller);

#endif
