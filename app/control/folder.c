/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
folder_has(const char *name)
{
	static const char *const ends[] = {".yaml", ".yml", ".json"};
	size_t len = strlen(name);

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t end_len = strlen(ends[i]);

		if (name[0] != '.' && len > end_len && strcmp(name + len - end_len, ends[i]) == 0)
			return true;
	}
	return false;
}

static int
is_manifest(const struct dirent *entry)
{
	return folder_has(entry->d_name) && entry->d_type != DT_DIR;
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

int
folder_each(const char *path, folder_cb cb, void *arg)
{
	size_t dir_len = strlen(path);
	struct dirent **names = NULL;
	char *full;
	int cnt = scandir(path, &names, is_manifest, by_name);
	int rc = 0;

	if (cnt < 0)
		return -errno;
	full = malloc(dir_len + sizeof(names[0]->d_name) + 2);
	if (full == NULL)
		rc = -ENOMEM;
	while (dir_len > 1 && path[dir_len - 1] == '/')
		dir_len--;
	for (int i = 0; i < cnt; i++) {
		if (rc == 0) {
			sprintf(full, "%.*s/%s", (int)dir_len, path, names[i]->d_name);
			rc = cb(arg, full);
		}
		free(names[i]);
	}
	free(names);
	free(full);
	return rc;
}
