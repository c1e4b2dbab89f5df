/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "rpc/rpc.h"
#include "support/unit.h"

static void
test_every_method_is_found_by_its_name_and_no_other(void)
{
	for (size_t i = 0; i < RPC_METHOD_CNT; i++)
		CU_ASSERT_PTR_EQUAL(rpc_method_find(rpc_methods[i].name), &rpc_methods[i]);
	CU_ASSERT_PTR_NULL(rpc_method_find(""));
	CU_ASSERT_PTR_NULL(rpc_method_find("appl"));
	CU_ASSERT_PTR_NULL(rpc_method_find("applyy"));
	CU_ASSERT_PTR_NULL(rpc_method_find("Apply"));
}

static void
test_every_param_list_reads_to_its_end(void)
{
	for (size_t i = 0; i < RPC_METHOD_CNT; i++) {
		const char *pos = rpc_methods[i].params;
		struct rpc_param param;
		size_t words = 0, got = 0;

		for (const char *p = pos; *p != '\0'; p++)
			words += *p == ':';
		while (rpc_param_next(&pos, &param)) {
			CU_ASSERT(islower((unsigned char)param.name[0]));
			got++;
		}
		CU_ASSERT_EQUAL(got, words);
		CU_ASSERT_EQUAL(*pos, '\0');
	}
}

static void
test_params_tell_type_and_optional(void)
{
	const char *pos = "text:string dryRun?:bool limit?:int  names:strings bad:thing";
	struct rpc_param param;

	CU_ASSERT(rpc_param_next(&pos, &param));
	CU_ASSERT_STRING_EQUAL(param.name, "text");
	CU_ASSERT_EQUAL(param.type, RPC_TYPE_STRING);
	CU_ASSERT_FALSE(param.optional);
	CU_ASSERT(rpc_param_next(&pos, &param));
	CU_ASSERT_STRING_EQUAL(param.name, "dryRun");
	CU_ASSERT_EQUAL(param.type, RPC_TYPE_BOOL);
	CU_ASSERT(param.optional);
	CU_ASSERT(rpc_param_next(&pos, &param));
	CU_ASSERT_EQUAL(param.type, RPC_TYPE_INT);
	CU_ASSERT(rpc_param_next(&pos, &param));
	CU_ASSERT_STRING_EQUAL(param.name, "names");
	CU_ASSERT_EQUAL(param.type, RPC_TYPE_STRINGS);
	CU_ASSERT_FALSE(param.optional);
	CU_ASSERT_FALSE(rpc_param_next(&pos, &param));
}

static void
test_only_methods_that_change_something_write(void)
{
	CU_ASSERT(rpc_methods[RPC_apply].flags & RPC_WRITES);
	CU_ASSERT(rpc_methods[RPC_create].flags & RPC_WRITES);
	CU_ASSERT(rpc_methods[RPC_delete].flags & RPC_WRITES);
	for (size_t i = RPC_get; i < RPC_METHOD_CNT; i++)
		CU_ASSERT_EQUAL(rpc_methods[i].flags & RPC_WRITES, 0);
}

/* rpc.h draws the result of every method: a line of their names, then what they answer. */
static void
test_the_result_of_every_method_is_documented(void)
{
	static char text[32768];
	FILE *f = fopen(RPC_HEADER, "r");
	size_t len;

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	len = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[len] = '\0';
	for (size_t i = 0; i < RPC_METHOD_CNT; i++) {
		char alone[64], first[64], later[64];

		snprintf(alone, sizeof(alone), "\n * %s\n", rpc_methods[i].name);
		snprintf(first, sizeof(first), "\n * %s, ", rpc_methods[i].name);
		snprintf(later, sizeof(later), ", %s", rpc_methods[i].name);
		CU_ASSERT(strstr(text, alone) != NULL || strstr(text, first) != NULL ||
			  strstr(text, later) != NULL);
	}
}

static void
test_help_is_one_short_line(void)
{
	for (size_t i = 0; i < RPC_METHOD_CNT; i++) {
		CU_ASSERT(strlen(rpc_methods[i].help) > 10);
		CU_ASSERT(strlen(rpc_methods[i].help) < 80);
		CU_ASSERT_PTR_NULL(strchr(rpc_methods[i].help, '\n'));
	}
}

UNIT_MAIN("rpc/rpc", UNIT_TEST(test_every_method_is_found_by_its_name_and_no_other),
	  UNIT_TEST(test_every_param_list_reads_to_its_end),
	  UNIT_TEST(test_params_tell_type_and_optional),
	  UNIT_TEST(test_only_methods_that_change_something_write),
	  UNIT_TEST(test_the_result_of_every_method_is_documented),
	  UNIT_TEST(test_help_is_one_short_line))
