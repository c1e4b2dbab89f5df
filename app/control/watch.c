/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Hearing of changes by inotify. Events only say that a scan is due, which files to read even if
 * they look unchanged, and which are still being written.
 */
#include "control/manifests_priv.h"

#include "control/folder.h"

#include "base/log.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#define EVENT_MASK                                                                                 \
	(IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |        \
	 IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF)
#define LOOK_MS 2000

static void
on_due(uv_timer_t *timer)
{
	struct manifests *m = timer->data;

	m->due_ms = m->moved_ms = 0;
	manifests_scan(m);
}

static void
set_due(struct manifests *m, uint64_t ms)
{
	uint64_t now = uv_now(m->config.loop);

	m->due_ms = ms;
	uv_timer_start(&m->due, on_due, ms > now ? ms - now : 0, 0);
}

void
manifests_scan_at(struct manifests *m, uint64_t ms)
{
	if (!m->closing && (m->due_ms == 0 || ms < m->due_ms))
		set_due(m, ms);
}

/* Files that are moved one after the other belong together: the scan waits for the next, a while.
 */
static void
scan_after_move(struct manifests *m)
{
	uint64_t now = uv_now(m->config.loop), until = now + MANIFESTS_MOVED_MS;

	if (m->closing)
		return;
	if (m->moved_ms == 0)
		m->moved_ms = now;
	set_due(m, until < m->moved_ms + MANIFESTS_QUIET_MS ? until
							    : m->moved_ms + MANIFESTS_QUIET_MS);
}

/* What a file is now has to stay for a while. An empty one may be about to be written: the kernel
 * can take long to cut a file off, and tells only afterwards. */
static void
look_again(struct file *f, const struct stat *st, uint64_t now)
{
	f->looked = *st;
	f->quiet_ms = now + (st->st_size == 0 ? MANIFESTS_EMPTY_MS : MANIFESTS_QUIET_MS);
}

bool
manifests_waits(struct manifests *m, struct file *f, const struct stat *st)
{
	uint64_t now = uv_now(m->config.loop);

	if (f->moved || !m->loaded_once)
		return false;
	if (f->event_ms == 0) { /* seen, and nobody had told of it */
		f->event_ms = now;
		f->quiet_ms = now + MANIFESTS_QUIET_MS;
	}
	if (st != NULL && !manifests_same(&f->looked, st))
		look_again(f, st, now);
	if (now >= f->quiet_ms)
		return false;
	manifests_scan_at(m, f->quiet_ms);
	return true;
}

bool
watch_all(struct manifests *m)
{
	bool fresh = false;

	for (size_t i = 0; i < m->config.path_cnt; i++) {
		struct root *root = &m->roots[i];

		if (root->wd >= 0 || m->inotify_fd < 0 || root->watched == NULL)
			continue;
		root->wd = inotify_add_watch(m->inotify_fd, root->watched, EVENT_MASK | IN_ONLYDIR);
		fresh |= root->wd >= 0;
	}
	return fresh;
}

static void
file_event(struct manifests *m, struct file *f, uint32_t mask)
{
	uint64_t now = uv_now(m->config.loop);
	struct stat st;

	f->dirty = true;
	if ((mask & IN_MODIFY) != 0)
		f->writing = true;
	if ((mask & (IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE)) != 0)
		f->writing = false;
	f->moved = (mask & IN_MOVED_TO) != 0 || (f->moved && mask == IN_ATTRIB);
	if (f->event_ms == 0 || mask != IN_ATTRIB)
		f->quiet_ms = now + MANIFESTS_QUIET_MS;
	if ((mask & IN_CLOSE_WRITE) != 0 && stat(f->path, &st) == 0)
		look_again(f, &st, now);
	if (f->event_ms == 0)
		f->event_ms = now;
	if ((mask & IN_MOVED_TO) != 0)
		scan_after_move(m);
}

static void
event_file(struct manifests *m, struct root *root, const struct inotify_event *e)
{
	char path[PATH_MAX];
	struct file *f;
	size_t len = strlen(root->watched);

	while (len > 1 && root->watched[len - 1] == '/')
		len--;
	if (snprintf(path, sizeof(path), "%.*s/%s", (int)len, root->watched, e->name) >=
	    (int)sizeof(path))
		return;
	if (root->is_folder ? !folder_has(e->name) : strcmp(path, root->path) != 0)
		return;
	f = manifests_file(m, root, path);
	if (f == NULL)
		return;
	file_event(m, f, e->mask);
}

static void
on_event(struct manifests *m, const struct inotify_event *e)
{
	for (size_t i = 0; i < m->config.path_cnt; i++) {
		struct root *root = &m->roots[i];

		if (root->wd != e->wd)
			continue;
		if ((e->mask & IN_MOVE_SELF) != 0)
			inotify_rm_watch(m->inotify_fd, root->wd);
		if ((e->mask & (IN_MOVE_SELF | IN_DELETE_SELF | IN_IGNORED)) != 0)
			root->wd = -1;
		else if (e->len > 0)
			event_file(m, root, e);
	}
	manifests_scan_at(m, uv_now(m->config.loop) + MANIFESTS_QUIET_MS);
}

void
watch_read(struct manifests *m)
{
	char bytes[16384] __attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t n;

	while ((n = read(m->inotify_fd, bytes, sizeof(bytes))) > 0) {
		const char *at = bytes;

		while (at < bytes + n) {
			const struct inotify_event *e = (const void *)at;

			on_event(m, e);
			at += sizeof(*e) + e->len;
		}
	}
}

static void
on_readable(uv_poll_t *poll, int status, int events)
{
	watch_read(poll->data);
}

/* What cannot be watched, and what could not be read, is looked at again. */
static void
on_look(uv_timer_t *timer)
{
	struct manifests *m = timer->data;
	bool due = watch_all(m) || manifests_reread(m);

	for (size_t i = 0; i < m->config.path_cnt; i++)
		due |= m->roots[i].wd < 0 || m->roots[i].error < 0;
	if (due)
		manifests_scan(m);
}

void
watch_start(struct manifests *m)
{
	uv_timer_init(m->config.loop, &m->due);
	uv_timer_init(m->config.loop, &m->look);
	m->due.data = m;
	m->look.data = m;
	m->handle_cnt = 2;
	m->inotify_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (m->inotify_fd < 0) {
		log_warn("manifests", "cannot be watched, looking every %d s instead: %s",
			 LOOK_MS / 1000, strerror(errno));
	} else {
		uv_poll_init(m->config.loop, &m->poll, m->inotify_fd);
		m->poll.data = m;
		m->handle_cnt++;
		uv_poll_start(&m->poll, UV_READABLE, on_readable);
		watch_all(m);
	}
	uv_timer_start(&m->look, on_look, LOOK_MS, LOOK_MS);
}
