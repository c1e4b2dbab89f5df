/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The scan: which files there are, which of them changed.
 */
#include "control/manifests_priv.h"

#include "control/folder.h"

#include "base/log.h"
#include "mgmt/json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct scan {
	struct manifests *m;
	struct root *root;
};

struct file *
manifests_file(struct manifests *m, struct root *root, const char *path)
{
	struct file *f = map_find(&m->files, path);

	if (f != NULL)
		return f;
	f = calloc(1, sizeof(*f));
	if (f == NULL)
		return NULL;
	f->root = root;
	f->path = strdup(path);
	if (f->path == NULL || map_set(&m->files, path, f, NULL) < 0) {
		free(f->path);
		free(f);
		return NULL;
	}
	return f;
}

void
manifests_forget(struct manifests *m, struct file *f)
{
	map_remove(&m->files, f->path);
	faults_fini(&f->faults);
	free(f->path);
	free(f);
}

bool
manifests_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
	       a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static int
scan_file(void *arg, const char *path)
{
	const struct scan *scan = arg;
	struct stat st = {0};
	struct file *f;

	if (stat(path, &st) < 0 && errno == ENOENT)
		return 0;
	f = manifests_file(scan->m, scan->root, path);
	if (f == NULL)
		return -ENOMEM;
	f->seen = true;
	if (f->writing || (!f->dirty && manifests_same(&f->sig, &st)) ||
	    manifests_waits(scan->m, f, &st))
		return 0;
	f->sig = st;
	f->dirty = f->moved = false;
	f->event_ms = 0;
	load_add(scan->m, f);
	return 0;
}

static void
scan_root(struct manifests *m, struct root *root)
{
	struct scan scan = {.m = m, .root = root};
	struct stat st;

	if (stat(root->path, &st) < 0) {
		root->error = -errno;
	} else {
		root->is_folder = S_ISDIR(st.st_mode);
		root->error = root->is_folder ? folder_each(root->path, scan_file, &scan)
					      : scan_file(&scan, root->path);
	}
	/* A single file that is gone takes its objects along, a folder does not. */
	if (root->error == -ENOENT && !root->is_folder && m->loaded_once)
		root->error = 0;
	if (root->error < 0 && !root->missed)
		log_warn("manifests", "cannot be read: %s path=%s", strerror(-root->error),
			 root->path);
	root->missed = root->error < 0;
}

void
manifests_scan(struct manifests *m)
{
	struct map_entry *e;
	size_t pos = 0;

	if (m->loading) {
		m->scan_again = true;
		return;
	}
	watch_read(m);
	m->load.cnt = 0;
	while ((e = map_next(&m->files, &pos)) != NULL)
		((struct file *)e->value)->seen = false;
	for (size_t i = 0; i < m->config.path_cnt; i++)
		scan_root(m, &m->roots[i]);
	if (!m->loaded_once)
		last_good_find(m);
	for (pos = 0; (e = map_next(&m->files, &pos)) != NULL;) {
		struct file *f = e->value;

		f->drop = !f->seen && f->root->error == 0 && !f->writing &&
			  !manifests_waits(m, f, NULL);
		if (f->drop)
			load_add(m, f);
	}
	if (m->load.cnt == 0 && m->loaded_once)
		return;
	for (pos = 0; (e = map_next(&m->files, &pos)) != NULL;) {
		struct file *f = e->value;

		if (f->left_out && f->seen && !f->writing && !f->dirty)
			load_add(m, f);
	}
	load_start(m);
}

void
manifests_retry(struct manifests *m)
{
	struct map_entry *e;
	size_t pos = 0;

	while (m->left_out_cnt > 0 && (e = map_next(&m->files, &pos)) != NULL) {
		struct file *f = e->value;

		if (!f->left_out)
			continue;
		f->dirty = true;
		manifests_waits(m, f, NULL);
	}
}

bool
manifests_reread(struct manifests *m)
{
	struct map_entry *e;
	size_t pos = 0;
	bool any = false;

	while (m->left_out_cnt > 0 && (e = map_next(&m->files, &pos)) != NULL) {
		struct file *f = e->value;

		if (!f->left_out || !f->unread)
			continue;
		f->dirty = true;
		any = true;
	}
	return any;
}

void
manifests_put_status(const struct manifests *m, struct buf *json)
{
	buf_adds(json, "[");
	for (size_t i = 0; i < m->config.path_cnt; i++) {
		const struct root *root = &m->roots[i];
		size_t files = 0, errors = root->error < 0, pos = 0;
		struct map_entry *e;

		while ((e = map_next(&m->files, &pos)) != NULL) {
			const struct file *f = e->value;

			files += f->root == root;
			errors += f->root == root && f->left_out;
		}
		buf_adds(json, i > 0 ? ",{\"path\":" : "{\"path\":");
		jput_string(json, root->path);
		buf_printf(json, ",\"files\":%zu,\"errors\":%zu}", files, errors);
	}
	buf_adds(json, "]");
}

static void
put_fault(struct buf *json, bool *first, const struct fault *f)
{
	if (!*first)
		buf_adds(json, ",");
	*first = false;
	jput_fault(json, f);
}

void
manifests_put_faults(const struct manifests *m, struct buf *json, bool *first)
{
	struct map_entry *e;
	size_t pos = 0;

	for (size_t i = 0; i < m->config.path_cnt; i++) {
		struct faults fs = {0};

		if (m->roots[i].error == 0)
			continue;
		faults_add(&fs, FAULT_ERROR, &(struct fault_at){.file = m->roots[i].path},
			   "cannot be read: %s", strerror(-m->roots[i].error));
		if (fs.cnt > 0)
			put_fault(json, first, &fs.v[0]);
		faults_fini(&fs);
	}
	while ((e = map_next(&m->files, &pos)) != NULL) {
		const struct file *f = e->value;

		for (size_t i = 0; f->left_out && i < f->faults.cnt; i++)
			put_fault(json, first, &f->faults.v[i]);
	}
}

size_t
manifests_error_count(const struct manifests *m)
{
	struct map_entry *e;
	size_t pos = 0, cnt = 0;

	for (size_t i = 0; i < m->config.path_cnt; i++)
		cnt += m->roots[i].error < 0;
	while ((e = map_next(&m->files, &pos)) != NULL)
		cnt += ((const struct file *)e->value)->left_out;
	return cnt;
}

static char *
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL   ? strdup(".")
	       : slash == path ? strdup("/")
			       : strndup(path, (size_t)(slash - path));
}

int
manifests_create(const struct manifests_config *config, struct manifests **out)
{
	struct manifests *m = calloc(1, sizeof(*m));

	if (m == NULL)
		return -ENOMEM;
	m->config = *config;
	m->load.m = m;
	m->inotify_fd = -1;
	m->roots = calloc(config->path_cnt + 1, sizeof(*m->roots));
	for (size_t i = 0; m->roots != NULL && i < config->path_cnt; i++) {
		struct root *root = &m->roots[i];
		struct stat st;

		root->path = config->paths[i];
		root->wd = -1;
		root->is_folder =
			stat(root->path, &st) == 0 ? S_ISDIR(st.st_mode) : !folder_has(root->path);
		root->watched = root->is_folder ? strdup(root->path) : folder_of(root->path);
	}
	if (m->roots == NULL) {
		free(m);
		return -ENOMEM;
	}
	watch_start(m);
	manifests_scan(m);
	*out = m;
	return 0;
}

static void
on_closed(uv_handle_t *handle)
{
	struct manifests *m = handle->data;
	struct map_entry *e;
	size_t pos = 0;

	if (--m->handle_cnt > 0)
		return;
	while ((e = map_next(&m->files, &pos)) != NULL) {
		struct file *f = e->value;

		faults_fini(&f->faults);
		free(f->path);
		free(f);
	}
	map_fini(&m->files);
	for (size_t i = 0; i < m->config.path_cnt; i++)
		free(m->roots[i].watched);
	free(m->roots);
	free(m->load.v);
	state_batch_fini(&m->load.records);
	if (m->inotify_fd >= 0)
		close(m->inotify_fd);
	free(m);
}

void
manifests_destroy(struct manifests *m)
{
	if (m == NULL)
		return;
	m->closing = true;
	if (m->inotify_fd >= 0)
		uv_close((uv_handle_t *)&m->poll, on_closed);
	uv_close((uv_handle_t *)&m->due, on_closed);
	uv_close((uv_handle_t *)&m->look, on_closed);
}
