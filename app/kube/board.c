/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/board.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/suggest.h"
#include "kube/arena.h"
#include "kube/board_priv.h"
#include "kube/fields.h"
#include "kube/tree.h"

bool
board_prefixes_have(const struct board_prefixes *set, const struct ip_addr *addr)
{
	for (size_t i = 0; i < set->cnt; i++)
		if (prefix_contains(&set->v[i], addr))
			return true;
	return false;
}

bool
board_range_has(const struct board_range *r, const struct ip_addr *addr)
{
	return addr_compare(&r->first, addr) <= 0 && addr_compare(addr, &r->last) <= 0;
}

bool
board_pools_have(const struct board *board, const struct ip_addr *addr)
{
	for (size_t i = 0; i < board->spec.pools.cnt; i++) {
		const struct board_pool *p = &board->spec.pools.v[i];

		for (size_t k = 0; k < p->ranges.cnt; k++)
			if (board_range_has(&p->ranges.v[k], addr))
				return true;
	}
	return false;
}

bool
board_may_be_vip(const struct board *board, const struct ip_addr *addr)
{
	return !board_prefixes_have(&board->spec.cluster.pod_cidrs, addr) ||
	       board_pools_have(board, addr) ||
	       board_prefixes_have(&board->spec.cluster.external_ip_cidrs, addr);
}

const struct board_port *
board_port_of(const struct board *board, const struct ip_addr *addr)
{
	for (size_t i = 0; i < board->spec.ports.cnt; i++) {
		const struct board_port *p = &board->spec.ports.v[i];

		for (size_t k = 0; k < p->addresses.cnt; k++)
			if (addr_equal(&p->addresses.v[k].addr, addr))
				return p;
	}
	return NULL;
}

struct parse {
	const char *file;
	struct faults *faults;
	struct board *board;
	bool seen;
};

/* apiVersion and kind: an unknown key that looks like one of them is the mistake, not its absence.
 */
static void
check_identity(struct decoder *d, const struct node *root, const struct field *f)
{
	const struct node *n = tree_get(root, f->key);

	d->path_len = (size_t)snprintf(d->path, sizeof(d->path), "%s", f->key);
	if (n != NULL && (n->type != NODE_STRING || strcmp(n->text, f->allowed) != 0))
		decode_fault(d, n, "expected %s, found \"%.60s\"", f->allowed, n->text);
	if (n == NULL)
		n = tree_get(tree_get(root, "metadata"), f->key);
	for (const struct node *c = root->first; n == NULL && c != NULL; c = c->next)
		if (suggest_nearest(c->key, &f->key, 1) != NULL)
			n = c;
	if (n == NULL)
		decode_fault(d, root, "missing: expected %s: %s", f->key, f->allowed);
	d->path[d->path_len = 0] = '\0';
}

static bool
is_board(struct decoder *d, const struct node *root)
{
	const struct schema *s = &schemas[SCHEMA_BOARD];

	if (root->type != NODE_MAP)
		return decode_mismatch(d, root, "a map with apiVersion, kind and spec");
	for (size_t i = 0; i < s->cnt; i++)
		if ((s->fields[i].flags & FF_IDENTITY) != 0)
			check_identity(d, root, &s->fields[i]);
	return !d->bad;
}

static int
take_document(void *arg, struct document *doc)
{
	struct parse *p = arg;
	struct decoder d = {.file = p->file, .faults = p->faults, .partial = doc->partial};

	if (p->seen) {
		decode_fault(&d, doc->root, "a second document: one Board is all there is");
		return 0;
	}
	p->seen = true;
	if (!is_board(&d, doc->root))
		return 0;
	d.arena = arena_create(4096);
	p->board = d.arena == NULL ? NULL : arena_alloc(d.arena, sizeof(*p->board));
	if (p->board == NULL) {
		arena_destroy(d.arena);
		return -ENOMEM;
	}
	p->board->arena = d.arena;
	decode_map(&d, SCHEMA_BOARD, doc->root, p->board);
	if (arena_failed(d.arena))
		return -ENOMEM;
	if (d.bad || doc->partial || doc->twice != NULL)
		return 0;
	if (p->board->spec.node.name == NULL)
		p->board->spec.node.name = p->board->name;
	board_check(p->board, doc->root, p->file, p->faults);
	return 0;
}

int
board_parse(const char *file, const char *text, size_t len, struct board **board,
	    struct faults *faults)
{
	struct parse p = {.file = file, .faults = faults};
	size_t errors = faults->error_cnt, before = faults->cnt;
	int err = tree_read(file, text, len, faults, take_document, &p);

	if (err == 0 && !p.seen) {
		struct fault_at at = {.file = file};

		faults_add(faults, FAULT_ERROR, &at, "empty: a Board is expected");
	}
	faults_sort(faults, before, NULL, NULL);
	if (err == 0 && faults->error_cnt > errors)
		err = -EINVAL;
	if (err != 0) {
		board_destroy(p.board);
		return err;
	}
	*board = p.board;
	return 0;
}

void
board_destroy(struct board *board)
{
	if (board != NULL)
		arena_destroy(board->arena);
}
