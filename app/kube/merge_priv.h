/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Lists whose items are told apart by a key, and what else all ways of merging share.
 */
#pragma once

#include "base/map.h"
#include "kube/merge.h"

struct item {
	struct node *node;
	size_t pos; /* in its list; ITEM_NEW: in none */
};

#define ITEM_NEW SIZE_MAX

/** The items of a list by their keys; of equal ones the first. */
struct items {
	enum field_by by;
	struct item *v;
	size_t cnt;
	struct map whole; /* by all parts of the key */
	struct map first; /* by the first part of a key of two: the item, or ambiguous */
};

/** @return whether the items of a list, which may be NULL, have what tells them apart */
bool items_are_keyed(enum field_by by, const struct node *list);

/**
 * @param list NULL: no items
 * @return 0 or -ENOMEM; items_fini() in both cases
 */
int items_index(struct items *it, enum field_by by, const struct node *list);
void items_fini(struct items *it);

/** @return the item with the key of this one, or NULL */
const struct item *items_find(const struct items *it, const struct node *like);

/** The same; one that leaves the second part of its key open means the only one with the first. */
const struct item *items_find_open(const struct items *it, const struct node *like);

/** The first part of a key, for messages: "port". */
const char *items_key_name(enum field_by by);

/**
 * Put together a list of what somebody gave, in his order, and of what is live beside it: each of
 * these stands before the first given one that came behind it in the live list.
 */
void items_interleave(struct node *list, const struct items *given, const struct items *live);

/** The schema of the maps in a field, which may be NULL. */
enum schema_id merge_below(const struct field *f);

/** A copy without those members of maps that are null. */
struct node *merge_copy(struct arena *a, const struct node *n);

/** An empty map or list at the place of another. */
struct node *merge_like(struct arena *a, const struct node *n);
