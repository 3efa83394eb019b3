/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WEFT_LINK_H
#define WEFT_LINK_H

#include <node_api.h>

/* attach(program, ifindex, attach type, flags, namespace fd | -1) -> link */
napi_value link_attach(napi_env env, napi_callback_info info);
/* linkUpdate(link, program): packets see the old program or the new one, never none */
napi_value link_update(napi_env env, napi_callback_info info);
/* linkDetach(link): also takes a pinned link off its hook; it stays as an empty shell until unpinned and closed */
napi_value link_detach(napi_env env, napi_callback_info info);

#endif
