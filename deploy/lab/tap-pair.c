// SPDX-License-Identifier: Apache-2.0
/*
 * tap-pair HOST-NETNS HOST-IF VM-NETNS VM-IF [STATISTICS-FILE]
 *
 * A virtual machine without a hypervisor: makes a tap in the host's network namespace (the port) and a tap in the
 * VM's (its network card), and carries frames between their queues, as QEMU carries them between a tap and virtio.
 *
 *   VM's stack -> VM-IF -> queue -> tap-pair -> queue -> HOST-IF -> host's tcx programs
 *
 * Both have IFF_VNET_HDR with checksum and TCP segmentation offload: a large TCP send stays one frame with its
 * virtio-net header in both directions. The taps live as long as this process. The statistics file holds six 64-bit
 * little-endian counters: to the VM: frames, frames with GSO type TCPv4, bytes of the largest of these; then the same
 * from the VM.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/virtio_net.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* The largest GSO frame that a tap hands out, its vnet header included, is below this. */
#define FRAME_MAX (256 * 1024)

struct statistics {
	uint64_t frames;
	uint64_t gso_tcp4;
	uint64_t largest_gso_tcp4;
};

struct direction {
	int from;
	int to;
	struct statistics *statistics;
};

__attribute__((noreturn)) static void die(const char *what, const char *name)
{
	fprintf(stderr, "tap-pair: %s %s: %s\n", what, name, strerror(errno));
	exit(1);
}

static int open_tap(const char *netns, const char *name)
{
	int ns = open(netns, O_RDONLY | O_CLOEXEC);
	if (ns < 0 || setns(ns, CLONE_NEWNET) < 0)
		die("network namespace", netns);
	close(ns);
	int tap = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
	if (tap < 0)
		die("open", "/dev/net/tun");
	struct ifreq request = { .ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR };
	if (strlen(name) >= sizeof(request.ifr_name)) {
		errno = ENAMETOOLONG;
		die("tap", name);
	}
	strcpy(request.ifr_name, name);
	if (ioctl(tap, TUNSETIFF, &request) < 0)
		die("tap", name);
	if (ioctl(tap, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN) < 0)
		die("offloads of tap", name);
	return tap;
}

static void count(struct statistics *s, const char *frame, ssize_t length)
{
	const struct virtio_net_hdr *header = (const void *)frame;
	uint64_t bytes = length - sizeof(*header);

	s->frames++;
	if ((header->gso_type & ~VIRTIO_NET_HDR_GSO_ECN) != VIRTIO_NET_HDR_GSO_TCPV4)
		return;
	s->gso_tcp4++;
	if (bytes > s->largest_gso_tcp4)
		s->largest_gso_tcp4 = bytes;
}

__attribute__((noreturn)) static void *carry(void *argument)
{
	struct direction *d = argument;
	char *frame = malloc(FRAME_MAX);

	if (!frame)
		die("memory", "");
	for (;;) {
		ssize_t length = read(d->from, frame, FRAME_MAX);
		if (length < 0 && errno == EINTR)
			continue;
		if (length < (ssize_t)sizeof(struct virtio_net_hdr))
			die("read", "");
		count(d->statistics, frame, length);
		/* A tap that is down (EIO) or out of memory loses the frame, like a card does. */
		if (write(d->to, frame, length) < 0 && errno == EBADFD)
			die("write", "");
	}
}

static struct statistics *map_statistics(const char *path)
{
	size_t size = 2 * sizeof(struct statistics);
	int fd = -1;

	if (path) {
		fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		if (fd < 0 || ftruncate(fd, size) < 0)
			die("statistics file", path);
	}
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, path ? MAP_SHARED : MAP_SHARED | MAP_ANONYMOUS, fd, 0);
	if (memory == MAP_FAILED)
		die("map", path ? path : "");
	return memory;
}

int main(int argc, char **argv)
{
	if (argc != 5 && argc != 6) {
		fprintf(stderr, "usage: tap-pair HOST-NETNS HOST-IF VM-NETNS VM-IF [STATISTICS-FILE]\n");
		return 2;
	}
	struct statistics *statistics = map_statistics(argc == 6 ? argv[5] : NULL);
	int host = open_tap(argv[1], argv[2]);
	int vm = open_tap(argv[3], argv[4]);
	struct direction to_vm = { .from = host, .to = vm, .statistics = &statistics[0] };
	struct direction from_vm = { .from = vm, .to = host, .statistics = &statistics[1] };
	pthread_t thread;

	errno = pthread_create(&thread, NULL, carry, &to_vm);
	if (errno)
		die("thread", "");
	carry(&from_vm);
}
