/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Writing JSON text straight into a buffer: results are large and mostly spliced from text that is
 * JSON already, so no tree is built of them.
 */
#pragma once

#include <stddef.h>

#include "base/buf.h"
#include "base/fault.h"

/** Append a string with its quotes; bytes that are no UTF-8 become U+FFFD. */
void jput_string(struct buf *out, const char *s);

/** Append one fault as an object. */
void jput_fault(struct buf *out, const struct fault *f);

/** Append an array of faults. */
void jput_faults(struct buf *out, const struct faults *fs);
