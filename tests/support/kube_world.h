/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * One board, one model, one change at a time: what tests of the model share. Every step asserts.
 */
#pragma once

#include <stdbool.h>

#include "kube/model.h"

struct world {
	struct board *board;
	struct model *model;
	struct model_change *change;
	uint64_t later_s;     /* the wall clock of changes stands so much later */
	struct faults faults; /* of the last change */
	struct buf seen;      /* what the last change, list or description came to, as text */
};

extern struct world world;

/** A board edge-1 (zone a) with both families, one pool of four addresses; an empty model. */
void world_start(void);

/** The same with another board.yaml. */
void world_start_on(const char *board);
void world_stop(void);

/** Open a change. */
void world_begin(void);

/** Put a text into the open change. @return as model_change_put */
int world_put_from(const char *text, enum model_source source, const char *file);

/** Check and commit; world.seen holds results, then blocks. */
void world_finish(void);

/** Begin, put from the socket as "f", finish. */
void world_apply(const char *text);

/** The text must be refused with a fault that holds this part. */
void world_refused(const char *text, const char *fault);

/** List into world.seen, an object a line. */
void world_list(const char *kind, const char *ns, const char *name, const char *selector);

/** Whether a fault of the last change, as printed, holds this part. */
bool world_has_fault(const char *part);

/** Whether world.seen holds this part. */
bool world_saw(const char *part);
