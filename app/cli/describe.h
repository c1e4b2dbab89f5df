/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Describers: one per kind, appending tabbed text that tabs_print() sets.
 */
#pragma once

#include <stdint.h>

#include "base/buf.h"
#include "cli/jget.h"

struct describe {
	const json_t *object;
	const json_t *service; /* of Services: ports, notEndpoints; else NULL */
	struct buf *out;
	uint64_t now_s;
};

typedef void (*describe_cb)(const struct describe *d);

void describe_service(const struct describe *d);
void describe_pod(const struct describe *d);
void describe_endpoints(const struct describe *d);
void describe_slice(const struct describe *d);
void describe_node(const struct describe *d);
void describe_workload(const struct describe *d);

/** Name, Namespace (unless it has none), Labels, Annotations. */
void describe_meta(const struct describe *d);

/** "TITLE:\tvalue" of the text at path, or otherwise; with otherwise NULL nothing when absent. */
void describe_text(const struct describe *d, const char *title, const char *path,
		   const char *otherwise);

/** A map, an entry a line: "TITLE:\tkey=value". sep is "=" or ": ". */
void describe_map(const struct describe *d, const char *title, const json_t *map, const char *sep);

/** Containers of a pod or a pod template, indented under their heading. */
void describe_containers(const struct describe *d, const json_t *pod, const char *indent);

/** Conditions of the object's status. */
void describe_conditions(const struct describe *d);
