/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Readiness probes of pods as they are written: what the field table cannot check.
 */
#pragma once

#include "kube/object.h"

/**
 * Set what a probe leaves to its defaults, and refuse one without exactly one way to ask.
 * @param at path of spec, for messages: "spec" or "spec.template.spec"
 */
void probes_complete(const struct object *o, const struct pod_spec *spec, const char *at,
		     struct faults *faults);
