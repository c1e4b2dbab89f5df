/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A pod's addresses and readiness.
 */
#pragma once

#include "kube/model_priv.h"

struct pod_ips {
	struct ip_addr v[FAMILY_CNT]; /* one of each family at most */
	size_t cnt;
};

/** A pod's addresses: its own, or those of its node. */
struct pod_ips pod_ips(const struct model *m, const struct object *pod);

/** Whether it has the addresses of its node: it is of the node's network, and nothing names any. */
bool pod_borrows_address(const struct pod *p);

bool pod_is_ready(const struct model *m, const struct object *pod);

/** Pods among which a workload's are: by one of its labels where it has any. @return NULL: none */
const struct map *workload_candidates(const struct space *sp, const struct object *w);

/** Note what the change put that has no addresses for its pods, and so will have no endpoints. */
void unaddressed_note(const struct model_change *c);
