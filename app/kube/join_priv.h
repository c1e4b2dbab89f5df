/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Shared by join.c, which knows where endpoints come from, join_pods.c, which judges pods, and
 * hints.c, which chooses among endpoints.
 */
#pragma once

#include "kube/model_priv.h"

struct join {
	const struct model *m;
	const struct svc *s;
	const struct service_spec *spec;
	struct joined *out;
	bool has_pods;
	const struct object *from; /* whose addresses are being listed */
};

/** Note why a pod is no endpoint. @param reason static text */
void join_add_absent(struct join *j, const char *pod, const char *port, const char *reason);

/** List an endpoint; one of a family that the Service has not is left out, and so is one that was
 * taken when its address was not yet in serviceCIDRs. */
void join_add_endpoint(struct join *j, size_t port_idx, const struct endpoint *ep);

/** Its flags, and whether it is ready. */
void join_set_state(const struct join *j, struct endpoint *ep, bool serving, bool terminating);

/**
 * Members of a set by name: equal input, equal output.
 * @return array to be freed; NULL with *cnt 0: empty or no memory
 */
const struct map_entry **join_sorted(const struct map *set, size_t *cnt, bool *failed);

/** List the pods that the selector finds. @return whether there is any */
bool join_pods(struct join *j, const struct space *sp);

/** Give an endpoint that comes from a pod, or stands for one, the hints of trafficDistribution. */
void hints_derive(const struct join *j, struct endpoint *ep);

/** Flag those that new flows may go to. */
void hints_choose(const struct model *m, struct endpoint_list *l);
