/* SPDX-License-Identifier: Apache-2.0 */
/* Changes of network interfaces (RTNLGRP_LINK) of the calling thread's namespace, from the event loop. */
#ifndef WEFT_LINK_MONITOR_H
#define WEFT_LINK_MONITOR_H

#include <node_api.h>

/*
 * openLinkMonitor(onMessages) -> monitor. onMessages(messages, lost): whole rtnetlink messages in order; `lost` if the socket
 * overflowed, so that some are missing. What changes after the call returned is heard. Keeps the process alive until closed.
 */
napi_value link_monitor_open(napi_env env, napi_callback_info info);

#endif
