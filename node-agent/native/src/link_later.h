/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WEFT_LINK_LATER_H
#define WEFT_LINK_LATER_H

#include <node_api.h>

/*
 * attachLater(program, ifindex, attach type, flags) -> promise of a link: as attach, in a thread of the pool and in the process's network
 * namespace. BPF_LINK_CREATE waits for an RCU grace period, which is milliseconds that the event loop must not lose.
 */
napi_value link_attach_later(napi_env env, napi_callback_info info);
/* programFd(program): its descriptor, for netlink requests that name a program so; it stays the handle's. */
napi_value link_program_fd(napi_env env, napi_callback_info info);

#endif
