/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Commands with --namespace: what a text leaves open is there, and only there.
 */
#include <errno.h>
#include <string.h>

#include "support/kube_world.h"
#include "support/unit.h"

#define SERVICE(labels_, port_)                                                                    \
	"apiVersion: v1\nkind: Service\nmetadata: {name: kubia, labels: {" labels_ "}}\n"          \
	"spec: {ports: [{port: " port_ "}]}\n"

static void
apply_in(const char *ns, const char *text)
{
	const struct model_text t = {.source = MODEL_SOCKET,
				     .mode = MODEL_APPLY,
				     .name = "f",
				     .default_ns = ns,
				     .text = text,
				     .len = strlen(text)};

	world_begin();
	CU_ASSERT_EQUAL_FATAL(model_change_put(world.change, &t), 0);
	world_finish();
}

/* @return as model_change_amend; the change stays open */
static int
amend_in(const char *ns, enum model_amend_how how, const char *text)
{
	const char *sets[] = {text, NULL};
	const struct model_amend am = {
		.how = how, .name = "p", .text = text, .len = strlen(text), .sets = sets};

	world_begin();
	return model_change_amend(world.change, &am, "svc", ns, "kubia");
}

static bool
shows_in(const char *ns, const char *part)
{
	world_list("svc", ns, "kubia", NULL);
	return world_saw(part);
}

static void
test_an_object_is_changed_and_applied_again_in_its_namespace(void)
{
	world_start();
	apply_in(NULL, SERVICE("a: '1'", "80"));
	apply_in("prod", SERVICE("a: '1'", "80"));
	CU_ASSERT_TRUE(world_saw("service/kubia created"));
	CU_ASSERT_EQUAL(amend_in("prod", MODEL_LABEL, "c=3"), 0);
	world_finish();
	CU_ASSERT_EQUAL(amend_in("prod", MODEL_PATCH_MERGE, "spec: {sessionAffinity: ClientIP}"),
			0);
	world_finish();
	apply_in("prod", SERVICE("b: '2'", "81"));
	CU_ASSERT_TRUE(world_saw("service/kubia configured"));
	CU_ASSERT_TRUE(shows_in("prod", "\"namespace\":\"prod\""));
	CU_ASSERT_TRUE(shows_in("prod", "\"labels\":{\"c\":\"3\",\"b\":\"2\"}"));
	CU_ASSERT_TRUE(shows_in("prod", "\"sessionAffinity\":\"ClientIP\""));
	CU_ASSERT_TRUE(shows_in("prod", "\"port\":81"));
	/* as kubectl notes it */
	CU_ASSERT_TRUE(shows_in("prod", "\\\"namespace\\\":\\\"prod\\\""));
	/* the one of that name in default is untouched */
	CU_ASSERT_TRUE(shows_in("default", "\"labels\":{\"a\":\"1\"}"));
	CU_ASSERT_TRUE(shows_in("default", "\"sessionAffinity\":\"None\""));
	CU_ASSERT_TRUE(shows_in("default", "\"port\":80"));
	world_stop();
}

static void
test_nothing_is_taken_from_another_namespace(void)
{
	world_start();
	apply_in(NULL, SERVICE("", "80"));
	CU_ASSERT_EQUAL(amend_in("prod", MODEL_LABEL, "c=3"), -ENOENT);
	CU_ASSERT_TRUE(world_has_fault("services \"kubia\" not found"));
	model_change_abort(world.change);
	/* a manifest's own namespace goes before the command's */
	apply_in("prod", "apiVersion: v1\nkind: Service\n"
			 "metadata: {name: kubia, namespace: default}\n"
			 "spec: {ports: [{port: 90}]}\n");
	CU_ASSERT_TRUE(world_saw("service/kubia configured"));
	CU_ASSERT_TRUE(shows_in("default", "\"port\":90"));
	world_stop();
}

UNIT_MAIN("kube/namespace", UNIT_TEST(test_an_object_is_changed_and_applied_again_in_its_namespace),
	  UNIT_TEST(test_nothing_is_taken_from_another_namespace))
