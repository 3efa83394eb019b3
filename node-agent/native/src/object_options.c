/* SPDX-License-Identifier: Apache-2.0 */
#include "object_options.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "errors.h"
#include "handle.h"
#include "values.h"

#define NAME_BYTES 128

static bool not_in_object(napi_env env, const char *what, const char *name)
{
	char text[64 + NAME_BYTES];

	snprintf(text, sizeof(text), "the object has no %s %s", what, name);
	errors_throw_argument(env, text);
	return false;
}

/* Element `index` of a flat array. */
static bool element(napi_env env, napi_value array, uint32_t index, napi_value *value)
{
	NAPI_TRY_BOOL(env, napi_get_element(env, array, index, value));
	return true;
}

static bool length_of(napi_env env, napi_value array, uint32_t *length)
{
	NAPI_TRY_BOOL(env, napi_get_array_length(env, array, length));
	return true;
}

static bool map_at(napi_env env, struct bpf_object *object, napi_value array, uint32_t index, struct bpf_map **map)
{
	char name[NAME_BYTES];
	napi_value value;

	if (!element(env, array, index, &value) || !values_text(env, value, "map name", false, name, sizeof(name)))
		return false;
	*map = bpf_object__find_map_by_name(object, name);
	return *map ? true : not_in_object(env, "map", name);
}

bool object_set_max_entries(napi_env env, struct bpf_object *object, napi_value pairs)
{
	uint32_t length, entries;
	struct bpf_map *map;
	napi_value value;

	if (!length_of(env, pairs, &length))
		return false;
	for (uint32_t i = 0; i + 1 < length; i += 2) {
		if (!map_at(env, object, pairs, i, &map) || !element(env, pairs, i + 1, &value) ||
		    !values_uint32(env, value, "max entries", &entries))
			return false;
		if (bpf_map__set_max_entries(map, entries)) {
			errors_throw_errno(env, errno, "bpf_map__set_max_entries", bpf_map__name(map));
			return false;
		}
	}
	return true;
}

/* Adds "what: existing A, wanted B" to the text where they differ. */
static void differ(char *text, size_t size, const char *what, unsigned long long existing, unsigned long long wanted)
{
	size_t used = strlen(text);

	if (existing != wanted)
		snprintf(text + used, size - used, "%s%s: existing %llu, wanted %llu", used ? "; " : "", what, existing, wanted);
}

/* Throws where the map behind `fd` is not what the object asks for. A map that is handed over may have any size. */
static bool check_map(napi_env env, const struct bpf_map *map, int fd, bool any_size)
{
	struct bpf_map_info info = { 0 };
	__u32 length = sizeof(info);
	char text[512] = "";

	if (bpf_obj_get_info_by_fd(fd, &info, &length)) {
		errors_throw_errno(env, errno, "BPF_OBJ_GET_INFO_BY_FD", bpf_map__name(map));
		return false;
	}
	differ(text, sizeof(text), "type", info.type, bpf_map__type(map));
	differ(text, sizeof(text), "key bytes", info.key_size, bpf_map__key_size(map));
	differ(text, sizeof(text), "value bytes", info.value_size, bpf_map__value_size(map));
	if (!any_size)
		differ(text, sizeof(text), "max entries", info.max_entries, bpf_map__max_entries(map));
	differ(text, sizeof(text), "flags", info.map_flags, bpf_map__map_flags(map));
	differ(text, sizeof(text), "extra", info.map_extra, bpf_map__map_extra(map));
	if (!text[0])
		return true;
	errors_throw(env, &(struct failure){
				  .code = "MAP_INCOMPATIBLE", .operation = "reuse of map", .object = bpf_map__name(map), .detail = text });
	return false;
}

bool object_check_pinned_maps(napi_env env, const struct bpf_object *object)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object) {
		bool compatible;
		int fd;

		if (!bpf_map__pin_path(map))
			continue;
		fd = bpf_obj_get(bpf_map__pin_path(map));
		if (fd < 0 && errno == ENOENT)
			continue;
		if (fd < 0) {
			errors_throw_errno(env, errno, "BPF_OBJ_GET", bpf_map__pin_path(map));
			return false;
		}
		compatible = check_map(env, map, fd, false);
		close(fd);
		if (!compatible)
			return false;
	}
	return true;
}

bool object_reuse_maps(napi_env env, struct bpf_object *object, napi_value pairs)
{
	uint32_t length;
	struct bpf_map *map;
	struct handle *handle;
	napi_value value;

	if (!length_of(env, pairs, &length))
		return false;
	for (uint32_t i = 0; i + 1 < length; i += 2) {
		if (!map_at(env, object, pairs, i, &map) || !element(env, pairs, i + 1, &value))
			return false;
		handle = handle_get(env, value, HANDLE_MAP);
		if (!handle)
			return false;
		if (!check_map(env, map, handle->fd, true))
			return false;
		/* Not pinned (again) by this object. */
		if (bpf_map__set_pin_path(map, NULL) || bpf_map__reuse_fd(map, handle->fd)) {
			errors_throw_errno(env, errno, "bpf_map__reuse_fd", bpf_map__name(map));
			return false;
		}
	}
	return true;
}

bool object_set_program_types(napi_env env, struct bpf_object *object, napi_value triples)
{
	uint32_t length, type, attach_type;
	struct bpf_program *program;
	char name[NAME_BYTES];
	napi_value value;

	if (!length_of(env, triples, &length))
		return false;
	for (uint32_t i = 0; i + 2 < length; i += 3) {
		if (!element(env, triples, i, &value) || !values_text(env, value, "program name", false, name, sizeof(name)) ||
		    !element(env, triples, i + 1, &value) || !values_uint32(env, value, "program type", &type) ||
		    !element(env, triples, i + 2, &value) || !values_uint32(env, value, "attach type", &attach_type))
			return false;
		program = bpf_object__find_program_by_name(object, name);
		if (!program)
			return not_in_object(env, "program", name);
		bpf_program__set_type(program, type);
		bpf_program__set_expected_attach_type(program, attach_type);
	}
	return true;
}
