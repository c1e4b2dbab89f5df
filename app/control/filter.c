/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/filter.h"

#include "kube/field_selector.h"
#include "kube/selector.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct filter {
	char *ns;   /* NULL: all */
	char *name; /* NULL: all */
	struct selector *labels;
	struct field_selector *fields;
};

static char *
copy(const char *text, int *rc)
{
	char *own = text == NULL ? NULL : strdup(text);

	if (text != NULL && own == NULL)
		*rc = -ENOMEM;
	return own;
}

int
filter_create(const struct model_query *q, const char *kind, const char *api, const char *plural,
	      struct faults *faults, struct filter **out)
{
	const struct field_selection fields = {
		.kind = kind,
		.api = api,
		.plural = plural,
		.labels = q->selector,
		.fields = q->fields,
	};
	struct filter *f = calloc(1, sizeof(*f));
	int rc = 0;

	if (f == NULL)
		return -ENOMEM;
	f->ns = copy(q->ns, &rc);
	f->name = copy(q->name, &rc);
	if (rc == 0 && q->selector != NULL)
		rc = selector_parse(q->selector, &f->labels);
	if (rc == 0 && q->fields != NULL)
		rc = field_selector_parse(&fields, faults, &f->fields);
	if (rc == 0)
		*out = f;
	else
		filter_destroy(f);
	return rc;
}

void
filter_destroy(struct filter *f)
{
	if (f == NULL)
		return;
	selector_destroy(f->labels);
	field_selector_destroy(f->fields);
	free(f->ns);
	free(f->name);
	free(f);
}

bool
filter_names(const struct filter *f, const char *ns, const char *name)
{
	/* What has no namespace is in all of them. */
	return (f->ns == NULL || *ns == '\0' || strcmp(f->ns, ns) == 0) &&
	       (f->name == NULL || strcmp(f->name, name) == 0);
}

static int
compare_labels(const void *a, const void *b)
{
	return strcmp(((const struct label *)a)->key, ((const struct label *)b)->key);
}

static int
has_labels(const struct filter *f, const char *json, size_t len)
{
	json_t *object = json_loadb(json, len, 0, NULL);
	json_t *map = json_object_get(json_object_get(object, "metadata"), "labels"), *value;
	struct labels labels = {.v = calloc(json_object_size(map) + 1, sizeof(*labels.v))};
	const char *key;
	int rc = -ENOMEM;

	if (object != NULL && labels.v != NULL) {
		json_object_foreach(map, key, value)
		{
			const char *text = json_string_value(value);

			labels.v[labels.cnt++] =
				(struct label){.key = key, .value = text != NULL ? text : ""};
		}
		qsort(labels.v, labels.cnt, sizeof(*labels.v), compare_labels);
		rc = selector_match(f->labels, &labels);
	}
	free(labels.v);
	json_decref(object);
	return rc;
}

int
filter_match(const struct filter *f, const char *json, size_t len)
{
	int rc = f->labels == NULL ? 1 : has_labels(f, json, len);

	return rc > 0 && f->fields != NULL ? field_selector_match(f->fields, json, len) : rc;
}
