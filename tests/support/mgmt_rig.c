/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/mgmt_rig.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "mgmt/server.h"
#include "support/unit.h"

char rig_dir[64], rig_rw[96], rig_ro[96];
static uv_loop_t loop;
static uv_async_t stop_async;
static uv_timer_t later;
static pthread_t thread;
static struct mgmt *server;
static struct mgmt_call *late_call;
int rig_gone_cnt;
bool rig_gone_inside;
size_t rig_pending_max;

struct stream {
	struct mgmt_call *call;
	int parts;
};

/* Handlers ------------------------------------------------------------------------------------ */

static void
on_version(struct mgmt_call *call, const json_t *params, void *arg)
{
	struct buf b = {0};

	buf_adds(&b, "{\"version\":\"x\"}");
	mgmt_reply(call, &b);
}

static void
on_apply(struct mgmt_call *call, const json_t *params, void *arg)
{
	const json_t *text = json_object_get(params, "text");
	struct buf b = {0};

	buf_printf(&b, "{\"bytes\":%zu}", json_string_length(text));
	mgmt_reply(call, &b);
}

static void
on_fail(struct mgmt_call *call, const json_t *params, void *arg)
{
	struct faults fs = {0};

	faults_add(&fs, FAULT_ERROR, &(struct fault_at){.file = "f"}, "bad");
	mgmt_fail(call, RPC_REFUSED, &fs, "%zu faults", fs.cnt);
	faults_fini(&fs);
}

static void
stream_more(struct mgmt_call *call, void *arg)
{
	struct stream *s = arg;

	while (s->parts < STREAM_PARTS && mgmt_call_pending(call) < MGMT_PENDING_HIGH) {
		struct buf b = {0};
		size_t off;

		buf_adds(&b, "\"");
		off = buf_reserve(&b, STREAM_PART_BYTES);
		memset(b.data + off, 'x', STREAM_PART_BYTES);
		buf_adds(&b, "\"");
		mgmt_part(call, &b);
		s->parts++;
	}
	if (mgmt_call_pending(call) > rig_pending_max)
		rig_pending_max = mgmt_call_pending(call);
	if (s->parts == STREAM_PARTS) {
		struct buf b = {0};

		free(s);
		buf_adds(&b, "\"end\"");
		mgmt_reply(call, &b);
	}
}

static void
stream_gone(struct mgmt_call *call, void *arg)
{
	free(arg);
	rig_gone_cnt++;
	mgmt_fail(call, RPC_INTERNAL, NULL, "nobody hears this");
}

static void
on_stream(struct mgmt_call *call, const json_t *params, void *arg)
{
	struct stream *s = calloc(1, sizeof(*s));

	mgmt_call_watch(call, stream_more, stream_gone, s);
	stream_more(call, s);
}

/* A part that there is no memory for. */
static void
on_lost(struct mgmt_call *call, const json_t *params, void *arg)
{
	struct stream *s = calloc(1, sizeof(*s));
	struct buf b = {.failed = true};
	int before = rig_gone_cnt;

	mgmt_call_watch(call, NULL, stream_gone, s);
	mgmt_part(call, &b);
	rig_gone_inside = rig_gone_cnt != before;
}

static void
late_reply(uv_timer_t *timer)
{
	struct mgmt_call *call = late_call;
	struct buf b = {0};

	late_call = NULL;
	buf_adds(&b, "\"late\"");
	mgmt_reply(call, &b);
}

static void
on_late(struct mgmt_call *call, const json_t *params, void *arg)
{
	late_call = call;
	uv_timer_start(&later, late_reply, 200, 0);
}

static const mgmt_handler handlers[RPC_METHOD_CNT] = {
	[RPC_apply] = on_apply,    [RPC_create] = on_apply,    [RPC_delete] = on_apply,
	[RPC_get] = on_stream,     [RPC_describe] = on_late,   [RPC_validate] = on_fail,
	[RPC_diff] = on_lost,      [RPC_flows] = on_stream,    [RPC_drops] = on_version,
	[RPC_ports] = on_version,  [RPC_workers] = on_version, [RPC_top] = on_version,
	[RPC_status] = on_version, [RPC_version] = on_version,
};

/* The server's thread ------------------------------------------------------------------------- */

static void
on_stop(uv_async_t *async)
{
	mgmt_close(server);
	uv_close((uv_handle_t *)&later, NULL);
	uv_close((uv_handle_t *)async, NULL);
}

static void *
serve(void *arg)
{
	uv_run(&loop, UV_RUN_DEFAULT);
	return NULL;
}

void
rig_start(void)
{
	const struct mgmt_config config = {.loop = &loop,
					   .handlers = handlers,
					   .group = geteuid() == 0 ? 64999 : (gid_t)-1,
					   .client_max = CLIENT_MAX};
	char why[SOCKET_WHY_BYTES] = "";

	strcpy(rig_dir, "/tmp/sluice-mgmt-XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(rig_dir));
	snprintf(rig_rw, sizeof(rig_rw), "%s/control.sock", rig_dir);
	snprintf(rig_ro, sizeof(rig_ro), "%s/view.sock", rig_dir);
	rig_gone_cnt = 0;
	rig_pending_max = 0;
	signal(SIGPIPE, SIG_IGN);
	uv_loop_init(&loop);
	uv_timer_init(&loop, &later);
	uv_async_init(&loop, &stop_async, on_stop);
	CU_ASSERT_EQUAL_FATAL(mgmt_create(&config, &server), 0);
	CU_ASSERT_EQUAL_FATAL(mgmt_listen(server, rig_rw, false, why), 0);
	CU_ASSERT_EQUAL_FATAL(mgmt_listen(server, rig_ro, true, why), 0);
	pthread_create(&thread, NULL, serve, NULL);
}

void
rig_stop(void)
{
	struct stat st;

	uv_async_send(&stop_async);
	pthread_join(thread, NULL);
	CU_ASSERT_EQUAL(uv_loop_close(&loop), 0);
	CU_ASSERT(stat(rig_rw, &st) < 0 && errno == ENOENT);
	CU_ASSERT_EQUAL(rmdir(rig_dir), 0);
}

/* A client ------------------------------------------------------------------------------------ */

int
rig_dial(const char *path)
{
	struct sockaddr_un sun = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strncpy(sun.sun_path, path, sizeof(sun.sun_path) - 1);
	if (connect(fd, (struct sockaddr *)&sun, sizeof(sun)) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

void
rig_say(int fd, const char *text)
{
	size_t len = strlen(text), done = 0;

	while (done < len) {
		ssize_t n = send(fd, text + done, len - done, MSG_NOSIGNAL);

		if (n < 0)
			break;
		done += (size_t)n;
	}
}

long
rig_hear(int fd, char *line, size_t line_bytes)
{
	size_t len = 0;

	while (len < line_bytes - 1) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		ssize_t n;

		if (poll(&p, 1, 6000) <= 0)
			return -1;
		n = recv(fd, line + len, 1, 0);
		if (n <= 0)
			break;
		if (line[len++] == '\n')
			break;
	}
	line[len] = '\0';
	return (long)len;
}

void
rig_expect(int fd, const char *want)
{
	char line[1024];

	CU_ASSERT(rig_hear(fd, line, sizeof(line)) > 0);
	if (strstr(line, want) == NULL) {
		printf("wanted %s got %s\n", want, line);
		CU_FAIL("answer");
	}
}

void
rig_expect_end(int fd)
{
	char line[1024];

	CU_ASSERT_EQUAL(rig_hear(fd, line, sizeof(line)), 0);
	close(fd);
}

void
rig_expect_alive(void)
{
	int fd = rig_dial(rig_rw);

	rig_say(fd, VERSION("1"));
	rig_expect(fd, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"version\":\"x\"}}");
	close(fd);
}
