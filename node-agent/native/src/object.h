/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WEFT_OBJECT_H
#define WEFT_OBJECT_H

#include <node_api.h>

/*
 * loadObject(path, pinDir | null, maxEntries, reusedMaps, programTypes, rodata, logLevel) -> { programs, maps, log }.
 * The arrays are those of object_options.h.
 */
napi_value object_load(napi_env env, napi_callback_info info);

#endif
