/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The index of pods and nodes by their addresses, for those that keep it.
 */
#pragma once

#include "kube/model_priv.h"

/** @return 0 or -errno of the random source */
int hosts_init(struct hosts *h);
/** An object has an address, once. @return 0 or -ENOMEM */
int hosts_add(struct hosts *h, const struct ip_addr *a, const struct object *o);
void hosts_remove(struct hosts *h, const struct ip_addr *a, const struct object *o);
/** One that has it, or NULL. */
const struct object *hosts_find(const struct hosts *h, const struct ip_addr *a);
void hosts_fini(struct hosts *h);

/* index.c */

/** Sets of objects: a map of maps, which borrow the names. @return 0 or -ENOMEM */
int index_set_add(struct map *sets, const char *set, const char *name, void *value);
void index_set_remove(struct map *sets, const char *set, const char *name);
