/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What belongs to whom in a change that several requests share.
 */
#pragma once

#include "control/changes.h"

/* A request of the change under way, and what is wrong with it alone. */
struct taken {
	struct change_job *job;
	struct faults faults;
};

/** Whether a job may share a change with others. */
bool share_may(const struct change_job *job);

/**
 * Tell each what the check found about its own objects.
 * @param together what the check found
 * @param taken    by the parts of the change
 * @return false: that is more than notes and warnings, or nobody's
 */
bool share_notes(const struct model_change *change, const struct faults *together,
		 struct taken *taken);
