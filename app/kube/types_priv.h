/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Types of the board's own scalars, for decode_scalar: each lands in `to` or adds a fault and
 * returns false.
 */
#pragma once

#include "kube/fields.h"

bool decode_addr_range(struct decoder *d, const struct field *f, const struct node *n, void *to);
bool decode_mac(struct decoder *d, const struct field *f, const struct node *n, void *to);
bool decode_duration(struct decoder *d, const struct field *f, const struct node *n, void *to);
bool decode_cpus(struct decoder *d, const struct field *f, const struct node *n, void *to);
bool decode_port_range(struct decoder *d, const struct field *f, const struct node *n, void *to);
bool decode_endpoint(struct decoder *d, const struct field *f, const struct node *n, void *to);
