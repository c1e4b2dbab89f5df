/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "mgmt/health.h"
#include "support/unit.h"

#define NS_PER_S   1000000000ull
#define WAIT_MS    5000
#define PORT_CNT   34
#define GET(path_) "GET " path_ " HTTP/1.1\r\nHost: x\r\n\r\n"

static struct rig {
	uv_loop_t loop;
	struct board_health board;
	struct ip_addr addr;
	struct board_addrs addrs;
	struct health *health;
	uint16_t port[PORT_CNT]; /* free ones: the board's, then Services' */
	bool leaving;
	int failed_cnt;
	char failed[512]; /* the last one */
	uint64_t now_ns;
	char answer[4096];
} rig;

static bool
is_leaving(void *arg)
{
	return rig.leaving;
}

static void
on_failed(void *arg, const char *ns, const char *name, uint16_t port, const char *why)
{
	rig.failed_cnt++;
	snprintf(rig.failed, sizeof(rig.failed), "%s/%s %u %s", ns, name, port, why);
}

/* Listen on a free port, or the given one. @return the socket */
static int
listener(uint16_t *port)
{
	struct sockaddr_in sin = {.sin_family = AF_INET, .sin_port = htons(*port)};
	socklen_t len = sizeof(sin);
	const int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	CU_ASSERT_EQUAL_FATAL(bind(fd, (struct sockaddr *)&sin, sizeof(sin)), 0);
	CU_ASSERT_EQUAL_FATAL(listen(fd, 1), 0);
	CU_ASSERT_EQUAL_FATAL(getsockname(fd, (struct sockaddr *)&sin, &len), 0);
	*port = ntohs(sin.sin_port);
	return fd;
}

static void
rig_start(bool enabled)
{
	int fd[PORT_CNT];
	struct health_config config = {
		.loop = &rig.loop,
		.board = &rig.board,
		.addrs = &rig.addrs,
		.is_leaving = is_leaving,
		.failed = on_failed,
	};

	memset(&rig, 0, sizeof(rig));
	signal(SIGPIPE, SIG_IGN);
	for (int i = 0; i < PORT_CNT; i++)
		fd[i] = listener(&rig.port[i]);
	for (int i = 0; i < PORT_CNT; i++)
		close(fd[i]);
	rig.now_ns = 1000 * NS_PER_S;
	clock_set_virtual(rig.now_ns);
	addr_parse(&rig.addr, "127.0.0.1");
	rig.addrs = (struct board_addrs){.v = &rig.addr, .cnt = 1};
	rig.board = (struct board_health){.enabled = enabled, .port = rig.port[0]};
	uv_loop_init(&rig.loop);
	CU_ASSERT_EQUAL_FATAL(health_create(&config, &rig.health), 0);
}

static void
rig_stop(void)
{
	health_close(rig.health);
	uv_run(&rig.loop, UV_RUN_DEFAULT);
	CU_ASSERT_EQUAL(uv_loop_close(&rig.loop), 0);
}

static void
later(uint64_t seconds)
{
	rig.now_ns += seconds * NS_PER_S;
	clock_set_virtual(rig.now_ns);
}

/* @return a connection from 127.0.0.(host), -1: refused */
static int
dial_from(uint32_t host, uint16_t port)
{
	struct sockaddr_in sin = {.sin_family = AF_INET, .sin_port = htons(port)};
	struct sockaddr_in own = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	own.sin_addr.s_addr = htonl((INADDR_LOOPBACK & ~0xffu) | host);
	CU_ASSERT_EQUAL(bind(fd, (struct sockaddr *)&own, sizeof(own)), 0);
	if (connect(fd, (struct sockaddr *)&sin, sizeof(sin)) == 0)
		return fd;
	close(fd);
	return -1;
}

static int
dial(uint16_t port)
{
	return dial_from(1, port);
}

/* Run the server until the connection ends; rig.answer is what came. @return whether it ended */
static bool
hear(int fd)
{
	size_t len = 0;
	ssize_t n = -1;

	for (int ms = 0; n != 0 && ms < WAIT_MS; ms++) {
		struct pollfd p = {.fd = fd, .events = POLLIN};

		uv_run(&rig.loop, UV_RUN_NOWAIT);
		if (poll(&p, 1, 1) == 0)
			continue;
		n = recv(fd, rig.answer + len, sizeof(rig.answer) - 1 - len, 0);
		if (n < 0)
			break;
		len += (size_t)n;
	}
	rig.answer[len] = '\0';
	close(fd);
	return n == 0 || errno == ECONNRESET;
}

static bool
is_open(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	return poll(&p, 1, 0) == 0;
}

static const char *
ask(uint16_t port, const char *request)
{
	int fd = dial(port);

	rig.answer[0] = '\0';
	if (fd < 0)
		return "refused";
	CU_ASSERT_EQUAL(send(fd, request, strlen(request), MSG_NOSIGNAL), (ssize_t)strlen(request));
	CU_ASSERT(hear(fd));
	return rig.answer;
}

static bool
says(uint16_t port, const char *request, const char *want)
{
	const char *got = ask(port, request);

	if (strstr(got, want) != NULL)
		return true;
	printf("wanted %s got %s\n", want, got);
	return false;
}

static void
serve(const char *name, uint16_t port, int32_t local)
{
	health_set(rig.health,
		   &(struct model_health){
			   .ns = "default", .name = name, .port = port, .local = {local, -1}});
}

/* Run the server until a port is open. */
static bool
comes_up(uint16_t port)
{
	int fd = -1;

	for (int ms = 0; ms < WAIT_MS && (fd = dial(port)) < 0; ms += 10) {
		uv_run(&rig.loop, UV_RUN_NOWAIT);
		usleep(10000);
	}
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static void
test_a_service_answers_as_kube_proxy_does(void)
{
	rig_start(true);
	health_in_step(rig.health, true);
	CU_ASSERT_STRING_EQUAL(ask(rig.port[1], GET("/")), "refused");
	serve("kubia", rig.port[1], 2);
	health_open(rig.health);
	CU_ASSERT(says(rig.port[1], GET("/"), "HTTP/1.1 200 OK\r\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(rig.answer, "\r\nContent-Type: application/json\r\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(rig.answer, "\r\nX-Content-Type-Options: nosniff\r\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(rig.answer, "\r\nX-Load-Balancing-Endpoint-Weight: 2\r\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(
		rig.answer, "\r\n\r\n{\"service\":{\"namespace\":\"default\",\"name\":"
			    "\"kubia\"},\"localEndpoints\":2,\"serviceProxyHealthy\":true}"));
	CU_ASSERT(says(rig.port[1], GET("/any/path"), " 200 "));
	CU_ASSERT(says(rig.port[1], "HEAD / HTTP/1.0\r\n\r\n", " 200 "));
	CU_ASSERT(says(rig.port[1], "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
		       " 405 "));
	serve("kubia", rig.port[1], 0);
	CU_ASSERT(says(rig.port[1], GET("/"), " 503 "));
	CU_ASSERT_PTR_NOT_NULL(strstr(rig.answer, "\"localEndpoints\":0"));
	CU_ASSERT_PTR_NOT_NULL(strstr(rig.answer, "Endpoint-Weight: 0\r\n"));
	rig_stop();
}

static void
test_ports_follow_their_services(void)
{
	rig_start(true);
	health_in_step(rig.health, true);
	serve("a", rig.port[1], 1);
	serve("b", rig.port[2], 1);
	health_open(rig.health);
	CU_ASSERT(says(rig.port[1], GET("/"), "\"name\":\"a\""));
	/* they exchange their ports, whichever comes first */
	serve("a", rig.port[2], 1);
	serve("b", rig.port[1], 1);
	health_open(rig.health);
	CU_ASSERT(says(rig.port[1], GET("/"), "\"name\":\"b\""));
	CU_ASSERT(says(rig.port[2], GET("/"), "\"name\":\"a\""));
	serve("a", 0, -1);
	CU_ASSERT_STRING_EQUAL(ask(rig.port[2], GET("/")), "refused");
	CU_ASSERT(says(rig.port[1], GET("/"), "\"name\":\"b\""));
	/* of another family: not for this address */
	health_set(rig.health,
		   &(struct model_health){
			   .ns = "default", .name = "b", .port = rig.port[1], .local = {-1, 1}});
	health_open(rig.health);
	CU_ASSERT_STRING_EQUAL(ask(rig.port[1], GET("/")), "refused");
	CU_ASSERT_EQUAL(rig.failed_cnt, 0);
	rig_stop();
}

static void
test_an_open_connection_does_not_outlive_its_port(void)
{
	int fd;

	rig_start(true);
	health_in_step(rig.health, true);
	serve("a", rig.port[1], 1);
	health_open(rig.health);
	fd = dial(rig.port[1]);
	uv_run(&rig.loop, UV_RUN_NOWAIT);
	serve("a", 0, -1);
	send(fd, GET("/"), strlen(GET("/")), MSG_NOSIGNAL);
	CU_ASSERT(hear(fd));
	CU_ASSERT_STRING_EQUAL(rig.answer, "");
	rig_stop();
}

static void
test_the_board_is_healthy_while_the_forwarder_is_in_step_or_was_just_now(void)
{
	rig_start(true);
	serve("a", rig.port[1], 1);
	health_open(rig.health);
	/* from the start until all is loaded */
	CU_ASSERT(says(rig.port[0], GET("/healthz"), " 503 "));
	CU_ASSERT_PTR_NOT_NULL(strstr(rig.answer, "{\"lastUpdated\":\"1970-01-01 00:00:00"));
	CU_ASSERT(says(rig.port[1], GET("/"), "\"serviceProxyHealthy\":false"));
	CU_ASSERT_PTR_NOT_NULL(strstr(rig.answer, " 503 "));
	health_in_step(rig.health, true);
	CU_ASSERT(says(rig.port[0], GET("/healthz"), " 200 "));
	CU_ASSERT_PTR_NOT_NULL(strstr(rig.answer, "\"nodeEligible\":true}"));
	CU_ASSERT_PTR_NOT_NULL(strstr(rig.answer, "X-Content-Type-Options: nosniff"));
	CU_ASSERT_PTR_NULL(strstr(rig.answer, "Endpoint-Weight"));
	CU_ASSERT(says(rig.port[0], GET("/livez"), " 200 "));
	CU_ASSERT_PTR_NULL(strstr(rig.answer, "nodeEligible"));
	CU_ASSERT(says(rig.port[0], GET("/"), " 404 "));
	health_in_step(rig.health, false);
	later(HEALTH_STALE_S - 1);
	health_in_step(rig.health, false);
	CU_ASSERT(says(rig.port[0], GET("/livez"), " 200 "));
	later(1);
	CU_ASSERT(says(rig.port[0], GET("/livez"), " 503 "));
	CU_ASSERT(says(rig.port[0], GET("/healthz"), " 503 "));
	CU_ASSERT(says(rig.port[1], GET("/"), " 503 "));
	health_in_step(rig.health, true);
	CU_ASSERT(says(rig.port[1], GET("/"), " 200 "));
	rig_stop();
}

static void
test_a_leaving_node_fails_healthz_alone(void)
{
	rig_start(true);
	health_in_step(rig.health, true);
	serve("a", rig.port[1], 1);
	health_open(rig.health);
	rig.leaving = true;
	CU_ASSERT(says(rig.port[0], GET("/healthz"), " 503 "));
	CU_ASSERT_PTR_NOT_NULL(strstr(rig.answer, "\"nodeEligible\":false}"));
	CU_ASSERT(says(rig.port[0], GET("/livez"), " 200 "));
	CU_ASSERT(says(rig.port[1], GET("/"), " 200 "));
	rig_stop();
}

static void
test_a_taken_port_is_told_once_and_opened_when_it_is_free(void)
{
	char want[128];
	int fd;

	rig_start(true);
	health_in_step(rig.health, true);
	fd = listener(&rig.port[1]);
	serve("kubia", rig.port[1], 1);
	health_open(rig.health);
	snprintf(want, sizeof(want),
		 "default/kubia %u health check node port %u cannot be opened on "
		 "127.0.0.1: Address already in use",
		 rig.port[1], rig.port[1]);
	CU_ASSERT_STRING_EQUAL(rig.failed, want);
	serve("kubia", rig.port[1], 2);
	health_open(rig.health);
	CU_ASSERT_EQUAL(rig.failed_cnt, 1);
	close(fd);
	CU_ASSERT(comes_up(rig.port[1]));
	CU_ASSERT(says(rig.port[1], GET("/"), "\"localEndpoints\":2"));
	CU_ASSERT_EQUAL(rig.failed_cnt, 1);
	rig_stop();
}

static void
test_slow_and_many_clients_are_bounded(void)
{
	int slow, fds[HEALTH_CONN_PEER + 8];

	rig_start(true);
	health_in_step(rig.health, true);
	slow = dial(rig.port[0]);
	send(slow, "GET /hea", 8, MSG_NOSIGNAL);
	uv_run(&rig.loop, UV_RUN_NOWAIT);
	later(HEALTH_CONN_S);
	CU_ASSERT(hear(slow));
	CU_ASSERT_PTR_NULL(strstr(rig.answer, " 200 "));
	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
		fds[i] = dial(rig.port[0]);
		uv_run(&rig.loop, UV_RUN_NOWAIT);
	}
	/* the newest stay */
	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		CU_ASSERT_EQUAL(is_open(fds[i]), i >= 8);
	CU_ASSERT(says(rig.port[0], GET("/livez"), " 200 "));
	CU_ASSERT(!is_open(fds[8]) && is_open(fds[9]));
	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		close(fds[i]);
	uv_run(&rig.loop, UV_RUN_NOWAIT);
	CU_ASSERT(says(rig.port[0], GET("/livez"), " 200 "));
	rig_stop();
}

static void
test_silent_connections_keep_no_probe_out(void)
{
	int fds[HEALTH_CONN_MAX], open_cnt = 0;

	rig_start(true);
	health_in_step(rig.health, true);
	for (int i = 0; i < HEALTH_CONN_MAX; i++) {
		fds[i] = dial_from(2 + (uint32_t)i / HEALTH_CONN_PEER, rig.port[0]);
		uv_run(&rig.loop, UV_RUN_NOWAIT);
	}
	for (int i = 0; i < HEALTH_CONN_MAX; i++)
		open_cnt += is_open(fds[i]);
	CU_ASSERT_EQUAL(open_cnt, HEALTH_CONN_MAX);
	CU_ASSERT(says(rig.port[0], GET("/livez"), " 200 "));
	CU_ASSERT(!is_open(fds[0]) && is_open(fds[1]));
	/* a whole backlog at once, from a client that has the most already */
	for (int i = 0; i < HEALTH_CONN_PEER; i++) {
		close(fds[i]);
		fds[i] = dial_from(5, rig.port[0]);
	}
	CU_ASSERT(says(rig.port[0], GET("/livez"), " 200 "));
	for (int i = 0; i < HEALTH_CONN_MAX; i++) {
		CU_ASSERT_EQUAL(is_open(fds[i]), i < 3 * HEALTH_CONN_PEER);
		close(fds[i]);
	}
	rig_stop();
}

static void
test_ports_take_half_of_the_descriptors_at_most(void)
{
	const int last = PORT_CNT - 1;
	struct rlimit files, few;
	char name[16];

	getrlimit(RLIMIT_NOFILE, &files);
	few = files;
	few.rlim_cur = 2 * (PORT_CNT - 1);
	setrlimit(RLIMIT_NOFILE, &few);
	rig_start(true);
	setrlimit(RLIMIT_NOFILE, &files);
	health_in_step(rig.health, true);
	for (int i = 1; i < last; i++) {
		snprintf(name, sizeof(name), "s%d", i);
		serve(name, rig.port[i], 1);
	}
	health_open(rig.health);
	CU_ASSERT_EQUAL(rig.failed_cnt, 0);
	serve("more", rig.port[last], 1);
	health_open(rig.health);
	CU_ASSERT_EQUAL(rig.failed_cnt, 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(rig.failed, "Too many open files"));
	CU_ASSERT(says(rig.port[0], GET("/livez"), " 200 "));
	serve("s1", 0, -1);
	CU_ASSERT(comes_up(rig.port[last]));
	rig_stop();
}

static void
test_disabled_opens_nothing(void)
{
	rig_start(false);
	serve("a", rig.port[1], 1);
	health_open(rig.health);
	CU_ASSERT_STRING_EQUAL(ask(rig.port[0], GET("/livez")), "refused");
	CU_ASSERT_STRING_EQUAL(ask(rig.port[1], GET("/")), "refused");
	rig_stop();
}

UNIT_MAIN("mgmt/health", UNIT_TEST(test_a_service_answers_as_kube_proxy_does),
	  UNIT_TEST(test_ports_follow_their_services),
	  UNIT_TEST(test_an_open_connection_does_not_outlive_its_port),
	  UNIT_TEST(test_the_board_is_healthy_while_the_forwarder_is_in_step_or_was_just_now),
	  UNIT_TEST(test_a_leaving_node_fails_healthz_alone),
	  UNIT_TEST(test_a_taken_port_is_told_once_and_opened_when_it_is_free),
	  UNIT_TEST(test_slow_and_many_clients_are_bounded),
	  UNIT_TEST(test_silent_connections_keep_no_probe_out),
	  UNIT_TEST(test_ports_take_half_of_the_descriptors_at_most),
	  UNIT_TEST(test_disabled_opens_nothing))
