/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Reading JSON that others made: what is absent or of another type is what the caller says.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/** @param path "spec.clusterIP". @return the value, or NULL. */
const json_t *jat(const json_t *object, const char *path);

/** @return the string at path when it is one and not empty, else otherwise */
const char *jtext(const json_t *object, const char *path, const char *otherwise);

/** @return the number at path, else otherwise */
long long jint(const json_t *object, const char *path, long long otherwise);

/** @return whether true stands at path */
bool jtrue(const json_t *object, const char *path);

/** The value as text: strings as they are, numbers in digits; else nothing. */
void jput(const json_t *value, struct buf *out);

/**
 * The keys of an object in the order of their bytes.
 * @return an array of *cnt pointers into the object, to be freed; NULL when empty or out of memory
 */
const char **jkeys(const json_t *object, size_t *cnt);

/**
 * The items of an array in the order of the texts at a path, then at another one (NULL: none).
 * @return an array of *cnt items, to be freed; NULL when empty or out of memory
 */
const json_t **jsorted(const json_t *array, const char *first, const char *then, size_t *cnt);

/** Append sep unless out is empty, then text. */
void jjoin(struct buf *out, const char *sep, const char *text);

/** Join the strings of an array. */
void jjoin_array(struct buf *out, const char *sep, const json_t *array);

/** Labels as "a=b,c=d", or "<none>". */
void jput_labels(struct buf *out, const json_t *labels);

/** A label selector in one line: a map of labels, or matchLabels and matchExpressions by their
 * keys. */
void jput_selector(struct buf *out, const json_t *selector);
