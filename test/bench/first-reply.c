// SPDX-License-Identifier: Apache-2.0
/*
 * first-reply ADDRESS TIMEOUT-MS
 *
 * Sends an ICMP echo request every 100 us until one is answered, and prints when the first answer arrived, in nanoseconds of
 * CLOCK_MONOTONIC (what Node's process.hrtime counts). Prints `ready` once it is sending. Exit code 1: no answer in time.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define INTERVAL_NS (100 * 1000)

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static uint16_t checksum(const void *data, size_t length)
{
	const uint16_t *words = data;
	uint32_t sum = 0;

	for (size_t i = 0; i < length / 2; i++)
		sum += words[i];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

static int is_answer(const char *packet, ssize_t length, struct in_addr from, uint16_t id)
{
	const struct iphdr *ip = (const void *)packet;

	if (length < (ssize_t)sizeof(*ip) || length < ip->ihl * 4 + (ssize_t)sizeof(struct icmphdr))
		return 0;
	const struct icmphdr *icmp = (const void *)(packet + ip->ihl * 4);
	return ip->saddr == from.s_addr && icmp->type == ICMP_ECHOREPLY && icmp->un.echo.id == id;
}

int main(int argc, char **argv)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	char packet[2048];

	if (argc != 3 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1) {
		fprintf(stderr, "usage: first-reply ADDRESS TIMEOUT-MS\n");
		return 2;
	}
	int s = socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK, IPPROTO_ICMP);
	if (s < 0) {
		perror("first-reply: socket");
		return 1;
	}
	uint16_t id = getpid();
	uint64_t start = now_ns(), end = start + strtoull(argv[2], NULL, 10) * 1000000ull, next = start;
	puts("ready");
	fflush(stdout);
	for (uint16_t sequence = 0; now_ns() < end;) {
		if (now_ns() >= next) {
			struct icmphdr echo = { .type = ICMP_ECHO, .un.echo = { .id = id, .sequence = htons(sequence++) } };
			echo.checksum = checksum(&echo, sizeof(echo));
			/* A packet that can't be sent (yet) is one that is not answered. */
			(void)!sendto(s, &echo, sizeof(echo), 0, (struct sockaddr *)&to, sizeof(to));
			next = now_ns() + INTERVAL_NS;
		}
		struct pollfd wait = { .fd = s, .events = POLLIN };
		struct timespec at_most = { .tv_nsec = INTERVAL_NS };
		ppoll(&wait, 1, &at_most, NULL);
		ssize_t length;
		while ((length = recv(s, packet, sizeof(packet), 0)) > 0)
			if (is_answer(packet, length, to.sin_addr, id)) {
				printf("%llu\n", (unsigned long long)now_ns());
				return 0;
			}
	}
	return 1;
}
