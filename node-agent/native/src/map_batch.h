/* SPDX-License-Identifier: Apache-2.0 */
/* Maps, many entries in one call: keys and values lie one after the other in one Buffer each. */
#ifndef WEFT_MAP_BATCH_H
#define WEFT_MAP_BATCH_H

#include <node_api.h>

/* updateBatch(map, keys, values, count, flags) -> { done, index, errno }: index -1 unless the entry there was refused. */
napi_value map_update_batch(napi_env env, napi_callback_info info);
/* deleteBatch(map, keys, count) -> { deleted, missing } */
napi_value map_delete_batch(napi_env env, napi_callback_info info);
/* updateEach(map, keys, values, count, flags) -> Int32Array of errno per entry | null if all were written */
napi_value map_update_each(napi_env env, napi_callback_info info);
/* lookupEach(map, keys, count) -> { values, errors: Int32Array | null }; values of missing keys are zero */
napi_value map_lookup_each(napi_env env, napi_callback_info info);

#endif
