/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/model.h"

#include <errno.h>
#include <string.h>

#include "support/kube_world.h"
#include "support/unit.h"

#define SERVICE(name_)                                                                             \
	"apiVersion: v1\nkind: Service\nmetadata: {name: " name_ "}\nspec:\n"                      \
	"  ports: [{port: 80}]\n"
#define SLICE(service_, ip_)                                                                       \
	"apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata:\n"                        \
	"  name: " service_ "-1\n  labels: {kubernetes.io/service-name: " service_ "}\n"           \
	"addressType: IPv4\nports: [{port: 8080}]\nendpoints: [{addresses: [" ip_ "]}]\n"

static int
put(const char *text)
{
	return world_put_from(text, MODEL_SOCKET, "f");
}

static int
verb_add(void *arg, const struct model_result *r)
{
	buf_printf(arg, "%s %s\n", r->shown, r->verb);
	return 0;
}

static void
expect_part(size_t part, const char *wanted)
{
	struct buf seen = {0};

	buf_adds(&seen, "");
	model_change_part_show(world.change, part);
	CU_ASSERT_EQUAL(model_change_results(world.change, verb_add, &seen), 0);
	CU_ASSERT_STRING_EQUAL(seen.data, wanted);
	buf_fini(&seen);
}

static void
test_parts_are_committed_together_and_told_apart(void)
{
	struct faults more = {0}, all = {0};

	world_start();
	world_apply(SERVICE("a") "---\n" SERVICE("b"));
	world_begin();
	CU_ASSERT_EQUAL(put(SLICE("a", "10.180.0.1")), 0);
	CU_ASSERT_EQUAL(model_change_part(world.change, &more), 0);
	CU_ASSERT_EQUAL(put(SLICE("b", "10.180.0.2") "---\n" SERVICE("b")), 0);
	CU_ASSERT_FALSE(model_change_part_clashes(world.change));
	model_change_part_end(world.change, &all);
	CU_ASSERT_EQUAL(model_change_check(world.change), 0);
	expect_part(0, "endpointslice.discovery.k8s.io/a-1 created\n");
	expect_part(1, "endpointslice.discovery.k8s.io/b-1 created\nservice/b unchanged\n");
	CU_ASSERT_EQUAL(model_change_part_of(world.change, "EndpointSlice/default/a-1"), 0);
	CU_ASSERT_EQUAL(model_change_part_of(world.change, "EndpointSlice/default/b-1"), 1);
	CU_ASSERT_EQUAL(model_change_part_of(world.change, "Service/default/b"), -ENOENT);
	model_change_commit(world.change);
	world_list("endpointslices", NULL, NULL, NULL);
	CU_ASSERT_TRUE(world_saw("10.180.0.1") && world_saw("10.180.0.2"));
	CU_ASSERT_EQUAL(more.cnt + all.cnt, 0);
	world_stop();
}

static void
test_a_part_may_name_again_what_another_left_unchanged(void)
{
	struct faults more = {0};

	world_start();
	world_apply(SERVICE("a"));
	world_begin();
	CU_ASSERT_EQUAL(put(SERVICE("a")), 0);
	CU_ASSERT_EQUAL(model_change_part(world.change, &more), 0);
	CU_ASSERT_EQUAL(put(SERVICE("a") "  type: NodePort\n"), 0);
	CU_ASSERT_FALSE(model_change_part_clashes(world.change));
	model_change_abort(world.change);
	world_stop();
}

static void
test_a_part_that_clashes_leaves_no_trace(void)
{
	struct faults more = {0}, all = {0};

	world_start();
	world_apply(SERVICE("a"));
	world_begin();
	CU_ASSERT_EQUAL(put(SLICE("a", "10.180.0.1")), 0);
	CU_ASSERT_EQUAL(model_change_part(world.change, &more), 0);
	CU_ASSERT_EQUAL(put(SERVICE("new") "---\n" SLICE("a", "10.180.0.2")), 0);
	CU_ASSERT_TRUE(model_change_part_clashes(world.change));
	model_change_part_undo(world.change);
	model_change_part_end(world.change, &all);
	CU_ASSERT_EQUAL(model_change_check(world.change), 0);
	expect_part(0, "endpointslice.discovery.k8s.io/a-1 created\n");
	model_change_commit(world.change);
	world_list("endpointslices", NULL, NULL, NULL);
	CU_ASSERT_TRUE(world_saw("10.180.0.1"));
	CU_ASSERT_PTR_NULL(strstr(world.seen.data, "10.180.0.2"));
	world_list("services", NULL, NULL, NULL);
	CU_ASSERT_PTR_NULL(strstr(world.seen.data, "\"new\""));
	world_stop();
}

static void
test_deleting_what_another_part_created_clashes(void)
{
	struct faults more = {0};

	world_start();
	world_begin();
	CU_ASSERT_EQUAL(put(SERVICE("a")), 0);
	CU_ASSERT_EQUAL(model_change_part(world.change, &more), 0);
	CU_ASSERT_EQUAL(model_change_delete(world.change, "svc", NULL, "a"), 0);
	CU_ASSERT_TRUE(model_change_part_clashes(world.change));
	model_change_abort(world.change);
	world_list("services", "default", NULL, NULL);
	CU_ASSERT_PTR_NULL(strstr(world.seen.data, "\"a\""));
	world_stop();
}

static void
test_parts_are_bounded(void)
{
	struct faults more = {0};

	world_start();
	world_begin();
	for (int i = 1; i < MODEL_PART_MAX; i++)
		CU_ASSERT_EQUAL(model_change_part(world.change, &more), 0);
	CU_ASSERT_EQUAL(model_change_part(world.change, &more), -ENOSPC);
	model_change_abort(world.change);
	world_stop();
}

UNIT_MAIN("kube/part", UNIT_TEST(test_parts_are_committed_together_and_told_apart),
	  UNIT_TEST(test_a_part_may_name_again_what_another_left_unchanged),
	  UNIT_TEST(test_a_part_that_clashes_leaves_no_trace),
	  UNIT_TEST(test_deleting_what_another_part_created_clashes),
	  UNIT_TEST(test_parts_are_bounded))
