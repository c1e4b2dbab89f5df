/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * kubectl's JSONPath templates: text, and in braces expressions that pick values out of an object:
 *
 *	{.spec.ports[0].port}  {.items[*].metadata.name}  {..port}  {['a','b']}  {.list[-2:]}
 *	{.status.conditions[?(@.type=="Ready")].status}  {range .items[*]}{.kind}{"\n"}{end}
 *
 * Messages are kubectl's; where it takes a map's members in any order, here it is that of their
 * names.
 *
 * Sources: Kubernetes documentation "JSONPath Support"; the behaviour of kubectl.
 */
#pragma once

#include <jansson.h>

#include "base/buf.h"

struct jsonpath;

/** Values that one expression or text found; they are the object's or the template's own. */
struct jsonpath_group {
	const json_t **v;
	size_t cnt;
	size_t max;
};

struct jsonpath_found {
	struct jsonpath_group *groups;
	size_t cnt;
	size_t max;
};

/**
 * @param text stays the caller's
 * @param why  gets what is wrong with the template
 * @return 0, -EINVAL, -ENOMEM
 */
int jsonpath_parse(const char *text, struct jsonpath **out, struct buf *why);

/** A path without its braces or its first dot too: "metadata.name". @return as jsonpath_parse */
int jsonpath_parse_relaxed(const char *path, struct jsonpath **out, struct buf *why);

/** NULL is allowed. */
void jsonpath_destroy(struct jsonpath *p);

/**
 * Evaluate against an object; what it does not have is found nowhere, and no error.
 * @param why gets what the object does not allow, as an index out of bounds
 * @return 0, -EINVAL, -ENOMEM; jsonpath_found_fini() in all cases
 */
int jsonpath_find(const struct jsonpath *p, const json_t *object, struct jsonpath_found *found,
		  struct buf *why);

void jsonpath_found_fini(struct jsonpath_found *found);

/**
 * Append what `-o jsonpath` prints of an object.
 * @param as_json each expression's values as a JSON list, as `-o jsonpath-as-json` prints them
 * @return as jsonpath_find
 */
int jsonpath_print(const struct jsonpath *p, const json_t *object, bool as_json, struct buf *out,
		   struct buf *why);
