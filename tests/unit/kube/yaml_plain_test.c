/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The reader of plain YAML against libyaml's: what it takes comes out the same, to the columns, and
 * libyaml finds nothing wrong with it; what is not sound it leaves alone.
 */
#include "kube/tree_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/unit.h"

static void
print_node(const struct node *n, struct buf *out)
{
	buf_printf(out, "%d @%u:%u ", n->type, n->line, n->col);
	if (n->key != NULL)
		buf_printf(out, "\"%s\"@%u:%u ", n->key, n->key_line, n->key_col);
	if (n->type != NODE_MAP && n->type != NODE_LIST)
		buf_printf(out, "<%s> ", n->text);
	tree_json(n, out);
	buf_adds(out, "\n");
	for (const struct node *c = n->first; c != NULL; c = c->next)
		print_node(c, out);
}

typedef struct node *(*yaml_reader)(struct reader *r, const char *text, size_t len, uint32_t off);

/* @return whether it was taken, without a fault */
static bool
read_with(yaml_reader f, const char *text, struct buf *out)
{
	struct faults faults = {0};
	struct reader r = {.file = "f", .faults = &faults, .arena = arena_create(0)};
	struct node *root = f(&r, text, strlen(text), 7);
	bool taken = root != NULL && faults.cnt == 0 && !arena_failed(r.arena);

	buf_reset(out);
	buf_adds(out, "");
	if (taken)
		print_node(root, out);
	faults_fini(&faults);
	arena_destroy(r.arena);
	return taken;
}

/* @return whether the plain reader took it; then libyaml must have read the same */
static bool
agrees(const char *text)
{
	struct buf plain = {0}, full = {0};
	bool taken = read_with(yaml_plain_read, text, &plain), same;

	same = !taken || (read_with(yaml_read, text, &full) && strcmp(plain.data, full.data) == 0);
	if (!same)
		fprintf(stderr, "\n<%s>\n gives\n%s wanted\n%s", text, plain.data, full.data);
	CU_ASSERT_TRUE(same);
	buf_fini(&plain);
	buf_fini(&full);
	return taken;
}

static void
test_plain_text_is_read_as_libyaml_reads_it(void)
{
	static const char *const texts[] = {
		"a: b\n",
		"a: b",
		"a:\n",
		"a:",
		"- a\n- b: c\n  d: e\n-\n- f:\n  - g\n",
		"---\n# said\n\na:   b   # why\nc:  # nothing\n",
		"# first\n--- # mark\na: 1\n",
		"a:\n  b:\n    c: 1\n\n    d: 2\n  e: 3\nf: 4\n",
		"a:\n- b\n-   c: 1\n    d: 2\n- - e\n  - f\n-\n  - g\n-\n  h: i\nj: k\n",
		"a:\n  - b\n  - c\n# between\nd:\n    - e:\n      - f\n",
		"a: \"b # c: d\" # e\nf: 'g: \"h\"'\ni: \"\"\n",
		"a: {}\nb: [] # none\nc:\n- {}\n- []\n",
		"yes: no\non: off\nnull: ~\ny: 0777\nname: 1.5\nport: 80\nhost: 10.0.0.1\n",
		"a: -1\nb: --x\nc: x-\n",
		"a: b:c\nd: http://e/f#g\nh: i,j [k] {l} & m * n ! o | p > q % r @ s ` t \" u ' "
		"v\n",
		"kubernetes.io/service-name: a\napp.kubernetes.io/part-of: b\n",
		"a:\nb:\n  c:\n  - d:\n  e:\nf:\n",
		"a: \\n $x (y) =z <q ^r\n",
		"a: 9223372036854775808\nb: 1e3\nc: .5\nd: +7\n",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		CU_ASSERT_TRUE(agrees(texts[i]));
}

static void
test_all_else_is_left_to_libyaml(void)
{
	static const char *const texts[] = {
		"",
		"# nothing\n",
		"---\n",
		"a\n",
		"a: b\n  c\n",
		"a: b\n c: d\n",
		"a:\n  b: c\n d: e\n",
		"a:\n- b\n  c\n",
		"a: b\n- c\n",
		"- a\nb: c\n",
		"a: - b\n",
		"a: b: c\n",
		"a: b:\n",
		"a:\tb\n",
		"a:\n\tb: c\n",
		"a: b\r\n",
		"a: \xc3\xa4\n",
		"a: |\n  b\n",
		"a: >-\n  b\n",
		"a: &b c\n",
		"a: *b\n",
		"a: !!str 1\n",
		"a: {b: c}\n",
		"a: [b]\n",
		"? a\n: b\n",
		"a: \"b\\n\"\n",
		"a: 'b''c'\n",
		"a: \"b\n  c\"\n",
		"a: 'b\n",
		"a: 'b' c\n",
		"a: {} b\n",
		"a: .inf\n",
		"--- a: b\n",
		"--- a\n",
		"a: b\n---\nc: d\n",
		"%YAML 1.1\n---\na: b\n",
		"<<: a\n",
		"a: @b\n",
		"a: `b\n",
		"a: %b\n",
		"a: , b\n",
		"a: ]\n",
		"a: #b: c\nd",
		"- a: b\n   c: d\n",
		"a:\n    b: c\n  - d\n",
		"a: b\nc\n",
		"a: b\n...\n",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		CU_ASSERT_FALSE(agrees(texts[i]));
}

static void
test_depth_is_bounded(void)
{
	struct buf b = {0};

	for (int i = 0; i < TREE_DEPTH_MAX; i++)
		buf_printf(&b, "%*sa:\n", i, "");
	CU_ASSERT_TRUE(agrees(b.data));
	buf_printf(&b, "%*sa:\n", TREE_DEPTH_MAX, "");
	CU_ASSERT_FALSE(agrees(b.data));
	buf_fini(&b);
}

/* Texts out of what decides, thrown together: most are wrong, and a good part is not. */
static void
test_texts_at_random_agree(void)
{
	static const char *const pieces[] = {
		"a",      "a: ",   "b: ",     "- ",    "-",       ":",         ": ",  " ",
		"  ",     "\n",    "\n  ",    "\n- ",  "\n  - ",  "\n    ",    "x",   "1",
		"#",      " #",    "\"",      "'",     "{}",      "[]",        "---", "...",
		"yes",    "\na: ", "\n  b: ", "\n\n",  "~",       ".",         "/",   "null: ",
		"\n  c:", "\nc:",  "\n-",     "\n  -", "\n# n\n", "\n    d: ",
	};
	uint64_t state = 0x9e3779b97f4a7c15u;
	size_t taken = 0;

	for (int i = 0; i < 300000; i++) {
		char text[256] = "";

		state = state * 6364136223846793005u + 1442695040888963407u;
		for (uint64_t cnt = 1 + (state >> 33) % 14; cnt > 0; cnt--) {
			state = state * 6364136223846793005u + 1442695040888963407u;
			strcat(text, pieces[(state >> 33) % (sizeof(pieces) / sizeof(pieces[0]))]);
		}
		taken += agrees(text);
	}
	CU_ASSERT_TRUE(taken > 10000);
}

UNIT_MAIN("kube/yaml_plain", UNIT_TEST(test_plain_text_is_read_as_libyaml_reads_it),
	  UNIT_TEST(test_all_else_is_left_to_libyaml), UNIT_TEST(test_depth_is_bounded),
	  UNIT_TEST(test_texts_at_random_agree))
