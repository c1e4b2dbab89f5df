/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/unit.h"

#include "base/map.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void
test_empty_map_finds_and_removes_nothing(void)
{
	struct map m = {0};
	size_t pos = 0;

	CU_ASSERT_PTR_NULL(map_find(&m, "a"));
	CU_ASSERT_PTR_NULL(map_remove(&m, "a"));
	CU_ASSERT_PTR_NULL(map_next(&m, &pos));
	map_fini(&m);
}

static void
test_set_replaces_and_hands_back_the_old(void)
{
	struct map m = {0};
	int one, two;
	void *old = &m;

	CU_ASSERT_EQUAL(map_set(&m, "default/kubia", &one, &old), 0);
	CU_ASSERT_PTR_NULL(old);
	CU_ASSERT_EQUAL(map_set(&m, "default/kubia", &two, &old), 0);
	CU_ASSERT_PTR_EQUAL(old, &one);
	CU_ASSERT_PTR_EQUAL(map_find(&m, "default/kubia"), &two);
	CU_ASSERT_EQUAL(m.cnt, 1);
	map_fini(&m);
	CU_ASSERT_EQUAL(m.slots, 0);
}

static void
test_keys_are_copied(void)
{
	struct map m = {0};
	char key[] = "abc";

	map_set(&m, key, &m, NULL);
	key[0] = 'X';
	CU_ASSERT_PTR_NOT_NULL(map_find(&m, "abc"));
	CU_ASSERT_PTR_NULL(map_find(&m, "Xbc"));
	map_fini(&m);
}

static void
test_borrowed_keys_are_those_set_last(void)
{
	struct map m = {.borrows = true};
	char first[] = "abc", second[] = "abc";
	size_t pos = 0;

	CU_ASSERT_EQUAL(map_set(&m, first, first, NULL), 0);
	CU_ASSERT_EQUAL(map_set(&m, second, second, NULL), 0);
	CU_ASSERT_EQUAL(m.cnt, 1);
	first[0] = 'X';
	CU_ASSERT_PTR_EQUAL(map_find(&m, "abc"), second);
	CU_ASSERT_PTR_EQUAL(map_next(&m, &pos)->key, second);
	CU_ASSERT_PTR_EQUAL(map_remove(&m, "abc"), second);
	map_fini(&m);
	CU_ASSERT_TRUE(m.borrows);
}

enum {
	KEYS = 500
};

static const char *
key_name(int i)
{
	static char name[16];

	snprintf(name, sizeof(name), "k%d", i);
	return name;
}

/* Whole contents against a plain array. */
static bool
map_equals(const struct map *m, char *const *model)
{
	size_t pos = 0, seen = 0, want = 0;

	for (int i = 0; i < KEYS; i++) {
		if (map_find(m, key_name(i)) != model[i])
			return false;
		want += model[i] != NULL;
	}
	while (map_next(m, &pos) != NULL)
		seen++;
	return seen == want && m->cnt == want;
}

static void
test_random_edits_agree_with_a_plain_array(void)
{
	static char values[KEYS];
	char *model[KEYS] = {0};
	struct map m = {0};
	bool same = true;

	srandom(7);
	for (int step = 0; step < 20000 && same; step++) {
		int i = (int)(random() % KEYS);

		if (random() % 2 == 0) {
			char *value = &values[random() % KEYS];

			same = map_set(&m, key_name(i), value, NULL) == 0;
			model[i] = value;
		} else {
			same = map_remove(&m, key_name(i)) == model[i];
			model[i] = NULL;
		}
		if (step % 50 == 0)
			same = same && map_equals(&m, model);
	}
	CU_ASSERT_TRUE(same);
	map_fini(&m);
}

UNIT_MAIN("base/map", UNIT_TEST(test_empty_map_finds_and_removes_nothing),
	  UNIT_TEST(test_set_replaces_and_hands_back_the_old), UNIT_TEST(test_keys_are_copied),
	  UNIT_TEST(test_borrowed_keys_are_those_set_last),
	  UNIT_TEST(test_random_edits_agree_with_a_plain_array))
