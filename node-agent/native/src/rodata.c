/* SPDX-License-Identifier: Apache-2.0 */
/* Global `const volatile` variables are found through the object's BTF and written into .rodata before loading. */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "errors.h"
#include "object_options.h"
#include "values.h"

#define NAME_BYTES 128
#define SECTION ".rodata"

/* The bytes of one variable, inside the initial value of the map of its section. */
static bool find(const struct bpf_object *object, const char *name, struct bytes *variable)
{
	const struct btf *btf = bpf_object__btf(object);
	const struct btf_var_secinfo *info = NULL;
	struct bpf_map *map;
	const struct btf_type *section;
	size_t size;
	int id = btf ? btf__find_by_name_kind(btf, SECTION, BTF_KIND_DATASEC) : -1;

	if (id < 0)
		return false;
	section = btf__type_by_id(btf, (__u32)id);
	for (int i = 0; i < btf_vlen(section); i++) {
		const struct btf_type *type = btf__type_by_id(btf, btf_var_secinfos(section)[i].type);

		if (strcmp(btf__name_by_offset(btf, type->name_off), name) == 0)
			info = &btf_var_secinfos(section)[i];
	}
	if (!info)
		return false;
	bpf_object__for_each_map(map, object) {
		const char *map_name = bpf_map__name(map);
		size_t length = strlen(map_name);
		uint8_t *data;

		if (!bpf_map__is_internal(map) || length < strlen(SECTION) ||
		    strcmp(map_name + length - strlen(SECTION), SECTION) != 0)
			continue;
		data = (uint8_t *)bpf_map__initial_value(map, &size);
		if (!data || (size_t)info->offset + info->size > size)
			return false;
		*variable = (struct bytes){ .data = data + info->offset, .length = info->size };
		return true;
	}
	return false;
}

/* An integer as two's complement bits, if it fits `size` bytes as signed or unsigned. */
static bool integer_bits(napi_env env, napi_value value, napi_valuetype type, size_t size, uint64_t *bits)
{
	bool as_unsigned = false, as_signed = false;
	int64_t number = 0;
	double given;

	if (type == napi_boolean) {
		bool yes = false;

		napi_get_value_bool(env, value, &yes);
		*bits = yes;
		return true;
	}
	if (type == napi_number) {
		if (napi_get_value_double(env, value, &given) != napi_ok || given != floor(given) || fabs(given) > 9007199254740991.0)
			return false;
		number = (int64_t)given;
		*bits = (uint64_t)number;
		as_signed = true;
		as_unsigned = number >= 0;
	} else if (type == napi_bigint) {
		napi_get_value_bigint_uint64(env, value, bits, &as_unsigned);
		napi_get_value_bigint_int64(env, value, &number, &as_signed);
		if (!as_unsigned)
			*bits = (uint64_t)number;
	}
	if (size == 8)
		return as_unsigned || as_signed;
	if (as_unsigned && *bits < 1ULL << (8 * size))
		return true;
	return as_signed && number < 0 && number >= -(1LL << (8 * size - 1));
}

static bool write_value(napi_env env, napi_value value, const char *name, const struct bytes *variable)
{
	char text[NAME_BYTES + 80];
	struct bytes bytes;
	napi_valuetype type;
	uint64_t bits = 0;
	size_t size = variable->length;

	NAPI_TRY_BOOL(env, napi_typeof(env, value, &type));
	if (type == napi_object) {
		if (!values_exact_bytes(env, value, name, size, &bytes))
			return false;
		memcpy(variable->data, bytes.data, size);
		return true;
	}
	if ((size == 1 || size == 2 || size == 4 || size == 8) && integer_bits(env, value, type, size, &bits)) {
		memcpy(variable->data, &bits, size); /* little-endian hosts only, as the addon */
		return true;
	}
	snprintf(text, sizeof(text), "value does not fit the constant %s of %zu bytes", name, size);
	errors_throw_argument(env, text);
	return false;
}

bool object_set_rodata(napi_env env, struct bpf_object *object, napi_value pairs)
{
	uint32_t length;

	NAPI_TRY_BOOL(env, napi_get_array_length(env, pairs, &length));
	for (uint32_t i = 0; i + 1 < length; i += 2) {
		char name[NAME_BYTES], text[NAME_BYTES + 40];
		struct bytes variable;
		napi_value value;

		NAPI_TRY_BOOL(env, napi_get_element(env, pairs, i, &value));
		if (!values_text(env, value, "constant name", false, name, sizeof(name)))
			return false;
		if (!find(object, name, &variable)) {
			snprintf(text, sizeof(text), "the object has no constant %s", name);
			errors_throw_argument(env, text);
			return false;
		}
		NAPI_TRY_BOOL(env, napi_get_element(env, pairs, i + 1, &value));
		if (!write_value(env, value, name, &variable))
			return false;
	}
	return true;
}
