// SPDX-License-Identifier: Apache-2.0
/*
 * connect serve ADDRESS PORT             accepts and closes at once, prints what it used 200 ms after the last connection
 * connect call ADDRESS PORT SECONDS      16 at a time: connects, waits for the server's FIN, closes
 *
 * Both print {"connections":N,"seconds":S,"cpu_seconds":C}. The caller counts connections that it closed before the time was over. It is the server that closes
 * first, so that the caller's l4 ports are free again at once.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "measured.h"

#define IN_FLIGHT 16
/* A connection that takes longer than this has failed. */
#define WAIT_MS 10000

static struct sockaddr_in parse_address(const char *text, int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };

	if (inet_pton(AF_INET, text, &address.sin_addr) != 1) {
		errno = EINVAL;
		die("address");
	}
	return address;
}

static void serve(const char *text, int port)
{
	struct sockaddr_in own = parse_address(text, port);
	struct timeval quiet = { .tv_usec = 200 * 1000 };
	unsigned long connections = 0;
	double first = 0, last = 0;
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	if (listener < 0 || bind(listener, (struct sockaddr *)&own, sizeof(own)) < 0 || listen(listener, 8 * IN_FLIGHT) < 0)
		die("listen");
	for (;;) {
		int s = accept(listener, NULL, NULL);
		if (s < 0 && errno == EAGAIN)
			break;
		if (s < 0)
			die("accept");
		close(s);
		last = now();
		if (!connections++) {
			first = last;
			/* From now on silence is the end. */
			if (setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &quiet, sizeof(quiet)) < 0)
				die("SO_RCVTIMEO");
		}
	}
	print("connections", connections, last - first);
}

static void begin(int epoll, const struct sockaddr_in *to)
{
	int s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP, .data.fd = s };

	if (s < 0 || (connect(s, (const struct sockaddr *)to, sizeof(*to)) < 0 && errno != EINPROGRESS))
		die("connect");
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, s, &event) < 0)
		die("epoll_ctl");
}

/* The server has closed: anything else is no connection as it should be. */
static void end_connection(int s)
{
	char byte;
	ssize_t n = recv(s, &byte, 1, 0);

	if (n) {
		if (n > 0)
			errno = EPROTO;
		die("recv");
	}
	close(s);
}

static void call(const char *text, int port, double seconds)
{
	struct sockaddr_in to = parse_address(text, port);
	struct epoll_event events[IN_FLIGHT];
	unsigned long connections = 0;
	int epoll = epoll_create1(0), open = IN_FLIGHT;

	if (epoll < 0)
		die("epoll_create1");
	double start = now(), end = start + seconds;
	for (int i = 0; i < IN_FLIGHT; i++)
		begin(epoll, &to);
	while (open) {
		int n = epoll_wait(epoll, events, IN_FLIGHT, WAIT_MS);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			errno = n ? errno : ETIMEDOUT;
			die("epoll_wait");
		}
		int over = now() >= end;
		for (int i = 0; i < n; i++) {
			end_connection(events[i].data.fd);
			if (over) {
				open--;
			} else {
				connections++;
				begin(epoll, &to);
			}
		}
	}
	print("connections", connections, seconds);
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "serve"))
		serve(argv[2], atoi(argv[3]));
	else if (argc == 5 && !strcmp(argv[1], "call"))
		call(argv[2], atoi(argv[3]), atof(argv[4]));
	else {
		fprintf(stderr, "usage: connect serve ADDRESS PORT | call ADDRESS PORT SECONDS\n");
		return 2;
	}
	return 0;
}
