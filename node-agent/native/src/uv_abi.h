/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The few functions of libuv that a poller needs. Node.js exports them, but its headers are not always
 * installed, and the headers of a distribution's libuv may be another version. These names, the handle type's number and the event bit are libuv 1's
 * stable ABI; the handle itself is opaque and its size is asked for at run time.
 */
#ifndef WEFT_UV_ABI_H
#define WEFT_UV_ABI_H

#include <stddef.h>

#define UV_HANDLE_TYPE_POLL 8
#define UV_EVENT_READABLE 1

struct uv_loop_s;
struct uv_poll;

size_t uv_handle_size(int type);
void uv_handle_set_data(struct uv_poll *handle, void *data);
void *uv_handle_get_data(const struct uv_poll *handle);
int uv_poll_init(struct uv_loop_s *loop, struct uv_poll *handle, int fd);
int uv_poll_start(struct uv_poll *handle, int events, void (*callback)(struct uv_poll *handle, int status, int events));
int uv_poll_stop(struct uv_poll *handle);
void uv_close(struct uv_poll *handle, void (*callback)(struct uv_poll *handle));

#endif
