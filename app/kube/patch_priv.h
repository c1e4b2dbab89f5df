/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The forms of patches, a file each: strategic.c, jsonpatch.c, and the merge patch in patch.c.
 */
#pragma once

#include "kube/patch.h"

struct node *patch_strategic(const struct patch *p, enum schema_id schema, const struct node *doc,
			     const struct node *patch);
struct node *patch_json(const struct patch *p, const struct node *doc, const struct node *ops);

/** Add a fault at a node of the patch. @return NULL */
struct node *patch_fault(const struct patch *p, const struct node *at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
