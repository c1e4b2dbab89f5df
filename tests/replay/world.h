/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The world that a replay runs in: the product's compiler, blocks, tables and workers, joined in
 * one process, with arrays in the place of devices and the captures' clock.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "forwarder/forwarder.h"
#include "kube/board.h"
#include "kube/model.h"

struct world {
	struct board *board;
	struct model *model;
	struct forwarder f;       /* tables and pipes; no devices, no sockets */
	struct pipe_io_array *io; /* NULL: the packets are somebody else's */
	uint64_t wall_s;
};

struct world_params {
	const char *config;
	unsigned int workers; /* 0: as many as spec.cores has */
	uint64_t seed;
	const struct pipe_io *io; /* where packets come from and go to; NULL: arrays */
};

/**
 * Read the configuration and bring everything up.
 * @param faults what is wrong with the configuration
 * @return 0, -EINVAL with faults, another -errno with why
 */
int world_create(struct world *w, const struct world_params *params, struct faults *faults,
		 char *why, size_t why_bytes);
void world_destroy(struct world *w);

/** Load a manifest, or all of a folder; NULL: what is built in alone. @return as world_create */
int world_load(struct world *w, const char *path, struct faults *faults, char *why,
	       size_t why_bytes);

/** Let go what grace periods allow; to be called now and then. */
void world_reclaim(struct world *w);

/** Carry out "apply:FILE", "delete:KIND/[NS/]NAME" or "ready:pod/[NS/]NAME=true|false|none". */
int world_act(struct world *w, const char *action, struct faults *faults, char *why,
	      size_t why_bytes);

/** What can be known of an action beforehand: a file's mistakes. @return as world_create */
int world_check_action(struct world *w, const char *action, struct faults *faults, char *why,
		       size_t why_bytes);

/** Port index by name, -1 when there is none. */
int world_port(const struct world *w, const char *name);

/** Write all counters as one JSON object. @return 0, -EIO */
int world_write_counters(const struct world *w, const char *file);
