/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/share.h"

bool
share_may(const struct change_job *job)
{
	return job->durable && !job->dry && !job->local && !job->full && job->records == NULL &&
	       !job->alone;
}

/* @return below 0: nobody's */
static int
part_of(const struct model_change *change, const struct fault *f)
{
	return f->object == NULL || f->reason == NULL ? -1
						      : model_change_part_of(change, f->object);
}

bool
share_notes(const struct model_change *change, const struct faults *together, struct taken *taken)
{
	if (together->error_cnt > 0)
		return false;
	for (size_t i = 0; i < together->cnt; i++)
		if (part_of(change, &together->v[i]) < 0)
			return false;
	for (size_t i = 0; i < together->cnt; i++) {
		const struct fault *f = &together->v[i];
		const struct fault_at at = {.file = f->file,
					    .line = f->line,
					    .col = f->col,
					    .path = f->path,
					    .object = f->object};

		faults_add(&taken[part_of(change, f)].faults, f->level, &at, "%s", f->reason);
	}
	return true;
}
