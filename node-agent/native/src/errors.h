/* SPDX-License-Identifier: Apache-2.0 */
/* How a failure becomes one JavaScript error with a stable code. */
#ifndef WEFT_ERRORS_H
#define WEFT_ERRORS_H

#include <node_api.h>
#include <stdbool.h>

/* What went wrong. Every pointer may be NULL except `operation`; strings are copied. */
struct failure {
	const char *code;      /* NULL: follows from `err` */
	int err;               /* positive errno, 0 if the failure is not the kernel's */
	const char *operation; /* system call or library call */
	const char *object;    /* map, program, path or interface it was done to */
	const char *detail;    /* what to add to the message */
	const char *log;       /* what libbpf and the verifier said */
};

/* Remembers the JavaScript error class (constructor) that failures are made with. */
napi_value errors_bind(napi_env env, napi_callback_info info);

/* Throws and returns NULL, so that callers can `return errors_throw(...)`. */
napi_value errors_throw(napi_env env, const struct failure *failure);
napi_value errors_throw_errno(napi_env env, int err, const char *operation, const char *object);
napi_value errors_throw_argument(napi_env env, const char *detail);

/* Throws for a failed Node-API call unless an exception is pending already. */
napi_value errors_throw_napi(napi_env env, const char *call);

/* The stable code of an errno. */
const char *errors_code(int err);

/* The errno's name ("E2BIG"). */
const char *errors_name(int err);

#define NAPI_TRY(env, call)                                    \
	do {                                                   \
		if ((call) != napi_ok)                         \
			return errors_throw_napi((env), #call); \
	} while (0)

#define NAPI_TRY_BOOL(env, call)                          \
	do {                                              \
		if ((call) != napi_ok) {                  \
			errors_throw_napi((env), #call); \
			return false;                     \
		}                                         \
	} while (0)

#endif
