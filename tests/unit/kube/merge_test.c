/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/merge.h"

#include <stdio.h>
#include <string.h>

#include "support/unit.h"

static struct arena *arena;

static struct node *
parse(const char *json)
{
	struct node *n = NULL;

	if (json == NULL)
		return NULL;
	CU_ASSERT_EQUAL_FATAL(tree_parse(json, strlen(json), arena, &n), 0);
	return n;
}

static void
expect(const char *what, const struct node *n, const char *wanted)
{
	struct buf out = {0};

	CU_ASSERT_PTR_NOT_NULL_FATAL(n);
	tree_json(n, &out);
	if (strcmp(out.data, wanted) != 0)
		fprintf(stderr, "\n%s\n gives  %s\n wanted %s\n", what, out.data, wanted);
	CU_ASSERT_STRING_EQUAL(out.data, wanted);
	buf_fini(&out);
}

typedef struct node *(*merge3)(struct arena *a, enum schema_id schema, const struct node *x,
			       const struct node *y, const struct node *z);

struct merge_case {
	enum schema_id schema;
	const char *x, *y, *z;
	const char *wanted;
};

static void
run_cases(merge3 merge, const struct merge_case *cases, size_t cnt)
{
	for (size_t i = 0; i < cnt; i++) {
		const struct merge_case *c = &cases[i];

		arena = arena_create(4096);
		expect(c->y, merge(arena, c->schema, parse(c->x), parse(c->y), parse(c->z)),
		       c->wanted);
		arena_destroy(arena);
	}
}

#define RUN(merge_, cases_) run_cases(merge_, cases_, sizeof(cases_) / sizeof(cases_[0]))

static void
test_apply_removes_what_its_owner_dropped_and_keeps_what_others_set(void)
{
	/* last applied, given, live */
	static const struct merge_case cases[] = {
		{SCHEMA_NONE, NULL, "{\"a\":1}", "{\"b\":2}", "{\"b\":2,\"a\":1}"},
		{SCHEMA_NONE, "{\"a\":1,\"b\":2}", "{\"a\":1}", "{\"a\":1,\"b\":2,\"c\":3}",
		 "{\"a\":1,\"c\":3}"},
		{SCHEMA_NONE, "{\"a\":1}", "{\"a\":1}", "{\"a\":5}", "{\"a\":1}"},
		{SCHEMA_NONE, "{\"m\":{\"a\":1,\"b\":1}}", "{\"m\":{\"a\":2}}",
		 "{\"m\":{\"a\":1,\"b\":1,\"c\":1}}", "{\"m\":{\"a\":2,\"c\":1}}"},
		{SCHEMA_NONE, "{\"m\":{\"a\":1}}", "{}", "{\"m\":{\"a\":1,\"others\":1}}", "{}"},
		/* null: dropped, whoever set it */
		{SCHEMA_NONE, NULL, "{\"a\":null,\"m\":{\"x\":null}}",
		 "{\"a\":1,\"m\":{\"x\":1,\"y\":1}}", "{\"m\":{\"y\":1}}"},
		{SCHEMA_NONE, NULL, "{\"n\":{\"a\":null,\"b\":1}}", "{}", "{\"n\":{\"b\":1}}"},
		/* null once: he did not say anything about it */
		{SCHEMA_NONE, "{\"a\":null}", "{}", "{\"a\":1}", "{\"a\":1}"},
		/* another type takes the place */
		{SCHEMA_NONE, "{\"a\":{\"b\":1}}", "{\"a\":[1]}", "{\"a\":{\"b\":1,\"c\":1}}",
		 "{\"a\":[1]}"},
		/* lists that are one value */
		{SCHEMA_NONE, "{\"l\":[1,2]}", "{\"l\":[1]}", "{\"l\":[1,2,3]}", "{\"l\":[1]}"},
		{SCHEMA_SERVICE_SPEC, "{\"externalIPs\":[\"1.1.1.1\"]}",
		 "{\"externalIPs\":[\"2.2.2.2\"]}", "{\"externalIPs\":[\"1.1.1.1\",\"3.3.3.3\"]}",
		 "{\"externalIPs\":[\"2.2.2.2\"]}"},
	};

	RUN(merge_apply, cases);
}

static void
test_apply_merges_lists_by_the_keys_of_the_field_table(void)
{
	static const struct merge_case cases[] = {
		/* what others put into an item of ours stays, and so does an item of theirs */
		{SCHEMA_SERVICE_SPEC, "{\"ports\":[{\"port\":80}]}",
		 "{\"ports\":[{\"port\":80,\"name\":\"w\"}]}",
		 "{\"ports\":[{\"port\":80,\"nodePort\":30123},{\"port\":443,\"name\":\"s\"}]}",
		 "{\"ports\":[{\"port\":80,\"nodePort\":30123,\"name\":\"w\"},"
		 "{\"port\":443,\"name\":\"s\"}]}"},
		/* an item of ours that we dropped goes */
		{SCHEMA_SERVICE_SPEC, "{\"ports\":[{\"port\":80},{\"port\":81}]}",
		 "{\"ports\":[{\"port\":81}]}", "{\"ports\":[{\"port\":80},{\"port\":81}]}",
		 "{\"ports\":[{\"port\":81}]}"},
		/* one number for two protocols */
		{SCHEMA_SERVICE_SPEC, NULL, "{\"ports\":[{\"port\":53,\"targetPort\":5353}]}",
		 "{\"ports\":[{\"port\":53,\"protocol\":\"UDP\"},{\"port\":53,\"protocol\":"
		 "\"TCP\"}]}",
		 "{\"ports\":[{\"port\":53,\"protocol\":\"UDP\"},{\"port\":53,\"protocol\":"
		 "\"TCP\",\"targetPort\":5353}]}"},
		/* two equal ones stay two: somebody has to say that this is wrong */
		{SCHEMA_SERVICE_SPEC, NULL,
		 "{\"ports\":[{\"port\":80,\"name\":\"a\"},{\"port\":80,\"name\":\"b\"}]}",
		 "{\"ports\":[{\"port\":80,\"nodePort\":1}]}",
		 "{\"ports\":[{\"port\":80,\"nodePort\":1,\"name\":\"a\"},"
		 "{\"port\":80,\"nodePort\":1,\"name\":\"b\"}]}"},
		/* without a key the list is one value */
		{SCHEMA_SERVICE_SPEC, NULL, "{\"ports\":[{\"name\":\"a\"}]}",
		 "{\"ports\":[{\"port\":80}]}", "{\"ports\":[{\"name\":\"a\"}]}"},
		{SCHEMA_POD_SPEC, "{\"containers\":[{\"name\":\"a\",\"env\":[{\"name\":\"X\"}]}]}",
		 "{\"containers\":[{\"name\":\"a\",\"ports\":[{\"containerPort\":80}]}]}",
		 "{\"containers\":[{\"name\":\"a\",\"image\":\"i\",\"env\":[{\"name\":\"X\"}]}]}",
		 "{\"containers\":[{\"name\":\"a\",\"image\":\"i\",\"ports\":[{\"containerPort\":"
		 "80}]}]"
		 "}"},
		{SCHEMA_CONTAINER, "{\"env\":[{\"name\":\"A\",\"value\":\"1\"},{\"name\":\"B\"}]}",
		 "{\"env\":[{\"name\":\"A\",\"value\":\"2\"}]}",
		 "{\"env\":[{\"name\":\"A\",\"value\":\"1\"},{\"name\":\"B\"},{\"name\":\"C\"}]}",
		 "{\"env\":[{\"name\":\"A\",\"value\":\"2\"},{\"name\":\"C\"}]}"},
		{SCHEMA_POD_STATUS, NULL,
		 "{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}",
		 "{\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\",\"reason\":\"r\"},"
		 "{\"type\":\"Initialized\",\"status\":\"True\"}]}",
		 "{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\",\"reason\":\"r\"},"
		 "{\"type\":\"Initialized\",\"status\":\"True\"}]}"},
		{SCHEMA_POD_STATUS, "{\"podIPs\":[{\"ip\":\"10.0.0.1\"}]}",
		 "{\"podIPs\":[{\"ip\":\"10.0.0.2\"}]}", "{\"podIPs\":[{\"ip\":\"10.0.0.1\"}]}",
		 "{\"podIPs\":[{\"ip\":\"10.0.0.2\"}]}"},
		{SCHEMA_META, "{\"finalizers\":[\"a\",\"b\"]}", "{\"finalizers\":[\"b\",\"d\"]}",
		 "{\"finalizers\":[\"a\",\"b\",\"c\"]}", "{\"finalizers\":[\"b\",\"d\",\"c\"]}"},
		{SCHEMA_META, NULL, "{\"ownerReferences\":[{\"uid\":\"1\",\"kind\":\"Y\"}]}",
		 "{\"ownerReferences\":[{\"uid\":\"1\",\"kind\":\"X\"},{\"uid\":\"2\"}]}",
		 "{\"ownerReferences\":[{\"uid\":\"1\",\"kind\":\"Y\"},{\"uid\":\"2\"}]}"},
		/* the whole object: schemas lead down */
		{SCHEMA_SERVICE, "{\"spec\":{\"ports\":[{\"port\":80}]}}",
		 "{\"spec\":{\"ports\":[{\"port\":81}]}}",
		 "{\"spec\":{\"ports\":[{\"port\":80},{\"port\":82}]}}",
		 "{\"spec\":{\"ports\":[{\"port\":81},{\"port\":82}]}}"},
	};

	RUN(merge_apply, cases);
}

static void
test_items_of_others_keep_their_place_among_ours(void)
{
	static const struct merge_case cases[] = {
		{SCHEMA_META, "{\"finalizers\":[\"a\",\"b\"]}", "{\"finalizers\":[\"b\",\"a\"]}",
		 "{\"finalizers\":[\"x\",\"a\",\"y\",\"b\",\"z\"]}",
		 "{\"finalizers\":[\"x\",\"y\",\"b\",\"a\",\"z\"]}"},
		{SCHEMA_META, NULL, "{\"finalizers\":[\"n\",\"a\",\"m\"]}",
		 "{\"finalizers\":[\"x\",\"a\",\"y\"]}",
		 "{\"finalizers\":[\"n\",\"x\",\"a\",\"m\",\"y\"]}"},
	};

	RUN(merge_apply, cases);
}

static void
test_a_change_is_carried_over_to_what_others_changed_since(void)
{
	/* shown, wanted, stored by now */
	static const struct merge_case cases[] = {
		{SCHEMA_NONE, "{\"a\":1,\"b\":1}", "{\"a\":2,\"b\":1}", "{\"a\":1,\"b\":3,\"c\":4}",
		 "{\"a\":2,\"b\":3,\"c\":4}"},
		{SCHEMA_NONE, "{\"a\":1}", "{\"a\":2}", "{\"a\":3}", "{\"a\":2}"},
		{SCHEMA_NONE, "{\"a\":1}", "{}", "{\"a\":3,\"c\":4}", "{\"c\":4}"},
		{SCHEMA_NONE, "{\"a\":1,\"b\":1}", "{\"a\":1,\"b\":2}", "{}", "{\"b\":2}"},
		{SCHEMA_META, "{}", "{\"labels\":{\"x\":\"1\"}}", "{\"labels\":{\"y\":\"2\"}}",
		 "{\"labels\":{\"y\":\"2\",\"x\":\"1\"}}"},
		{SCHEMA_META, "{}", "{\"labels\":{\"x\":\"1\"}}", "{\"labels\":{\"x\":\"2\"}}",
		 "{\"labels\":{\"x\":\"1\"}}"},
		{SCHEMA_SERVICE_SPEC, "{\"ports\":[{\"port\":80},{\"port\":81}]}",
		 "{\"ports\":[{\"port\":80,\"targetPort\":9}]}",
		 "{\"ports\":[{\"port\":443},{\"port\":80,\"name\":\"http\"},{\"port\":81}]}",
		 "{\"ports\":[{\"port\":443},{\"port\":80,\"name\":\"http\",\"targetPort\":9}]}"},
	};

	RUN(merge_carry, cases);
}

static void
test_a_change_is_carried_over_without_what_was_completed(void)
{
	/* shown, wanted, stored */
	static const struct merge_case cases[] = {
		{SCHEMA_NONE, "{\"a\":1,\"d\":\"x\"}", "{\"a\":1,\"d\":\"x\"}", "{\"a\":1}",
		 "{\"a\":1}"},
		{SCHEMA_NONE, "{\"a\":1,\"d\":\"x\"}", "{\"a\":2,\"d\":\"y\",\"n\":{\"z\":null}}",
		 "{\"a\":1}", "{\"a\":2,\"d\":\"y\",\"n\":{}}"},
		{SCHEMA_NONE, "{\"a\":1,\"d\":\"x\"}", "{\"d\":\"x\"}", "{\"a\":1}", "{}"},
		{SCHEMA_NONE, "{\"m\":{\"a\":1,\"d\":1}}", "{\"m\":{\"a\":1}}", "{}", "{}"},
		{SCHEMA_NONE, "{\"m\":{\"a\":1,\"d\":1}}", "{\"m\":{\"a\":3,\"d\":1}}", "{}",
		 "{\"m\":{\"a\":3}}"},
		{SCHEMA_NONE, "{\"m\":{\"a\":1,\"d\":1}}", "{\"m\":7}", "{\"m\":{\"a\":1}}",
		 "{\"m\":7}"},
		{SCHEMA_SERVICE_SPEC,
		 "{\"ports\":[{\"port\":80,\"protocol\":\"TCP\",\"nodePort\":30000},{\"port\":81,"
		 "\"protocol\":\"TCP\",\"nodePort\":30001}]}",
		 "{\"ports\":[{\"port\":80,\"protocol\":\"TCP\",\"nodePort\":30000,\"targetPort\":"
		 "9},"
		 "{\"port\":82}]}",
		 "{\"ports\":[{\"port\":80},{\"port\":81}]}",
		 "{\"ports\":[{\"port\":80,\"targetPort\":9},{\"port\":82}]}"},
		{SCHEMA_POD_STATUS,
		 "{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}],\"phase\":"
		 "\"Running\"}",
		 "{\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\"}],\"phase\":"
		 "\"Running\"}",
		 "{}", "{\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\"}]}"},
		{SCHEMA_POD_STATUS, "{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}",
		 "{\"conditions\":[{\"type\":\"A\",\"status\":\"True\"},{\"type\":\"Ready\","
		 "\"status\":\"True\"}]}",
		 "{\"conditions\":[]}", "{\"conditions\":[{\"type\":\"A\",\"status\":\"True\"}]}"},
	};

	RUN(merge_carry, cases);
}

static void
test_what_was_only_shown_is_not_said(void)
{
	/* shown, given, stored */
	static const struct merge_case cases[] = {
		{SCHEMA_NONE, "{\"a\":1,\"d\":1}", "{\"a\":1,\"d\":1,\"n\":1}", "{\"a\":1}",
		 "{\"a\":1,\"n\":1}"},
		{SCHEMA_NONE, "{\"m\":{\"a\":1,\"d\":1}}", "{\"m\":{\"a\":2,\"d\":1}}",
		 "{\"m\":{\"a\":1}}", "{\"m\":{\"a\":2}}"},
		/* shown in another form than it is stored in */
		{SCHEMA_META, "{\"ownerReferences\":[{\"name\":\"r\",\"uid\":\"1\"}]}",
		 "{\"ownerReferences\":[{\"name\":\"r\",\"uid\":\"1\"}]}",
		 "{\"ownerReferences\":[{\"name\":\"r\"}]}",
		 "{\"ownerReferences\":[{\"name\":\"r\"}]}"},
		{SCHEMA_SERVICE_SPEC, "{\"ports\":[{\"port\":80,\"nodePort\":1}]}",
		 "{\"ports\":[{\"port\":80,\"nodePort\":1},{\"port\":81}]}",
		 "{\"ports\":[{\"port\":80}]}", "{\"ports\":[{\"port\":80},{\"port\":81}]}"},
	};

	RUN(merge_unshow, cases);
}

static int
note(void *arg, const char *path, const struct node *old, const struct node *new)
{
	buf_printf(arg, "%s: ", path);
	if (old != NULL)
		tree_json(old, arg);
	buf_adds(arg, " -> ");
	if (new != NULL)
		tree_json(new, arg);
	buf_adds(arg, "\n");
	return 0;
}

static void
test_differences_are_told_by_path(void)
{
	static const struct {
		const char *old, *new;
		const char *wanted;
	} cases[] = {
		{"{\"a\":1}", "{\"a\":1}", ""},
		{"{\"spec\":{\"type\":\"ClusterIP\",\"externalName\":\"x\"}}",
		 "{\"spec\":{\"type\":\"NodePort\",\"publishNotReadyAddresses\":true}}",
		 "spec.type: \"ClusterIP\" -> \"NodePort\"\nspec.externalName: \"x\" -> \n"
		 "spec.publishNotReadyAddresses:  -> true\n"},
		{"{\"spec\":{\"ports\":[{\"port\":80},{\"port\":81,\"targetPort\":1}]}}",
		 "{\"spec\":{\"ports\":[{\"port\":81,\"targetPort\":2},{\"port\":82}]}}",
		 "spec.ports[0]: {\"port\":80} -> \nspec.ports[0].targetPort: 1 -> 2\n"
		 "spec.ports[1]:  -> {\"port\":82}\n"},
		{"{\"spec\":{\"ports\":[{\"port\":80},{\"port\":81}]}}",
		 "{\"spec\":{\"ports\":[{\"port\":81},{\"port\":80}]}}",
		 "spec.ports: [{\"port\":80},{\"port\":81}] -> [{\"port\":81},{\"port\":80}]\n"},
		{"{\"metadata\":{\"labels\":{\"app.kubernetes.io/name\":\"a\"}}}",
		 "{\"metadata\":{\"labels\":{\"app.kubernetes.io/name\":\"b\"}}}",
		 "metadata.labels[app.kubernetes.io/name]: \"a\" -> \"b\"\n"},
		{"{\"spec\":{\"externalIPs\":[\"1.1.1.1\",\"2.2.2.2\"]}}",
		 "{\"spec\":{\"externalIPs\":[\"1.1.1.1\",\"3.3.3.3\"]}}",
		 "spec.externalIPs[1]: \"2.2.2.2\" -> \"3.3.3.3\"\n"},
		{"{\"spec\":{\"externalIPs\":[\"1.1.1.1\"]}}", "{\"spec\":{\"externalIPs\":[]}}",
		 "spec.externalIPs: [\"1.1.1.1\"] -> []\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = {0};

		arena = arena_create(4096);
		buf_adds(&out, "");
		CU_ASSERT_EQUAL(merge_diff(SCHEMA_SERVICE, parse(cases[i].old), parse(cases[i].new),
					   note, &out),
				0);
		if (strcmp(out.data, cases[i].wanted) != 0)
			fprintf(stderr, "\ngives\n%swanted\n%s", out.data, cases[i].wanted);
		CU_ASSERT_STRING_EQUAL(out.data, cases[i].wanted);
		buf_fini(&out);
		arena_destroy(arena);
	}
}

static void
test_equality_looks_past_the_order_of_members_and_the_form_of_numbers(void)
{
	arena = arena_create(4096);
	CU_ASSERT_TRUE(tree_equal(parse("{\"a\":1,\"b\":[true,null]}"),
				  parse("{\"b\":[true,null],\"a\":1.0}")));
	CU_ASSERT_FALSE(tree_equal(parse("{\"a\":1}"), parse("{\"a\":1,\"b\":null}")));
	CU_ASSERT_FALSE(tree_equal(parse("[1,2]"), parse("[2,1]")));
	CU_ASSERT_FALSE(tree_equal(parse("\"1\""), parse("1")));
	CU_ASSERT_FALSE(tree_equal(parse("{\"a\":1}"), NULL));
	arena_destroy(arena);
}

/* {"k99":99,...,"k0":0} or the other way round, without every so-manieth. */
static struct node *
wide(int step, int cnt, int but)
{
	struct node *map = tree_new(arena, NODE_MAP);
	char key[16];

	for (int i = step > 0 ? 0 : cnt - 1; i >= 0 && i < cnt; i += step) {
		snprintf(key, sizeof(key), "k%d", i);
		if (but == 0 || i % but != 0)
			tree_set(arena, map, key, tree_int(arena, i));
	}
	return map;
}

static void
test_wide_maps_are_merged_as_narrow_ones(void)
{
	enum {
		CNT = 100
	};
	struct node *all, *back, *out;
	struct tree_index x;

	arena = arena_create(4096);
	all = wide(1, CNT, 0);
	back = wide(-1, CNT, 0);
	CU_ASSERT_TRUE(tree_equal(all, back));
	CU_ASSERT_FALSE(tree_equal(wide(1, CNT + 25, 5), back));
	tree_set(arena, back, "k7", tree_int(arena, 8));
	CU_ASSERT_FALSE(tree_equal(all, back));
	/* said before, and no more */
	out = merge_apply(arena, SCHEMA_NONE, all, wide(-1, CNT, 3), all);
	CU_ASSERT_TRUE(tree_equal(out, wide(1, CNT, 3)));
	/* of others, and new */
	out = merge_apply(arena, SCHEMA_NONE, NULL, wide(-1, 2 * CNT, 3), all);
	CU_ASSERT_EQUAL(out->cnt, 2 * CNT - 33);
	/* changed where it was shown */
	out = merge_carry(arena, SCHEMA_NONE, all, back, wide(1, CNT, 2));
	CU_ASSERT_EQUAL(out->cnt, CNT / 2);
	CU_ASSERT_EQUAL(tree_get(out, "k7")->i, 8);
	out = merge_unshow(arena, SCHEMA_NONE, all, back, wide(1, CNT, 2));
	CU_ASSERT_EQUAL(out->cnt, CNT / 2);
	tree_index(&x, all);
	CU_ASSERT_PTR_EQUAL(tree_index_get(&x, "k50"), tree_get(all, "k50"));
	CU_ASSERT_PTR_NULL(tree_index_get(&x, "k100"));
	tree_index_fini(&x);
	tree_index(&x, NULL);
	CU_ASSERT_PTR_NULL(tree_index_get(&x, "k0"));
	tree_index_fini(&x);
	arena_destroy(arena);
}

UNIT_MAIN("kube/merge",
	  UNIT_TEST(test_apply_removes_what_its_owner_dropped_and_keeps_what_others_set),
	  UNIT_TEST(test_apply_merges_lists_by_the_keys_of_the_field_table),
	  UNIT_TEST(test_items_of_others_keep_their_place_among_ours),
	  UNIT_TEST(test_a_change_is_carried_over_to_what_others_changed_since),
	  UNIT_TEST(test_a_change_is_carried_over_without_what_was_completed),
	  UNIT_TEST(test_what_was_only_shown_is_not_said),
	  UNIT_TEST(test_wide_maps_are_merged_as_narrow_ones),
	  UNIT_TEST(test_differences_are_told_by_path),
	  UNIT_TEST(test_equality_looks_past_the_order_of_members_and_the_form_of_numbers))
