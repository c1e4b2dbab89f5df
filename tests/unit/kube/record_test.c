/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/model.h"

#include <stdio.h>
#include <string.h>

#include "support/kube_world.h"
#include "support/unit.h"

#define SERVICE(name_, port_)                                                                      \
	"apiVersion: v1\nkind: Service\nmetadata: {name: " name_ "}\nspec:\n"                      \
	"  type: NodePort\n  ports: [{port: 80, nodePort: " port_ "}]\n"

static int
record_add(void *arg, const struct model_record *r)
{
	buf_printf(arg, "%s %.*s\n", r->key, r->text == NULL ? 1 : (int)r->len,
		   r->text == NULL ? "-" : r->text);
	return 0;
}

static int
allocation_add(void *arg, const struct model_allocation *a)
{
	buf_printf(arg, "%s %s %s%s\n", a->name, a->what, a->value, a->released ? " back" : "");
	return 0;
}

/* Open a change and check it. */
static struct model_change *
check(const char *text, const char *gone)
{
	world_begin();
	CU_ASSERT_EQUAL_FATAL(world_put_from(text, MODEL_SOCKET, "f"), 0);
	if (gone != NULL)
		CU_ASSERT_EQUAL_FATAL(model_change_delete(world.change, "Service", "default", gone),
				      0);
	CU_ASSERT_EQUAL_FATAL(model_change_check(world.change), 0);
	return world.change;
}

/* All records and allocations of a change, a few at a time. */
static void
tell(struct model_change *c, size_t max, struct buf *out)
{
	size_t at = 0;
	int rc;

	buf_adds(out, "");
	while ((rc = model_change_records(c, max, record_add, out)) == 1)
		;
	CU_ASSERT_EQUAL(rc, 0);
	while ((rc = model_change_allocations(c, &at, max, allocation_add, out)) == 1)
		;
	CU_ASSERT_EQUAL(rc, 0);
}

static bool
has(const struct buf *b, const char *part)
{
	if (strstr(b->data, part) != NULL)
		return true;
	fprintf(stderr, "\nwanted: %s\nin: %s\n", part, b->data);
	return false;
}

static void
test_a_closed_change_tells_its_own_whatever_follows(void)
{
	struct buf out = {0};
	struct model_change *closed, *next;

	world_start();
	world_apply(SERVICE("old", "30001"));
	closed = check(SERVICE("a", "30002") "---\n" SERVICE("b", "30003"), "old");
	model_change_close(closed);
	/* the next one is open, and changes, removes and makes again what the first is about */
	next = check(SERVICE("a", "30004") "---\n" SERVICE("old", "30005"), "b");
	tell(closed, 1, &out);
	CU_ASSERT_TRUE(has(&out, "object/Service/default/a "));
	CU_ASSERT_TRUE(has(&out, "\"nodePort\":30002"));
	CU_ASSERT_TRUE(has(&out, "object/Service/default/b {"));
	CU_ASSERT_TRUE(has(&out, "object/Service/default/old -\n"));
	CU_ASSERT_TRUE(has(&out, "alloc/default/old -\n"));
	CU_ASSERT_TRUE(has(&out, "alloc/default/b {"));
	CU_ASSERT_TRUE(has(&out, "a NodePort 30002\n"));
	CU_ASSERT_TRUE(has(&out, "old NodePort 30001 back\n"));
	CU_ASSERT_PTR_NULL(strstr(out.data, "30004"));
	CU_ASSERT_PTR_NULL(strstr(out.data, "30005"));
	while (model_change_release(closed, 1))
		;
	model_change_abort(next);
	world_list("services", NULL, NULL, NULL);
	CU_ASSERT_TRUE(world_saw("30002") && world_saw("30003"));
	CU_ASSERT_PTR_NULL(strstr(world.seen.data, "30001"));
	buf_fini(&out);
	world_stop();
}

static void
test_records_come_in_pieces_as_they_come_at_once(void)
{
	static const char text[] =
		SERVICE("a", "30001") "---\n" SERVICE("b", "30002") "---\n" SERVICE("c", "30003");
	struct buf pieces = {0}, whole = {0};
	struct buf *out[] = {&pieces, &whole};
	static const size_t max[] = {1, SIZE_MAX};

	for (size_t i = 0; i < 2; i++) {
		world_start();
		tell(check(text, NULL), max[i], out[i]);
		model_change_commit(world.change);
		world_stop();
	}
	CU_ASSERT_STRING_EQUAL(pieces.data, whole.data);
	buf_fini(&pieces);
	buf_fini(&whole);
}

static void
test_of_an_object_changed_twice_the_end_is_recorded(void)
{
	struct buf out = {0};
	struct model_change *c;

	world_start();
	world_apply(SERVICE("a", "30001"));
	world_begin();
	CU_ASSERT_EQUAL(model_change_delete(world.change, "Service", "default", "a"), 0);
	CU_ASSERT_EQUAL(world_put_from(SERVICE("a", "30002"), MODEL_SOCKET, "f"), 0);
	CU_ASSERT_EQUAL_FATAL(model_change_check(world.change), 0);
	c = world.change;
	model_change_close(c);
	tell(c, 1, &out);
	CU_ASSERT_TRUE(has(&out, "object/Service/default/a {"));
	CU_ASSERT_TRUE(has(&out, "\"nodePort\":30002"));
	CU_ASSERT_PTR_NULL(strstr(out.data, "default/a -"));
	CU_ASSERT_FALSE(model_change_release(c, SIZE_MAX));
	buf_fini(&out);
	world_stop();
}

/* Put from a folder, or delete, and close. */
static struct model_change *
close_next(const char *text, const char *gone)
{
	world_begin();
	if (text != NULL)
		CU_ASSERT_EQUAL_FATAL(world_put_from(text, MODEL_FILE, "f"), 0);
	if (gone != NULL)
		CU_ASSERT_EQUAL_FATAL(model_change_delete(world.change, "Service", "default", gone),
				      0);
	CU_ASSERT_EQUAL_FATAL(model_change_check(world.change), 0);
	model_change_close(world.change);
	return world.change;
}

/* Even while the change that claimed what was restored for the first is not released. */
static void
test_what_is_made_again_is_born_again(void)
{
	static const char a[] = SERVICE("a", "30001"),
			  uid[] = "11111111-2222-8333-8444-555555555555";
	static const char birth[] = "2020-01-01T00:00:00Z 11111111-2222-8333-8444-555555555555";
	struct model_change *closed[3];

	world_start();
	CU_ASSERT_EQUAL(
		model_restore_birth(world.model, "meta/Service/default/a", birth, strlen(birth)),
		0);
	closed[0] = close_next(a, NULL);
	world_list("services", NULL, "a", NULL);
	CU_ASSERT_TRUE(world_saw(uid));
	closed[1] = close_next(NULL, "a");
	closed[2] = close_next(a, NULL);
	world_list("services", NULL, "a", NULL);
	CU_ASSERT_FALSE(world_saw(uid));
	for (size_t i = 0; i < 3; i++)
		CU_ASSERT_FALSE(model_change_release(closed[i], SIZE_MAX));
	world_stop();
}

UNIT_MAIN("kube/record", UNIT_TEST(test_a_closed_change_tells_its_own_whatever_follows),
	  UNIT_TEST(test_records_come_in_pieces_as_they_come_at_once),
	  UNIT_TEST(test_of_an_object_changed_twice_the_end_is_recorded),
	  UNIT_TEST(test_what_is_made_again_is_born_again))
