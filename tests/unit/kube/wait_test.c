/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/model.h"

#include <errno.h>
#include <string.h>

#include "support/kube_world.h"
#include "support/unit.h"

#define BALANCED(name_)                                                                            \
	"---\napiVersion: v1\nkind: Service\nmetadata: {name: " name_ "}\nspec:\n"                 \
	"  type: LoadBalancer\n  ports: [{port: 80}]\n"

/* The pool of the test's board has four addresses. */
static void
test_a_freed_address_goes_to_who_waits_unless_the_change_is_aborted(void)
{
	struct buf before = {0};

	world_start();
	world_apply(BALANCED("a") BALANCED("b") BALANCED("c") BALANCED("d"));
	world_apply(BALANCED("e"));
	world_apply(BALANCED("f"));
	world_list("svc", NULL, NULL, NULL);
	buf_adds(&before, world.seen.data);
	for (int round = 0; round < 2; round++) {
		world_begin();
		CU_ASSERT_EQUAL(model_change_delete(world.change, "svc", NULL, "b"), 0);
		CU_ASSERT_EQUAL(model_change_check(world.change), 0);
		model_change_abort(world.change);
		world_list("svc", NULL, NULL, NULL);
		CU_ASSERT_STRING_EQUAL(world.seen.data, before.data);
	}
	world_begin();
	CU_ASSERT_EQUAL(model_change_delete(world.change, "svc", NULL, "b"), 0);
	world_finish();
	CU_ASSERT_TRUE(world_saw("service/b deleted\n+default/e\n"));
	world_begin();
	CU_ASSERT_EQUAL(model_change_delete(world.change, "svc", NULL, "e"), 0);
	CU_ASSERT_EQUAL(model_change_delete(world.change, "svc", NULL, "f"), 0);
	world_finish();
	CU_ASSERT_PTR_NULL(strstr(world.seen.data, "+default"));
	buf_fini(&before);
	world_stop();
}

#define POD_AT(name_, ip_)                                                                         \
	"---\napiVersion: v1\nkind: Pod\nmetadata: {name: " name_ "}\nstatus: {podIP: " ip_ "}\n"
#define NODE_AT(ip_)                                                                               \
	"---\napiVersion: v1\nkind: Node\nmetadata: {name: n2}\n"                                  \
	"status: {addresses: [{type: InternalIP, address: " ip_ "}]}\n"

static void
test_an_address_that_pods_and_nodes_leave_goes_to_who_waits(void)
{
	world_start();
	world_apply(POD_AT("p", "203.0.113.17") NODE_AT("203.0.113.18") BALANCED("a")
			    BALANCED("b"));
	world_apply(BALANCED("c"));
	world_apply(BALANCED("d"));
	world_list("svc", NULL, "c", NULL);
	CU_ASSERT_FALSE(world_saw("203.0.113"));
	world_apply(POD_AT("p", "10.180.0.9"));
	world_list("svc", NULL, "c", NULL);
	CU_ASSERT_TRUE(world_saw("203.0.113.17"));
	world_apply(NODE_AT("203.0.113.99"));
	world_list("svc", NULL, "d", NULL);
	CU_ASSERT_TRUE(world_saw("203.0.113.18"));
	world_stop();
}

UNIT_MAIN("kube/wait", UNIT_TEST(test_an_address_that_pods_and_nodes_leave_goes_to_who_waits),
	  UNIT_TEST(test_a_freed_address_goes_to_who_waits_unless_the_change_is_aborted))
