/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/unit.h"

#include "cli/age.h"

static void
test_spans_read_as_kubectl_prints_them(void)
{
	static const struct {
		int64_t seconds;
		const char *text;
	} cases[] = {
		{-2, "<invalid>"},  {-1, "0s"},       {0, "0s"},          {5, "5s"},
		{119, "119s"},      {120, "2m"},      {150, "2m30s"},     {599, "9m59s"},
		{600, "10m"},       {10799, "179m"},  {10800, "3h"},      {11100, "3h5m"},
		{28799, "7h59m"},   {28800, "8h"},    {172799, "47h"},    {172800, "2d"},
		{176400, "2d1h"},   {345600, "4d"},   {691199, "7d23h"},  {691200, "8d"},
		{63071999, "729d"}, {63072000, "2y"}, {63158400, "2y1d"}, {252288000, "8y"},
	};
	char text[AGE_BYTES];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CU_ASSERT_STRING_EQUAL(age_format(cases[i].seconds, text), cases[i].text);
}

static void
test_stamps_are_read_in_utc(void)
{
	char text[AGE_BYTES];

	CU_ASSERT_EQUAL(age_parse("1970-01-01T00:01:40Z"), 100);
	CU_ASSERT_EQUAL(age_parse("yesterday"), -1);
	CU_ASSERT_EQUAL(age_parse(NULL), -1);
	CU_ASSERT_STRING_EQUAL(age_since("1970-01-01T00:01:40Z", 250, text), "2m30s");
	CU_ASSERT_STRING_EQUAL(age_since(NULL, 250, text), "<unknown>");
}

UNIT_MAIN("cli/age", UNIT_TEST(test_spans_read_as_kubectl_prints_them),
	  UNIT_TEST(test_stamps_are_read_in_utc))
