/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/control_rig.h"
#include "support/unit.h"

static uint16_t port;

static void
setup(void)
{
	char board[512];
	struct sockaddr_in sin = {.sin_family = AF_INET};
	socklen_t len = sizeof(sin);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	/* one that is free, below the masqueraded and node ports */
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (port = 12000; port < 20000; port++) {
		sin.sin_port = htons(port);
		if (bind(fd, (struct sockaddr *)&sin, len) == 0)
			break;
	}
	close(fd);
	ctl_setup();
	snprintf(board, sizeof(board),
		 "apiVersion: sluice/v1\nkind: Board\nmetadata: {name: edge-1}\nspec:\n"
		 "  ports: [{name: wire0, device: net_null0, addresses: [192.0.2.1/24]}]\n"
		 "  health: {addresses: [127.0.0.1], port: %u}\n"
		 "  manifests: [%s/m]\n",
		 port, ctl_dir);
	ctl_write("board.yaml", board);
}

/* @return the HTTP status; 0: no answer */
static int
ask(const char *path)
{
	struct sockaddr_in sin = {.sin_family = AF_INET, .sin_port = htons(port)};
	char text[1024];
	ssize_t n = 0;
	int status = 0, fd = socket(AF_INET, SOCK_STREAM, 0);

	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	snprintf(text, sizeof(text), "GET %s HTTP/1.0\r\n\r\n", path);
	if (connect(fd, (struct sockaddr *)&sin, sizeof(sin)) == 0 &&
	    send(fd, text, strlen(text), MSG_NOSIGNAL) > 0)
		n = recv(fd, text, sizeof(text) - 1, 0);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	return sscanf(text, "HTTP/1.%*d %d", &status) == 1 ? status : 0;
}

static bool
comes_to(const char *path, int want)
{
	for (int i = 0; i < 400; i++) {
		if (ask(path) == want)
			return true;
		usleep(20000);
	}
	return false;
}

static void
test_livez_follows_the_forwarder(void)
{
	setup();
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	CU_ASSERT_EQUAL(ask("/livez"), 200);
	CU_ASSERT_EQUAL(ask("/healthz"), 200);
	ctl_forwarder_stop();
	CU_ASSERT(comes_to("/livez", 503));
	CU_ASSERT_EQUAL(ask("/healthz"), 503);
	ctl_forwarder_start();
	CU_ASSERT(comes_to("/livez", 200));
	CU_ASSERT_EQUAL(ask("/healthz"), 200);
	ctl_teardown();
}

static void
test_a_forwarder_that_refuses_what_is_loaded_is_not_live(void)
{
	setup();
	ctl_forwarder_refuse("no room");
	ctl_start();
	CU_ASSERT(comes_to("/livez", 503));
	ctl_forwarder_refuse(NULL);
	ctl_forwarder_stop();
	ctl_forwarder_start();
	CU_ASSERT(comes_to("/livez", 200));
	ctl_teardown();
}

UNIT_MAIN("control/health", UNIT_TEST(test_livez_follows_the_forwarder),
	  UNIT_TEST(test_a_forwarder_that_refuses_what_is_loaded_is_not_live))
