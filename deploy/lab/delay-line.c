// SPDX-License-Identifier: Apache-2.0
/*
 * delay-line NETNS TAP MICROSECONDS
 *
 * Makes a tap in a network namespace and gives every frame that is sent to it back, so many microseconds later and in order. The tap lives as long
 * as this process. Frames keep their time by a real-time priority, where the process may have one. What finds no room is lost, and said.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define FRAME_MAX (64 * 1024 + 14)
#define WAITING_MAX 65536

struct frame {
	uint64_t due_ns;
	size_t length;
	unsigned char *bytes;
};

/* A ring: frames first .. first + waiting - 1. */
static struct frame frames[WAITING_MAX];
static size_t first, waiting;

__attribute__((noreturn)) static void die(const char *what)
{
	fprintf(stderr, "delay-line: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

static int open_tap(const char *netns, const char *name)
{
	struct ifreq request = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int ns = open(netns, O_RDONLY | O_CLOEXEC);

	if (ns < 0 || setns(ns, CLONE_NEWNET) < 0)
		die(netns);
	close(ns);
	int tap = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (tap < 0)
		die("/dev/net/tun");
	if (strlen(name) >= sizeof(request.ifr_name)) {
		errno = ENAMETOOLONG;
		die(name);
	}
	strcpy(request.ifr_name, name);
	if (ioctl(tap, TUNSETIFF, &request) < 0)
		die(name);
	return tap;
}

/* Takes what the tap has now, but not so much that what is due has to wait. */
static void take(int tap, uint64_t delay_ns)
{
	static unsigned char bytes[FRAME_MAX];
	static uint64_t lost;

	for (int i = 0; i < 64; i++) {
		ssize_t length = read(tap, bytes, sizeof(bytes));
		/* EIO: the tap is not up yet. */
		if (length < 0 && (errno == EAGAIN || errno == EINTR || errno == EIO))
			return;
		if (length < 0)
			die("read");
		struct frame frame = { .due_ns = now_ns() + delay_ns, .length = length, .bytes = malloc(length) };
		if (!frame.bytes || waiting == WAITING_MAX) {
			free(frame.bytes);
			if (lost++ % 1000 == 0)
				fprintf(stderr, "delay-line: no room for frames: %llu lost\n", (unsigned long long)lost);
			continue;
		}
		memcpy(frame.bytes, bytes, length);
		frames[(first + waiting++) % WAITING_MAX] = frame;
	}
}

/* Gives back what is due. */
static void give(int tap)
{
	while (waiting && frames[first].due_ns <= now_ns()) {
		struct frame *frame = &frames[first];
		/* A tap that is down loses the frame. */
		if (write(tap, frame->bytes, frame->length) < 0 && errno == EBADFD)
			die("write");
		free(frame->bytes);
		first = (first + 1) % WAITING_MAX;
		waiting--;
	}
}

int main(int argc, char **argv)
{
	char *end = "";
	unsigned long delay_us = argc == 4 ? strtoul(argv[3], &end, 10) : 0;

	if (argc != 4 || *end || !*argv[3]) {
		fprintf(stderr, "usage: delay-line NETNS TAP MICROSECONDS\n");
		return 2;
	}
	struct sched_param priority = { .sched_priority = 1 };
	if (sched_setscheduler(0, SCHED_FIFO, &priority) < 0)
		prctl(PR_SET_TIMERSLACK, 1);
	int tap = open_tap(argv[1], argv[2]);
	for (;;) {
		struct pollfd ready = { .fd = tap, .events = POLLIN };
		struct timespec wait = { 0 };
		if (waiting) {
			uint64_t now = now_ns(), due = frames[first].due_ns;
			uint64_t left = due > now ? due - now : 0;
			wait.tv_sec = left / 1000000000;
			wait.tv_nsec = left % 1000000000;
		}
		if (ppoll(&ready, 1, waiting ? &wait : NULL, NULL) < 0 && errno != EINTR)
			die("poll");
		take(tap, delay_us * 1000);
		give(tap);
	}
}
