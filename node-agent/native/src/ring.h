/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WEFT_RING_H
#define WEFT_RING_H

#include <node_api.h>

/*
 * openRing(map, recordBytes, callback(records, count, skipped)) -> ring. Each time the event loop finds records the callback gets
 * one Buffer with up to 256 KiB of them, one after the other, each rounded up to 8 bytes. Records of another size are skipped and
 * counted. What does not fit waits in the kernel's ring: when that is full, the program that produces loses and counts.
 */
napi_value ring_open(napi_env env, napi_callback_info info);

/* readRing(ring) -> { records, count, skipped }: what is there now, without waiting for the event loop. */
napi_value ring_read(napi_env env, napi_callback_info info);

/*
 * pauseRing(ring): no calls of the callback until resumeRing(ring); readRing goes on. A ring whose reader has not read all does not wake it, so that a pause
 * spares the program that produces the wake-ups too.
 */
napi_value ring_pause(napi_env env, napi_callback_info info);
napi_value ring_resume(napi_env env, napi_callback_info info);

#endif
