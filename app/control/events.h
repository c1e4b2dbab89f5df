/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Events: what was accepted, refused and allocated, kept in the state (state/state.h) and shown as
 * Kubernetes has them, kind Event of v1. Those of objects without a namespace, and the board's own,
 * are in the namespace default.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "kube/model.h"
#include "state/state.h"

struct changes;

/** Whether a kind that a user gave means events: "events", "ev". */
bool events_are_meant(const char *kind);

#define EVENTS_BOARD_KIND "Board"
#define EVENT_NAME_BYTES  300

/** The namespace that an event is in. */
const char *event_space(const struct state_event *e);

/** Its name: one for all times that it happens. */
void event_name(const struct state_event *e, char name[EVENT_NAME_BYTES]);

/** Append an event as a Kubernetes object. */
void event_json(const struct model *m, const struct state_event *e, struct buf *out);

/** List events, those whose last time is longest ago first. @return as model_list */
int events_list(struct state *state, const struct model *m, const struct model_query *q,
		struct faults *faults, model_object_cb cb, void *arg);

/** How far the events of a change have been added; zeroed at first. */
struct events_at {
	size_t result;
	size_t allocation;
	bool results_done;
};

/**
 * Add some more of what a checked change did to a batch of events, which keeps the newest.
 * @param max how many objects to look at
 * @return whether there is more
 */
bool events_of_change(const struct model_change *c, struct events_at *at, size_t max,
		      struct state_batch *batch);

/**
 * Keep a warning that belongs to no change.
 * @param ns,name of a Service; name "": it is the board's, whose name is given
 */
void events_warn(struct changes *changes, const char *board, const char *ns, const char *name,
		 const char *reason, const char *message);

/**
 * Keep what was wrong with a change that was refused, as events of the objects that are wrong.
 * @param board  whose events the others are: its name
 * @param reason "FailedApply", "FailedLoad"
 */
void events_refused(struct changes *changes, const char *board, const char *reason,
		    const struct faults *faults);
