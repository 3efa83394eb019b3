/* SPDX-License-Identifier: Apache-2.0 */
/* Maps, one entry at a time. Key and value sizes are checked: the kernel only takes pointers. */
#ifndef WEFT_MAP_H
#define WEFT_MAP_H

#include <node_api.h>

/* createMap(name, type, keyBytes, valueBytes, maxEntries, flags) -> map */
napi_value map_create(napi_env env, napi_callback_info info);
/* lookup(map, key) -> Buffer | null */
napi_value map_lookup(napi_env env, napi_callback_info info);
/* lookupLocked(map, key) -> Buffer | null; the value has a bpf_spin_lock, which is held while it is copied */
napi_value map_lookup_locked(napi_env env, napi_callback_info info);
/* update(map, key, value, flags) */
napi_value map_update(napi_env env, napi_callback_info info);
/* deleteEntry(map, key) -> whether there was one */
napi_value map_delete(napi_env env, napi_callback_info info);
/* lookupAndDelete(map, key) -> Buffer | null */
napi_value map_lookup_and_delete(napi_env env, napi_callback_info info);
/* possibleCpus() -> number */
napi_value map_possible_cpus(napi_env env, napi_callback_info info);

#endif
