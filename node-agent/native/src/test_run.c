/* SPDX-License-Identifier: Apache-2.0 */
#include "test_run.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "handle.h"
#include "netns.h"
#include "values.h"

#define DATA_OUT_MAX (1 << 20)

static napi_value result_of(napi_env env, const struct bpf_test_run_opts *run)
{
	napi_value result, value;

	NAPI_TRY(env, napi_create_object(env, &result));
	if (!values_set_number(env, result, "retval", (int32_t)run->retval) ||
	    !values_set_number(env, result, "durationNs", run->duration))
		return NULL;
	value = values_copy(env, run->data_out ? run->data_out : "", run->data_out ? run->data_size_out : 0);
	if (!value || !values_set(env, result, "dataOut", value))
		return NULL;
	value = values_copy(env, run->ctx_out ? run->ctx_out : "", run->ctx_out ? run->ctx_size_out : 0);
	if (!value || !values_set(env, result, "contextOut", value))
		return NULL;
	return result;
}

napi_value test_run_packet(napi_env env, napi_callback_info info)
{
	napi_value arguments[7], result = NULL;
	struct bytes data, context;
	struct handle *program;
	uint32_t repeat, data_out_bytes;
	int32_t cpu, namespace;
	struct netns netns;
	uint8_t *out;
	int failed;

	if (!values_arguments(env, info, 7, arguments))
		return NULL;
	program = handle_get(env, arguments[0], HANDLE_PROGRAM);
	if (!program || !values_bytes(env, arguments[1], "data", true, &data) ||
	    !values_bytes(env, arguments[2], "context", true, &context) ||
	    !values_uint32(env, arguments[3], "repeat", &repeat) || !values_int32(env, arguments[4], "cpu", &cpu) ||
	    !values_uint32(env, arguments[5], "dataOutBytes", &data_out_bytes) ||
	    !values_int32(env, arguments[6], "namespace", &namespace))
		return NULL;
	if (data_out_bytes > DATA_OUT_MAX)
		return errors_throw_argument(env, "dataOutBytes is over 1 MiB");
	out = malloc((size_t)data_out_bytes + context.length + 1);
	if (!out)
		return errors_throw_errno(env, ENOMEM, "malloc", NULL);

	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = data.data, .data_size_in = (__u32)data.length,
		    .data_out = data_out_bytes ? out : NULL, .data_size_out = data_out_bytes, .ctx_in = context.data,
		    .ctx_size_in = (__u32)context.length, .ctx_out = context.length ? out + data_out_bytes : NULL,
		    .ctx_size_out = (__u32)context.length, .repeat = (int)repeat);
	if (cpu >= 0) {
		run.flags = BPF_F_TEST_RUN_ON_CPU;
		run.cpu = (__u32)cpu;
	}
	if (netns_enter(&netns, namespace)) {
		failed = bpf_prog_test_run_opts(program->fd, &run) ? errno : 0;
		netns_leave(&netns);
		result = failed ? errors_throw_errno(env, failed, "BPF_PROG_TEST_RUN", program->name) : result_of(env, &run);
	} else {
		errors_throw_errno(env, errno, "setns", NULL);
	}
	free(out);
	return result;
}

napi_value test_run_syscall(napi_env env, napi_callback_info info)
{
	napi_value arguments[2], result, value;
	struct handle *program;
	struct bytes context;
	uint8_t *copy;

	if (!values_arguments(env, info, 2, arguments))
		return NULL;
	program = handle_get(env, arguments[0], HANDLE_PROGRAM);
	if (!program || !values_bytes(env, arguments[1], "context", true, &context))
		return NULL;
	/* The kernel writes the context back to where it came from. */
	copy = malloc(context.length + 1);
	if (!copy)
		return errors_throw_errno(env, ENOMEM, "malloc", NULL);
	if (context.length)
		memcpy(copy, context.data, context.length);

	LIBBPF_OPTS(bpf_test_run_opts, run, .ctx_in = context.length ? copy : NULL, .ctx_size_in = (__u32)context.length);

	if (bpf_prog_test_run_opts(program->fd, &run)) {
		errors_throw_errno(env, errno, "BPF_PROG_TEST_RUN", program->name);
		free(copy);
		return NULL;
	}
	value = values_copy(env, copy, context.length);
	free(copy);
	if (!value)
		return NULL;
	NAPI_TRY(env, napi_create_object(env, &result));
	if (!values_set_number(env, result, "retval", (int32_t)run.retval) || !values_set(env, result, "contextOut", value))
		return NULL;
	return result;
}
