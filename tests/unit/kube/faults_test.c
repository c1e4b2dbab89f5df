/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Faults 2, 4 and 6 of what the gateway must survive, in their number.
 */
#include "kube/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "support/kube_world.h"
#include "support/unit.h"

#define EXTRA_KIB_MAX 16384

#ifdef __SANITIZE_ADDRESS__
#	define COUNTS_MEMORY false /* freed memory is kept for a while */
#else
#	define COUNTS_MEMORY true
#endif

static long
peak_kib(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

/* The text is refused so, and what is needed for that is bounded. */
static void
refuse_bomb(const struct buf *text, const char *fault)
{
	long before = peak_kib();

	CU_ASSERT_FALSE_FATAL(text->failed);
	world_refused(text->data, fault);
	CU_ASSERT(!COUNTS_MEMORY || peak_kib() - before <= EXTRA_KIB_MAX);
}

static void
test_fault_02_an_alias_bomb_is_refused(void)
{
	struct buf text = {0};

	world_start();
	buf_adds(&text, "a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
	for (int level = 1; level <= 9; level++) {
		buf_printf(&text, "a%d: &a%d [", level, level);
		for (int i = 0; i < 9; i++)
			buf_printf(&text, "%s*a%d", i > 0 ? "," : "", level - 1);
		buf_adds(&text, "]\n");
	}
	refuse_bomb(&text, "f:1:5: error: anchor &a0: anchors are not allowed");
	buf_fini(&text);
	world_stop();
}

static void
test_fault_02_a_storm_of_merge_keys_is_refused(void)
{
	struct buf text = {0};

	world_start();
	buf_adds(&text, "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n");
	for (int i = 0; i < 10000; i++)
		buf_adds(&text, "  <<: [*a, *a, *a, *a]\n");
	refuse_bomb(&text, "f:5:3: error: merge keys (<<) are not allowed");
	buf_fini(&text);
	world_stop();
}

static void
test_fault_02_a_hundred_thousand_brackets_are_refused(void)
{
	static const char *const openers[] = {"[", "{a: ", "{\"a\":[", "- ", "? "};
	struct buf text = {0};

	world_start();
	for (size_t k = 0; k < sizeof(openers) / sizeof(openers[0]); k++) {
		buf_reset(&text);
		for (int i = 0; i < 100000; i++)
			buf_adds(&text, openers[k]);
		buf_adds(&text, "\n");
		refuse_bomb(&text, k < 4 ? "nested deeper than 64 levels" : "error: ");
	}
	buf_fini(&text);
	world_stop();
}

/* Keys by the million, one of them twice, in one map; and one line without an end. */
static void
test_fault_02_wide_and_long_texts_are_read_once(void)
{
	struct buf text = {0};

	world_start();
	buf_adds(&text, "apiVersion: v1\nkind: ConfigMap\ndata:\n");
	for (int i = 0; i < 100000; i++)
		buf_printf(&text, "  k%d: v\n", i);
	buf_adds(&text, "  k5: v\n");
	world_refused(text.data,
		      "f:100004:3: error: data.k5: key \"k5\" is here twice: first at line 9");
	buf_reset(&text);
	buf_adds(&text, "apiVersion: v1\nkind: ConfigMap\ndata: {a: \"");
	for (int i = 0; i < 1000000; i++)
		buf_adds(&text, "0123456789");
	buf_adds(&text, "\n");
	world_refused(text.data, "the quote that opens here is not closed");
	buf_fini(&text);
	world_stop();
}

static void
test_fault_04_what_stands_twice_is_told_with_both_places(void)
{
	static const char port[] = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n"
				   "  ports:\n  - {name: x, port: 80}\n  - {name: %s, port: %d}\n";
	char text[512];

	world_start();
	world_refused(
		"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  type: NodePort\n"
		"  ports: [{port: 80}]\n  type: ClusterIP\n",
		"f:7:3: error: spec.type: key \"type\" is here twice: first at line 5");
	world_refused("{\"kind\": \"Service\",\n \"kind\": \"Service\"}",
		      "f:2:2: error: kind: key \"kind\" is here twice: first at line 1");
	snprintf(text, sizeof(text), port, "x", 81);
	world_refused(text,
		      "f:7:12: error: spec.ports[1].name: \"x\" is the name of spec.ports[0]");
	snprintf(text, sizeof(text), port, "z", 80);
	world_refused(text, "f:7:21: error: spec.ports[1].port: 80 is spec.ports[0] already");
	world_refused(
		"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 1}]}\n"
		"---\n"
		"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 2}]}\n",
		"f:8:18: error: metadata.name: \"a\" is defined twice: service/a (f:1)");
	world_stop();
}

#define TEXT_BYTES 512

/* The text with a value for its @. */
static void
put_in(const char *text, const char *value, char out[TEXT_BYTES])
{
	size_t len = strcspn(text, "@");

	snprintf(out, TEXT_BYTES, "%.*s%s%s", (int)len, text, value, text + len + 1);
}

/* Where an address may stand, @: it. */
static const char *const address_places[] = {
	"apiVersion: v1\nkind: Endpoints\nmetadata: {name: a}\n"
	"subsets: [{addresses: [{ip: \"@\"}], ports: [{port: 1}]}]\n",
	"apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nstatus: {podIP: \"@\"}\n",
	"apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nstatus: {podIPs: [{ip: \"@\"}]}\n",
	"apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {sluice/pod-ips: \"@\"}}\n",
	"apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"
	"spec: {clusterIP: \"@\", ports: [{port: 1}]}\n",
	"apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"
	"spec: {externalIPs: [\"@\"], ports: [{port: 1}]}\n",
	"apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"
	"spec: {type: LoadBalancer, loadBalancerIP: \"@\", ports: [{port: 1}]}\n",
};

static const char slice[] =
	"apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: a}\n"
	"addressType: %s\nendpoints: [{addresses: [\"%s\"]}]\n";

static void
refuse_address(const char *address)
{
	char text[TEXT_BYTES];

	for (size_t i = 0; i < sizeof(address_places) / sizeof(address_places[0]); i++) {
		put_in(address_places[i], address, text);
		world_refused(text, "f:");
	}
	snprintf(text, sizeof(text), slice, strchr(address, ':') != NULL ? "IPv6" : "IPv4",
		 address);
	world_refused(text, "f:5:26: error: endpoints[0].addresses[0]");
}

static void
test_fault_06_addresses_that_nothing_can_have_are_refused(void)
{
	static const char *const addresses[] = {
		"0.0.0.0",
		"0.1.2.3",
		"127.0.0.1",
		"127.255.255.254",
		"169.254.0.1",
		"169.254.169.254",
		"224.0.0.1",
		"239.255.255.255",
		"240.0.0.1",
		"255.255.255.255",
		"::",
		"::1",
		"fe80::1",
		"febf::1",
		"ff02::1",
		"::ffff:10.0.0.1",
		"10.0.0.01",
		"010.0.0.1",
		"10.0.0",
		"10.0.0.256",
		"10.0.0.1/32",
		"10.0.0. 1",
		"0x0a.0.0.1",
		"1",
		"2001:db8::g",
		"2001:db8:::1",
		"2001:db8::1%lo",
		"localhost",
	};

	world_start();
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++)
		refuse_address(addresses[i]);
	world_stop();
}

/* What only the board's range refuses, and only once all is read. */
static void
test_fault_06_a_thousand_node_ports_out_of_range_are_not_all_told(void)
{
	struct buf text = {0};

	world_start();
	buf_adds(&text, "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"
			"spec:\n  type: NodePort\n  ports:\n");
	for (int i = 1; i <= 1000; i++)
		buf_printf(&text, "  - {name: a%d, port: %d, nodePort: %d}\n", i, i, i);
	refuse_bomb(&text, "spec.ports[0].nodePort: ");
	CU_ASSERT_TRUE(world.faults.error_cnt >= 1000);
	CU_ASSERT_TRUE(world.faults.cnt < 300);
	CU_ASSERT_TRUE(world_has_fault("more like these are not shown"));
	buf_fini(&text);
	world_stop();
}

static void
test_fault_06_ports_out_of_range_are_refused(void)
{
	static const char *const ports[] = {"0",    "-1",     "65536", "4294967376",
					    "80.5", "\"80\"", "1e9"};
	static const char *const places[] = {
		"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: @}]}\n",
		"apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"
		"spec: {ports: [{port: 1, targetPort: @}]}\n",
		"apiVersion: v1\nkind: Endpoints\nmetadata: {name: a}\n"
		"subsets: [{addresses: [{ip: 10.180.0.1}], ports: [{port: @}]}]\n",
		"apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"
		"spec: {containers: [{name: c, ports: [{containerPort: @}]}]}\n",
	};
	char text[TEXT_BYTES];

	world_start();
	for (size_t p = 0; p < sizeof(places) / sizeof(places[0]); p++)
		for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
			put_in(places[p], ports[i], text);
			world_refused(text, "f:4:");
		}
	world_stop();
}

/* As many mistakes as there are pairs of items, if each were told. */
static void
test_fault_04_a_thousand_twins_are_told_once_and_not_all(void)
{
	static const char *const heads[] = {
		"kind: Service\nmetadata: {name: a}\nspec:\n  ports:\n",
		"kind: Endpoints\nmetadata: {name: a}\nsubsets:\n- addresses: [{ip: 10.180.0.1}]\n"
		"  ports:\n",
	};
	struct buf text = {0};

	world_start();
	for (size_t k = 0; k < sizeof(heads) / sizeof(heads[0]); k++) {
		buf_reset(&text);
		buf_printf(&text, "apiVersion: v1\n%s", heads[k]);
		for (int i = 0; i < 1000; i++)
			buf_adds(&text, "  - {name: a, port: 80}\n");
		refuse_bomb(&text, k == 0 ? "spec.ports[1].port: 80 is spec.ports[0] already"
					  : "\"a\" is the name of subsets[0].ports[0] too");
		CU_ASSERT_EQUAL(world.faults.cnt, 101);
		CU_ASSERT_EQUAL(world.faults.error_cnt, k == 0 ? 1998 : 999);
		CU_ASSERT_TRUE(world_has_fault(k == 0 ? "note: 1898 more like these are not shown"
						      : "note: 899 more like these"));
	}
	buf_reset(&text);
	buf_adds(&text, "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\n"
			"metadata: {name: a}\naddressType: IPv4\nendpoints: []\nports:\n");
	for (int i = 0; i < 1000; i++)
		buf_adds(&text, "  - {name: a, port: 80}\n");
	refuse_bomb(&text, "ports: 1000 ports: at most 100 are allowed in one slice");
	CU_ASSERT_EQUAL(world.faults.error_cnt, 1);
	buf_fini(&text);
	world_stop();
}

/* A Service with so many members of a map in metadata, each of 6 bytes and two more. */
static void
put_many(struct buf *text, const char *map, int cnt)
{
	buf_reset(text);
	buf_printf(text, "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  %s:\n", map);
	for (int i = 0; i < cnt; i++)
		buf_printf(text, "    a%05d: \"12\"\n", i);
	buf_adds(text, "spec: {ports: [{port: 80}]}\n");
}

static void
test_fault_02_annotations_and_labels_have_bounds(void)
{
	struct buf text = {0};

	world_start();
	put_many(&text, "annotations", 32768);
	world_apply(text.data);
	put_many(&text, "annotations", 32769);
	world_refused(text.data, "f:6:5: error: metadata.annotations: Too long: may not be more "
				 "than 262144 bytes");
	put_many(&text, "labels", 1000);
	world_apply(text.data);
	put_many(&text, "labels", 1001);
	world_refused(text.data, "metadata.labels: 1001 labels: at most 1000 are allowed");
	buf_fini(&text);
	world_stop();
}

UNIT_MAIN("kube/faults", UNIT_TEST(test_fault_02_an_alias_bomb_is_refused),
	  UNIT_TEST(test_fault_02_a_storm_of_merge_keys_is_refused),
	  UNIT_TEST(test_fault_02_a_hundred_thousand_brackets_are_refused),
	  UNIT_TEST(test_fault_02_wide_and_long_texts_are_read_once),
	  UNIT_TEST(test_fault_04_what_stands_twice_is_told_with_both_places),
	  UNIT_TEST(test_fault_02_annotations_and_labels_have_bounds),
	  UNIT_TEST(test_fault_04_a_thousand_twins_are_told_once_and_not_all),
	  UNIT_TEST(test_fault_06_addresses_that_nothing_can_have_are_refused),
	  UNIT_TEST(test_fault_06_a_thousand_node_ports_out_of_range_are_not_all_told),
	  UNIT_TEST(test_fault_06_ports_out_of_range_are_refused))
