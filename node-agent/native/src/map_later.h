/* SPDX-License-Identifier: Apache-2.0 */
/* Batches of entries that a thread of the pool writes while JavaScript goes on. */
#ifndef WEFT_MAP_LATER_H
#define WEFT_MAP_LATER_H

#include <node_api.h>

/*
 * updateLater(maps, keys, values, counts) -> promise of { parts, done, errno, code }: arrays of one length, one part each. Parts are written
 * in order, up to the first entry that is refused: `parts` were written whole, then `done` entries of the next one; errno "" if all were.
 * The Buffers must not change until the promise settles; maps may be closed. Rejects if a part is refused as a whole.
 */
napi_value map_update_later(napi_env env, napi_callback_info info);

#endif
