/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Carries rtnetlink messages; what is in them is encoded and read by the caller. Sockets are of the calling thread's network
 * namespace.
 */
#ifndef WEFT_RTNETLINK_H
#define WEFT_RTNETLINK_H

#include <node_api.h>

/*
 * rtnetlinkExchange(request) -> Buffer. Sends one request, which must ask for an acknowledgement or a dump, and returns all that
 * the kernel answers, up to and with NLMSG_ERROR (also that of success) or NLMSG_DONE. At most 64 MiB, EMSGSIZE otherwise.
 */
napi_value rtnetlink_exchange(napi_env env, napi_callback_info info);

#endif
