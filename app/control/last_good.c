/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The last good text of each manifest file: the record "manifest/" and the file's path, written
 * with the change that took the text over.
 */
#include "control/manifests_priv.h"

#include "base/log.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#define KEY_PREFIX "manifest/"
#define KEY_BYTES  (sizeof(KEY_PREFIX) + PATH_MAX)

/* Of one load; what is more is read again when it is written. */
#define TEXT_BYTES_MAX ((size_t)4 << 20)

static void
key_of(const struct file *f, char key[KEY_BYTES])
{
	snprintf(key, KEY_BYTES, KEY_PREFIX "%s", f->path);
}

static bool
is_in(const struct root *root, const char *path)
{
	size_t len = strlen(root->path);

	if (!root->is_folder)
		return strcmp(root->path, path) == 0;
	while (len > 1 && root->path[len - 1] == '/')
		len--;
	return strncmp(root->path, path, len) == 0 && path[len] == '/' &&
	       strchr(path + len + 1, '/') == NULL;
}

/* Where a file that was not seen belongs: a root that cannot be read now, or nowhere. */
static struct root *
root_of(struct manifests *m, const char *path)
{
	for (size_t i = 0; i < m->config.path_cnt; i++) {
		struct root *root = &m->roots[i];

		if (is_in(root, path) && (root->is_folder || root->error != -ENOENT))
			return root;
	}
	return &m->nowhere;
}

static int
record_find(void *arg, const char *key, const void *value, size_t len)
{
	struct manifests *m = arg;
	const char *path = key + strlen(KEY_PREFIX);
	struct file *f = map_find(&m->files, path);

	if (f == NULL) {
		f = manifests_file(m, root_of(m, path), path);
		if (f == NULL)
			return -ENOMEM;
		if (f->root->error < 0)
			load_add(m, f);
	}
	f->was_good = true;
	return 0;
}

void
last_good_find(struct manifests *m)
{
	int rc = state_keys(m->config.state, KEY_PREFIX, record_find, m);

	if (rc < 0)
		log_err("manifests", "last good versions cannot be looked up: %s", strerror(-rc));
}

struct compare {
	const struct buf *text;
	bool same;
};

static int
record_compare(void *arg, const char *key, const void *value, size_t len)
{
	struct compare *c = arg;

	c->same = len == c->text->len && (len == 0 || memcmp(value, c->text->data, len) == 0);
	return 0;
}

void
last_good_keep(struct load *l, const struct file *f, const struct buf *text)
{
	struct compare c = {.text = text};
	char key[KEY_BYTES];

	key_of(f, key);
	/* While a change waits for the disk, what is on it is not what was kept last. */
	if (changes_is_saved(l->m->config.changes))
		state_get(l->m->config.state, key, record_compare, &c);
	if (c.same)
		return;
	l->text_bytes += text->len;
	if (l->text_bytes <= TEXT_BYTES_MAX)
		state_batch_put(&l->records, key, text->data, text->len);
	else
		state_batch_put_file(&l->records, key, f->path, &f->sig);
}

void
last_good_forget(struct load *l, const struct file *f)
{
	char key[KEY_BYTES];

	key_of(f, key);
	state_batch_forget(&l->records, key);
}

struct put {
	struct model_change *change;
	const char *path;
};

static int
record_put(void *arg, const char *key, const void *value, size_t len)
{
	const struct put *p = arg;

	return model_change_put_file(p->change, &(struct model_text){.source = MODEL_FILE,
								     .mode = MODEL_APPLY,
								     .name = p->path,
								     .text = len > 0 ? value : "",
								     .len = len});
}

int
last_good_put(struct load *l, const struct file *f, struct model_change *change)
{
	struct put p = {.change = change, .path = f->path};
	char key[KEY_BYTES];

	key_of(f, key);
	return state_get(l->m->config.state, key, record_put, &p);
}
