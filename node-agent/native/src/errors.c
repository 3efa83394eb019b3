/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "errors.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel_abi.h"

const char *errors_code(int err)
{
	switch (err) {
	case EPERM:
	case EACCES:
		return "PERMISSION";
	case ENOENT:
		return "NOT_FOUND";
	case EEXIST:
		return "EXISTS";
	case E2BIG:
		return "MAP_FULL";
	case ENOMEM:
		return "NO_MEMORY";
	case EBUSY:
		return "BUSY";
	case ENODEV:
	case ENXIO:
		return "NO_DEVICE";
	case EINVAL:
		return "REFUSED";
	case EOPNOTSUPP:
	case ENOTSUPP:
	case ENOSYS:
		return "NOT_SUPPORTED";
	default:
		return "SYSCALL";
	}
}

const char *errors_name(int err)
{
	const char *name = err == ENOTSUPP ? "ENOTSUPP" : strerrorname_np(err);

	return name ? name : "UNKNOWN";
}

static void forget_class(napi_env env, void *data, void *hint)
{
	(void)hint;
	napi_delete_reference(env, data);
}

napi_value errors_bind(napi_env env, napi_callback_info info)
{
	size_t argc = 1;
	napi_value constructor;
	napi_valuetype type;
	napi_ref reference;
	void *bound = NULL;

	NAPI_TRY(env, napi_get_cb_info(env, info, &argc, &constructor, NULL, NULL));
	NAPI_TRY(env, napi_typeof(env, constructor, &type));
	NAPI_TRY(env, napi_get_instance_data(env, &bound));
	if (argc != 1 || type != napi_function || bound)
		return errors_throw_argument(env, "bind takes the error class, once");
	NAPI_TRY(env, napi_create_reference(env, constructor, 1, &reference));
	NAPI_TRY(env, napi_set_instance_data(env, reference, forget_class, NULL));
	return NULL;
}

/* NULL becomes null. */
static bool set_text(napi_env env, napi_value object, const char *key, const char *text)
{
	napi_value value;

	if (text ? napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value) : napi_get_null(env, &value))
		return false;
	return napi_set_named_property(env, object, key, value) == napi_ok;
}

static char *message_of(const struct failure *f)
{
	char *text = NULL;
	int length;

	if (f->err)
		length = asprintf(&text, "%s%s%s: %s%s%s (%s)", f->operation, f->object ? " " : "", f->object ? f->object : "",
				  f->detail ? f->detail : "", f->detail ? ": " : "", strerror(f->err), errors_name(f->err));
	else
		length = asprintf(&text, "%s%s%s: %s", f->operation, f->object ? " " : "", f->object ? f->object : "",
				  f->detail ? f->detail : "failed");
	return length < 0 ? NULL : text;
}

napi_value errors_throw(napi_env env, const struct failure *f)
{
	napi_value constructor, arguments[2], error;
	napi_ref reference = NULL;
	const char *code = f->code ? f->code : errors_code(f->err);
	char *message = message_of(f);

	if (napi_get_instance_data(env, (void **)&reference) || !reference ||
	    napi_get_reference_value(env, reference, &constructor) ||
	    napi_create_string_utf8(env, message ? message : "out of memory", NAPI_AUTO_LENGTH, &arguments[0]) ||
	    napi_create_object(env, &arguments[1]) || !set_text(env, arguments[1], "code", code) ||
	    !set_text(env, arguments[1], "errno", f->err ? errors_name(f->err) : NULL) ||
	    !set_text(env, arguments[1], "operation", f->operation) || !set_text(env, arguments[1], "object", f->object) ||
	    !set_text(env, arguments[1], "log", f->log) ||
	    napi_new_instance(env, constructor, 2, arguments, &error) || napi_throw(env, error)) {
		bool pending = false;

		napi_is_exception_pending(env, &pending);
		if (!pending)
			napi_throw_error(env, code, message);
	}
	free(message);
	return NULL;
}

napi_value errors_throw_errno(napi_env env, int err, const char *operation, const char *object)
{
	return errors_throw(env, &(struct failure){ .err = err, .operation = operation, .object = object });
}

napi_value errors_throw_argument(napi_env env, const char *detail)
{
	return errors_throw(env, &(struct failure){ .code = "INVALID_ARGUMENT", .operation = "argument", .detail = detail });
}

napi_value errors_throw_napi(napi_env env, const char *call)
{
	bool pending = false;

	napi_is_exception_pending(env, &pending);
	if (!pending)
		errors_throw(env, &(struct failure){ .code = "INVALID_ARGUMENT", .operation = call });
	return NULL;
}
