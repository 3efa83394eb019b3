/* SPDX-License-Identifier: Apache-2.0 */
/* Per-CPU counters. */
#ifndef WEFT_COUNTERS_H
#define WEFT_COUNTERS_H

#include <node_api.h>

/* sumCounters(map, first, count) -> Float64Array: the 64-bit words of each element, added up over all CPUs */
napi_value counters_sum(napi_env env, napi_callback_info info);

#endif
