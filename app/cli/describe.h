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
	const json_t *service;  /* of Services: ports, notEndpoints; else NULL */
	const json_t *services; /* of Ingresses: each as service, of those that it names */
	struct buf *out;
	uint64_t now_s;
};

typedef void (*describe_cb)(const struct describe *d);

void describe_service(const struct describe *d);
void describe_pod(const struct describe *d);
void describe_endpoints(const struct describe *d);
void describe_slice(const struct describe *d);
void describe_node(const struct describe *d);
void describe_namespace(const struct describe *d);
void describe_ingress(const struct describe *d);
void describe_replicas(const struct describe *d);
void describe_deployment(const struct describe *d);
void describe_stateful(const struct describe *d);

/** Name, Namespace (unless it has none), Labels, Annotations. */
void describe_meta(const struct describe *d);

/** "TITLE:\tvalue" of the text at path, or otherwise; with otherwise NULL nothing when absent. */
void describe_text(const struct describe *d, const char *title, const char *path,
		   const char *otherwise);

#define DESCRIBE_TIME_BYTES 40

/** A stamp as kubectl's descriptions have it; NULL: that of year 1. @return text */
const char *describe_time(const char *stamp, char text[DESCRIBE_TIME_BYTES]);

/** "TITLE:\ttime" of the stamp at path, nothing when absent. */
void describe_stamp(const struct describe *d, const char *title, const char *path);

/** A map, an entry a line: "TITLE:\tkey=value". sep is "=" or ": ". */
void describe_map(const struct describe *d, const char *title, const json_t *map, const char *sep);

/** The object's annotations, long ones shortened below their names. */
void describe_annotations(const struct describe *d);

/** "Controlled By:\tReplicaSet/kubia", nothing when nobody does. */
void describe_owner(const struct describe *d);

/** Containers under their title; indent is that of a pod template, or "". */
void describe_containers(const struct describe *d, const char *title, const json_t *containers,
			 const json_t *statuses, const char *indent);

/** All containers of a pod's spec; status may be NULL. */
void describe_pod_spec(const struct describe *d, const json_t *spec, const json_t *status,
		       const char *indent);

/** Volumes of a pod's spec. */
void describe_pod_volumes(const struct describe *d, const json_t *spec, const char *indent);

/** Node selectors and tolerations of a pod's spec. */
void describe_scheduling(const struct describe *d, const json_t *spec, const char *indent);

/** Conditions of the object's status. */
void describe_conditions(const struct describe *d);
