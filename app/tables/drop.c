/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "tables/drop.h"

static const struct {
	const char *name;
	const char *help;
} drops[DROP_CNT] = {
	[DROP_NONE] = {"none", "not dropped"},
#define DROP(symbol_, name_, help_) [DROP_##symbol_] = {name_, help_},
#include "tables/drop.def"
#undef DROP
};

const char *
drop_name(enum drop reason)
{
	return drops[reason].name;
}

const char *
drop_help(enum drop reason)
{
	return drops[reason].help;
}
