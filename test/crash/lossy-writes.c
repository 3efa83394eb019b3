/*
 * A disk that loses what was not synced, for LD_PRELOAD: what is written to files below $WEFT_LOSSY_DIRECTORY stays in this process's memory until
 * fdatasync, so kill -9 does what a power loss does to the page cache. A file that is closed is written: the process may read it again.
 *
 * It knows the calls that LevelDB's writable files make: fopen64, fwrite_unlocked, fflush_unlocked, fdatasync, fclose. Renaming and deleting are not held
 * back.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* glibc has a macro of that name. */
#undef fwrite_unlocked

#define FDS 65536

struct held {
	FILE *stream;
	char *bytes;
	size_t size;
	size_t capacity;
};

/* By file descriptor; stream is null if it is not ours. */
static struct held files[FDS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static FILE *opened(const char *path, const char *mode, FILE *stream)
{
	const char *directory = getenv("WEFT_LOSSY_DIRECTORY");
	int fd = stream ? fileno(stream) : -1;

	if (fd < 0 || fd >= FDS || mode[0] == 'r' || !directory)
		return stream;
	if (strncmp(path, directory, strlen(directory)) != 0)
		return stream;
	pthread_mutex_lock(&lock);
	files[fd] = (struct held){ .stream = stream };
	pthread_mutex_unlock(&lock);
	return stream;
}

FILE *fopen(const char *path, const char *mode)
{
	return opened(path, mode, REAL(fopen)(path, mode));
}

FILE *fopen64(const char *path, const char *mode)
{
	return opened(path, mode, REAL(fopen64)(path, mode));
}

static struct held *held_of(int fd)
{
	return fd >= 0 && fd < FDS && files[fd].stream ? &files[fd] : NULL;
}

size_t fwrite_unlocked(const void *bytes, size_t size, size_t count, FILE *stream)
{
	struct held *file = held_of(fileno(stream));
	size_t total = size * count;

	if (!file)
		return REAL(fwrite_unlocked)(bytes, size, count, stream);
	pthread_mutex_lock(&lock);
	if (file->size + total > file->capacity) {
		file->capacity = (file->size + total) * 2;
		file->bytes = realloc(file->bytes, file->capacity);
		if (!file->bytes)
			abort();
	}
	memcpy(file->bytes + file->size, bytes, total);
	file->size += total;
	pthread_mutex_unlock(&lock);
	return count;
}

/* Hands on what was held back; -1 if the disk does not take it. */
static int release(struct held *file)
{
	size_t written;

	pthread_mutex_lock(&lock);
	written = REAL(fwrite_unlocked)(file->bytes, 1, file->size, file->stream);
	memmove(file->bytes, file->bytes + written, file->size - written);
	file->size -= written;
	pthread_mutex_unlock(&lock);
	return file->size == 0 && REAL(fflush_unlocked)(file->stream) == 0 ? 0 : -1;
}

int fdatasync(int fd)
{
	struct held *file = held_of(fd);

	if (file && release(file) < 0)
		return -1;
	return REAL(fdatasync)(fd);
}

int fclose(FILE *stream)
{
	struct held *file = held_of(fileno(stream));

	if (file) {
		release(file);
		pthread_mutex_lock(&lock);
		free(file->bytes);
		*file = (struct held){ 0 };
		pthread_mutex_unlock(&lock);
	}
	return REAL(fclose)(stream);
}
