/* SPDX-License-Identifier: Apache-2.0 */
/* What can be set between opening and loading an object. Each takes a flat array from JavaScript; false = has thrown. */
#ifndef WEFT_OBJECT_OPTIONS_H
#define WEFT_OBJECT_OPTIONS_H

#include <bpf/libbpf.h>
#include <node_api.h>
#include <stdbool.h>

/* [map name, entries, ...] */
bool object_set_max_entries(napi_env env, struct bpf_object *object, napi_value pairs);

/* [map name, map handle, ...]: the object uses that map instead of making one. */
bool object_reuse_maps(napi_env env, struct bpf_object *object, napi_value pairs);

/* [program name, type, expected attach type, ...] */
bool object_set_program_types(napi_env env, struct bpf_object *object, napi_value triples);

/* [name of a global const, number | bigint | boolean | Uint8Array, ...] */
bool object_set_rodata(napi_env env, struct bpf_object *object, napi_value pairs);

/* Throws MAP_INCOMPATIBLE if a map that is pinned already differs from what the object asks for. */
bool object_check_pinned_maps(napi_env env, const struct bpf_object *object);

#endif
