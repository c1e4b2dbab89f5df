/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/explain.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kube/explain_priv.h"
#include "support/unit.h"

static void
check(const struct explain *what, int err, const char *text)
{
	struct buf out = {0};

	CU_ASSERT_EQUAL(explain_print(what, &out), err);
	if (strcmp(out.data, text) != 0)
		fprintf(stderr, "\n%s gives\n%s\nwanted\n%s\n", what->path, out.data, text);
	CU_ASSERT_STRING_EQUAL(out.data, text);
	buf_fini(&out);
}

static void
test_a_map_is_explained_with_its_fields(void)
{
	check(&(struct explain){.path = "service.spec.sessionAffinityConfig"}, 0,
	      "KIND:       Service\n"
	      "VERSION:    v1\n"
	      "\n"
	      "FIELD: sessionAffinityConfig <Object>\n"
	      "\n"
	      "HERE:       supported\n"
	      "\n"
	      "DESCRIPTION:\n"
	      "    How long affinity lasts.\n"
	      "\n"
	      "FIELDS:\n"
	      "  clientIP\t<Object>\n"
	      "    For ClientIP.\n"
	      "\n");
	check(&(struct explain){.path = "svc.spec.sessionAffinityConfig", .recursive = true}, 0,
	      "KIND:       Service\n"
	      "VERSION:    v1\n"
	      "\n"
	      "FIELD: sessionAffinityConfig <Object>\n"
	      "\n"
	      "HERE:       supported\n"
	      "\n"
	      "DESCRIPTION:\n"
	      "    How long affinity lasts.\n"
	      "\n"
	      "FIELDS:\n"
	      "  clientIP\t<Object>\n"
	      "    timeoutSeconds\t<integer>\n");
}

static void
test_a_value_is_explained_with_what_is_allowed(void)
{
	check(&(struct explain){.path = "eps.addressType", .api = "discovery.k8s.io/v1"}, 0,
	      "GROUP:      discovery.k8s.io\n"
	      "KIND:       EndpointSlice\n"
	      "VERSION:    v1\n"
	      "\n"
	      "FIELD: addressType <string> -required-\n"
	      "ENUM:\n"
	      "    IPv4\n"
	      "    IPv6\n"
	      "    FQDN\n"
	      "\n"
	      "HERE:       supported\n"
	      "\n"
	      "DESCRIPTION:\n"
	      "    Family of all its addresses.\n");
	check(
		&(struct explain){
			.path = "service.spec.sessionAffinityConfig.clientIP.timeoutSeconds"},
		0,
		"KIND:       Service\n"
		"VERSION:    v1\n"
		"\n"
		"FIELD: timeoutSeconds <integer>\n"
		"\n"
		"ALLOWED:    1-86400\n"
		"DEFAULT:    10800\n"
		"HERE:       supported\n"
		"\n"
		"DESCRIPTION:\n"
		"    Seconds after a client's last new connection.\n");
}

static void
test_a_path_out_of_a_message_is_understood(void)
{
	struct buf a = {0}, b = {0};

	CU_ASSERT_EQUAL(
		explain_print(&(struct explain){.path = "pod.spec.containers[0].ports[1].hostPort"},
			      &a),
		0);
	CU_ASSERT_EQUAL(
		explain_print(&(struct explain){.path = "po.spec.containers.ports.hostPort"}, &b),
		0);
	CU_ASSERT_STRING_EQUAL(a.data, b.data);
	CU_ASSERT_PTR_NOT_NULL(strstr(a.data, "HERE:       ignored, with a note\n"));
	buf_fini(&a);
	buf_fini(&b);
}

static void
test_what_is_unknown_is_told_with_the_nearest_name(void)
{
	check(&(struct explain){.path = "service.spec.prots"}, -ENOENT,
	      "field \"prots\" does not exist in service.spec: did you mean \"ports\"?");
	check(&(struct explain){.path = "servce"}, -ENOENT,
	      "the server has no resource type \"servce\": did you mean \"service\"?");
	check(&(struct explain){.path = "pod.spec.volumes.name"}, -ENOENT,
	      "field \"name\" does not exist: nothing below pod.spec.volumes is known");
	check(&(struct explain){.path = "configmaps"}, -ENOENT,
	      "ConfigMap has no effect here: it is passed over");
	check(&(struct explain){.path = "deploy", .api = "apps/v1beta1"}, -ENOENT,
	      "there is no Deployment of apiVersion \"apps/v1beta1\": did you mean \"apps/v1\"?");
	check(&(struct explain){.path = ""}, -ENOENT, "the server has no resource type \"\"");
}

/* Each path, with each prefix of it, can be explained. */
static void
explain_below(const char *path, enum schema_id schema, size_t *cnt)
{
	for (size_t i = 0; i < schemas[schema].cnt; i++) {
		const struct field *f = &schemas[schema].fields[i];
		struct buf out = {0};
		char below[256];

		snprintf(below, sizeof(below), "%s.%s", path, f->key);
		CU_ASSERT_EQUAL(explain_print(&(struct explain){.path = below}, &out), 0);
		CU_ASSERT_PTR_NOT_NULL(strstr(out.data, "HERE: "));
		buf_fini(&out);
		(*cnt)++;
		if (f->schema != SCHEMA_NONE)
			explain_below(below, f->schema, cnt);
	}
}

static void
test_every_field_is_explained(void)
{
	struct explained e;
	size_t cnt = 0;

	for (size_t i = 0; i < SCHEMA_CNT; i++)
		CU_ASSERT(schemas[i].cnt <= 64); /* a set of them fits into 64 bits */
	for (size_t i = 0; explained_at(i, &e); i++) {
		CU_ASSERT_PTR_NOT_NULL(schemas[e.schema].help);
		explain_below(e.name, e.schema, &cnt);
	}
	CU_ASSERT(cnt > 500);
}

static void
test_the_manual_page_is_what_the_program_prints(void)
{
	struct buf page = {0}, file = {0};
	char part[4096];
	size_t n;
	FILE *f = fopen(REFERENCE, "r");

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(&file, part, n);
	fclose(f);
	CU_ASSERT_EQUAL(explain_reference(&page), 0);
	if (page.len != file.len || memcmp(page.data, file.data, page.len) != 0)
		fprintf(stderr, "\nsluice-control --reference > %s\n", REFERENCE);
	CU_ASSERT_EQUAL_FATAL(page.len, file.len);
	CU_ASSERT_EQUAL(memcmp(page.data, file.data, page.len), 0);
	buf_fini(&page);
	buf_fini(&file);
}

UNIT_MAIN("kube/explain", UNIT_TEST(test_a_map_is_explained_with_its_fields),
	  UNIT_TEST(test_a_value_is_explained_with_what_is_allowed),
	  UNIT_TEST(test_a_path_out_of_a_message_is_understood),
	  UNIT_TEST(test_what_is_unknown_is_told_with_the_nearest_name),
	  UNIT_TEST(test_every_field_is_explained),
	  UNIT_TEST(test_the_manual_page_is_what_the_program_prints))
