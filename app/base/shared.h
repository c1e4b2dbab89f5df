/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Texts that many hold: counted, never changed. Not thread-safe.
 */
#pragma once

/** A copy with one reference. @return NULL: no memory */
const char *shared_text(const char *s);

/** One more reference to what shared_text() made; NULL is allowed. @return the same text */
const char *shared_ref(const char *text);

/** Give a reference back; NULL is allowed. */
void shared_unref(const char *text);
