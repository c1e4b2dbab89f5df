/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Between reading a board and checking it.
 */
#pragma once

#include "kube/board.h"

struct node;

/** Whether a range of a pool holds addr. */
bool board_range_has(const struct board_range *range, const struct ip_addr *addr);

/**
 * Check a decoded board against itself.
 * @param root the document, for places
 */
void board_check(const struct board *board, const struct node *root, const char *file,
		 struct faults *faults);
