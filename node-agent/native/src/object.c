/* SPDX-License-Identifier: Apache-2.0 */
#include "object.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "handle.h"
#include "libbpf_log.h"
#include "object_options.h"
#include "values.h"

/* libbpf 1.1 does not know tcx sections. The attach type is given when a link is made, so the programs stay plain tc. */
static void derive_program_types(struct bpf_object *object)
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, object)
		if (strncmp(bpf_program__section_name(program), "tcx/", 4) == 0)
			bpf_program__set_type(program, BPF_PROG_TYPE_SCHED_CLS);
}

static void set_log_level(struct bpf_object *object, uint32_t level)
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, object)
		bpf_program__set_log_level(program, level);
}

/* Without a directory of ours nothing is pinned: libbpf would take the root of bpffs. */
static void forget_pin_paths(struct bpf_object *object)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object)
		bpf_map__set_pin_path(map, NULL);
}

static bool add(napi_env env, napi_value set, const char *name, napi_value handle)
{
	return handle && values_set(env, set, name, handle);
}

static void free_names(char **names)
{
	for (char **name = names; name && *name; name++)
		free(*name);
	free(names);
}

/* The maps' names as the object has them: reusing a map makes libbpf call it by the kernel's name. NULL without memory. */
static char **map_names(const struct bpf_object *object)
{
	struct bpf_map *map;
	size_t count = 0;
	char **names;

	bpf_object__for_each_map(map, object)
		count++;
	names = calloc(count + 1, sizeof(*names));
	count = 0;
	bpf_object__for_each_map(map, object) {
		if (names && !(names[count++] = strdup(bpf_map__name(map)))) {
			free_names(names);
			names = NULL;
		}
	}
	return names;
}

/* Handles with descriptors of their own, so that the libbpf object can go. */
static napi_value handles(napi_env env, struct bpf_object *object, char **names, const char *log)
{
	napi_value result, programs, maps;
	struct bpf_program *program;
	struct bpf_map *map;
	int fd;

	NAPI_TRY(env, napi_create_object(env, &result));
	NAPI_TRY(env, napi_create_object(env, &programs));
	NAPI_TRY(env, napi_create_object(env, &maps));
	bpf_object__for_each_program(program, object) {
		fd = fcntl(bpf_program__fd(program), F_DUPFD_CLOEXEC, 3);
		if (fd < 0)
			return errors_throw_errno(env, errno, "dup", bpf_program__name(program));
		if (!add(env, programs, bpf_program__name(program), handle_program(env, fd, bpf_program__name(program))))
			return NULL;
	}
	bpf_object__for_each_map(map, object) {
		fd = fcntl(bpf_map__fd(map), F_DUPFD_CLOEXEC, 3);
		if (fd < 0)
			return errors_throw_errno(env, errno, "dup", *names);
		if (!add(env, maps, *names, handle_map(env, fd, *names)))
			return NULL;
		names++;
	}
	if (!values_set(env, result, "programs", programs) || !values_set(env, result, "maps", maps) ||
	    !values_set_text(env, result, "log", log ? log : ""))
		return NULL;
	return result;
}

static napi_value load(napi_env env, const char *path, struct bpf_object *object, char **names, struct libbpf_log *log)
{
	libbpf_log_begin(log);
	int failed = bpf_object__load(object);
	libbpf_log_end();
	if (failed)
		return errors_throw(env, &(struct failure){ .code = "LOAD_FAILED",
							    .err = -failed,
							    .operation = "BPF_PROG_LOAD",
							    .object = path,
							    .log = libbpf_log_tail(log) });
	return handles(env, object, names, libbpf_log_tail(log));
}

napi_value object_load(napi_env env, napi_callback_info info)
{
	char path[PATH_MAX], pin_dir[PATH_MAX];
	struct libbpf_log log = { 0 };
	struct bpf_object *object;
	napi_value arguments[7], result = NULL;
	uint32_t log_level;
	char **names;

	if (!values_arguments(env, info, 7, arguments) || !values_text(env, arguments[0], "path", false, path, sizeof(path)) ||
	    !values_text(env, arguments[1], "pinDir", true, pin_dir, sizeof(pin_dir)) ||
	    !values_uint32(env, arguments[6], "logLevel", &log_level))
		return NULL;

	LIBBPF_OPTS(bpf_object_open_opts, options, .pin_root_path = pin_dir[0] ? pin_dir : NULL);

	libbpf_log_begin(&log);
	object = bpf_object__open_file(path, &options);
	libbpf_log_end();
	if (!object) {
		errors_throw(env, &(struct failure){ .code = errno == ENOENT ? NULL : "OBJECT_INVALID",
						     .err = errno,
						     .operation = "bpf_object__open_file",
						     .object = path,
						     .log = libbpf_log_tail(&log) });
		libbpf_log_free(&log);
		return NULL;
	}
	log.keep_verifier = log_level > 0;
	derive_program_types(object);
	set_log_level(object, log_level);
	if (!pin_dir[0])
		forget_pin_paths(object);
	names = map_names(object);
	if (!names)
		errors_throw_errno(env, ENOMEM, "malloc", path);
	else if (object_set_max_entries(env, object, arguments[2]) && object_reuse_maps(env, object, arguments[3]) &&
	    object_set_program_types(env, object, arguments[4]) && object_set_rodata(env, object, arguments[5]) &&
	    object_check_pinned_maps(env, object))
		result = load(env, path, object, names, &log);
	free_names(names);
	bpf_object__close(object);
	libbpf_log_free(&log);
	return result;
}
