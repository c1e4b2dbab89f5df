/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Which of the objects that are shown a query means: by namespace, name, labels and fields.
 */
#pragma once

#include "kube/model.h"

struct filter;

/**
 * @param kind,api,plural of the objects, as in struct field_selection
 * @param faults what is wrong with the fields; may be NULL
 * @return 0, -EINVAL bad selector, -EBADMSG bad fields, -ENOMEM
 */
int filter_create(const struct model_query *q, const char *kind, const char *api,
		  const char *plural, struct faults *faults, struct filter **out);

/** NULL is allowed. */
void filter_destroy(struct filter *f);

/** Whether somebody is meant, as far as name and namespace tell. */
bool filter_names(const struct filter *f, const char *ns, const char *name);

/** @param json of an object that filter_names() means. @return 1 when it is meant, 0, -ENOMEM */
int filter_match(const struct filter *f, const char *json, size_t len);
