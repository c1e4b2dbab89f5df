/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The forwarder as control meets it: the real program on two streams, its ports net_null devices.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/parent_link.h"
#include "channel/build.h"
#include "channel/frame.h"
#include "channel/query.h"
#include "net/addr.h"
#include "support/unit.h"
#include "support/unit_root.h"

#define ANSWER_MS 10000

struct rig {
	pid_t pid;
	int parent, channel, query;
	char in[1 << 20];
	size_t in_len, in_off;
};

static struct rig rig;

static void
start(void)
{
	int ends[3][2];

	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends[0]), 0);
	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends[1]), 0);
	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends[2]), 0);
	rig.in_len = rig.in_off = 0;
	rig.pid = fork();
	if (rig.pid == 0) {
		int high[3];

		for (int i = 0; i < 3; i++)
			high[i] = fcntl(ends[i][1], F_DUPFD_CLOEXEC, 100);
		for (int i = 0; i < 3; i++)
			if (dup2(high[i], PARENT_LINK_FD + i) < 0)
				_exit(1);
		execl(FORWARDER_PATH, "sluice-forwarder", "--lab", "--user", "nobody", NULL);
		_exit(1);
	}
	for (int i = 0; i < 3; i++)
		close(ends[i][1]);
	rig.parent = ends[0][0];
	rig.channel = ends[1][0];
	rig.query = ends[2][0];
}

/* @return the program's exit status */
static int
stop(void)
{
	int status = 0;

	close(rig.parent);
	close(rig.channel);
	close(rig.query);
	CU_ASSERT_EQUAL(waitpid(rig.pid, &status, 0), rig.pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
say(int fd, enum sluice_frame_kind kind, uint16_t flags, const void *payload, size_t bytes)
{
	struct buf out = {0};

	frame_add(&out, kind, flags, 7, payload, bytes);
	CU_ASSERT_EQUAL(write(fd, out.data, out.len), (ssize_t)out.len);
	buf_fini(&out);
}

/* The next frame; false at the end of the stream. */
static bool
hear(int fd, struct sluice_frame *frame, const void **payload)
{
	long n;

	while ((n = frame_next(rig.in + rig.in_off, rig.in_len - rig.in_off, frame, payload)) ==
	       0) {
		ssize_t got = read(fd, rig.in + rig.in_len, sizeof(rig.in) - rig.in_len);

		if (got <= 0)
			return false;
		rig.in_len += (size_t)got;
	}
	CU_ASSERT_TRUE_FATAL(n > 0);
	rig.in_off += (size_t)n;
	return true;
}

static struct sluice_verdict
verdict(void)
{
	struct sluice_verdict v = {.error = 1};
	struct sluice_frame frame;
	const void *payload;

	do {
		CU_ASSERT_TRUE_FATAL(hear(rig.channel, &frame, &payload));
	} while (frame.kind == SLUICE_FRAME_EVENT);
	CU_ASSERT_EQUAL_FATAL(frame.kind, SLUICE_FRAME_VERDICT);
	memcpy(&v, payload, sizeof(v));
	return v;
}

static void
hello(const char *build_id)
{
	struct sluice_hello h = {{0}};

	snprintf(h.build_id, sizeof(h.build_id), "%s", build_id);
	say(rig.channel, SLUICE_FRAME_HELLO, 0, &h, sizeof(h));
}

static struct sluice_addr
addr(const char *text)
{
	struct sluice_addr out;
	struct ip_addr a;

	CU_ASSERT_EQUAL_FATAL(addr_parse(&a, text), 0);
	memcpy(out.b, a.b, sizeof(out.b));
	return out;
}

static void
settings(const char *device, uint32_t flow_max, struct buf *b)
{
	struct sluice_port port = {.mtu = 1500, .has_mac = 1, .mac = {2, 0, 0, 0, 0, 1}};
	struct sluice_prefix net = {.addr = addr("192.0.2.1"), .len = 24};
	struct sluice_settings s = {
		.flow_max = flow_max,
		.idle = SLUICE_IDLE_SLEEP,
		.node_addresses_auto = 1,
		.node_port_first = 30000,
		.node_port_last = 32767,
		.timers = {1000, 1000, 1000, 1000, 1000, 1000, 1000, 0},
	};
	uint64_t worker = 1;

	memset(b, 0, sizeof(*b));
	block_build_begin(b, sizeof(s));
	s.node_name_off = block_build_string(b, "edge-1");
	port.name_off = block_build_string(b, "wire0");
	port.device_off = block_build_string(b, device);
	port.twin_off = block_build_string(b, "");
	port.addresses = block_build_section(b, &net, sizeof(net), 1);
	s.workers = block_build_section(b, &worker, sizeof(worker), 1);
	s.ports = block_build_section(b, &port, sizeof(port), 1);
	CU_ASSERT_EQUAL_FATAL(block_build_end(b, SLUICE_BLOCK_SETTINGS, 0, &s.head, sizeof(s)), 0);
}

static struct sluice_verdict
settle(const char *device, uint32_t flow_max)
{
	struct buf b;

	settings(device, flow_max, &b);
	say(rig.channel, SLUICE_FRAME_SETTINGS, 0, b.data, b.len);
	buf_fini(&b);
	return verdict();
}

static void
say_service(const char *vip, enum sluice_vip_kind kind, uint64_t set)
{
	struct sluice_service_port port = {.port = 80, .proto = 6, .set4 = set};
	struct sluice_vip v = {.addr = addr(vip), .kind = (uint8_t)kind};
	struct sluice_service s = {0};
	struct buf b = {0};

	block_build_begin(&b, sizeof(s));
	s.name_off = block_build_string(&b, "default/kubia");
	port.name_off = block_build_string(&b, "");
	s.ports = block_build_section(&b, &port, sizeof(port), 1);
	s.vips = block_build_section(&b, &v, sizeof(v), 1);
	CU_ASSERT_EQUAL_FATAL(block_build_end(&b, SLUICE_BLOCK_SERVICE, block_id("default/kubia"),
					      &s.head, sizeof(s)),
			      0);
	say(rig.channel, SLUICE_FRAME_BLOCK, 0, b.data, b.len);
	buf_fini(&b);
}

static void
hello_and_settle(void)
{
	struct sluice_frame frame;
	const void *payload;

	start();
	hello(frame_build_id());
	CU_ASSERT_TRUE_FATAL(hear(rig.channel, &frame, &payload));
	CU_ASSERT_EQUAL(frame.kind, SLUICE_FRAME_HELLO);
	CU_ASSERT_EQUAL(verdict().error, 0);
	CU_ASSERT_EQUAL(settle("net_null0", 4096).error, 0);
}

static void
test_another_build_is_shown_the_door(void)
{
	struct sluice_frame frame;
	const void *payload;

	start();
	hello("another build");
	CU_ASSERT_TRUE(hear(rig.channel, &frame, &payload));
	CU_ASSERT_EQUAL(frame.kind, SLUICE_FRAME_HELLO);
	CU_ASSERT_EQUAL(verdict().error, -EPROTO);
	CU_ASSERT_FALSE(hear(rig.channel, &frame, &payload));
	CU_ASSERT_EQUAL(stop(), 0);
}

static void
test_changes_before_settings_end_the_connection(void)
{
	struct sluice_frame frame;
	const void *payload;

	start();
	say(rig.channel, SLUICE_FRAME_BEGIN, 0, NULL, 0);
	CU_ASSERT_FALSE(hear(rig.channel, &frame, &payload));
	CU_ASSERT_EQUAL(stop(), 0);
}

static void
test_a_device_that_is_not_listed_is_refused_for_good(void)
{
	struct sluice_verdict v;

	start();
	v = settle("net_vhost0,iface=x", 4096);
	CU_ASSERT_TRUE(v.error < 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(v.text, "net_vhost0"));
	CU_ASSERT_EQUAL(stop(), PARENT_EXIT_REFUSED);
}

static void
test_a_missing_interface_is_named(void)
{
	struct sluice_verdict v;

	start();
	v = settle("net_af_packet0,iface=nosuch0", 4096);
	CU_ASSERT_EQUAL(v.error, -ENODEV);
	CU_ASSERT_PTR_NOT_NULL(strstr(v.text, "'nosuch0'"));
	CU_ASSERT_EQUAL(stop(), PARENT_EXIT_REFUSED);
}

static void
test_settings_are_taken_once_and_compared_later(void)
{
	hello_and_settle();
	CU_ASSERT_EQUAL(settle("net_null0", 4096).error, 0);
	CU_ASSERT_EQUAL(settle("net_null0", 8192).error, -EALREADY);
	CU_ASSERT_EQUAL(stop(), 0);
}

static void
test_a_damaged_block_spoils_the_change_and_nothing_else(void)
{
	char noise[64] = {1};

	hello_and_settle();
	say(rig.channel, SLUICE_FRAME_BEGIN, SLUICE_FRAME_FULL, NULL, 0);
	say(rig.channel, SLUICE_FRAME_BLOCK, 0, noise, sizeof(noise));
	say(rig.channel, SLUICE_FRAME_PREPARE, 0, NULL, 0);
	CU_ASSERT_EQUAL(verdict().error, -EBADMSG);
	say(rig.channel, SLUICE_FRAME_COMMIT, 0, NULL, 0);
	CU_ASSERT_EQUAL(verdict().error, -EPROTO);
	say(rig.channel, SLUICE_FRAME_BEGIN, SLUICE_FRAME_FULL, NULL, 0);
	say_service("10.96.0.7", SLUICE_VIP_CLUSTER, 0);
	say(rig.channel, SLUICE_FRAME_PREPARE, 0, NULL, 0);
	CU_ASSERT_EQUAL(verdict().error, 0);
	say(rig.channel, SLUICE_FRAME_COMMIT, 0, NULL, 0);
	CU_ASSERT_EQUAL(verdict().error, 0);
	CU_ASSERT_EQUAL(stop(), 0);
}

static void
test_a_service_without_its_set_is_refused_as_a_whole(void)
{
	struct sluice_verdict v;

	hello_and_settle();
	say(rig.channel, SLUICE_FRAME_PREPARE, 0, NULL, 0);
	CU_ASSERT_EQUAL(verdict().error, -EPROTO);
	say(rig.channel, SLUICE_FRAME_BEGIN, 0, NULL, 0);
	say_service("10.96.0.7", SLUICE_VIP_CLUSTER, 4711);
	say(rig.channel, SLUICE_FRAME_PREPARE, 0, NULL, 0);
	v = verdict();
	CU_ASSERT_EQUAL(v.error, -EINVAL);
	CU_ASSERT_TRUE(v.text[0] != '\0');
	CU_ASSERT_EQUAL(stop(), 0);
}

static void
test_questions_whose_answers_nobody_reads_wait(void)
{
	struct sluice_query q = {.kind = SLUICE_QUERY_DROPS};
	struct sluice_frame frame;
	const void *payload;
	int cnt = 0;

	hello_and_settle();
	rig.in_len = rig.in_off = 0;
	for (int i = 0; i < 300; i++) /* some 2 MB of answers: more than a socket holds */
		say(rig.query, SLUICE_FRAME_QUERY, 0, &q, sizeof(q));
	while (cnt < 300 && hear(rig.query, &frame, &payload)) {
		cnt += (frame.flags & SLUICE_FRAME_MORE) == 0;
		memmove(rig.in, rig.in + rig.in_off, rig.in_len - rig.in_off);
		rig.in_len -= rig.in_off;
		rig.in_off = 0;
	}
	CU_ASSERT_EQUAL(cnt, 300);
	CU_ASSERT_EQUAL(stop(), 0);
}

/*
 * A reader that takes little at a time, while questions come as fast as they go in: each turn of
 * the forwarder ends with some answer half written. All are answered, and few are held meanwhile.
 */
static void
test_questions_beyond_number_are_all_answered_and_few_are_held(void)
{
	const size_t question_cnt = 20000, held_max = 600 << 10;
	struct sluice_query q = {.kind = SLUICE_QUERY_DROPS};
	struct buf question = {0}, all = {0};
	struct sluice_frame frame;
	const void *payload;
	size_t said = 0, answered = 0, ahead = 0;
	ssize_t n = 1;
	long got;

	hello_and_settle();
	rig.in_len = 0;
	frame_add(&question, SLUICE_FRAME_QUERY, 0, 7, &q, sizeof(q));
	for (size_t i = 0; i < question_cnt; i++)
		buf_add(&all, question.data, question.len);
	while (answered < question_cnt && n > 0) {
		struct pollfd p = {.fd = rig.query, .events = POLLIN};

		n = send(rig.query, all.data + said, all.len - said, MSG_DONTWAIT | MSG_NOSIGNAL);
		said += n > 0 ? (size_t)n : 0;
		n = poll(&p, 1, ANSWER_MS);
		if (n > 0)
			n = read(rig.query, rig.in + rig.in_len, 8192);
		rig.in_len += n > 0 ? (size_t)n : 0;
		for (rig.in_off = 0; (got = frame_next(rig.in + rig.in_off, rig.in_len - rig.in_off,
						       &frame, &payload)) > 0;
		     rig.in_off += (size_t)got)
			answered += (frame.flags & SLUICE_FRAME_MORE) == 0;
		memmove(rig.in, rig.in + rig.in_off, rig.in_len - rig.in_off);
		rig.in_len -= rig.in_off;
		if (said - answered * question.len > ahead)
			ahead = said - answered * question.len;
	}
	CU_ASSERT_EQUAL(answered, question_cnt);
	CU_ASSERT_TRUE(ahead < held_max);
	buf_fini(&question);
	buf_fini(&all);
	CU_ASSERT_EQUAL(stop(), 0);
}

static void
test_questions_are_answered_from_real_counters(void)
{
	struct sluice_query q = {.kind = SLUICE_QUERY_STATUS};
	struct sluice_status_record status;
	struct sluice_port_record port;
	struct sluice_frame frame;
	const void *payload;

	hello_and_settle();
	rig.in_len = rig.in_off = 0;
	say(rig.query, SLUICE_FRAME_QUERY, 0, &q, sizeof(q));
	CU_ASSERT_TRUE_FATAL(hear(rig.query, &frame, &payload));
	CU_ASSERT_EQUAL_FATAL(frame.payload_bytes, sizeof(status));
	memcpy(&status, payload, sizeof(status));
	CU_ASSERT_EQUAL(status.workers, 1);
	CU_ASSERT_EQUAL(status.flows_max, 4096);
	CU_ASSERT_EQUAL(status.cap_eff_zero, 1);
	q.kind = SLUICE_QUERY_PORTS;
	say(rig.query, SLUICE_FRAME_QUERY, 0, &q, sizeof(q));
	CU_ASSERT_TRUE_FATAL(hear(rig.query, &frame, &payload));
	CU_ASSERT_EQUAL_FATAL(frame.payload_bytes, sizeof(port));
	memcpy(&port, payload, sizeof(port));
	CU_ASSERT_STRING_EQUAL(port.name, "wire0");
	CU_ASSERT_TRUE(port.rx_pkts > 0); /* net_null never runs dry */
	q.kind = 99;
	say(rig.query, SLUICE_FRAME_QUERY, 0, &q, sizeof(q));
	CU_ASSERT_FALSE(hear(rig.query, &frame, &payload));
	CU_ASSERT_EQUAL(stop(), 0);
}

/* Packets that the worker made, once it had time to. */
static uint64_t
generated(void)
{
	struct sluice_query q = {.kind = SLUICE_QUERY_WORKERS};
	struct sluice_worker_record worker;
	struct sluice_frame frame;
	const void *payload;

	usleep(100000);
	rig.in_len = rig.in_off = 0;
	say(rig.query, SLUICE_FRAME_QUERY, 0, &q, sizeof(q));
	CU_ASSERT_TRUE_FATAL(hear(rig.query, &frame, &payload));
	CU_ASSERT_EQUAL_FATAL(frame.payload_bytes, sizeof(worker));
	memcpy(&worker, payload, sizeof(worker));
	return worker.generated;
}

/* Gratuitous ARP for an address that is refused would take it from whom it belongs to. */
static void
test_an_address_is_announced_when_it_is_served_not_before(void)
{
	uint64_t told = 0;

	hello_and_settle();
	say(rig.channel, SLUICE_FRAME_BEGIN, 0, NULL, 0);
	say_service("192.0.2.80", SLUICE_VIP_LB, 4711);
	say(rig.channel, SLUICE_FRAME_PREPARE, 0, NULL, 0);
	CU_ASSERT_EQUAL(verdict().error, -EINVAL);
	CU_ASSERT_EQUAL(generated(), 0);
	say(rig.channel, SLUICE_FRAME_BEGIN, 0, NULL, 0);
	say_service("192.0.2.80", SLUICE_VIP_LB, 0);
	say(rig.channel, SLUICE_FRAME_PREPARE, 0, NULL, 0);
	CU_ASSERT_EQUAL(verdict().error, 0);
	CU_ASSERT_EQUAL(generated(), 0);
	say(rig.channel, SLUICE_FRAME_COMMIT, 0, NULL, 0);
	CU_ASSERT_EQUAL(verdict().error, 0);
	for (int i = 0; i < 50 && (told = generated()) == 0; i++)
		continue;
	CU_ASSERT_TRUE(told > 0); /* and once more when the link is seen up */
	CU_ASSERT_EQUAL(stop(), 0);
}

ROOT_UNIT_MAIN("forwarder/channel", UNIT_TEST(test_another_build_is_shown_the_door),
	       UNIT_TEST(test_changes_before_settings_end_the_connection),
	       UNIT_TEST(test_a_device_that_is_not_listed_is_refused_for_good),
	       UNIT_TEST(test_a_missing_interface_is_named),
	       UNIT_TEST(test_settings_are_taken_once_and_compared_later),
	       UNIT_TEST(test_a_damaged_block_spoils_the_change_and_nothing_else),
	       UNIT_TEST(test_a_service_without_its_set_is_refused_as_a_whole),
	       UNIT_TEST(test_an_address_is_announced_when_it_is_served_not_before),
	       UNIT_TEST(test_questions_whose_answers_nobody_reads_wait),
	       UNIT_TEST(test_questions_beyond_number_are_all_answered_and_few_are_held),
	       UNIT_TEST(test_questions_are_answered_from_real_counters))
