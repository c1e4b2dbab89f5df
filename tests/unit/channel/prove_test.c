/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "channel/block.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "channel/build.h"
#include "support/unit.h"

#define V4(a_, b_, c_, d_)                                                                         \
	{                                                                                          \
		{                                                                                  \
			[10] = 0xff, [11] = 0xff, [12] = a_, [13] = b_, [14] = c_, [15] = d_       \
		}                                                                                  \
	}

static void
build_service(struct buf *b)
{
	struct sluice_service s = {.affinity_s = 10800, .external_policy = SLUICE_POLICY_LOCAL};
	struct sluice_service_port ports[2] = {
		{.port = 80, .node_port = 30123, .proto = IPPROTO_TCP, .set4 = 7, .set6 = 8},
		{.port = 53, .proto = IPPROTO_UDP, .set4 = 9},
	};
	const struct sluice_vip vips[] = {
		{.addr = V4(10, 111, 88, 195), .kind = SLUICE_VIP_CLUSTER},
		{.addr = {{0x20, 0x01, 0x0d, 0xb8, [15] = 1}}, .kind = SLUICE_VIP_LB},
	};
	const struct sluice_prefix ranges[] = {{.addr = V4(10, 0, 0, 0), .len = 8}};

	block_build_begin(b, sizeof(s));
	s.name_off = block_build_string(b, "default/kubia");
	ports[0].name_off = block_build_string(b, "http");
	ports[1].name_off = block_build_string(b, "");
	s.ports = block_build_section(b, ports, sizeof(ports[0]), 2);
	s.vips = block_build_section(b, vips, sizeof(vips[0]), 2);
	s.source_ranges = block_build_section(b, ranges, sizeof(ranges[0]), 1);
	CU_ASSERT_EQUAL(block_build_end(b, SLUICE_BLOCK_SERVICE, block_id("default/kubia"), &s.head,
					sizeof(s)),
			0);
}

static void
build_endpoints(struct buf *b)
{
	struct sluice_endpoints set = {.service_id = 5, .family = 4, .proto = IPPROTO_TCP};
	const struct sluice_endpoint v[] = {
		{.addr = V4(10, 44, 0, 1), .port = 8080, .flags = SLUICE_ENDPOINT_USE_CLUSTER},
		{.addr = V4(10, 44, 0, 1), .port = 8081, .flags = SLUICE_ENDPOINT_SERVING},
		{.addr = V4(10, 44, 0, 2), .port = 8080, .flags = SLUICE_ENDPOINT_LOCAL},
	};

	block_build_begin(b, sizeof(set));
	set.endpoints = block_build_section(b, v, sizeof(v[0]), 3);
	CU_ASSERT_EQUAL(
		block_build_end(b, SLUICE_BLOCK_ENDPOINTS, block_id("set"), &set.head, sizeof(set)),
		0);
}

static void
build_settings(struct buf *b)
{
	struct sluice_settings s = {
		.control_lcore = 0,
		.flow_max = 1 << 20,
		.node_addresses_auto = 1,
		.node_port_first = 30000,
		.node_port_last = 32767,
		.timers = {7440000, 240000, 240000, 300000, 120000, 60000, 7440000, 0},
	};
	const uint64_t workers[] = {1, 2};
	struct sluice_port port = {.mtu = 1500, .has_mac = 1, .mac = {2, 0, 0, 0, 0, 1}};
	const struct sluice_prefix addresses[] = {{.addr = V4(192, 0, 2, 1), .len = 24}};
	const struct sluice_neighbor neighbors[] = {
		{.addr = V4(192, 0, 2, 7), .mac = {2, 0, 0, 0, 0, 7}}};
	const struct sluice_route routes[] = {
		{.to = {.addr = V4(0, 0, 0, 0)}, .via = V4(192, 0, 2, 254), .port = UINT32_MAX},
		{.to = {.addr = V4(10, 180, 0, 0), .len = 16}, .port = 0},
	};
	const struct sluice_prefix cidrs[] = {{.addr = V4(10, 96, 0, 0), .len = 12}};
	const struct sluice_addr node[] = {V4(192, 0, 2, 1)};
	const struct sluice_port_range masquerade[] = {{.first = 20000, .last = 29999}};

	block_build_begin(b, sizeof(s));
	s.node_name_off = block_build_string(b, "edge-1");
	port.name_off = block_build_string(b, "wire0");
	port.device_off = block_build_string(b, "net_null0");
	port.twin_off = block_build_string(b, "");
	port.addresses = block_build_section(b, addresses, sizeof(addresses[0]), 1);
	port.neighbors = block_build_section(b, neighbors, sizeof(neighbors[0]), 1);
	s.workers = block_build_section(b, workers, sizeof(workers[0]), 2);
	s.ports = block_build_section(b, &port, sizeof(port), 1);
	s.routes = block_build_section(b, routes, sizeof(routes[0]), 2);
	s.node_addresses = block_build_section(b, node, sizeof(node[0]), 1);
	s.service_cidrs = block_build_section(b, cidrs, sizeof(cidrs[0]), 1);
	s.pod_cidrs = block_build_section(b, cidrs, sizeof(cidrs[0]), 1);
	s.masquerade_ports = block_build_section(b, masquerade, sizeof(masquerade[0]), 1);
	CU_ASSERT_EQUAL(block_build_end(b, SLUICE_BLOCK_SETTINGS, 0, &s.head, sizeof(s)), 0);
}

static void (*const builders[])(struct buf *) = {build_service, build_endpoints, build_settings};

#define BUILDER_CNT (sizeof(builders) / sizeof(builders[0]))

/* Every byte that a section or string spans, read: a sanitizer sees one outside. */
static uint64_t
read_run(const void *block, struct sluice_section s, size_t element_bytes)
{
	const uint8_t *v = block_section(block, s);
	uint64_t sum = 0;

	for (size_t i = 0; i < s.cnt * element_bytes; i++)
		sum += v[i];
	return sum;
}

static uint64_t
read_service(const struct sluice_service *s)
{
	const struct sluice_service_port *ports = block_section(s, s->ports);
	uint64_t sum = strlen(block_string(s, s->name_off));

	for (uint32_t i = 0; i < s->ports.cnt; i++)
		sum += strlen(block_string(s, ports[i].name_off));
	return sum + read_run(s, s->ports, sizeof(*ports)) +
	       read_run(s, s->vips, sizeof(struct sluice_vip)) +
	       read_run(s, s->source_ranges, sizeof(struct sluice_prefix));
}

static uint64_t
read_settings(const struct sluice_settings *s)
{
	const struct sluice_port *ports = block_section(s, s->ports);
	uint64_t sum = strlen(block_string(s, s->node_name_off));

	for (uint32_t i = 0; i < s->ports.cnt; i++)
		sum += strlen(block_string(s, ports[i].name_off)) +
		       strlen(block_string(s, ports[i].device_off)) +
		       strlen(block_string(s, ports[i].twin_off)) +
		       read_run(s, ports[i].addresses, sizeof(struct sluice_prefix)) +
		       read_run(s, ports[i].neighbors, sizeof(struct sluice_neighbor));
	return sum + read_run(s, s->workers, sizeof(uint64_t)) +
	       read_run(s, s->routes, sizeof(struct sluice_route)) +
	       read_run(s, s->node_addresses, sizeof(struct sluice_addr)) +
	       read_run(s, s->service_cidrs, sizeof(struct sluice_prefix)) +
	       read_run(s, s->pod_cidrs, sizeof(struct sluice_prefix)) +
	       read_run(s, s->masquerade_addresses, sizeof(struct sluice_addr)) +
	       read_run(s, s->masquerade_ports, sizeof(struct sluice_port_range));
}

static uint64_t
read_all(const void *block)
{
	const struct sluice_endpoints *set = block;

	switch ((enum sluice_block_kind)((const struct sluice_block *)block)->kind) {
	case SLUICE_BLOCK_SERVICE:
		return read_service(block);
	case SLUICE_BLOCK_ENDPOINTS:
		return read_run(block, set->endpoints, sizeof(struct sluice_endpoint));
	case SLUICE_BLOCK_SETTINGS:
		return read_settings(block);
	}
	return 0;
}

/* Prove a copy in memory of exactly its size; what is accepted is read whole. */
static int
prove_copy(const void *bytes, size_t n)
{
	const char *why = NULL;
	void *copy = malloc(n == 0 ? 1 : n);
	int err;

	CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
	memcpy(copy, bytes, n);
	err = block_prove(copy, n, &why);
	CU_ASSERT(err == 0 ? read_all(copy) > 0 : why != NULL);
	free(copy);
	return err;
}

static void
test_built_blocks_are_proven(void)
{
	for (size_t k = 0; k < BUILDER_CNT; k++) {
		struct buf b = {0};

		builders[k](&b);
		CU_ASSERT_EQUAL(prove_copy(b.data, b.len), 0);
		buf_fini(&b);
	}
}

static void
test_equal_input_makes_equal_bytes(void)
{
	for (size_t k = 0; k < BUILDER_CNT; k++) {
		struct buf a = {0}, b = {0};

		builders[k](&a);
		buf_adds(&b, "what was there before");
		builders[k](&b);
		CU_ASSERT_EQUAL_FATAL(a.len, b.len);
		CU_ASSERT_EQUAL(memcmp(a.data, b.data, a.len), 0);
		buf_fini(&a);
		buf_fini(&b);
	}
}

static void
test_truncation_at_every_length_is_refused(void)
{
	for (size_t k = 0; k < BUILDER_CNT; k++) {
		struct buf b = {0};

		builders[k](&b);
		for (size_t n = 0; n < b.len; n++)
			CU_ASSERT_EQUAL(prove_copy(b.data, n), -EBADMSG);
		/* also where the head agrees with the shorter size */
		for (size_t n = sizeof(struct sluice_block); n < b.len; n++) {
			uint32_t size = (uint32_t)n;

			memcpy(b.data + offsetof(struct sluice_block, size_bytes), &size, 4);
			CU_ASSERT(prove_copy(b.data, n) == -EBADMSG || (n % 8 == 0 && n >= 56));
		}
		buf_fini(&b);
	}
}

static void
test_every_changed_byte_is_refused_or_harmless(void)
{
	static const uint8_t masks[] = {0x01, 0x02, 0x04, 0x08, 0x10, 0x20,
					0x40, 0x80, 0xff, 0x7f, 0xfe};

	for (size_t k = 0; k < BUILDER_CNT; k++) {
		struct buf b = {0};
		unsigned int refused = 0;

		builders[k](&b);
		for (size_t i = 0; i < b.len; i++)
			for (size_t m = 0; m < sizeof(masks); m++) {
				b.data[i] = (char)(b.data[i] ^ masks[m]);
				refused += prove_copy(b.data, b.len) != 0;
				b.data[i] = (char)(b.data[i] ^ masks[m]);
			}
		CU_ASSERT(refused > b.len);
		CU_ASSERT_EQUAL(prove_copy(b.data, b.len), 0);
		buf_fini(&b);
	}
}

static void
test_random_mutants_never_lead_outside(void)
{
	uint64_t x = 88172645463325252u;

	for (unsigned int round = 0; round < 60000; round++) {
		struct buf b = {0};

		builders[round % BUILDER_CNT](&b);
		for (unsigned int i = 0; i < 1 + round % 6; i++) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			b.data[16 + (x >> 8) % (b.len - 16)] = (char)x;
		}
		prove_copy(b.data, b.len);
		buf_fini(&b);
	}
}

/* A valid block of a kind with one field set to a value. */
struct edit {
	void (*build)(struct buf *);
	size_t off;
	size_t bytes;
	uint64_t value;
	int wanted;
};

#define EDIT(builder_, type_, field_, value_, wanted_)                                             \
	{                                                                                          \
		builder_, offsetof(struct type_, field_), sizeof(((struct type_ *)0)->field_),     \
			value_, wanted_                                                            \
	}

static void
test_each_rule_refuses_its_fault(void)
{
	static const struct edit edits[] = {
		EDIT(build_service, sluice_service, head.magic, 1, -EBADMSG),
		EDIT(build_service, sluice_service, head.kind, 77, -EPROTONOSUPPORT),
		EDIT(build_service, sluice_service, head.kind, SLUICE_BLOCK_SETTINGS, -EBADMSG),
		EDIT(build_service, sluice_service, head.zero, 1, -EBADMSG),
		EDIT(build_service, sluice_service, head.id, 0, -EBADMSG),
		EDIT(build_service, sluice_service, name_off, 8, -EBADMSG),
		EDIT(build_service, sluice_service, name_off, UINT32_MAX, -EBADMSG),
		EDIT(build_service, sluice_service, affinity_s, 86401, -EBADMSG),
		EDIT(build_service, sluice_service, affinity_s, 86400, 0),
		EDIT(build_service, sluice_service, internal_policy, 2, -EBADMSG),
		EDIT(build_service, sluice_service, incarnation, UINT32_MAX, 0),
		EDIT(build_service, sluice_service, ports.off, 4, -EBADMSG),
		EDIT(build_service, sluice_service, ports.cnt, UINT32_MAX, -EBADMSG),
		EDIT(build_service, sluice_service, vips.off, 0x7ffffff8, -EBADMSG),
		EDIT(build_endpoints, sluice_endpoints, family, 6, -EBADMSG),
		EDIT(build_endpoints, sluice_endpoints, proto, IPPROTO_ICMP, -EBADMSG),
		EDIT(build_endpoints, sluice_endpoints, proto, IPPROTO_SCTP, 0),
		EDIT(build_endpoints, sluice_endpoints, service_id, 0, -EBADMSG),
		EDIT(build_endpoints, sluice_endpoints, endpoints.cnt, 4, -EBADMSG),
		EDIT(build_endpoints, sluice_endpoints, endpoints.cnt, 2, 0),
		EDIT(build_settings, sluice_settings, head.id, 9, -EBADMSG),
		EDIT(build_settings, sluice_settings, control_lcore, 1, -EBADMSG),
		EDIT(build_settings, sluice_settings, flow_max, 0, -EBADMSG),
		EDIT(build_settings, sluice_settings, forward, 3, -EBADMSG),
		EDIT(build_settings, sluice_settings, masquerade, 4, -EBADMSG),
		EDIT(build_settings, sluice_settings, workers.cnt, 0, -EBADMSG),
		EDIT(build_settings, sluice_settings, node_port_first, 32768, -EBADMSG),
		EDIT(build_settings, sluice_settings, timers.udp_ms, 0, -EBADMSG),
	};

	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		struct buf b = {0};
		int err;

		edits[i].build(&b);
		memcpy(b.data + edits[i].off, &edits[i].value, edits[i].bytes);
		err = prove_copy(b.data, b.len);
		if (err != edits[i].wanted)
			printf("edit %zu: %d\n", i, err);
		CU_ASSERT_EQUAL(err, edits[i].wanted);
		buf_fini(&b);
	}
}

/* All their ports together would be 2^32, and 0 in 32 bits: a divisor of the workers'. */
static void
test_port_ranges_beyond_counting_are_refused(void)
{
	static struct sluice_port_range v[65538];
	const uint32_t cnt = sizeof(v) / sizeof(v[0]);
	struct sluice_settings s;
	struct buf b = {0}, many = {0};
	const char *why = "";

	for (uint32_t i = 0; i < cnt; i++)
		v[i] = (struct sluice_port_range){.first = 1, .last = UINT16_MAX};
	v[cnt - 1].last = 1;
	build_settings(&b);
	memcpy(&s, b.data, sizeof(s));
	/* what was built, and the ranges behind it */
	buf_add(&many, b.data, b.len);
	s.masquerade_ports = (struct sluice_section){.off = (uint32_t)many.len, .cnt = cnt};
	buf_add(&many, v, sizeof(v));
	s.head.size_bytes = (uint32_t)many.len;
	memcpy(many.data, &s, sizeof(s));
	CU_ASSERT_EQUAL(block_prove(many.data, many.len, &why), -EBADMSG);
	CU_ASSERT_STRING_EQUAL(why, "too many ranges of ports");
	buf_fini(&many);
	buf_fini(&b);
}

static void
test_unsorted_and_equal_endpoints_are_refused(void)
{
	struct sluice_endpoint *v, first;
	struct buf b = {0};

	build_endpoints(&b);
	v = (struct sluice_endpoint *)(b.data + sizeof(struct sluice_endpoints));
	first = v[0];
	v[0] = v[1];
	CU_ASSERT_EQUAL(prove_copy(b.data, b.len), -EBADMSG);
	v[1] = first;
	CU_ASSERT_EQUAL(prove_copy(b.data, b.len), -EBADMSG);
	buf_fini(&b);
}

static void
test_unknown_kinds_of_addresses_are_refused(void)
{
	for (unsigned int kind = 0; kind < 256; kind++) {
		bool known = kind >= SLUICE_VIP_CLUSTER && kind <= SLUICE_VIP_FOREIGN;
		struct sluice_vip *vips;
		struct buf b = {0};

		build_service(&b);
		vips = (struct sluice_vip *)(b.data + ((struct sluice_service *)b.data)->vips.off);
		vips[1].kind = (uint8_t)kind;
		CU_ASSERT_EQUAL(prove_copy(b.data, b.len), known ? 0 : -EBADMSG);
		buf_fini(&b);
	}
}

static void
test_too_large_a_block_cannot_be_ended(void)
{
	struct sluice_endpoints set = {0};
	struct buf b = {0};

	block_build_begin(&b, sizeof(set));
	buf_reserve(&b, SLUICE_BLOCK_BYTES_MAX);
	CU_ASSERT_EQUAL(block_build_end(&b, SLUICE_BLOCK_ENDPOINTS, 1, &set.head, sizeof(set)),
			-EMSGSIZE);
	buf_fini(&b);
}

UNIT_MAIN("channel/prove", UNIT_TEST(test_built_blocks_are_proven),
	  UNIT_TEST(test_equal_input_makes_equal_bytes),
	  UNIT_TEST(test_truncation_at_every_length_is_refused),
	  UNIT_TEST(test_every_changed_byte_is_refused_or_harmless),
	  UNIT_TEST(test_random_mutants_never_lead_outside),
	  UNIT_TEST(test_each_rule_refuses_its_fault),
	  UNIT_TEST(test_port_ranges_beyond_counting_are_refused),
	  UNIT_TEST(test_unknown_kinds_of_addresses_are_refused),
	  UNIT_TEST(test_unsorted_and_equal_endpoints_are_refused),
	  UNIT_TEST(test_too_large_a_block_cannot_be_ended))
