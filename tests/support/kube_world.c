/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/kube_world.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "channel/block.h"
#include "support/unit.h"

#define WALL 1700000000

static const char board_text[] =
	"apiVersion: sluice/v1\nkind: Board\nmetadata: {name: edge-1}\nspec:\n"
	"  ports: [{name: wire0, device: d, addresses: [192.0.2.1/24]}]\n"
	"  node: {zone: a}\n"
	"  cluster: {podCIDRs: [10.180.0.0/16], serviceCIDRs: [10.96.0.0/12, \"fd00::/112\"],\n"
	"    externalIPCIDRs: [198.51.100.0/24]}\n"
	"  pools: [{name: p, ranges: [203.0.113.16/30]}]\n";

struct world world;

void
world_start(void)
{
	world_start_on(board_text);
}

void
world_start_on(const char *board)
{
	CU_ASSERT_EQUAL_FATAL(
		board_parse("board", board, strlen(board), &world.board, &world.faults), 0);
	CU_ASSERT_EQUAL_FATAL(model_create(world.board, &world.model), 0);
	buf_adds(&world.seen, "");
}

void
world_stop(void)
{
	model_destroy(world.model);
	board_destroy(world.board);
	faults_fini(&world.faults);
	buf_fini(&world.seen);
	world.model = NULL;
	world.change = NULL;
}

void
world_begin(void)
{
	faults_fini(&world.faults);
	CU_ASSERT_EQUAL_FATAL(
		model_change_begin(world.model, WALL + world.later_s, &world.faults, &world.change),
		0);
}

int
world_put_from(const char *text, enum model_source source, const char *file)
{
	struct model_text t = {.source = source, .name = file, .text = text, .len = strlen(text)};

	return source == MODEL_FILE ? model_change_put_file(world.change, &t)
				    : model_change_put(world.change, &t);
}

static int
show_result(void *arg, const struct model_result *r)
{
	buf_printf(arg, "%s %s\n", r->shown, r->verb);
	return 0;
}

static int
show_block(void *arg, const struct model_block *b)
{
	const char *why = NULL;

	if (b->bytes == NULL) {
		buf_printf(arg, "-%u\n", b->kind);
		return 0;
	}
	CU_ASSERT_EQUAL(((uintptr_t)b->bytes) % 8, 0);
	CU_ASSERT_EQUAL(block_prove(b->bytes, b->len, &why), 0);
	if (why != NULL)
		fprintf(stderr, "\n%s\n", why);
	if (b->kind == SLUICE_BLOCK_SERVICE) {
		const struct sluice_service *s = b->bytes;

		buf_printf(arg, "+%s\n", block_string(s, s->name_off));
	} else {
		const struct sluice_endpoints *e = b->bytes;
		const struct sluice_endpoint *ep =
			(const void *)((const char *)e + e->endpoints.off);

		buf_printf(arg, "+%u/%u", e->family, e->proto);
		for (uint32_t i = 0; i < e->endpoints.cnt; i++) {
			struct ip_addr a;
			char text[ADDR_TEXT_BYTES];

			memcpy(a.b, ep[i].addr.b, 16);
			buf_printf(arg, " %s:%u/%x", addr_format(&a, text), ep[i].port,
				   ep[i].flags);
		}
		buf_adds(arg, "\n");
	}
	return 0;
}

static void
print_faults(void)
{
	char line[800];

	for (size_t i = 0; i < world.faults.cnt; i++) {
		fault_print(&world.faults.v[i], line, sizeof(line));
		fprintf(stderr, "\n%s\n", line);
	}
}

bool
world_has_fault(const char *part)
{
	char line[800];

	for (size_t i = 0; i < world.faults.cnt; i++) {
		fault_print(&world.faults.v[i], line, sizeof(line));
		if (strstr(line, part) != NULL)
			return true;
	}
	print_faults();
	fprintf(stderr, "\nwanted: %s\n", part);
	return false;
}

/* Check and commit; seen holds results and blocks. */
void
world_finish(void)
{
	int err = model_change_check(world.change);

	if (err != 0)
		print_faults();
	CU_ASSERT_EQUAL_FATAL(err, 0);
	buf_reset(&world.seen);
	model_change_results(world.change, show_result, &world.seen);
	model_change_blocks(world.change, show_block, &world.seen);
	model_change_commit(world.change);
}

void
world_apply(const char *text)
{
	int err;

	world_begin();
	err = world_put_from(text, MODEL_SOCKET, "f");
	if (err != 0)
		print_faults();
	CU_ASSERT_EQUAL_FATAL(err, 0);
	world_finish();
}

void
world_refused(const char *text, const char *fault)
{
	int err;

	world_begin();
	err = world_put_from(text, MODEL_SOCKET, "f");
	if (err == 0)
		err = model_change_check(world.change);
	CU_ASSERT_EQUAL(err, -EINVAL);
	CU_ASSERT_TRUE(world_has_fault(fault));
	model_change_abort(world.change);
}

static int
append(void *arg, const char *json, size_t len)
{
	buf_add(arg, json, len);
	buf_adds(arg, "\n");
	return 0;
}

void
world_list(const char *kind, const char *ns, const char *name, const char *selector)
{
	struct model_query q = {.kind = kind, .ns = ns, .name = name, .selector = selector};

	buf_reset(&world.seen);
	buf_adds(&world.seen, "");
	CU_ASSERT_EQUAL(model_list(world.model, &q, &world.faults, append, &world.seen), 0);
}

bool
world_saw(const char *part)
{
	if (world.seen.data != NULL && strstr(world.seen.data, part) != NULL)
		return true;
	fprintf(stderr, "\nsaw <%s>\nwanted <%s>\n", world.seen.data == NULL ? "" : world.seen.data,
		part);
	return false;
}
