/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/unit.h"

#include "kube/field_selector.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char pod[] = "{\"metadata\":{\"name\":\"kubia-1\",\"namespace\":\"default\"},"
			  "\"spec\":{\"nodeName\":\"edge-1\",\"hostNetwork\":true},"
			  "\"status\":{\"phase\":\"Running\",\"podIP\":\"10.1.0.1\"}}";

static const struct {
	const char *kind, *text;
	int meant;
} cases[] = {
	{"Pod", "", 1},
	{"Pod", "metadata.name=kubia-1", 1},
	{"Pod", "metadata.name==kubia-1", 1},
	{"Pod", "metadata.name!=kubia-1", 0},
	{"Pod", "metadata.name=kubia", 0},
	{"Pod", "metadata.name=kubia-1,status.phase=Running", 1},
	{"Pod", "metadata.name=kubia-1,,status.phase!=Running", 0},
	{"Pod", "spec.nodeName=edge-1,status.podIP=10.1.0.1", 1},
	{"Pod", "spec.nodeName=", 0},
	{"Pod", "status.nominatedNodeName=", 1},
	{"Pod", "spec.hostNetwork=true", 1},
	{"Pod", "spec.restartPolicy=Always", 1},
	{"Pod", "metadata.name!=a\\,b\\=c\\\\", 1},
	{"Deployment", "metadata.name=kubia-1,metadata.namespace=default", 1},
};

static int
parse(const char *kind, const char *text, struct faults *faults, struct field_selector **sel)
{
	const struct field_selection asked = {
		.kind = kind,
		.api = strcmp(kind, "Deployment") == 0 ? "apps/v1" : "v1",
		.plural = strcmp(kind, "Deployment") == 0 ? "deployments" : "pods",
		.labels = "a=b",
		.fields = text,
	};

	return field_selector_parse(&asked, faults, sel);
}

static void
test_all_terms_must_hold(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct field_selector *sel = NULL;

		CU_ASSERT_EQUAL_FATAL(parse(cases[i].kind, cases[i].text, NULL, &sel), 0);
		if (field_selector_match(sel, pod, sizeof(pod) - 1) != cases[i].meant)
			printf("\n%s: want %d\n", cases[i].text, cases[i].meant);
		CU_ASSERT_EQUAL(field_selector_match(sel, pod, sizeof(pod) - 1), cases[i].meant);
		field_selector_destroy(sel);
	}
}

#define POD_SAYS(fields_, why_)                                                                    \
	"Unable to find \"/v1, Resource=pods\" that match label selector \"a=b\", field selector " \
	"\"" fields_ "\": " why_

static const struct {
	const char *kind, *text, *why;
} mistakes[] = {
	{"Pod", "spec.image=x", POD_SAYS("spec.image=x", "field label not supported: spec.image")},
	{"Pod", "status.phase",
	 POD_SAYS("status.phase",
		  "invalid selector: 'status.phase'; can't understand 'status.phase'")},
	{"Pod", "a!b", POD_SAYS("a!b", "invalid selector: 'a!b'; can't understand 'a!b'")},
	{"Pod", "metadata.name=a=b",
	 POD_SAYS("metadata.name=a=b",
		  "invalid selector: 'metadata.name=a=b'; can't understand 'metadata.name=a=b'")},
	{"Pod", "metadata.name=\\x",
	 POD_SAYS("metadata.name=\\x",
		  "invalid selector: 'metadata.name=\\x'; can't understand 'metadata.name=\\x'")},
	{"Deployment", "spec.replicas=1",
	 "Unable to find \"apps/v1, Resource=deployments\" that match label selector \"a=b\", "
	 "field "
	 "selector \"spec.replicas=1\": \"spec.replicas\" is not a known field selector: only "
	 "\"metadata.name\", \"metadata.namespace\""},
};

static void
test_what_cannot_be_selected_by_is_refused(void)
{
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		struct field_selector *sel = NULL;
		struct faults faults = {0};

		CU_ASSERT_EQUAL(parse(mistakes[i].kind, mistakes[i].text, &faults, &sel), -EBADMSG);
		CU_ASSERT_EQUAL_FATAL(faults.cnt, 1);
		if (strcmp(faults.v[0].reason, mistakes[i].why) != 0)
			printf("\nwant %s\ngot  %s\n", mistakes[i].why, faults.v[0].reason);
		CU_ASSERT_STRING_EQUAL(faults.v[0].reason, mistakes[i].why);
		faults_fini(&faults);
	}
}

UNIT_MAIN("kube/field_selector", UNIT_TEST(test_all_terms_must_hold),
	  UNIT_TEST(test_what_cannot_be_selected_by_is_refused))
