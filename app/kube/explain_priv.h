/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What the two forms of field help share.
 */
#pragma once

#include "kube/explain.h"
#include "kube/fields.h"

/** A whole object that can be explained: the kinds, and the Board. */
struct explained {
	const char *name; /* "Service" */
	const char *api;
	enum schema_id schema;
};

/** The object at a position, from 0. @return false behind the last */
bool explained_at(size_t idx, struct explained *out);

/** Append a field's type: "<[]Object>". */
void explain_type(const struct field *f, struct buf *out);

/** Append what of a value is allowed, "" where the type says it all. */
void explain_allowed(const struct field *f, struct buf *out);
