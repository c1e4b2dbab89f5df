/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The clients of `get --watch`. After a change each one's listing is taken again and compared with
 * what it was told last; so derived objects (the endpoints of a Service whose pods changed) are
 * followed as any others, and a client that reads slowly gets fewer, larger steps.
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
 * @param q its strings live as long as the call
 */
void watchers_add(struct watchers *w, struct mgmt_call *call, const struct model_query *q);

/** The model changed: tell everybody, soon. */
void watchers_wake(struct watchers *w);

/** Something was saved: tell those who follow events, soon. */
void watchers_wake_events(struct watchers *w);
