/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Field selectors as kubectl's --field-selector takes them: "status.phase=Running,
 * metadata.name!=a"; '=', '==' and '!=', joined by commas, all of which must hold. A backslash
 * stands before a comma, an equals sign or a backslash of a value. Which fields there are says
 * field_selector.def.
 */
#pragma once

#include "base/fault.h"
#include "kube/tree.h"

struct field_selector;

/** What is asked for; strings are not kept. */
struct field_selection {
	const char *kind;   /* proper name: "Service" */
	const char *api;    /* "v1", "apps/v1"; with plural, for messages */
	const char *plural; /* "services" */
	const char *labels; /* the label selector that came along, for messages; NULL: none */
	const char *fields; /* the selector itself */
};

/**
 * @param faults gets what is wrong, in an API server's words; may be NULL
 * @return 0, -EBADMSG, -ENOMEM
 */
int field_selector_parse(const struct field_selection *asked, struct faults *faults,
			 struct field_selector **out);

/** @param json the object as it is shown. @return 1 when it is meant, 0 when not, -ENOMEM */
int field_selector_match(const struct field_selector *sel, const char *json, size_t len);

/** NULL is allowed. */
void field_selector_destroy(struct field_selector *sel);
