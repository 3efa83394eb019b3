/* SPDX-License-Identifier: Apache-2.0 */
/* What the benchmarks' programs that count something share: the clock, the end on errors, and how a result is printed. */
#ifndef WEFT_BENCH_MEASURED_H
#define WEFT_BENCH_MEASURED_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

/* Seconds, CLOCK_MONOTONIC. */
static inline double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

__attribute__((noreturn)) static inline void die(const char *what)
{
	perror(what);
	exit(1);
}

/* {"<counted>":N,"seconds":S,"cpu_seconds":C}: C is what this process used. */
static inline void print(const char *counted, unsigned long count, double seconds)
{
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	double cpu = used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
	printf("{\"%s\":%lu,\"seconds\":%.6f,\"cpu_seconds\":%.6f}\n", counted, count, seconds, cpu);
}

#endif
