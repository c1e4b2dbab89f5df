/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Patches, in the three forms that kubectl patch takes: pure functions of trees. The document is
 * not changed; the result is a new tree that shares strings with document and patch. A patch is
 * taken whole or not at all.
 *
 * Sources: RFC 7386 (merge patch), RFC 6902 and 6901 (JSON patch and pointers), Kubernetes'
 * sig-api-machinery/strategic-merge-patch.md.
 */
#pragma once

#include "kube/fields.h"

enum patch_type {
	PATCH_STRATEGIC, /* a merge patch that merges lists as the field table says */
	PATCH_MERGE,
	PATCH_JSON,
};

/** Where a patch is worked on, and what it is called in faults. */
struct patch {
	struct arena *arena;
	struct faults *faults;
	const char *file;
};

/**
 * Patch a document.
 * @param doc a map
 * @return NULL after a fault, or without memory
 */
struct node *patch_apply(const struct patch *p, enum patch_type type, enum schema_id schema,
			 const struct node *doc, const struct node *patch);
