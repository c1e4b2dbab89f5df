/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A client of the management socket that has one request open at a time and waits for nothing.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct client {
	int fd;
	bool busy;
	uint32_t service; /* what the request is about: the caller's */
	char *request;
	size_t len, sent;
	char reply[65536]; /* its begin */
	size_t got;
};

/** Connect. @return 0 or -errno */
int client_open(struct client *c, const char *path);
void client_close(struct client *c);

/**
 * Make a request to apply a manifest, ready to be sent.
 * @param text a manifest; it has neither '"' nor '\\'
 * @return 0 or -ENOMEM
 */
int client_prepare(struct client *c, const char *text);

/** Send what is left of the request. @return 0, -EAGAIN there is more, another -errno */
int client_push(struct client *c);

/** Read on. @return 1: accepted; 0: not yet; -EINVAL: refused, reply says why; another -errno */
int client_poll(struct client *c);
