/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Services with as many ports as there can be: each is found again among all the others, and
 * nothing of it takes a look at every pair.
 */
#include "kube/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/kube_world.h"
#include "support/unit.h"

#define PORTS 20000

static const char board[] =
	"apiVersion: sluice/v1\nkind: Board\nmetadata: {name: edge-1}\nspec:\n"
	"  ports: [{name: wire0, device: d, addresses: [192.0.2.1/24]}]\n"
	"  cluster: {serviceCIDRs: [10.96.0.0/12], nodePortRange: 30000-59999}\n";

/* A Service whose ports are PORTS numbers from `first` on, in that order or from the last. */
static char *
service_text(uint32_t first, bool from_last, const char *label)
{
	struct buf b = {0};

	buf_printf(&b,
		   "apiVersion: v1\nkind: Service\nmetadata:\n  name: big\n  labels: {is: %s}\n"
		   "spec:\n  type: NodePort\n  ports:\n",
		   label);
	for (uint32_t i = 0; i < PORTS; i++) {
		uint32_t no = from_last ? PORTS - 1 - i : i;

		buf_printf(&b, "  - name: p%u\n    port: %u\n", no, first + no);
	}
	return b.data;
}

/* Node ports by the number in the port's name, as the Service is listed. A step looks no further
 * than its brace: checkers of memory measure all of a text at each strstr(). */
static void
node_ports(uint16_t of[PORTS])
{
	static const char name[] = "{\"name\":\"p", node_port[] = "\"nodePort\":";
	const char *end;

	memset(of, 0, PORTS * sizeof(*of));
	world_list("svc", NULL, "big", NULL);
	for (const char *at = world.seen.data; (at = strchr(at, '{')) != NULL; at++) {
		const char *port;
		unsigned long no;

		if (strncmp(at, name, strlen(name)) != 0 || (end = strchr(at, '}')) == NULL)
			continue;
		no = strtoul(at + strlen(name), NULL, 10);
		port = memmem(at, (size_t)(end - at), node_port, strlen(node_port));
		if (no < PORTS && port != NULL)
			of[no] = (uint16_t)strtoul(port + strlen(node_port), NULL, 10);
	}
}

static void
put(uint32_t first, bool from_last, const char *label)
{
	char *text = service_text(first, from_last, label);

	world_apply(text);
	free(text);
}

static void
test_each_of_many_ports_keeps_its_node_port(void)
{
	static uint16_t had[PORTS], has[PORTS];
	static bool given[UINT16_MAX + 1];
	size_t twice = 0;

	world_start_on(board);
	put(1, false, "new");
	node_ports(had);
	for (size_t i = 0; i < PORTS; i++) {
		twice += had[i] == 0 || given[had[i]];
		given[had[i]] = true;
	}
	CU_ASSERT_EQUAL(twice, 0);
	put(1, false, "labelled");
	node_ports(has);
	CU_ASSERT_EQUAL(memcmp(had, has, sizeof(had)), 0);
	put(1, true, "turned");
	node_ports(has);
	CU_ASSERT_EQUAL(memcmp(had, has, sizeof(had)), 0);
	put(30001, false, "moved"); /* known by their names alone */
	node_ports(has);
	CU_ASSERT_EQUAL(memcmp(had, has, sizeof(had)), 0);
	world_stop();
}

static void
test_many_node_ports_out_of_range_are_refused(void)
{
	struct buf b = {0};

	world_start();
	buf_adds(&b, "apiVersion: v1\nkind: Service\nmetadata: {name: big}\nspec:\n"
		     "  type: NodePort\n  ports:\n");
	for (int i = 0; i < PORTS; i++)
		buf_printf(&b, "  - {name: p%d, port: %d, nodePort: %d}\n", i, i + 1, 40000 + i);
	world_refused(b.data, "f:7:35: error: spec.ports[0].nodePort: the provided port is not in");
	CU_ASSERT_TRUE(world_has_fault("more like these are not shown"));
	buf_fini(&b);
	world_stop();
}

static void
test_those_that_get_no_node_port_are_told(void)
{
	char *text = service_text(1, false, "new");

	world_start();
	world_refused(text, "spec.ports[2768].nodePort: no node port is free in 30000-32767");
	free(text);
	world_stop();
}

static void
test_protocols_of_one_number_share_its_node_port(void)
{
	uint16_t of[3] = {0};
	const char *at;

	world_start();
	world_apply("apiVersion: v1\nkind: Service\nmetadata: {name: big}\nspec:\n"
		    "  type: NodePort\n  ports:\n"
		    "  - {name: a, port: 53, protocol: UDP, nodePort: 30053}\n"
		    "  - {name: b, port: 54, protocol: TCP, nodePort: 30054}\n"
		    "  - {name: c, port: 53, protocol: TCP}\n");
	world_list("svc", NULL, "big", NULL);
	at = world.seen.data;
	for (int i = 0; i < 3 && (at = strstr(at, "\"nodePort\":")) != NULL; i++, at++)
		of[i] = (uint16_t)strtoul(at + strlen("\"nodePort\":"), NULL, 10);
	CU_ASSERT_EQUAL(of[2], 30053);
	/* where TCP has that number already it is another one */
	world_apply("apiVersion: v1\nkind: Service\nmetadata: {name: big}\nspec:\n"
		    "  type: NodePort\n  ports:\n"
		    "  - {name: a, port: 53, protocol: UDP, nodePort: 30054}\n"
		    "  - {name: b, port: 54, protocol: TCP, nodePort: 30054}\n"
		    "  - {name: d, port: 53, protocol: TCP}\n");
	world_list("svc", NULL, "big", NULL);
	at = world.seen.data;
	for (int i = 0; i < 3 && (at = strstr(at, "\"nodePort\":")) != NULL; i++, at++)
		of[i] = (uint16_t)strtoul(at + strlen("\"nodePort\":"), NULL, 10);
	CU_ASSERT_EQUAL(of[0], 30054);
	CU_ASSERT_EQUAL(of[1], 30054);
	CU_ASSERT_NOT_EQUAL(of[2], 30054);
	CU_ASSERT_NOT_EQUAL(of[2], 0);
	world_stop();
}

UNIT_MAIN("kube/ports", UNIT_TEST(test_each_of_many_ports_keeps_its_node_port),
	  UNIT_TEST(test_many_node_ports_out_of_range_are_refused),
	  UNIT_TEST(test_those_that_get_no_node_port_are_told),
	  UNIT_TEST(test_protocols_of_one_number_share_its_node_port))
