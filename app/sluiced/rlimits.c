/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "sluiced/rlimits.h"

#include <err.h>
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

static const struct limit {
	int resource;
	char letter;
	const char *unit;
	rlim_t least, wanted;
} limits[] = {
#define LIMIT(resource_, letter_, unit_, least_, wanted_)                                          \
	{resource_, letter_, unit_, least_, wanted_},
#include "sluiced/rlimits.def"
#undef LIMIT
};

static int
raise_one(const struct limit *l)
{
	struct rlimit now, all = {.rlim_cur = l->wanted};

	if (getrlimit((__rlimit_resource_t)l->resource, &now) < 0)
		return -errno;
	if (now.rlim_cur >= l->wanted)
		return 0;
	all.rlim_max = now.rlim_max > l->wanted ? now.rlim_max : l->wanted;
	if (setrlimit((__rlimit_resource_t)l->resource, &all) == 0)
		return 0;
	/* More than the hard limit takes CAP_SYS_RESOURCE: as far as we may. */
	now.rlim_cur = now.rlim_max;
	setrlimit((__rlimit_resource_t)l->resource, &now);
	if (now.rlim_cur >= l->least)
		return 0;
	warnx("ulimit -%c is %ju, and at least %ju is needed: raise it, or %s= of the unit",
	      l->letter, (uintmax_t)now.rlim_cur, (uintmax_t)l->least, l->unit);
	return -EPERM;
}

int
rlimits_raise(void)
{
	int rc = 0;

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		if (raise_one(&limits[i]) < 0)
			rc = -EPERM;
	return rc;
}
