/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Drop reasons and what is known of each: see drop.def.
 */
#pragma once

enum drop {
	DROP_NONE = 0,
#define DROP(symbol_, name_, help_) DROP_##symbol_,
#include "tables/drop.def"
#undef DROP
	DROP_CNT,
};

/** The name of a reason, "none" for DROP_NONE. @thread any */
const char *drop_name(enum drop reason);

/** One sentence on a reason. @thread any */
const char *drop_help(enum drop reason);
