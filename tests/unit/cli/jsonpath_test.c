/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/unit.h"

#include "cli/gotext.h"
#include "cli/jsonpath.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char object_text[] =
	"{\"kind\":\"List\",\"items\":["
	"{\"metadata\":{\"name\":\"a\",\"labels\":{\"app.kubernetes.io/"
	"name\":\"x\",\"tier\":\"web\"}},"
	"\"n\":1,\"ok\":true,\"none\":null,"
	"\"ports\":[{\"port\":80,\"name\":\"http\"},{\"port\":443,\"name\":\"https\"},{\"port\":"
	"8080}],"
	"\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"},{\"type\":\"Other\","
	"\"status\":\"False\"}]},"
	"{\"metadata\":{\"name\":\"b\"},\"n\":2,\"ok\":false,\"ports\":[],\"text\":\"<a & "
	"'b'>\\n\"}"
	"],\"empty\":[],\"real\":0.5}";

/* Run a template. @return what it printed, or "! why" */
static const char *
print(const char *template, bool as_json)
{
	static struct buf out;
	struct jsonpath *p = NULL;
	struct buf why = {0};
	json_t *object = json_loads(object_text, 0, NULL);
	int rc = jsonpath_parse(template, &p, &why);

	CU_ASSERT_PTR_NOT_NULL_FATAL(object);
	buf_reset(&out);
	buf_adds(&out, "");
	if (rc == 0)
		rc = jsonpath_print(p, object, as_json, &out, &why);
	if (rc < 0) {
		CU_ASSERT_EQUAL(rc, -EINVAL);
		buf_reset(&out);
		buf_printf(&out, "! %s", why.data);
	}
	jsonpath_destroy(p);
	json_decref(object);
	buf_fini(&why);
	return out.data;
}

static void
expect(const char *template, const char *want)
{
	const char *got = print(template, false);

	if (strcmp(got, want) != 0)
		printf("\n--- %s\nwant %s\ngot  %s\n", template, want, got);
	CU_ASSERT_STRING_EQUAL(got, want);
}

static const char *const finds[][2] = {
	{"", ""},
	{"plain text", "plain text"},
	{".kind", ".kind"},
	{"{.kind}", "List"},
	{"{ .kind }", "List"},
	{"{$.kind}", "List"},
	{"{@.kind}", "List"},
	{"{.}", ""},
	{"kind={.kind}, n={.items[1].n}", "kind=List, n=2"},
	{"{.items[*].metadata.name}", "a b"},
	{"{.items[:].metadata.name}", "a b"},
	{"{.items[].metadata.name}", "a"},
	{"{.items.*.metadata.name}", "a b"},
	{"{.items[0].metadata.*}", "{\"app.kubernetes.io/name\":\"x\",\"tier\":\"web\"} a"},
	{"{.items[0].metadata.labels.app\\.kubernetes\\.io/name}", "x"},
	{"{.items[0].metadata.labels['app\\.kubernetes\\.io/name']}", "x"},
	{"{.items[0].metadata.labels['app.kubernetes.io/name']}", ""},
	{"{.items[0]['metadata']['name']}", "a"},
	{"{.items[0]['metadata.name','n']}", "a 1"},
	{"{.items[0]['metadata.name', 'n']}", "a 1"},
	{"{.items[0,1].n}", "1 2"},
	{"{.items[0].ports[-1].port}", "8080"},
	{"{.items[0].ports[-1:].port}", "8080"},
	{"{.items[0].ports[0:2].port}", "80 443"},
	{"{.items[0].ports[:2].port}", "80 443"},
	{"{.items[0].ports[1:].port}", "443 8080"},
	{"{.items[0].ports[::2].port}", "80 8080"},
	{"{.items[0].ports[-3:-1].port}", "80 443"},
	{"{.items[0].ports[1:1].port}", ""},
	{"{.empty[0:0]}", ""},
	{"{..port}", "80 443 8080"},
	{"{..metadata.name}", "a b"},
	{"{.items[0]..status}", "True False"},
	{"{..ports[0].port}", "! array index out of bounds: index 0, length 0"},
	{"{.items[0].conditions[?(@.type==\"Ready\")].status}", "True"},
	{"{.items[0].conditions[?(@.type=='Ready')].status}", "True"},
	{"{.items[0].conditions[?(@.type!=\"Ready\")].status}", "False"},
	{"{.items[0].conditions[?(@.type == \"Ready\")].status}", "True"},
	{"{.items[?(@.n>1)].metadata.name}", "b"},
	{"{.items[?(@.n>=1)].metadata.name}", "a b"},
	{"{.items[?(@.n<2)].metadata.name}", "a"},
	{"{.items[?(@.n<=1)].metadata.name}", "a"},
	{"{.items[?(@.ok==true)].metadata.name}", "a"},
	{"{.items[?(@.metadata.labels)].metadata.name}", "a"},
	{"{.items[?(@.ports[0])].metadata.name}", "a b"},
	{"{.items[?(@.metadata.name==\"a)b\")].n}", ""},
	{"{.items[?(@.nope==1)].n}", ""},
	{"{.items[0].ports[?(@.name)].port}", "80 443"},
	{"{.nope}", ""},
	{"{.nope.deeper[0].still}", ""},
	{"{.kind.nope}", ""},
	{"[{.items[0].none}]", "[null]"},
	{"{.items[0].none.x}", ""},
	{"{.items[*].ok}", "true false"},
	{"{.real}", "0.5"},
	{"{.items[0].ports[0]}", "{\"name\":\"http\",\"port\":80}"},
	{"{.items[1].ports}{.empty}", "[][]"},
	{"{.items[1].text}", "<a & 'b'>\n"},
	{"{.items[1]['text']}x", "<a & 'b'>\nx"},
	{"{range .items[*]}{.metadata.name}={.n}{\"\\n\"}{end}", "a=1\nb=2\n"},
	{"{range .items[*]}{.metadata.name}\t{end}done", "a\tb\tdone"},
	{"{range .items[*]}{.metadata.name}:{range .ports[*]}{.port},{end};{end}",
	 "a:80,443,8080,;b:;"},
	{"{range .empty[*]}x{.n}{end}after", "after"},
	{"{range .nope}x{end}after", "after"},
	{"{range .items[*]}{.n}", "12"},
	{"{\"tab\\there\"}{'single \"quotes\"'}{\"\\u00e9\\x41\\101\"}",
	 "tab\theresingle \"quotes\"\303\251AA"},
	{"{1}{-2}{1.5}{true}", "1-21.5true"},
};

static void
test_templates_find_what_kubectl_finds(void)
{
	for (size_t i = 0; i < sizeof(finds) / sizeof(finds[0]); i++)
		expect(finds[i][0], finds[i][1]);
}

static const char *const mistakes[][2] = {
	{"{.items[*", "! unterminated array"},
	{"{.items", "! unclosed action"},
	{"{.items\n}", "! unclosed action"},
	{"{.items[?(@.n==1}", "! unterminated filter"},
	{"{.items[?(@.n==1)", "! unclosed array expect ]"},
	{"{.items[?(@.n==1)}", "! unclosed array expect ]"},
	{"{\"open}", "! unterminated quoted string"},
	{"{\"\\q\"}", "! unquote string \"\\q\" error invalid syntax"},
	{"{.items[x]}", "! invalid array index x"},
	{"{.items[\"x\"]}", "! invalid array index \"x\""},
	{"{.items[-]}", "! array index - is not a number"},
	{"{.items[0:1:2:3]}", "! invalid array index 0:1:2:3"},
	{"{....port}", "! invalid multiple recursive descent"},
	{"{*}", "! unrecognized character in action: U+002A '*'"},
	{"{1.2.3}", "! cannot parse number 1.2.3"},
	{"{end}", "! not in range, nothing to end"},
	{"{hello}", "! unrecognized identifier hello"},
	{"{.items[2]}", "! array index out of bounds: index 2, length 2"},
	{"{.items[0:3]}", "! array index out of bounds: index 2, length 2"},
	{"{.items[-3]}", "! array index out of bounds: index -1, length 2"},
	{"{.items[0].ports[2:1]}", "! starting index 2 is greater than ending index 1"},
	{"{.items[::0]}", "! step must be > 0"},
	{"{.kind[0]}", "! string is not array or slice"},
	{"{.items[0].metadata.labels[0]}", "! map[string]interface {} is not array or slice"},
	{"{.items[0].n[0]}", "! int64 is not array or slice"},
	{"{.items[1].metadata[?(@.n)]}",
	 "! map[name:b] is not array or slice and cannot be filtered"},
	{"{.items[?(@.n==\"1\")]}", "! incompatible types for comparison"},
	{"{.items[?(@.ok>true)]}", "! invalid type for comparison"},
	{"{.items[?(@.metadata==1)]}", "! invalid type for comparison"},
	{"{.items[?(@.n=1)]}", "! unrecognized filter operator ="},
	{"{.items[?(@.ports[*].port==80)]}", "! can only compare one element at a time"},
	{"{.items[?(@.n=~1)]}", "! unrecognized character in action: U+007E '~'"},
};

static void
test_mistakes_are_told_in_kubectls_words(void)
{
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++)
		expect(mistakes[i][0], mistakes[i][1]);
}

static void
test_as_json_each_expression_is_a_list(void)
{
	CU_ASSERT_STRING_EQUAL(print("{.items[*].n}{.kind}", true),
			       "[\n    1,\n    2\n]\n[\n    \"List\"\n]\n");
	CU_ASSERT_STRING_EQUAL(print("{.nope}", true), "[]\n");
}

static void
test_values_print_as_gos_do(void)
{
	json_t *v = json_loads("{\"b\":[1,\"x\",null,{}],\"a\":{\"k\":true,\"r\":1e21},"
			       "\"s\":\"<&>\\\"\\\\\\t\\u0001\\u2028\",\"z\":100000.5}",
			       0, NULL);
	struct buf out = {0};

	go_print(v, &out);
	CU_ASSERT_STRING_EQUAL(out.data, "map[a:map[k:true r:1e+21] b:[1 x <nil> map[]] "
					 "s:<&>\"\\\t\x01\xe2\x80\xa8 z:100000.5]");
	buf_reset(&out);
	go_json(v, 0, &out);
	CU_ASSERT_STRING_EQUAL(out.data, "{\"a\":{\"k\":true,\"r\":1e+21},\"b\":[1,\"x\",null,{}],"
					 "\"s\":\"\\u003c\\u0026\\u003e\\\"\\\\\\t\\u0001\\u2028\","
					 "\"z\":100000.5}");
	json_decref(v);
	buf_fini(&out);
}

UNIT_MAIN("cli/jsonpath", UNIT_TEST(test_templates_find_what_kubectl_finds),
	  UNIT_TEST(test_mistakes_are_told_in_kubectls_words),
	  UNIT_TEST(test_as_json_each_expression_is_a_list), UNIT_TEST(test_values_print_as_gos_do))
