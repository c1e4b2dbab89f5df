/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Merging versions of an object, as Kubernetes does on its server and kubectl before it: pure
 * functions of trees. Which lists are merged item by item, and by what, the field table says
 * (BY in fields.def).
 *
 * Results are new trees in the arena; strings of the inputs stay where they are, so these must
 * live as long. A result is NULL only without memory. Places are those of the version that a value
 * comes from.
 *
 * Sources: Kubernetes, "Declarative Management of Kubernetes Objects" (how apply calculates
 * differences) and sig-api-machinery/strategic-merge-patch.md for the order of lists.
 */
#pragma once

#include "kube/fields.h"

/**
 * Three versions into one: what an owner says now, over what is live; what he said last and says no
 * more goes, what only others said stays. null says no more.
 * @param last  NULL: he never said anything
 * @param given what he says now, a map
 * @param live  a map
 */
struct node *merge_apply(struct arena *a, enum schema_id schema, const struct node *last,
			 const struct node *given, const struct node *live);

/**
 * Carry a change over: what differs between shown and wanted is made of stored, of which shown is a
 * completed version, or was: what others changed since stays. So what was completed does not become
 * what somebody said.
 */
struct node *merge_carry(struct arena *a, enum schema_id schema, const struct node *shown,
			 const struct node *wanted, const struct node *stored);

/**
 * What somebody says who was shown an object: given, with what is stored where it is as it was
 * shown.
 */
struct node *merge_unshow(struct arena *a, enum schema_id schema, const struct node *shown,
			  const struct node *given, const struct node *stored);

/**
 * One thing that differs. Paths are as "spec.ports[0].port", of the new version, or of the old one
 * for what is gone; NULL is absent.
 */
typedef int (*merge_diff_cb)(void *arg, const char *path, const struct node *old,
			     const struct node *new);

/** Walk all that differs, deepest values. @return what cb returned, or -ENOMEM */
int merge_diff(enum schema_id schema, const struct node *old, const struct node *new,
	       merge_diff_cb cb, void *arg);
