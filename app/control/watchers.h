/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The clients of `get --watch`: each is told what is there, then every change in it that is
 * committed, in order. What they have not read yet is kept for them in bounds (control/news.h); who
 * falls behind is told so, and has to list anew. A kind that nobody follows costs nothing.
 */
#pragma once

#include <uv.h>

#include "kube/model.h"
#include "mgmt/server.h"
#include "state/state.h"

struct watchers;

/**
 * @param state where events are
 * @return 0 or -ENOMEM
 */
int watchers_create(uv_loop_t *loop, struct model *model, struct state *state,
		    struct watchers **out);

/** End all watches and free; NULL is allowed. */
void watchers_destroy(struct watchers *w);

/**
 * Answer a call with a listing, then with what changes in it until the client hangs up.
 * @param kind proper name, "Event" too
 * @param q    is sound; not kept
 */
void watchers_add(struct watchers *w, struct mgmt_call *call, const char *kind,
		  const struct model_query *q);

/** A change will be committed: note what it bears on. */
void watchers_committing(struct watchers *w, const struct model_change *change);

/** A change was committed or taken back: tell those who follow, soon. */
void watchers_ended(struct watchers *w);

/** Something was saved: tell those who follow events, soon. */
void watchers_saved(struct watchers *w);
