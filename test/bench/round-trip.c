// SPDX-License-Identifier: Apache-2.0
/*
 * round-trip serve ADDRESS PORT       echoes what one TCP client sends to its own address (IPv4 or IPv6), until it closes
 * round-trip call ADDRESS PORT SECONDS
 *
 * TCP ping-pong of 14-byte messages, one at a time, blocking. The caller prints {"count":N,"p50_us":..,"p99_us":..} of the
 * full round trips; the first tenth of the time warms up and is not counted.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MESSAGE_BYTES 14
/* At most so many round trips are kept: 20 s of the fastest. */
#define SAMPLES_MAX (4 * 1000 * 1000)

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

__attribute__((noreturn)) static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void no_delay(int s)
{
	int on = 1;

	if (setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) < 0)
		die("TCP_NODELAY");
}

/* 0: the peer has closed. */
static int receive_message(int s, char *message)
{
	ssize_t n = recv(s, message, MESSAGE_BYTES, MSG_WAITALL);

	if (n < 0)
		die("recv");
	return n == MESSAGE_BYTES;
}

static void send_message(int s, const char *message)
{
	if (send(s, message, MESSAGE_BYTES, MSG_NOSIGNAL) != MESSAGE_BYTES)
		die("send");
}

union address {
	struct sockaddr any;
	struct sockaddr_in ip4;
	struct sockaddr_in6 ip6;
};

/* The length of what was parsed. */
static socklen_t parse_address(const char *text, int port, union address *address)
{
	memset(address, 0, sizeof(*address));
	if (inet_pton(AF_INET, text, &address->ip4.sin_addr) == 1) {
		address->ip4.sin_family = AF_INET;
		address->ip4.sin_port = htons(port);
		return sizeof(address->ip4);
	}
	if (inet_pton(AF_INET6, text, &address->ip6.sin6_addr) == 1) {
		address->ip6.sin6_family = AF_INET6;
		address->ip6.sin6_port = htons(port);
		return sizeof(address->ip6);
	}
	errno = EINVAL;
	die("address");
}

static void serve(const char *address, int port)
{
	char message[MESSAGE_BYTES];
	union address own;
	socklen_t length = parse_address(address, port, &own);
	int listener = socket(own.any.sa_family, SOCK_STREAM, 0);

	if (listener < 0 || bind(listener, &own.any, length) < 0 || listen(listener, 1) < 0)
		die("listen");
	int s = accept(listener, NULL, NULL);
	if (s < 0)
		die("accept");
	no_delay(s);
	while (receive_message(s, message))
		send_message(s, message);
}

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void call(const char *address, int port, double seconds)
{
	char message[MESSAGE_BYTES] = "weft";
	uint32_t *samples = malloc(SAMPLES_MAX * sizeof(*samples));
	union address to;
	socklen_t length = parse_address(address, port, &to);
	size_t count = 0;
	int s = socket(to.any.sa_family, SOCK_STREAM, 0);

	if (!samples)
		die("memory");
	if (s < 0 || connect(s, &to.any, length) < 0)
		die("connect");
	no_delay(s);
	uint64_t start = now_ns(), end = start + seconds * 1e9, counted_from = start + seconds * 1e8;
	for (uint64_t before = start; before < end && count < SAMPLES_MAX;) {
		send_message(s, message);
		if (!receive_message(s, message)) {
			errno = ECONNRESET;
			die("recv");
		}
		uint64_t after = now_ns();
		if (before >= counted_from)
			samples[count++] = after - before;
		before = after;
	}
	if (!count) {
		errno = ENODATA;
		die("round trips");
	}
	qsort(samples, count, sizeof(*samples), by_value);
	printf("{\"count\":%zu,\"p50_us\":%.3f,\"p99_us\":%.3f}\n", count, samples[count / 2] / 1e3, samples[count * 99 / 100] / 1e3);
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "serve"))
		serve(argv[2], atoi(argv[3]));
	else if (argc == 5 && !strcmp(argv[1], "call"))
		call(argv[2], atoi(argv[3]), atof(argv[4]));
	else {
		fprintf(stderr, "usage: round-trip serve ADDRESS PORT | call ADDRESS PORT SECONDS\n");
		return 2;
	}
	return 0;
}
