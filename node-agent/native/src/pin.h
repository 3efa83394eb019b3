/* SPDX-License-Identifier: Apache-2.0 */
/* Names in bpffs, and what the kernel says about an object. */
#ifndef WEFT_PIN_H
#define WEFT_PIN_H

#include <node_api.h>

/* pin(handle, path) */
napi_value pin_object(napi_env env, napi_callback_info info);
/* openPinned(path) -> handle | null; its `kind` says of what */
napi_value pin_open(napi_env env, napi_callback_info info);
/* programInfo(program), linkInfo(link), mapInfo(map) -> object */
napi_value info_program(napi_env env, napi_callback_info info);
napi_value info_link(napi_env env, napi_callback_info info);
napi_value info_map(napi_env env, napi_callback_info info);

#endif
