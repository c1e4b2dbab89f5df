/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What the field table cannot say about one object: defaults that depend on other fields, and rules
 * between fields. complete.c calls one of these for each kind that has any, also when fields are
 * wrong by themselves: rules look at what is sound, and what is not counts as not written.
 */
#pragma once

#include "kube/model_priv.h"

struct check {
	struct object *o;
	const struct node *root;
	struct faults *faults;
	bool failed; /* no memory */
};

#define is_sound(c_, path_) object_is_sound((c_)->o, path_)

#define refuse(c_, path_, ...) object_fault((c_)->o, (c_)->faults, FAULT_ERROR, path_, __VA_ARGS__)

/**
 * The first item of a list that had this key.
 * @param seen the keys of the items so far, zeroed before the first
 * @return item itself when it is the first
 */
const void *complete_first(struct check *c, struct map *seen, const char *key, const void *item);

void complete_service(struct check *c);
void complete_endpoints(struct check *c);
void complete_slice(struct check *c);
void complete_pod(struct check *c);
void complete_workload(struct check *c);
