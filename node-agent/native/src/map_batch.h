/* SPDX-License-Identifier: Apache-2.0 */
/* Maps, many entries in one call: keys and values lie one after the other in one Buffer each. */
#ifndef WEFT_MAP_BATCH_H
#define WEFT_MAP_BATCH_H

#include <node_api.h>
#include <stdbool.h>
#include <stdint.h>

#include "values.h"

/* At least `count` elements of `size` bytes, or false with an exception. */
bool map_batch_elements(napi_env env, napi_value value, const char *what, uint32_t count, uint32_t size, struct bytes *bytes);

/* 0, or the errno of the entry after the first `done`; `whole`: of the batch, and none was written. Calls nothing of JavaScript's. */
int map_batch_write(int fd, const void *keys, const void *values, uint32_t count, uint32_t flags, uint32_t *done, bool *whole);

/* updateBatch(map, keys, values, count, flags) -> { done, index, errno }: index -1 unless the entry there was refused. */
napi_value map_update_batch(napi_env env, napi_callback_info info);
/* deleteBatch(map, keys, count) -> { deleted, missing } */
napi_value map_delete_batch(napi_env env, napi_callback_info info);
/* updateEach(map, keys, values, count, flags) -> Int32Array of errno per entry | null if all were written */
napi_value map_update_each(napi_env env, napi_callback_info info);
/* lookupEach(map, keys, count) -> { values, errors: Int32Array | null }; values of missing keys are zero */
napi_value map_lookup_each(napi_env env, napi_callback_info info);

#endif
