/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Shared by alloc.c, which keeps and claims, and draw.c, which picks.
 */
#pragma once

#include "kube/model_priv.h"

#define WHAT_BYTES (ADDR_TEXT_BYTES + 24)

/** Does the Service have virtual addresses? */
bool alloc_has_cluster_ip(const struct service_spec *s);

/** Names under which model.taken knows an address and a node port. */
void alloc_what_ip(const struct ip_addr *a, char what[WHAT_BYTES]);
void alloc_what_port(uint16_t port, char what[WHAT_BYTES]);

/** Hold (s) or free (NULL), failures noted in the change. */
void alloc_take(struct model_change *c, const char *what, struct svc *s);

/** The board's network of cluster IPs of a family, or NULL. */
const struct ip_prefix *alloc_network_of(const struct board *b, enum family f);

bool alloc_draws_node_ports(const struct service_spec *spec);
bool alloc_wants_balancer(const struct service_spec *spec);
bool alloc_needs_health_port(const struct service_spec *spec);

/** Pick all that a Service needs and has not got yet. */
void alloc_draw(struct model_change *c, struct svc *s);
