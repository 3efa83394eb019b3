/* SPDX-License-Identifier: Apache-2.0 */
/* JavaScript values in and out. Everything that returns false has thrown. */
#ifndef WEFT_VALUES_H
#define WEFT_VALUES_H

#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
	uint8_t *data;
	size_t length;
};

/* Exactly `count` arguments. */
bool values_arguments(napi_env env, napi_callback_info info, size_t count, napi_value *values);

/* A Buffer or Uint8Array; the bytes live as long as the value. null gives no bytes where `optional`. */
bool values_bytes(napi_env env, napi_value value, const char *what, bool optional, struct bytes *bytes);

/* Bytes of exactly `length`. */
bool values_exact_bytes(napi_env env, napi_value value, const char *what, size_t length, struct bytes *bytes);

bool values_uint32(napi_env env, napi_value value, const char *what, uint32_t *number);
bool values_int32(napi_env env, napi_value value, const char *what, int32_t *number);

/* A string of less than `size` bytes. null gives "" where `optional`. */
bool values_text(napi_env env, napi_value value, const char *what, bool optional, char *text, size_t size);

bool values_set_text(napi_env env, napi_value object, const char *key, const char *text);
bool values_set_number(napi_env env, napi_value object, const char *key, double number);
bool values_set(napi_env env, napi_value object, const char *key, napi_value value);

/* A Buffer with a copy of the bytes; NULL with an exception. */
napi_value values_copy(napi_env env, const void *data, size_t length);

/* A Buffer that takes over memory of malloc, also on failure; `data` may be NULL if `length` is 0. */
napi_value values_adopt(napi_env env, void *data, size_t length);

#endif
