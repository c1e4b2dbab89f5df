/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What is told on which port, before a table of VIPs and a worker that are made up here.
 */
#include "forwarder/announce.c"

#include <errno.h>

#include "channel/build.h"
#include "support/unit.h"

#define VIP_CNT  70000 /* on two ports more than are listed */
#define PORT_CNT 2
#define BURST    1000

static struct forwarder f;
static uint32_t held_cnt; /* VIPs that the table holds: the first ones */
static uint8_t told[VIP_CNT][PORT_CNT];
static unsigned int told_cnt, room;

static struct ip_addr
vip(uint32_t i)
{
	return addr_from_v4(rte_cpu_to_be_32(UINT32_C(0x0a000000) + i));
}

const struct ip_addr *
svctab_next_announced(const struct svctab *st, uint32_t *cursor)
{
	static struct ip_addr addr;

	if (*cursor == held_cnt)
		return NULL;
	addr = vip((*cursor)++);
	return &addr;
}

int
pipe_announce(struct worker *w, const struct pipe_announce *a)
{
	uint32_t i = rte_be_to_cpu_32(addr_v4(&a->addr)) - UINT32_C(0x0a000000);

	if (room == 0)
		return -ENOBUFS;
	room--;
	CU_ASSERT_TRUE_FATAL(i < VIP_CNT && a->port < PORT_CNT);
	told[i][a->port] = 1;
	told_cnt++;
	return 0;
}

static void
setup(void)
{
	memset(&f, 0, sizeof(f));
	memset(told, 0, sizeof(told));
	told_cnt = held_cnt = 0;
	f.nic_cnt = PORT_CNT;
}

static void
teardown(void)
{
	free(f.announces.v);
	free(f.staged.v);
}

static void
stage(uint32_t from, uint32_t cnt)
{
	struct sluice_service s = {0};
	struct sluice_vip *vips = calloc(cnt, sizeof(*vips));
	struct buf b = {0};

	for (uint32_t i = 0; i < cnt; i++) {
		struct ip_addr addr = vip(from + i);

		vips[i].kind = SLUICE_VIP_LB;
		memcpy(vips[i].addr.b, addr.b, sizeof(addr.b));
	}
	block_build_begin(&b, sizeof(s));
	s.vips = block_build_section(&b, vips, sizeof(*vips), cnt);
	CU_ASSERT_EQUAL_FATAL(block_build_end(&b, SLUICE_BLOCK_SERVICE, 1, &s.head, sizeof(s)), 0);
	announce_stage(&f, (const struct sluice_service *)b.data);
	buf_fini(&b);
	free(vips);
}

/* @return how many turns it took until nothing was left to tell */
static int
drain(void)
{
	int turns = 0;

	do {
		room = BURST;
		announce_drain(&f);
		turns++;
	} while (room == 0);
	return turns;
}

static uint32_t
pairs_told(void)
{
	uint32_t cnt = 0;

	for (uint32_t i = 0; i < VIP_CNT; i++)
		for (int port = 0; port < PORT_CNT; port++)
			cnt += told[i][port];
	return cnt;
}

static void
test_a_change_is_told_on_every_port_once_it_is_committed(void)
{
	setup();
	stage(0, 10);
	drain();
	CU_ASSERT_EQUAL(told_cnt, 0);
	announce_abort(&f);
	stage(10, 2);
	held_cnt = 12;
	announce_commit(&f);
	drain();
	CU_ASSERT_EQUAL(told_cnt, 2 * PORT_CNT);
	CU_ASSERT_TRUE(told[10][0] && told[10][1] && told[11][0] && told[11][1]);
	teardown();
}

static void
test_a_link_that_comes_up_hears_of_all(void)
{
	setup();
	held_cnt = 3 * BURST;
	announce_all(&f, 1);
	announce_all(&f, 1);
	CU_ASSERT_EQUAL(drain(), 4);
	CU_ASSERT_EQUAL(told_cnt, 3 * BURST);
	CU_ASSERT_TRUE(told[0][1] && !told[0][0]);
	teardown();
}

static void
test_more_than_are_listed_are_told_all_the_same(void)
{
	setup();
	/* in one change, with a link that comes up meanwhile */
	stage(0, VIP_CNT);
	held_cnt = VIP_CNT;
	announce_commit(&f);
	announce_all(&f, 0);
	drain();
	CU_ASSERT_EQUAL(pairs_told(), VIP_CNT * PORT_CNT);
	CU_ASSERT_EQUAL(drain(), 1);
	teardown();
	/* in two */
	setup();
	held_cnt = VIP_CNT;
	stage(0, VIP_CNT / 2);
	announce_commit(&f);
	stage(VIP_CNT / 2, VIP_CNT / 2);
	announce_commit(&f);
	drain();
	CU_ASSERT_EQUAL(pairs_told(), VIP_CNT * PORT_CNT);
	/* what was forgotten leaves nothing behind */
	stage(0, VIP_CNT);
	announce_abort(&f);
	told_cnt = 0;
	announce_commit(&f);
	drain();
	CU_ASSERT_EQUAL(told_cnt, 0);
	teardown();
}

UNIT_MAIN("forwarder/announce", UNIT_TEST(test_a_change_is_told_on_every_port_once_it_is_committed),
	  UNIT_TEST(test_a_link_that_comes_up_hears_of_all),
	  UNIT_TEST(test_more_than_are_listed_are_told_all_the_same))
