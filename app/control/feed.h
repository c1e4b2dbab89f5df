/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The objects of one kind as they are shown, while somebody follows them, and what changes in them.
 *
 * Model:
 *   a change that is committed names what it bears on (kube/model.h); that is shown anew and
 *   compared with how it was shown before. So derived objects are followed as any others, and each
 *   change that is committed is a change here, however short it lasts. Events are read from the
 *   state, where what happens again is counted at one place.
 *
 * Life cycle: feed_touch() while the change is open, feed_follow() when it has ended.
 */
#pragma once

#include "control/news.h"
#include "kube/model.h"
#include "state/state.h"

struct feed;

/**
 * @param kind proper name, "Event" for those of the state
 * @return 0 or -ENOMEM
 */
int feed_create(struct model *model, struct state *state, const char *kind, struct feed **out);

/** NULL is allowed. */
void feed_destroy(struct feed *f);

/** Proper name of its kind. */
const char *feed_kind(const struct feed *f);

/** Whether it is of events. */
bool feed_is_events(const struct feed *f);

/** What changed, for readers. */
const struct news *feed_news(const struct feed *f);

/** Note what a change that will be committed bears on. */
void feed_touch(struct feed *f, const struct model_change *change);

/**
 * The change has ended, or events were saved: find out what is shown otherwise.
 * @return 0 or -ENOMEM: then news are missing, and all readers have fallen behind
 */
int feed_follow(struct feed *f);

/** All that is there, by namespace and name, events by time. @param out to be freed; shown_unref()
 * each. @return 0 or -ENOMEM */
int feed_list(const struct feed *f, struct shown ***out, size_t *cnt);
