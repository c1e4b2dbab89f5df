/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The command line of sluice-replay.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define OPTIONS_FILE_MAX   64
#define OPTIONS_ACTION_MAX 256

enum option_file_kind {
	OPTION_IN,
	OPTION_FROM_TWIN,
	OPTION_OUT,
	OPTION_TWIN,
};

/* "wire0=in.pcap" */
struct option_file {
	enum option_file_kind kind;
	char port[32];
	const char *file;
};

/* "2.5=apply:file.yaml" */
struct option_action {
	uint64_t at_ns;
	const char *what;
};

struct options {
	const char *config;
	const char *manifests[OPTIONS_FILE_MAX];
	unsigned int manifest_cnt;
	struct option_file files[OPTIONS_FILE_MAX];
	unsigned int file_cnt;
	struct option_action actions[OPTIONS_ACTION_MAX]; /* in order of time */
	unsigned int action_cnt;
	const char *counters;
	unsigned int workers; /* 0: as the configuration says */
	uint64_t settle_ns;
	uint64_t seed;
	uint16_t split_bytes; /* of each buffer that a packet comes in; 0: one for all */
	bool is_spread_any;   /* any packet to any worker, instead of a flow's to one */
	bool announce;
};

/** @return 0; 1: help was asked for and printed; -EINVAL: a message was printed */
int options_parse(struct options *o, int argc, char **argv);
