/* SPDX-License-Identifier: Apache-2.0 */
#include "libbpf_log.h"

#include <bpf/libbpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAIL_BYTES (256 * 1024)

/* Only set while a call into libbpf is under way on this thread. */
static _Thread_local struct libbpf_log *current;

/* Room for `more` bytes and a zero. */
static bool reserve(struct libbpf_log *log, size_t more)
{
	size_t capacity = log->capacity ? log->capacity : 1024;
	char *text;

	while (capacity < log->length + more + 1)
		capacity *= 2;
	if (capacity == log->capacity)
		return true;
	text = realloc(log->text, capacity);
	if (!text)
		return false;
	log->text = text;
	log->capacity = capacity;
	return true;
}

static int print(enum libbpf_print_level level, const char *format, va_list arguments)
{
	struct libbpf_log *log = current;
	va_list again;
	int length;

	if (!log)
		return 0;
	if (level == LIBBPF_DEBUG && !(log->keep_verifier && strstr(format, "PROG LOAD LOG")))
		return 0;
	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length <= 0 || !reserve(log, (size_t)length))
		return 0;
	vsnprintf(log->text + log->length, (size_t)length + 1, format, arguments);
	log->length += (size_t)length;
	return length;
}

void libbpf_log_install(void)
{
	libbpf_set_print(print);
}

void libbpf_log_begin(struct libbpf_log *log)
{
	current = log;
}

void libbpf_log_end(void)
{
	current = NULL;
}

const char *libbpf_log_tail(const struct libbpf_log *log)
{
	if (!log->text || log->length <= TAIL_BYTES)
		return log->text;
	return log->text + log->length - TAIL_BYTES;
}

void libbpf_log_free(struct libbpf_log *log)
{
	free(log->text);
	*log = (struct libbpf_log){ 0 };
}
