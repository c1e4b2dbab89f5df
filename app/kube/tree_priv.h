/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * For the readers of the tree: the YAML one, the JSON one, and what they share.
 */
#pragma once

#include "kube/tree.h"

struct reader {
	const char *file;
	struct faults *faults;
	struct arena *arena;
	bool bad;              /* a syntax error was reported for this document */
	struct unsound *twice; /* see struct document */
	unsigned reported;
};

/** Report a syntax error; past a few per document silently. */
void reader_fault(struct reader *r, uint32_t line, uint32_t col, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/**
 * Give a plain (unquoted) YAML scalar its type, as YAML 1.1 is read by sigs.k8s.io/yaml.
 * n->text holds the text.
 */
void scalar_resolve(struct node *n);

/**
 * What such a scalar is as a key: a string whatever it looks like, in the spelling that JSON would
 * give its value. @return NULL: no memory
 */
const char *scalar_key(const struct node *n, struct arena *a);

/**
 * Read one JSON value.
 * @param pos in: where it starts; out: behind it
 * @param line,col in: of pos; out: behind the value
 * @return NULL after a fault or without memory
 */
struct node *json_read(struct reader *r, const char *text, size_t len, size_t *pos, uint32_t *line,
		       uint32_t *col);

/**
 * Read one YAML document.
 * @param line_off lines before text in its file
 * @return the tree, partial when r->bad; NULL: empty
 */
struct node *yaml_read(struct reader *r, const char *text, size_t len, uint32_t line_off);

/**
 * The same for what is plain and sound, faster.
 * @return NULL: it is for yaml_read to say what it is
 */
struct node *yaml_plain_read(struct reader *r, const char *text, size_t len, uint32_t line_off);
