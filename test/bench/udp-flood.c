// SPDX-License-Identifier: Apache-2.0
/*
 * udp-flood send ADDRESS PORT PAYLOAD-BYTES SECONDS    sends as fast as it can, prints {"packets":N,"seconds":S,"cpu_seconds":C}
 * udp-flood receive PORT                               answers the first packet, counts, prints the same 200 ms after the last one
 *
 * With that answer the flow has packets of both directions: what tracks connections sees an established one.
 *
 * Batches of 64 packets a system call (sendmmsg, recvmmsg), so that the path of the packets is what costs, not the calls.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "measured.h"

#define BATCH 64
#define PAYLOAD_MAX 2048
#define RECEIVE_BUFFER_BYTES (8 * 1024 * 1024)

static void prepare(struct mmsghdr *messages, struct iovec *vectors, char *buffer, size_t length)
{
	memset(messages, 0, BATCH * sizeof(*messages));
	for (int i = 0; i < BATCH; i++) {
		vectors[i] = (struct iovec){ .iov_base = buffer, .iov_len = length };
		messages[i].msg_hdr.msg_iov = &vectors[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
}

static void send_all(const char *address, int port, size_t length, double seconds)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port) };
	static char payload[PAYLOAD_MAX];
	struct mmsghdr messages[BATCH];
	struct iovec vectors[BATCH];
	unsigned long packets = 0;
	int s = socket(AF_INET, SOCK_DGRAM, 0);

	if (length > PAYLOAD_MAX || inet_pton(AF_INET, address, &to.sin_addr) != 1) {
		errno = EINVAL;
		die("address or length");
	}
	if (s < 0 || connect(s, (struct sockaddr *)&to, sizeof(to)) < 0)
		die("socket");
	prepare(messages, vectors, payload, length);
	double start = now(), end = start + seconds;
	while (now() < end) {
		int n = sendmmsg(s, messages, BATCH, 0);
		if (n > 0)
			packets += n;
		else if (errno != ENOBUFS && errno != EAGAIN && errno != ECONNREFUSED)
			die("sendmmsg");
	}
	print("packets", packets, now() - start);
}

/* The first packet, and its answer. */
static void answer_one(int s)
{
	struct sockaddr_in from;
	socklen_t length = sizeof(from);
	char payload[PAYLOAD_MAX];

	if (recvfrom(s, payload, sizeof(payload), 0, (struct sockaddr *)&from, &length) < 0)
		die("recvfrom");
	if (sendto(s, payload, 1, 0, (struct sockaddr *)&from, length) < 0)
		die("sendto");
}

static void receive_all(int port)
{
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(port) };
	static char payload[PAYLOAD_MAX];
	struct mmsghdr messages[BATCH];
	struct iovec vectors[BATCH];
	struct timeval quiet = { .tv_usec = 200 * 1000 };
	int buffer = RECEIVE_BUFFER_BYTES;
	unsigned long packets = 1;
	double first, last;
	int s = socket(AF_INET, SOCK_DGRAM, 0);

	if (s < 0 || bind(s, (struct sockaddr *)&any, sizeof(any)) < 0)
		die("socket");
	if (setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof(buffer)) < 0)
		die("SO_RCVBUFFORCE");
	answer_one(s);
	first = last = now();
	/* From now on silence is the end. */
	if (setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &quiet, sizeof(quiet)) < 0)
		die("SO_RCVTIMEO");
	prepare(messages, vectors, payload, PAYLOAD_MAX);
	for (;;) {
		int n = recvmmsg(s, messages, BATCH, MSG_WAITFORONE, NULL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		packets += n;
		last = now();
	}
	print("packets", packets, last - first);
}

int main(int argc, char **argv)
{
	if (argc == 6 && !strcmp(argv[1], "send"))
		send_all(argv[2], atoi(argv[3]), strtoul(argv[4], NULL, 10), atof(argv[5]));
	else if (argc == 3 && !strcmp(argv[1], "receive"))
		receive_all(atoi(argv[2]));
	else {
		fprintf(stderr, "usage: udp-flood send ADDRESS PORT PAYLOAD-BYTES SECONDS | receive PORT\n");
		return 2;
	}
	return 0;
}
