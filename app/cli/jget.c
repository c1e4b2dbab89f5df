/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "cli/jget.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

const json_t *
jat(const json_t *object, const char *path)
{
	char key[64];

	while (object != NULL) {
		size_t len = strcspn(path, ".");

		if (len >= sizeof(key))
			return NULL;
		memcpy(key, path, len);
		key[len] = '\0';
		object = json_object_get(object, key);
		if (path[len] == '\0')
			break;
		path += len + 1;
	}
	return object;
}

const char *
jtext(const json_t *object, const char *path, const char *otherwise)
{
	const char *s = json_string_value(jat(object, path));

	return s != NULL && *s != '\0' ? s : otherwise;
}

long long
jint(const json_t *object, const char *path, long long otherwise)
{
	const json_t *value = jat(object, path);

	return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

bool
jtrue(const json_t *object, const char *path)
{
	return json_is_true(jat(object, path));
}

void
jput(const json_t *value, struct buf *out)
{
	if (json_is_string(value))
		buf_adds(out, json_string_value(value));
	else if (json_is_integer(value))
		buf_printf(out, "%lld", (long long)json_integer_value(value));
}

static int
compare_keys(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char **
jkeys(const json_t *object, size_t *cnt)
{
	size_t max = json_object_size(object), i = 0;
	const char **keys = max > 0 ? malloc(max * sizeof(*keys)) : NULL;
	const char *key;
	const json_t *value;

	*cnt = 0;
	if (keys == NULL)
		return NULL;
	json_object_foreach((json_t *)(uintptr_t)object, key, value) keys[i++] = key;
	qsort(keys, max, sizeof(*keys), compare_keys);
	*cnt = max;
	return keys;
}

struct paths {
	const char *first;
	const char *then;
};

static int
compare_items(const void *a, const void *b, void *arg)
{
	const json_t *x = *(const json_t *const *)a, *y = *(const json_t *const *)b;
	const struct paths *p = arg;
	int order = strcmp(jtext(x, p->first, ""), jtext(y, p->first, ""));

	if (order == 0 && p->then != NULL)
		order = strcmp(jtext(x, p->then, ""), jtext(y, p->then, ""));
	return order;
}

const json_t **
jsorted(const json_t *array, const char *first, const char *then, size_t *cnt)
{
	size_t max = json_array_size(array);
	const json_t **items = max > 0 ? malloc(max * sizeof(*items)) : NULL;
	struct paths paths = {first, then};

	*cnt = 0;
	if (items == NULL)
		return NULL;
	for (size_t i = 0; i < max; i++)
		items[i] = json_array_get(array, i);
	qsort_r(items, max, sizeof(*items), compare_items, &paths);
	*cnt = max;
	return items;
}

void
jjoin(struct buf *out, const char *sep, const char *text)
{
	if (out->len > 0)
		buf_adds(out, sep);
	buf_adds(out, text);
}

void
jjoin_array(struct buf *out, const char *sep, const json_t *array)
{
	const json_t *item;
	size_t i;

	json_array_foreach(array, i, item) if (json_is_string(item))
		jjoin(out, sep, json_string_value(item));
}

void
jput_labels(struct buf *out, const json_t *labels)
{
	size_t cnt;
	const char **keys = jkeys(labels, &cnt);

	if (cnt == 0)
		buf_adds(out, "<none>");
	for (size_t i = 0; i < cnt; i++) {
		buf_printf(out, "%s%s=", i > 0 ? "," : "", keys[i]);
		jput(json_object_get(labels, keys[i]), out);
	}
	free(keys);
}

static const char *
text_of(const json_t *value)
{
	return json_is_string(value) ? json_string_value(value) : "";
}

/* "key in (a,b)" with its values in order, or what stands for the other operators. */
static void
put_expression(struct buf *out, const json_t *one)
{
	const json_t *values = jat(one, "values");
	const char *operator= jtext(one, "operator", ""), *key = jtext(one, "key", "");
	size_t max = json_array_size(values);
	const char **sorted = max > 0 ? malloc(max * sizeof(*sorted)) : NULL;
	bool in = strcmp(operator, "In") == 0;

	if (!in && strcmp(operator, "NotIn") != 0) {
		buf_printf(out, "%s%s", strcmp(operator, "DoesNotExist") == 0 ? "!" : "", key);
		free(sorted);
		return;
	}
	buf_printf(out, "%s %s (", key, in ? "in" : "notin");
	for (size_t i = 0; sorted != NULL && i < max; i++)
		sorted[i] = text_of(json_array_get(values, i));
	if (sorted != NULL)
		qsort(sorted, max, sizeof(*sorted), compare_keys);
	for (size_t i = 0; sorted != NULL && i < max; i++)
		buf_printf(out, "%s%s", i > 0 ? "," : "", sorted[i]);
	buf_adds(out, ")");
	free(sorted);
}

void
jput_selector(struct buf *out, const json_t *selector)
{
	const json_t *labels = jat(selector, "matchLabels");
	size_t key_cnt, one_cnt, i = 0, k = 0;
	const char **keys;
	const json_t **ones;

	if (labels == NULL && jat(selector, "matchExpressions") == NULL) {
		jput_labels(out, selector);
		return;
	}
	keys = jkeys(labels, &key_cnt);
	ones = jsorted(jat(selector, "matchExpressions"), "key", NULL, &one_cnt);
	if (key_cnt + one_cnt == 0)
		buf_adds(out, "<none>");
	while (i < key_cnt || k < one_cnt) {
		buf_adds(out, i + k > 0 ? "," : "");
		if (k == one_cnt ||
		    (i < key_cnt && strcmp(keys[i], jtext(ones[k], "key", "")) <= 0)) {
			buf_printf(out, "%s=", keys[i]);
			jput(json_object_get(labels, keys[i++]), out);
		} else {
			put_expression(out, ones[k++]);
		}
	}
	free(keys);
	free(ones);
}
