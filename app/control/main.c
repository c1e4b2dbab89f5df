/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * sluice-control: everything that reads what people write. One loop; the order of start-up is the
 * order of the calls in control_start().
 */
#include "control/check.h"
#include "control/control.h"
#include "control/cpus.h"
#include "control/events.h"
#include "control/parent.h"
#include "control/restore.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/parent_link.h"

#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXIT_WRONG_USE 2
#define CLIENT_MAX     128

static void
control_stop(void *arg)
{
	struct control *c = arg;

	uv_stop(&c->loop);
}

static void
on_signal(uv_signal_t *handle, int signal)
{
	control_stop(handle->data);
}

/* The board serves, and what it needs to serve again after a crash is on the disk, or cannot be. */
static void
ready_tell(void *arg)
{
	struct control *c = arg;

	if (c->ready_once || !control_is_ready(c) || changes_is_saving(c->changes))
		return;
	c->ready_once = true;
	log_info("control", "ready");
	parent_ready(c->parent);
}

/* Something about the forwarder changed. */
static void
on_installer(void *arg)
{
	struct control *c = arg;
	const struct installer_status *s = installer_status(c->installer);

	health_in_step(c->health, control_is_ready(c));
	if (s->state == INSTALLER_UP && !s->in_step)
		changes_replay(c->changes);
	ready_tell(c);
}

static int
on_health(void *arg, const struct model_health *service)
{
	health_set(arg, service);
	return 0;
}

static void
on_committing(void *arg, const struct model_change *change)
{
	struct control *c = arg;

	model_change_health(change, on_health, c->health);
	health_open(c->health);
	watchers_committing(c->watchers, change);
	if (c->loaded)
		endpoint_events_note(c->endpoint_events, change);
}

static void
on_ended(void *arg)
{
	struct control *c = arg;

	watchers_ended(c->watchers);
}

static void
on_saved(void *arg)
{
	struct control *c = arg;

	watchers_saved(c->watchers);
	ready_tell(c);
}

static void
on_loaded(void *arg)
{
	struct control *c = arg;

	c->loaded = true;
	model_restore_done(c->model);
	changes_loaded(c->changes);
	changes_replay(c->changes);
}

static void
on_peer(void *arg, int channel_fd, int query_fd)
{
	struct control *c = arg;
	int rc = installer_attach(c->installer, channel_fd);

	if (rc < 0)
		close(channel_fd);
	if (rc == 0 && (rc = queries_attach(c->queries, query_fd)) == 0)
		return;
	close(query_fd);
	log_err("control", "cannot take the forwarder's new connections: %s", strerror(-rc));
	control_stop(c);
}

static bool
on_health_leaving(void *arg)
{
	const struct control *c = arg;

	return model_node_is_leaving(c->model);
}

static void
on_health_failed(void *arg, const char *ns, const char *name, uint16_t port, const char *why)
{
	struct control *c = arg;

	events_warn(c->changes, c->board_file.board->name, ns, name,
		    "FailedToStartServiceHealthcheck", why);
}

/* Board and state: what cannot be had ends it here, with the line that mends it. */
static int
board_start(struct control *c)
{
	const char *state_dir = c->options.state_dir;
	char why[STATE_WHY_BYTES];
	int bad = board_file_read(&c->board_file, c->options.config);
	int rc;

	if (state_dir == NULL)
		state_dir = bad < 0 ? CONTROL_STATE_DIR_DEFAULT : c->board_file.board->spec.state;
	board_file_print(&c->board_file);
	rc = state_open(state_dir, &c->state, why);
	if (rc < 0 && bad == 0) {
		log_err("control", "%s", why);
		return EXIT_FAILURE;
	}
	if (bad < 0 && (rc < 0 || board_file_fall_back(&c->board_file, c->state) < 0)) {
		log_err("control", "%s is refused, and there is no last good copy",
			c->options.config);
		return PARENT_EXIT_REFUSED;
	}
	if (bad < 0)
		log_err("control", "%s is refused: the last good copy runs", c->options.config);
	if (board_compile(c->board_file.board, &c->settings) < 0 ||
	    model_create(c->board_file.board, &c->model) < 0) {
		log_err("control", "out of memory");
		return EXIT_FAILURE;
	}
	cpus_leave_to_workers((const struct sluice_settings *)c->settings.data);
	return 0;
}

/* A socket's path: where the board names none of its own, it is in the run-dir. */
static const char *
socket_path(const struct control *c, const char *path, const char *usual, char *buf, size_t size)
{
	if (strcmp(path, usual) != 0)
		return path;
	snprintf(buf, size, "%s/%s", c->options.run_dir, strrchr(usual, '/') + 1);
	return buf;
}

static int
mgmt_start(struct control *c)
{
	const struct board_management *board = &c->board_file.board->spec.management;
	const struct group *group = board->group != NULL ? getgrnam(board->group) : NULL;
	const struct mgmt_config config = {
		.loop = &c->loop,
		.handlers = control_handlers,
		.arg = c,
		.group = group != NULL ? group->gr_gid : (gid_t)-1,
		.client_max = CLIENT_MAX,
	};
	char path[256], why[SOCKET_WHY_BYTES] = "";
	int rc;

	if (group == NULL)
		log_warn("control",
			 "no such group: only root and this user may use the sockets "
			 "group=%s",
			 board->group != NULL ? board->group : "");
	rc = mgmt_create(&config, &c->mgmt);
	if (rc == 0)
		rc = mgmt_listen(
			c->mgmt,
			socket_path(c, board->socket, RPC_SOCKET_DEFAULT, path, sizeof(path)),
			false, why);
	if (rc == 0)
		rc = mgmt_listen(c->mgmt,
				 socket_path(c, board->read_only_socket,
					     RPC_SOCKET_READONLY_DEFAULT, path, sizeof(path)),
				 true, why);
	if (rc < 0)
		log_err("control", "%s", why[0] != '\0' ? why : strerror(-rc));
	return rc;
}

static int
parts_start(struct control *c)
{
	const struct board_spec *spec = &c->board_file.board->spec;
	const struct installer_config installer = {
		.loop = &c->loop,
		.settings = c->settings.data,
		.settings_bytes = c->settings.len,
		.arg = c,
		.changed = on_installer,
	};
	struct changes_config changes = {
		.loop = &c->loop,
		.model = c->model,
		.state = c->state,
		.arg = c,
		.committing = on_committing,
		.ended = on_ended,
		.saved = on_saved,
	};
	const struct health_config health = {
		.loop = &c->loop,
		.board = &spec->health,
		.addrs = spec->health.addresses.cnt > 0 ? &spec->health.addresses
							: &spec->node.addresses,
		.arg = c,
		.is_leaving = on_health_leaving,
		.failed = on_health_failed,
	};
	struct manifests_config manifests = {
		.loop = &c->loop,
		.state = c->state,
		.board = c->board_file.board->name,
		.paths = spec->manifests.v,
		.path_cnt = spec->manifests.cnt,
		.arg = c,
		.loaded = on_loaded,
	};
	const struct parent_config parent = {
		.loop = &c->loop,
		.fd = PARENT_LINK_FD,
		.arg = c,
		.peer = on_peer,
		.stop = control_stop,
	};
	struct state_batch board = {0};
	int rc = parent_create(&parent, &c->parent);

	if (rc == 0)
		rc = installer_create(&installer, &c->installer);
	changes.installer = c->installer;
	if (rc == 0)
		rc = changes_create(&changes, &c->changes);
	if (rc == 0 && !c->board_file.last_good) {
		board_file_keep(&c->board_file, c->state, &board);
		changes_keep(c->changes, &board);
	}
	if (rc == 0)
		rc = health_create(&health, &c->health);
	if (rc == 0)
		rc = watchers_create(&c->loop, c->model, c->state, &c->watchers);
	if (rc == 0)
		rc = endpoint_events_create(&c->loop, c->changes, c->board_file.board->name,
					    &c->endpoint_events);
	if (rc == 0)
		rc = queries_create(&c->loop, &c->queries);
	if (rc == 0)
		rc = restore_start(c->state, c->model, c->changes);
	manifests.changes = c->changes;
	if (rc == 0)
		rc = manifests_create(&manifests, &c->manifests);
	if (rc == 0)
		rc = installer_attach(c->installer, PARENT_CHANNEL_FD);
	if (rc == 0)
		rc = queries_attach(c->queries, PARENT_QUERY_FD);
	if (rc < 0)
		log_err("control", "cannot start: %s", strerror(-rc));
	return rc;
}

static void
parts_stop(struct control *c)
{
	if (c->mgmt != NULL)
		mgmt_close(c->mgmt);
	endpoint_events_destroy(c->endpoint_events);
	c->endpoint_events = NULL;
	/* The disk has begun: what it takes is to be in step with what the forwarder has. */
	while (c->changes != NULL && changes_is_saving(c->changes))
		uv_run(&c->loop, UV_RUN_ONCE);
	health_close(c->health);
	watchers_destroy(c->watchers);
	queries_destroy(c->queries);
	installer_destroy(c->installer);
	changes_destroy(c->changes);
	manifests_destroy(c->manifests);
	parent_destroy(c->parent);
}

static int
control_run(struct control *c)
{
	static const int signals[] = {SIGTERM, SIGINT};
	uv_signal_t handles[sizeof(signals) / sizeof(signals[0])];
	int status = EXIT_FAILURE;

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		uv_signal_init(&c->loop, &handles[i]);
		handles[i].data = c;
		uv_signal_start(&handles[i], on_signal, signals[i]);
		uv_unref((uv_handle_t *)&handles[i]);
	}
	if (parts_start(c) == 0 && mgmt_start(c) == 0) {
		log_info("control", "running config=%s run_dir=%s runner=%s lab=%d",
			 c->options.config, c->options.run_dir,
			 c->options.runner != NULL ? c->options.runner : "none", c->options.lab);
		uv_run(&c->loop, UV_RUN_DEFAULT);
		status = EXIT_SUCCESS;
	}
	parts_stop(c);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		uv_close((uv_handle_t *)&handles[i], NULL);
	uv_run(&c->loop, UV_RUN_DEFAULT);
	return status;
}

static void
control_fini(struct control *c)
{
	uv_loop_close(&c->loop);
	model_destroy(c->model);
	state_close(c->state);
	board_file_fini(&c->board_file);
	buf_fini(&c->settings);
}

int
main(int argc, char **argv)
{
	static struct control c;
	int rc;

	switch (options_parse(argc, argv, &c.options)) {
	case OPTIONS_RUN:
		break;
	case OPTIONS_DONE:
		return EXIT_SUCCESS;
	case OPTIONS_WRONG:
		return EXIT_WRONG_USE;
	}
	log_init("sluice-control", LOG_LEVEL_INFO);
	if (c.options.check)
		return check_run(&c.options);
	if (c.options.explained != NULL || c.options.reference)
		return explain_run(&c.options);
	rc = parent_link_init();
	if (rc < 0) {
		log_err("control", "sluiced starts this program: run sluiced instead (%s)",
			strerror(-rc));
		return EXIT_FAILURE;
	}
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	c.started_ns = clock_now_ns();
	uv_loop_init(&c.loop);
	rc = board_start(&c);
	if (rc == 0)
		rc = control_run(&c);
	control_fini(&c);
	return rc;
}
