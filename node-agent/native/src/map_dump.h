/* SPDX-License-Identifier: Apache-2.0 */
/* Whole maps. */
#ifndef WEFT_MAP_DUMP_H
#define WEFT_MAP_DUMP_H

#include <node_api.h>

/* lookupAll(map) -> { keys, values, count } */
napi_value map_lookup_all(napi_env env, napi_callback_info info);
/* lookupSome(map, cursor | null, max) -> { keys, values, count, cursor | null }: the next buckets of a hash, about `max` entries */
napi_value map_lookup_some(napi_env env, napi_callback_info info);
/* countEntries(map) -> number */
napi_value map_count(napi_env env, napi_callback_info info);

#endif
