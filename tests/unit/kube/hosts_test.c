/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/hosts_priv.h"

#include "support/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	ADDRS = 60,
	OBJECTS = 3,
};

static const struct object objects[OBJECTS] = {{.key = "a"}, {.key = "b"}, {.key = "c"}};

static struct ip_addr
addr(int i)
{
	struct ip_addr a = {.b = {[10] = 0xff, [11] = 0xff, [12] = 10, [15] = (uint8_t)i}};

	return a;
}

static bool
agrees(const struct hosts *h, bool has[ADDRS][OBJECTS])
{
	size_t cnt = 0;

	for (int i = 0; i < ADDRS; i++) {
		struct ip_addr a = addr(i);
		const struct object *o = hosts_find(h, &a);
		bool any = false;

		for (int k = 0; k < OBJECTS; k++) {
			any |= has[i][k];
		}
		cnt += any;
		if ((o != NULL) != any || (o != NULL && !has[i][o - objects]))
			return false;
	}
	return h->cnt == cnt;
}

static void
test_random_edits_agree_with_a_plain_array(void)
{
	bool has[ADDRS][OBJECTS] = {{false}}, same = true;
	struct hosts h;

	CU_ASSERT_EQUAL_FATAL(hosts_init(&h), 0);
	srandom(7);
	for (int step = 0; step < 20000 && same; step++) {
		int i = (int)(random() % ADDRS), k = (int)(random() % OBJECTS);
		struct ip_addr a = addr(i);

		if (has[i][k])
			hosts_remove(&h, &a, &objects[k]);
		else
			same = hosts_add(&h, &a, &objects[k]) == 0;
		has[i][k] = !has[i][k];
		same = same && agrees(&h, has);
	}
	CU_ASSERT_TRUE(same);
	hosts_fini(&h);
}

/* However many they are: no look-up and no removal has to go over all of them. */
static void
test_who_shares_an_address_takes_no_room_from_others(void)
{
	static struct object many[1000];
	struct ip_addr a = addr(1);
	char keys[1000][8];
	struct hosts h;
	bool same = true;

	CU_ASSERT_EQUAL_FATAL(hosts_init(&h), 0);
	for (size_t i = 0; i < 1000; i++) {
		snprintf(keys[i], sizeof(keys[i]), "p%zu", i);
		many[i].key = keys[i];
		CU_ASSERT_EQUAL(hosts_add(&h, &a, &many[i]), 0);
	}
	CU_ASSERT_EQUAL(h.cnt, 1);
	CU_ASSERT_TRUE(h.slots < 100);
	for (size_t i = 0; i < 1000; i++) {
		const struct object *o = hosts_find(&h, &a);

		same &= o != NULL && o >= &many[i];
		hosts_remove(&h, &a, &many[i]);
	}
	CU_ASSERT_TRUE(same);
	CU_ASSERT_PTR_NULL(hosts_find(&h, &a));
	CU_ASSERT_EQUAL(h.cnt, 0);
	hosts_fini(&h);
}

static void
test_nobody_has_an_address_of_an_empty_table(void)
{
	struct ip_addr a = addr(1);
	struct hosts h;

	CU_ASSERT_EQUAL_FATAL(hosts_init(&h), 0);
	CU_ASSERT_PTR_NULL(hosts_find(&h, &a));
	hosts_remove(&h, &a, &objects[0]);
	CU_ASSERT_EQUAL(h.cnt, 0);
	hosts_fini(&h);
}

UNIT_MAIN("kube/hosts", UNIT_TEST(test_random_edits_agree_with_a_plain_array),
	  UNIT_TEST(test_who_shares_an_address_takes_no_room_from_others),
	  UNIT_TEST(test_nobody_has_an_address_of_an_empty_table))
