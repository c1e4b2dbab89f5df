/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The steps of the start that settings alone decide, apart from devices and threads: so that a
 * replay of captures is set up by the same code as the product.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "forwarder/forwarder.h"

/** A prefix as blocks carry it, in the form that tables take. */
static inline struct ip_prefix
setup_prefix(const struct sluice_prefix *p)
{
	struct ip_prefix out = {.len = p->len};

	memcpy(out.addr.b, p->addr.b, sizeof(out.addr.b));
	return out;
}

/** An address likewise. */
static inline struct ip_addr
setup_addr(const struct sluice_addr *a)
{
	struct ip_addr out;

	memcpy(out.b, a->b, sizeof(out.b));
	return out;
}

/** What tables and packet buffers will take. @thread any */
size_t setup_memory_bytes(const struct sluice_settings *s);

/**
 * Make packet buffers, QSBR variable and tables for f->settings.
 * @param secret per boot
 * @return 0 or -errno with why
 * @thread main, after EAL
 */
int setup_tables(struct forwarder *f, const uint64_t secret[2], char *why, size_t why_bytes);

/**
 * Put addresses, neighbours and routes of the ports without a twin into the FIB; again after each
 * resync of the mirror, which sweeps what netlink does not name.
 * @return 0 or -errno with why
 * @thread main
 */
int setup_static(struct forwarder *f, char *why, size_t why_bytes);

/**
 * Put those of the other ports on their twins.
 * @return 0 or -errno with why
 * @thread main, before privileges are dropped
 */
int setup_twins(struct forwarder *f, char *why, size_t why_bytes);

/** Tell the Service tables which addresses are the board's own now. @thread main */
void setup_local_addresses(struct forwarder *f);

/**
 * Make a pipe for each worker.
 * @param io     where bursts come from and go to
 * @param secret per boot: orders masquerading ports
 * @return 0 or -errno with why
 * @thread main
 */
int setup_pipes(struct forwarder *f, const struct pipe_io *io, const uint64_t secret[2],
		uint32_t start_ms, char *why, size_t why_bytes);

/** Free what setup_tables() made; pipes are destroyed before. @thread main */
void setup_fini(struct forwarder *f);
