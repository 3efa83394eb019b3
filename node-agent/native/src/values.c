/* SPDX-License-Identifier: Apache-2.0 */
#include "values.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"

bool values_arguments(napi_env env, napi_callback_info info, size_t count, napi_value *values)
{
	size_t given = count;

	NAPI_TRY_BOOL(env, napi_get_cb_info(env, info, &given, values, NULL, NULL));
	if (given == count)
		return true;
	errors_throw_argument(env, "wrong number of arguments");
	return false;
}

static bool refuse(napi_env env, const char *what, const char *why)
{
	char text[160];

	snprintf(text, sizeof(text), "%s %s", what, why);
	errors_throw_argument(env, text);
	return false;
}

static bool is_null(napi_env env, napi_value value)
{
	napi_valuetype type;

	return napi_typeof(env, value, &type) == napi_ok && type == napi_null;
}

bool values_bytes(napi_env env, napi_value value, const char *what, bool optional, struct bytes *bytes)
{
	napi_typedarray_type type;
	bool typed = false;
	void *data = NULL;

	*bytes = (struct bytes){ 0 };
	if (optional && is_null(env, value))
		return true;
	NAPI_TRY_BOOL(env, napi_is_typedarray(env, value, &typed));
	if (!typed)
		return refuse(env, what, "must be a Uint8Array");
	NAPI_TRY_BOOL(env, napi_get_typedarray_info(env, value, &type, &bytes->length, &data, NULL, NULL));
	if (type != napi_uint8_array)
		return refuse(env, what, "must be a Uint8Array");
	bytes->data = data;
	return true;
}

bool values_exact_bytes(napi_env env, napi_value value, const char *what, size_t length, struct bytes *bytes)
{
	char text[80];

	if (!values_bytes(env, value, what, false, bytes))
		return false;
	if (bytes->length == length)
		return true;
	snprintf(text, sizeof(text), "must have %zu bytes, has %zu", length, bytes->length);
	return refuse(env, what, text);
}

bool values_uint32(napi_env env, napi_value value, const char *what, uint32_t *number)
{
	double given;

	if (napi_get_value_double(env, value, &given) != napi_ok || given != floor(given) || given < 0 || given > UINT32_MAX)
		return refuse(env, what, "must be an integer of 0 to 4294967295");
	*number = (uint32_t)given;
	return true;
}

bool values_int32(napi_env env, napi_value value, const char *what, int32_t *number)
{
	double given;

	if (napi_get_value_double(env, value, &given) != napi_ok || given != floor(given) || given < INT32_MIN ||
	    given > INT32_MAX)
		return refuse(env, what, "must be a 32-bit integer");
	*number = (int32_t)given;
	return true;
}

bool values_text(napi_env env, napi_value value, const char *what, bool optional, char *text, size_t size)
{
	size_t length;

	text[0] = '\0';
	if (optional && is_null(env, value))
		return true;
	if (napi_get_value_string_utf8(env, value, NULL, 0, &length) != napi_ok)
		return refuse(env, what, "must be a string");
	if (length >= size)
		return refuse(env, what, "is too long");
	NAPI_TRY_BOOL(env, napi_get_value_string_utf8(env, value, text, size, &length));
	return strlen(text) == length ? true : refuse(env, what, "contains a zero byte");
}

bool values_set_text(napi_env env, napi_value object, const char *key, const char *text)
{
	napi_value value;

	NAPI_TRY_BOOL(env, napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value));
	return values_set(env, object, key, value);
}

bool values_set_number(napi_env env, napi_value object, const char *key, double number)
{
	napi_value value;

	NAPI_TRY_BOOL(env, napi_create_double(env, number, &value));
	return values_set(env, object, key, value);
}

bool values_set(napi_env env, napi_value object, const char *key, napi_value value)
{
	napi_property_descriptor property = { .utf8name = key, .value = value, .attributes = napi_enumerable };

	NAPI_TRY_BOOL(env, napi_define_properties(env, object, 1, &property));
	return true;
}

napi_value values_copy(napi_env env, const void *data, size_t length)
{
	napi_value buffer;

	NAPI_TRY(env, napi_create_buffer_copy(env, length, data, NULL, &buffer));
	return buffer;
}

static void release(napi_env env, void *data, void *hint)
{
	(void)env;
	(void)hint;
	free(data);
}

napi_value values_adopt(napi_env env, void *data, size_t length)
{
	napi_value buffer;

	if (length == 0) {
		free(data);
		return values_copy(env, "", 0);
	}
	if (napi_create_external_buffer(env, length, data, release, NULL, &buffer) == napi_ok)
		return buffer;
	/* A runtime that keeps all buffers in its own heap. */
	buffer = values_copy(env, data, length);
	free(data);
	return buffer;
}
