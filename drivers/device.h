/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Vetting of device strings. They come from a configuration that an unprivileged process read, and
 * end in code that runs as root: only listed drivers, with listed options, pass. Options that name
 * files pass only in a lab.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DEVICE_NAME_BYTES 64
#define DEVICE_ARGS_BYTES 512

struct device {
	bool is_pci;
	char name[DEVICE_NAME_BYTES]; /* "0000:03:00.0", "net_af_packet0" */
	char args[DEVICE_ARGS_BYTES]; /* what follows the first comma, or "" */
	char iface[16]; /* the kernel interface that an AF_PACKET device reads, or "" */
};

/**
 * Take a device string apart and vet it.
 * @param lab true: options that name files, and drivers that only serve tests, pass too
 * @param why text on failure: what was found and what is allowed
 * @return 0, -EINVAL (not a device string), -EPERM (driver or option not allowed)
 * @thread any
 */
int device_parse(const char *text, bool lab, struct device *out, char *why, size_t why_bytes);
