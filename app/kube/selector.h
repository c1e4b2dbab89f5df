/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Label selectors as kubectl's -l takes them: requirements joined by commas, all of which must
 * hold.
 */
#pragma once

#include "kube/object.h"

struct selector;

/**
 * @param text "app=kubia,tier!=db,enabled,!old,zone in (a,b),zone notin (c)"
 * @return 0, -EINVAL, -ENOMEM
 */
int selector_parse(const char *text, struct selector **out);

bool selector_match(const struct selector *sel, const struct labels *labels);

/** NULL is allowed. */
void selector_destroy(struct selector *sel);
