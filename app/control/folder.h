/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A folder of manifests: its .yaml, .yml and .json files, without those of folders in it and
 * without hidden ones.
 */
#pragma once

#include <stdbool.h>

typedef int (*folder_cb)(void *arg, const char *path);

/** Whether a file of that name in a folder is a manifest. */
bool folder_has(const char *name);

/**
 * Walk a folder's manifests in the order of their names.
 * @return 0, -errno of opendir(3), -ENOMEM, or what cb returned to end the walk
 */
int folder_each(const char *path, folder_cb cb, void *arg);
