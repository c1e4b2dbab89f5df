/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The configurations that we ship: they are read without a word, and conf/board.yaml names every
 * field there is, with the default that it really has.
 */
#include "kube/board.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "support/kube_world.h"
#include "support/unit.h"

/* conf/board.yaml without what its comments call a default. */
static const char examples_only[] =
	"apiVersion: sluice/v1\n"
	"kind: Board\n"
	"metadata: {name: edge-1}\n"
	"spec:\n"
	"  ports:\n"
	"  - {name: wire0, device: \"0000:03:00.0\", twin: sluice0, addresses: [192.0.2.1/24]}\n"
	"  cluster: {podCIDRs: [10.180.0.0/16]}\n"
	"  pools: [{name: default, ranges: [203.0.113.16/28]}]\n";

static const char *const field_names[] = {
#define SCHEMA(name_)
#define IDENTITY(...)
#define IGNORED(...)
#define CHECKED(...)
#define REFUSED(...)
#define END(name_)
#define F(name_, ...) name_,
#define O(name_, ...) name_,
#include "kube/fields_board.def"
#undef SCHEMA
#undef IDENTITY
#undef IGNORED
#undef CHECKED
#undef REFUSED
#undef END
#undef F
#undef O
};

static void
text_read(const char *name, struct buf *text)
{
	char path[512], part[4096];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", CONF_DIR, name);
	f = fopen(path, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(text, part, n);
	fclose(f);
	CU_ASSERT_FALSE_FATAL(text->failed);
}

static struct board *
parse(const char *file, const char *text, size_t len)
{
	struct faults faults = {0};
	struct board *b = NULL;
	char line[600];

	board_parse(file, text, len, &b, &faults);
	for (size_t i = 0; i < faults.cnt; i++) {
		fault_print(&faults.v[i], line, sizeof(line));
		fprintf(stderr, "\n%s\n", line);
	}
	CU_ASSERT_EQUAL(faults.cnt, 0);
	faults_fini(&faults);
	CU_ASSERT_PTR_NOT_NULL_FATAL(b);
	return b;
}

static void
test_the_example_board_states_the_real_defaults(void)
{
	struct buf text = {0}, shipped = {0}, defaults = {0};
	struct board *a, *b;

	text_read("board.yaml", &text);
	a = parse("board.yaml", text.data, text.len);
	b = parse("examples", examples_only, strlen(examples_only));
	CU_ASSERT_EQUAL(board_compile(a, &shipped), 0);
	CU_ASSERT_EQUAL(board_compile(b, &defaults), 0);
	CU_ASSERT_EQUAL_FATAL(shipped.len, defaults.len);
	CU_ASSERT_EQUAL(memcmp(shipped.data, defaults.data, shipped.len), 0);
	CU_ASSERT_EQUAL_FATAL(a->spec.manifests.cnt, b->spec.manifests.cnt);
	CU_ASSERT_STRING_EQUAL(a->spec.manifests.v[0], b->spec.manifests.v[0]);
	CU_ASSERT_STRING_EQUAL(a->spec.state, b->spec.state);
	CU_ASSERT_STRING_EQUAL(a->spec.management.socket, b->spec.management.socket);
	CU_ASSERT_STRING_EQUAL(a->spec.management.read_only_socket,
			       b->spec.management.read_only_socket);
	CU_ASSERT_STRING_EQUAL(a->spec.management.group, b->spec.management.group);
	CU_ASSERT_STRING_EQUAL(a->spec.cluster.domain, b->spec.cluster.domain);
	CU_ASSERT_EQUAL(a->spec.cluster.builtin.dns, b->spec.cluster.builtin.dns);
	CU_ASSERT_EQUAL(a->spec.cluster.builtin.kubernetes, b->spec.cluster.builtin.kubernetes);
	board_destroy(a);
	board_destroy(b);
	buf_fini(&text);
	buf_fini(&shipped);
	buf_fini(&defaults);
}

static void
test_the_example_board_names_every_field(void)
{
	struct buf text = {0};
	char key[64];

	text_read("board.yaml", &text);
	for (size_t i = 0; i < sizeof(field_names) / sizeof(field_names[0]); i++) {
		snprintf(key, sizeof(key), "%s:", field_names[i]);
		if (strstr(text.data, key) == NULL)
			fprintf(stderr, "\nconf/board.yaml lacks %s\n", field_names[i]);
		CU_ASSERT_PTR_NOT_NULL(strstr(text.data, key));
	}
	buf_fini(&text);
}

static void
test_the_lab_board_is_read_without_a_word(void)
{
	struct buf text = {0};

	text_read("lab-board.yaml", &text);
	board_destroy(parse("lab-board.yaml", text.data, text.len));
	buf_fini(&text);
}

/* Put all files of a folder in one change, which must be taken without error or warning. */
static void
load_folder(const char *folder)
{
	struct buf text = {0};
	const struct dirent *e;
	char name[600];
	int file_cnt = 0;
	DIR *dir;

	snprintf(name, sizeof(name), "%s/%s", CONF_DIR, folder);
	dir = opendir(name);
	CU_ASSERT_PTR_NOT_NULL_FATAL(dir);
	world_start();
	world_begin();
	while ((e = readdir(dir)) != NULL) {
		if (strstr(e->d_name, ".yaml") == NULL)
			continue;
		snprintf(name, sizeof(name), "%s/%s", folder, e->d_name);
		buf_reset(&text);
		text_read(name, &text);
		CU_ASSERT_EQUAL(world_put_from(text.data, MODEL_FILE, name), 0);
		file_cnt++;
	}
	closedir(dir);
	world_finish();
	CU_ASSERT(file_cnt > 0);
	for (size_t i = 0; i < world.faults.cnt; i++) {
		fault_print(&world.faults.v[i], name, sizeof(name));
		fprintf(stderr, "\n%s\n", name);
		CU_ASSERT_EQUAL(world.faults.v[i].level, FAULT_NOTE);
	}
	buf_fini(&text);
}

static void
test_the_kubia_manifests_load_as_one_folder(void)
{
	load_folder("kubia");
	CU_ASSERT_EQUAL(world.faults.cnt, 0);
	CU_ASSERT_TRUE(world_saw("service/kubia-nodeport created"));
	CU_ASSERT_TRUE(world_saw("endpoints/external-service created"));
	CU_ASSERT_TRUE(world_saw("kubia-loadbalancer"));
	world_stop();
}

static void
test_the_features_load_as_one_folder(void)
{
	load_folder("features");
	CU_ASSERT_TRUE(world_saw("service/sticky created"));
	CU_ASSERT_TRUE(world_saw("10.180.0.11:8080/17 10.180.0.12:8080/17 10.180.0.13:8080/5"));
	CU_ASSERT_TRUE(world_saw("10.180.0.41:8080/17 10.180.0.42:8080/c"));
	world_stop();
}

UNIT_MAIN("kube/conf", UNIT_TEST(test_the_example_board_states_the_real_defaults),
	  UNIT_TEST(test_the_example_board_names_every_field),
	  UNIT_TEST(test_the_lab_board_is_read_without_a_word),
	  UNIT_TEST(test_the_kubia_manifests_load_as_one_folder),
	  UNIT_TEST(test_the_features_load_as_one_folder))
