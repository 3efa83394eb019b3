/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WEFT_TEST_RUN_H
#define WEFT_TEST_RUN_H

#include <node_api.h>

/*
 * testRun(program, data | null, context | null, repeat, cpu | -1, dataOutBytes, namespace fd | -1)
 *   -> { retval (signed), dataOut, contextOut, durationNs (mean of the repeats) }
 */
napi_value test_run_packet(napi_env env, napi_callback_info info);

/* runSyscall(program, context | null) -> { retval (signed), contextOut } */
napi_value test_run_syscall(napi_env env, napi_callback_info info);

#endif
