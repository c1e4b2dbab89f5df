/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The tree of values that a document is before anything knows its kind: what was written, typed as
 * kubectl would type it, and where each key and value stands.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"
#include "base/map.h"
#include "kube/arena.h"
#include "kube/unsound.h"

#define TREE_DEPTH_MAX 64

enum node_type {
	NODE_NULL,
	NODE_BOOL,
	NODE_INT,
	NODE_FLOAT,
	NODE_STRING,
	NODE_MAP,
	NODE_LIST,
};

struct node {
	enum node_type type;
	uint32_t cnt; /* of members or items */
	union {
		bool b;
		int64_t i;
		double f;
	};
	const char *text; /* a scalar as written (strings: their value), NUL-terminated */
	uint32_t line;    /* from 1 */
	uint32_t col;
	uint32_t key_line;
	uint32_t key_col;
	const char *key; /* of a map's member; else NULL */
	struct node *next;
	struct node *first; /* members of a map, items of a list, in order */
	struct node *last;
};

struct document {
	struct node *root;
	bool partial;                /* a syntax error cut it off: what is there may be checked */
	const struct unsound *twice; /* paths of keys that it has twice; NULL: it has none */
	struct arena *arena; /* owns the tree; a taker sets it to NULL and destroys it later */
};

typedef int (*document_cb)(void *arg, struct document *doc);

/**
 * Read a text of YAML or JSON documents, each parsed for itself, so that a syntax error in one does
 * not hide the others. Empty documents are passed over. Of a key that is there twice the first
 * counts.
 * @return 0, -EINVAL when a document has a syntax error (all others were given to cb), -EFBIG (with
 *         a fault), -ENOMEM, or what cb returned
 */
int tree_read(const char *file, const char *text, size_t len, struct faults *faults, document_cb cb,
	      void *arg);

/**
 * Read one JSON value that is known to be sound, as tree_json() wrote it, into an arena.
 * @return 0, -EINVAL, -ENOMEM
 */
int tree_parse(const char *json, size_t len, struct arena *a, struct node **out);

/** @return a map's member or NULL */
struct node *tree_get(const struct node *map, const char *key);

/** @return a map's member as text, NULL unless it is a string */
const char *tree_text(const struct node *map, const char *key);

/** The members of a map that are looked up again and again: few of them one by one. */
struct tree_index {
	const struct node *map;
	struct map keys; /* empty: they are few, or there is no memory */
};

/** @param map NULL, or no map: no members; it must not change; tree_index_fini() ends it */
void tree_index(struct tree_index *x, const struct node *map);
void tree_index_fini(struct tree_index *x);

/** As tree_get. */
struct node *tree_index_get(const struct tree_index *x, const char *key);

/** @return the node at "spec.ports[1].port", or the deepest one above it that exists */
const struct node *tree_at(const struct node *root, const char *path);

/** A phrase for messages: "a string", "a list". */
const char *tree_type_name(const struct node *n);

/** Append compact JSON: members in their order. */
void tree_json(const struct node *n, struct buf *out);

/** About as many bytes as tree_json() appends. */
size_t tree_json_bytes(const struct node *n);

/** Append a JSON string with its quotes. */
void tree_json_string(const char *s, struct buf *out);

/**
 * A copy that tells where keys and values stand, and nothing of what the values are.
 * @param out what owns it
 * @return NULL: no memory
 */
struct node *tree_places(const struct node *n, struct arena **out);

/* Building, for the readers and for those who complete objects before they are printed. */

struct node *tree_new(struct arena *a, enum node_type type);
struct node *tree_string(struct arena *a, const char *s);
struct node *tree_int(struct arena *a, int64_t i);
struct node *tree_bool(struct arena *a, bool b);

/** A copy in an arena, places too; strings stay where they are. */
struct node *tree_copy(struct arena *a, const struct node *n);

/** Whether two values are the same, maps in any order, numbers by value. NULL equals NULL. */
bool tree_equal(const struct node *a, const struct node *b);

/** Append an item to a list; NULL child is a failed allocation and ignored. */
void tree_append(struct node *list, struct node *child);

/** Set a map's member, replacing one of that key; child NULL is ignored. */
void tree_set(struct arena *a, struct node *map, const char *key, struct node *child);

/** Remove a map's member if there. */
void tree_unset(struct node *map, const char *key);

/** Append a member to a map that has none of that key; NULL child is ignored. */
void tree_add(struct node *map, const char *key, struct node *child);

/** The map's member of that key, made an empty map if there is none. */
struct node *tree_map(struct arena *a, struct node *map, const char *key);
