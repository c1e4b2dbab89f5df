/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Manifests as projects ship them, cut off and bent: whatever comes of it, what is refused has a
 * reason with a place in the text, and what has no such reason is taken.
 */
#include "kube/model.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/kube_world.h"
#include "support/unit.h"

#define CUT_STEP        11
#define MUTANTS_OF_EACH 100

static uint64_t seed = 0x9e3779b97f4a7c15;

static size_t
below(size_t limit)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (size_t)(seed % limit);
}

static size_t
count_lines(const char *s, size_t len)
{
	size_t cnt = 1;

	for (size_t i = 0; i < len; i++)
		cnt += s[i] == '\n';
	return cnt;
}

static void
try(const char *s, size_t len)
{
	struct model_text text = {.source = MODEL_SOCKET, .name = "f", .text = s, .len = len};
	size_t lines = count_lines(s, len);
	int err;

	world_begin();
	err = model_change_put(world.change, &text);
	if (err == 0)
		err = model_change_check(world.change);
	CU_ASSERT(err == 0 || err == -EINVAL);
	CU_ASSERT_EQUAL(err == 0, world.faults.error_cnt == 0);
	for (size_t i = 0; i < world.faults.cnt; i++) {
		const struct fault *f = &world.faults.v[i];

		if (f->line > 0 && f->line <= lines + 1 && *f->reason != '\0')
			continue;
		fprintf(stderr, "\n%u:%u: %s\n%.*s\n", f->line, f->col, f->reason, (int)len, s);
		CU_FAIL("a fault without its place");
	}
	model_change_abort(world.change);
}

/* One to three characters are replaced, put in or left out; most of those that mean something. */
static void
mutate(const struct buf *from, struct buf *to)
{
	static const char set[] = ":-#{}[],&*!|>'\"%@` \t\n\r?~<=ax0\\\xff\xc2\xa0";

	buf_reset(to);
	buf_add(to, from->data, from->len);
	for (size_t n = 1 + below(3); n > 0 && to->len > 1; n--) {
		size_t at = below(to->len);
		char ch = set[below(sizeof(set) - 1)];

		switch (below(3)) {
		case 0:
			to->data[at] = ch;
			break;
		case 1:
			memmove(to->data + at, to->data + at + 1, to->len - at);
			to->len--;
			break;
		default:
			buf_add(to, "", 1);
			memmove(to->data + at + 1, to->data + at, to->len - at - 1);
			to->data[at] = ch;
		}
	}
}

static void
read_text(const char *name, struct buf *text)
{
	char path[600], part[4096];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", MANIFESTS_DIR, name);
	f = fopen(path, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	buf_reset(text);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(text, part, n);
	fclose(f);
}

static int
is_manifest(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static void
each_manifest(void (*use)(const struct buf *text))
{
	struct dirent **entries;
	struct buf text = {0};
	int cnt = scandir(MANIFESTS_DIR, &entries, is_manifest, alphasort);

	CU_ASSERT_FATAL(cnt >= 30);
	world_start();
	for (int i = 0; i < cnt; i++) {
		read_text(entries[i]->d_name, &text);
		use(&text);
		free(entries[i]);
	}
	free(entries);
	world_stop();
	buf_fini(&text);
}

static void
cut(const struct buf *text)
{
	for (size_t len = 0; len <= text->len; len += CUT_STEP)
		try(text->data, len);
}

static void
bend(const struct buf *text)
{
	struct buf mutant = {0};

	for (int i = 0; i < MUTANTS_OF_EACH; i++) {
		mutate(text, &mutant);
		try(mutant.data, mutant.len);
	}
	buf_fini(&mutant);
}

static void
test_texts_that_are_cut_off_are_told_where(void)
{
	each_manifest(cut);
}

static void
test_texts_that_are_bent_are_told_where(void)
{
	each_manifest(bend);
}

UNIT_MAIN("kube/mutants", UNIT_TEST(test_texts_that_are_cut_off_are_told_where),
	  UNIT_TEST(test_texts_that_are_bent_are_told_where))
