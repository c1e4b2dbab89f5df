/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/model.h"

#include <errno.h>

#include "support/unit.h"
#include "support/kube_world.h"

static void
test_mistakes_are_told_with_place_and_nearest_name(void)
{
	static const struct {
		const char *text;
		const char *fault;
	} cases[] = {
		{"apiVersion: v1\nkin: Service\n",
		 "f:2:1: error: unknown field \"kin\": did you mean \"kind\"?"},
		{"apiVersion: vl\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 1}]}\n",
		 "f:1:13: error: apiVersion: \"vl\" is not known for kind Service: did you mean "
		 "\"v1\"?"},
		{"apiVersion: v1\nkind: Servce\n", "did you mean \"Service\"?"},
		{"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nsepc: {}\n",
		 "f:4:1: error: sepc: unknown field \"sepc\": did you mean \"spec\"?"},
		{"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n"
		 "    name: x\n    port: 80\n",
		 "f:6:5: error: spec.ports: expected a list of maps, found a map: begin each item "
		 "with"},
		{"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n"
		 "  ports: [{port: \"80\"}]\n",
		 "f:5:18: error: spec.ports[0].port: expected an integer in 1-65535, found the "
		 "string \"80\": write it without quotes"},
		{"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n"
		 "  ports: [{port: 70000}]\n",
		 "70000 is out of range"},
		{"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n"
		 "  ports:\n  - port: 80000000000000000000\n",
		 "f:6:11: error: spec.ports[0].port: 80000000000000000000 is out of range: "
		 "expected "
		 "an integer in 1-65535"},
		{"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n"
		 "  ports: [{port: 80, targetPort: 9223372036854775808}]\n",
		 "9223372036854775808 is out of range: expected an integer in 1-65535 or a port"},
		{"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n  - port: "
		 "-9999999999999999999999999999999999999999999999999999999999999999999999\n",
		 "-999999999999999999999999999999999999999... is out of range"},
		{"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n"
		 "  ports:\n  - port: 80 // web\n",
		 "'//' begins no comment, use '#'"},
		{"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n"
		 "  selector: {app: yes}\n  ports: [{port: 80}]\n",
		 "spec.selector[app]: expected a string, found a boolean (yes): put it in quotes"},
		{"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n"
		 "  ports: [{port: 80}, {port: 81}]\n",
		 "spec.ports[0]: name is missing: with several ports each needs one"},
		{"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n"
		 "  ports: [{name: x, port: 80}, {name: x, port: 81}]\n",
		 "f:5:39: error: spec.ports[1].name: \"x\" is the name of spec.ports[0] too"},
		{"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n"
		 "  type: Loadbalancer\n  ports: [{port: 80}]\n",
		 "did you mean \"LoadBalancer\"?"},
		{"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n"
		 "  type: ExternalName\n",
		 "spec.externalName: type ExternalName needs a DNS name"},
		{"apiVersion: v1\nkind: Service\nmetadata: {name: A_b}\nspec: {ports: [{port: "
		 "1}]}\n",
		 "metadata.name: expected a DNS name"},
		{"apiVersion: v1\nkind: Service\nmetadata: {labels: {a: b}}\n"
		 "spec: {ports: [{port: 1}]}\n",
		 "name is missing"},
		{"apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  ports: [{port: "
		 "80}]\n"
		 "selector: {a: b}\n",
		 "selector: unknown field \"selector\" here: it belongs under spec"},
		{"apiVersion: v1\nkind: Endpoints\nmetadata: {name: a}\nsubsets:\n"
		 "- addresses: [{ip: 127.0.0.1}]\n  ports: [{port: 1}]\n",
		 "127.0.0.1 is a loopback address"},
		{"apiVersion: v1\nkind: Endpoints\nmetadata: {name: a}\nsubsets:\n"
		 "- addresses: [{ip: 10.0.0.01}]\n  ports: [{port: 1}]\n",
		 "without leading zeroes"},
		{"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: "
		 "1}]}\n---\n"
		 "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 1}]}\n",
		 "\"a\" is defined twice: service/a (f:1)"},
		{"- a\n", "expected a manifest"},
		{"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: null\n",
		 "spec: missing"},
	};

	world_start();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		world_refused(cases[i].text, cases[i].fault);
	world_stop();
}

static void
test_all_mistakes_are_told_at_once(void)
{
	world_start();
	world_refused("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  prots: []\n"
		      "  type: Foo\n---\nx: [\n---\napiVersion: v1\nkin: Pod\n",
		      "prots");
	world_begin();
	CU_ASSERT_EQUAL(world_put_from("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n"
				       "  prots: []\n  type: Foo\n---\nx: [\n---\napiVersion: v1\n"
				       "kin: Pod\n",
				       MODEL_SOCKET, "f"),
			-EINVAL);
	CU_ASSERT_TRUE(world_has_fault("f:5:3: error: spec.prots"));
	CU_ASSERT_TRUE(world_has_fault("f:6:9: error: spec.type"));
	CU_ASSERT_TRUE(world_has_fault("f:8:4: error: the '[' that opens here is not closed"));
	CU_ASSERT_TRUE(world_has_fault("f:11:1: error: unknown field \"kin\""));
	model_change_abort(world.change);
	world_stop();
}

UNIT_MAIN("kube/mistakes", UNIT_TEST(test_mistakes_are_told_with_place_and_nearest_name),
	  UNIT_TEST(test_all_mistakes_are_told_at_once))
