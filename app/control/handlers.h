/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The handlers of the management socket's methods (rpc/methods.def); arg is the struct control.
 */
#pragma once

#include "control/control.h"

#define RPC_METHOD(name_, flags_, params_, help_)                                                  \
	void handle_##name_(struct mgmt_call *call, const json_t *params, void *arg);
#include "rpc/methods.def"
#undef RPC_METHOD

/** A string parameter, or NULL. */
static inline const char *
param_string(const json_t *params, const char *name)
{
	return json_string_value(json_object_get(params, name));
}

/** Whether a parameter is true. */
static inline bool
param_true(const json_t *params, const char *name)
{
	return json_is_true(json_object_get(params, name));
}

/** The namespace that a request means: NULL for all. */
const char *param_namespace(const json_t *params);
