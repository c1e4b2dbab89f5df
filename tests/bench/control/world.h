/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What the benchmark of control configures: Services svc-0, svc-1, ..., each with one UDP port and
 * the same number of endpoints, in one EndpointSlice svc-N-x or as Pods pod-N-K with a selector.
 * Evenly spread among them, from the first to the last, are the probed ones, whose cluster IPs are
 * known beforehand; the others' are drawn.
 *
 * An endpoint has two addresses, and every change of it goes to the other one: so any number of
 * changes leaves as much behind as there was before.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define WORLD_PROBED_MAX 64

struct world {
	uint32_t service_cnt;
	uint32_t endpoint_cnt; /* of each Service */
	uint32_t probed_cnt;
	uint8_t *other; /* by Service and endpoint: it has its second address */
};

/** @param service_cnt at least 2 @return 0 or -ENOMEM */
int world_init(struct world *w, uint32_t service_cnt, uint32_t endpoint_cnt);
void world_fini(struct world *w);

/** The Service of a probed number, and its cluster IP in host order. */
uint32_t world_probed(const struct world *w, uint32_t no);
uint32_t world_vip(uint32_t no);

/** The endpoint that has an address now. @return false: none of the Service's has */
bool world_find(const struct world *w, uint32_t service, uint32_t addr, uint32_t *endpoint);

/** Give an endpoint its other address. */
void world_change(struct world *w, uint32_t service, uint32_t endpoint);

/** Write a Service, and its endpoints in one of both shapes. */
void world_put_service(const struct world *w, uint32_t service, bool pods, FILE *out);
void world_put_slice(const struct world *w, uint32_t service, FILE *out);
void world_put_pod(const struct world *w, uint32_t service, uint32_t endpoint, FILE *out);
