/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "cli/sort.h"

#include "cli/gotext.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct sorted {
	json_t *object;
	const json_t *key; /* NULL: it has none */
	size_t before;     /* where it stood */
};

/* Runs of digits count by their value. */
static int
compare_natural(const char *a, const char *b)
{
	while (*a != '\0' && *b != '\0') {
		size_t x, y;

		if (!isdigit((unsigned char)*a) || !isdigit((unsigned char)*b)) {
			if (*a != *b)
				return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
			a++;
			b++;
			continue;
		}
		a += strspn(a, "0");
		b += strspn(b, "0");
		x = strspn(a, "0123456789");
		y = strspn(b, "0123456789");
		if (x != y)
			return x < y ? -1 : 1;
		if (memcmp(a, b, x) != 0)
			return memcmp(a, b, x);
		a += x;
		b += y;
	}
	return (*a != '\0') - (*b != '\0');
}

static int
compare_keys(const json_t *a, const json_t *b)
{
	double x = json_number_value(a), y = json_number_value(b);

	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	if (json_is_string(a) && json_is_string(b))
		return compare_natural(json_string_value(a), json_string_value(b));
	return (x > y) - (x < y);
}

static int
compare(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;
	int order = compare_keys(x->key, y->key);

	return order != 0 ? order : x->before < y->before ? -1 : 1;
}

static const json_t *
key_of(const struct jsonpath *by, const json_t *object, struct buf *why)
{
	struct jsonpath_found found;
	const json_t *key = NULL;

	if (jsonpath_find(by, object, &found, why) == 0 && found.cnt > 0 && found.groups[0].cnt > 0)
		key = found.groups[0].v[0];
	jsonpath_found_fini(&found);
	return json_is_null(key) ? NULL : key;
}

static enum cli_exit
read_keys(const struct cli *cli, const char *path, const struct jsonpath *by, json_t *objects,
	  struct sorted *v)
{
	struct buf why = {0};
	const json_t *kept = NULL;
	json_t *object;
	size_t i;

	json_array_foreach(objects, i, object)
	{
		v[i] = (struct sorted){
			.object = object, .key = key_of(by, object, &why), .before = i};
		kept = v[i].key != NULL ? v[i].key : kept;
		if (v[i].key == NULL || json_is_string(v[i].key) || json_is_number(v[i].key))
			continue;
		cli_error(cli, "the field %s cannot be sorted by: it is a %s", path,
			  go_type(v[i].key));
		return CLI_DIFFERS;
	}
	if (kept == NULL && why.len > 0)
		cli_error(cli, "%s", why.data);
	else if (kept == NULL)
		cli_error(cli,
			  "couldn't find any field with path \"{.%.*s}\" in the list of objects",
			  (int)strcspn(path + strspn(path, "{."), "}"), path + strspn(path, "{."));
	buf_fini(&why);
	return kept == NULL ? CLI_DIFFERS : CLI_OK;
}

enum cli_exit
sort_objects(const struct cli *cli, const char *path, const struct jsonpath *by, json_t *objects)
{
	size_t cnt = json_array_size(objects);
	struct sorted *v = calloc(cnt + 1, sizeof(*v));
	enum cli_exit rc = v != NULL ? CLI_OK : CLI_DIFFERS;

	if (rc == CLI_OK && cnt > 0)
		rc = read_keys(cli, path, by, objects, v);
	if (rc == CLI_OK && cnt > 0) {
		qsort(v, cnt, sizeof(*v), compare);
		for (size_t i = 0; i < cnt; i++)
			json_incref(v[i].object);
		json_array_clear(objects);
		for (size_t i = 0; i < cnt; i++)
			json_array_append_new(objects, v[i].object);
	}
	free(v);
	return rc;
}
