/* SPDX-License-Identifier: Apache-2.0 */
/* A file descriptor of a map, program, link, ring buffer reader or link monitor as a JavaScript object that closes it when it goes. */
#ifndef WEFT_HANDLE_H
#define WEFT_HANDLE_H

#include <node_api.h>
#include <stdbool.h>
#include <stdint.h>

enum handle_kind { HANDLE_MAP = 1, HANDLE_PROGRAM, HANDLE_LINK, HANDLE_RING, HANDLE_LINK_MONITOR };

struct handle {
	enum handle_kind kind;
	int fd; /* -1 once closed */
	/* Of maps. `value_bytes` is what user space sees: all CPUs' values of a per-CPU map, each rounded up to 8 bytes. */
	uint32_t map_type;
	uint32_t key_bytes;
	uint32_t value_bytes;
	uint32_t max_entries;
	char name[32]; /* for messages */
	/* What close does when it is more than close(fd); and what happens instead of free when the object is collected. */
	void (*close)(napi_env env, struct handle *handle);
	void (*collected)(struct handle *handle);
};

/* Wraps a descriptor, which it owns from here on, also on failure. `name` may be NULL. NULL with an exception on failure. */
napi_value handle_map(napi_env env, int fd, const char *name);
napi_value handle_program(napi_env env, int fd, const char *name);
napi_value handle_link(napi_env env, int fd);

/* Makes the JavaScript object of `handle` with its `kind` property and ties their lives together. */
bool handle_wrap(napi_env env, struct handle *handle, napi_value *object);

/* The open handle of that kind, or NULL with an exception. */
struct handle *handle_get(napi_env env, napi_value value, enum handle_kind kind);

/* The open handle of a map, program or link, or NULL with an exception. */
struct handle *handle_get_any(napi_env env, napi_value value);

/* close(handle): idempotent. */
napi_value handle_close(napi_env env, napi_callback_info info);

bool handle_map_type_is_per_cpu(uint32_t type);

#endif
