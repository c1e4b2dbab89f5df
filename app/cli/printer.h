/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Rows of `get`: each kind has its headings and a function that appends the cells after the name.
 */
#pragma once

#include "cli/cli.h"
#include "cli/jget.h"

struct row {
	const json_t *object;
	struct buf *line;
	uint64_t now_s;
	bool wide;
};

struct printer {
	const char *kind;
	const char *headings; /* after NAME, a tab before each */
	const char *wide;     /* more of them for -o wide */
	void (*cells)(const struct row *r);
	bool nameless; /* its rows begin with other cells, and wide ones have these headings alone
			*/
};

/** The printer of a kind; those without their own show names and ages. */
const struct printer *printer_find(const char *kind);

/** Append one cell. */
void row_cell(const struct row *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** Append a cell of gathered text, or otherwise when it is empty; text is freed. */
void row_cell_take(const struct row *r, struct buf *text, const char *otherwise);

/** Append the age of the object. */
void row_age(const struct row *r);

/** Append labels at path as a cell. */
void row_labels(const struct row *r, const char *path);

/** The list of at most three, and how many more there are: "a,b,c + 2 more...", or "<none>". */
struct few {
	struct buf text;
	size_t cnt;
};

/** Add to a list of at most three. */
void few_add(struct few *f, const char *item);

/** Complete the text: f->text, to be freed. */
void few_end(struct few *f, const char *none);

/** "10.0.0.1:80", "[fd00::1]:80"; port 0: the address alone. */
void few_add_pair(struct few *f, const char *address, long long port);

void print_event(const struct row *r);
void print_service(const struct row *r);
void print_endpoints(const struct row *r);
void print_slice(const struct row *r);
void print_pod(const struct row *r);
void print_node(const struct row *r);
void print_namespace(const struct row *r);
void print_ingress(const struct row *r);
void print_replicas(const struct row *r);
void print_deployment(const struct row *r);
void print_stateful(const struct row *r);

/** How ready a pod is: containers, and how often they were restarted. */
struct pod_state {
	size_t ready;
	size_t total;
	long long restarts;
	const char *restarted; /* when last, NULL: not known */
	const char *status;
};

struct pod_state pod_state(const json_t *pod);

/** The endpoints of an Endpoints object as few show them. */
void endpoints_text(const json_t *object, struct buf *out);

/** What a Service asks for and cannot have now, and why. @return NULL: nothing */
const char *service_pending(const json_t *object);

/** Its cluster IP, "<pending>", or the word for none. */
const char *service_cluster_ip(const json_t *object, const char *none);

/** External addresses of a Service: "<none>", "<pending>", or a list. */
void service_external(const json_t *object, bool whole, struct buf *out);

/** Where an Ingress is served, joined; nothing when it is not. */
void ingress_addresses(const json_t *object, struct buf *out);

/** The roles of a Node by its labels, joined; nothing when it has none. */
void node_roles(const json_t *node, struct buf *out);
