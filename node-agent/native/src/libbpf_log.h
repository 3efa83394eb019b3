/* SPDX-License-Identifier: Apache-2.0 */
/* Catches what libbpf says, the verifier's log included, instead of letting it go to stderr. */
#ifndef WEFT_LIBBPF_LOG_H
#define WEFT_LIBBPF_LOG_H

#include <stdbool.h>
#include <stddef.h>

struct libbpf_log {
	char *text; /* NULL while nothing was said */
	size_t length;
	size_t capacity;
	bool keep_verifier; /* also the verifier's log of programs that load */
};

/* Once per process or thread: routes libbpf's messages here. */
void libbpf_log_install(void);

/* Between begin and end, messages of this thread go to `log`; outside they are dropped. */
void libbpf_log_begin(struct libbpf_log *log);
void libbpf_log_end(void);

/* What was said, at most the last 256 KiB (the verifier's verdict is at the end), or NULL. */
const char *libbpf_log_tail(const struct libbpf_log *log);

void libbpf_log_free(struct libbpf_log *log);

#endif
