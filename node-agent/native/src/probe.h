/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WEFT_PROBE_H
#define WEFT_PROBE_H

#include <node_api.h>

/* probe(feature name) -> boolean. Asks this kernel by trying; leaves nothing behind. */
napi_value probe_feature(napi_env env, napi_callback_info info);

#endif
