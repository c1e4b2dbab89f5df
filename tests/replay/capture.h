/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Captures: inputs, read whole and put in order of time, and outputs, by libpcap.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <pcap/pcap.h>

#include "base/buf.h"

enum capture_from {
	CAPTURE_WIRE,
	CAPTURE_TWIN,
};

struct capture_packet {
	uint64_t ns;
	size_t bytes_off; /* into the set's bytes */
	size_t nth;       /* of all that were read: equal times stay in this order */
	uint32_t len;
	unsigned int port;
	enum capture_from from;
};

struct capture_set {
	struct capture_packet *v;
	size_t cnt, max, next;
	struct buf bytes;
};

/** Add the packets of an Ethernet capture. @return 0, or -errno with why */
int capture_load(struct capture_set *set, const char *file, unsigned int port,
		 enum capture_from from, char *why, size_t why_bytes);

/** After the last capture_load: put the packets of all captures in order of their times. */
void capture_sort(struct capture_set *set);

/** The packet that is next, NULL at the end. Going on is `set->next++`. */
const struct capture_packet *capture_next(const struct capture_set *set);

void capture_close(struct capture_set *set);

struct capture_out {
	pcap_t *dead;
	pcap_dumper_t *dump; /* NULL: nothing is written */
};

int capture_create(struct capture_out *out, const char *file, char *why, size_t why_bytes);
void capture_write(struct capture_out *out, uint64_t ns, const uint8_t *bytes, uint32_t len);
/** @return 0, or -EIO when not all could be written */
int capture_finish(struct capture_out *out);
