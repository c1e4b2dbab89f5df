/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Help on fields, out of the field table: one field as `kubectl explain` shows it, or all of them
 * as a manual page.
 */
#pragma once

#include <stdbool.h>

#include "base/buf.h"

struct explain {
	const char *path; /* "service.spec.ports"; indices as in messages are passed over */
	const char *api;  /* apiVersion that the kind must have; NULL: any */
	bool recursive;   /* the fields of all maps below, without their descriptions */
};

/**
 * Explain one field or kind.
 * @param out gets the text, or the reason why there is none
 * @return 0, -ENOENT no such kind or field, -ENOMEM
 */
int explain_print(const struct explain *what, struct buf *out);

/** The manual page sluice-manifests(5), in man(7) form. @return 0 or -ENOMEM */
int explain_reference(struct buf *out);
