/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Twins: kernel interfaces that the forwarder makes persistent, so that addresses and routes
 * outlive it. They must not outlive the gateway: their names are kept in RUN_DIR/twins, in a file
 * of root's own, and the devices removed at an orderly stop, or at the next start when there was
 * none.
 *
 *     twins: 16 bytes a name, padded with zeroes; nothing else
 */
#pragma once

#include <stdint.h>

#include "base/parent_link.h"

#define TWIN_MAX 64

struct twins {
	int dir_fd; /* of RUN_DIR; not ours */
	uint32_t cnt;
	char names[TWIN_MAX][PARENT_NAME_BYTES];
};

/** Begin: read the names that an earlier instance left, and remove their devices and the file. */
void twins_init(struct twins *t, int dir_fd);

/**
 * Keep one more name, on disk before this returns; a name known already is no change.
 * @return 0; -EINVAL when it is no device name; -ENOSPC past TWIN_MAX; another -errno
 */
int twins_add(struct twins *t, const char *name);

/** Remove all devices, forget the names, remove the file. */
void twins_fini(struct twins *t);

/**
 * Remove one persistent tap device.
 * @return 0; -ENODEV when there is none; -EPERM when the device is no persistent tap; -EBUSY when
 *         another process holds it; another -errno
 */
int twin_remove(const char *name);
