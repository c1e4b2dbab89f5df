/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Captures: several inputs merged by time, and outputs, by libpcap.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <pcap/pcap.h>

#define CAPTURE_MAX 64

enum capture_from {
	CAPTURE_WIRE,
	CAPTURE_TWIN,
};

struct capture_in {
	pcap_t *pcap;
	unsigned int port;
	enum capture_from from;
	struct pcap_pkthdr *head; /* the packet that is next; NULL: no more */
	const uint8_t *bytes;
	uint64_t ns;
};

struct capture_set {
	struct capture_in v[CAPTURE_MAX];
	unsigned int cnt;
};

/** Add an Ethernet capture. @return 0, or -errno with why */
int capture_open(struct capture_set *set, const char *file, unsigned int port,
		 enum capture_from from, char *why, size_t why_bytes);

/** The input whose next packet is the earliest (the first of equals), NULL at the end. */
struct capture_in *capture_next(struct capture_set *set);

/** Go on to the input's following packet. @return 0, or -EIO for a damaged file with why */
int capture_advance(struct capture_in *in, char *why, size_t why_bytes);

void capture_close(struct capture_set *set);

struct capture_out {
	pcap_t *dead;
	pcap_dumper_t *dump; /* NULL: nothing is written */
};

int capture_create(struct capture_out *out, const char *file, char *why, size_t why_bytes);
void capture_write(struct capture_out *out, uint64_t ns, const uint8_t *bytes, uint32_t len);
/** @return 0, or -EIO when not all could be written */
int capture_finish(struct capture_out *out);
