/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "base/fault.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const level_names[] = {
	[FAULT_ERROR] = "error",
	[FAULT_WARN] = "warning",
	[FAULT_NOTE] = "note",
};

static void
fault_fini(struct fault *f)
{
	free(f->file);
	free(f->path);
	free(f->reason);
	free(f->object);
}

/* Texts quote what people wrote, and go to terminals line by line: no controls, C1 included. */
static void
make_plain(char *s)
{
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)s[0], next = (unsigned char)s[1];

		if (c < ' ' || c == 0x7f)
			s[0] = '?';
		else if (c == 0xc2 && next >= 0x80 && next < 0xa0)
			s[0] = s[1] = '?';
	}
}

static bool
copy_string(char **to, const char *from)
{
	*to = from == NULL ? NULL : strdup(from);
	if (*to != NULL)
		make_plain(*to);
	return from == NULL || *to != NULL;
}

static bool
faults_room(struct faults *fs)
{
	size_t max = fs->max == 0 ? 8 : fs->max * 2;
	struct fault *v;

	if (fs->cnt < fs->max)
		return true;
	v = reallocarray(fs->v, max, sizeof(*v));
	if (v == NULL)
		return false;
	fs->v = v;
	fs->max = max;
	return true;
}

void
faults_bound(struct faults *fs, size_t max)
{
	fs->bounded = true;
	fs->first = fs->cnt;
	fs->left_out = 0;
	for (size_t i = 0; i < FAULT_LEVEL_CNT; i++)
		fs->room[i] = max;
}

bool
faults_are_full(const struct faults *fs, enum fault_level level)
{
	return fs->bounded && fs->room[level] == 0;
}

int
faults_add(struct faults *fs, enum fault_level level, const struct fault_at *at, const char *fmt,
	   ...)
{
	struct fault f = {.level = level};
	va_list ap;
	int n;

	if (level == FAULT_ERROR)
		fs->error_cnt++;
	if (faults_are_full(fs, level)) {
		fs->left_out++;
		return 0;
	}
	if (fs->bounded)
		fs->room[level]--;
	va_start(ap, fmt);
	n = vasprintf(&f.reason, fmt, ap);
	va_end(ap);
	if (n < 0) {
		f.reason = NULL;
		goto no_memory;
	}
	make_plain(f.reason);
	if (at != NULL) {
		f.line = at->line;
		f.col = at->col;
		if (!copy_string(&f.file, at->file) || !copy_string(&f.path, at->path) ||
		    !copy_string(&f.object, at->object))
			goto no_memory;
	}
	if (!faults_room(fs))
		goto no_memory;
	fs->v[fs->cnt++] = f;
	return 0;

no_memory:
	fault_fini(&f);
	return -ENOMEM;
}

struct order {
	fault_rank rank;
	const void *arg;
};

static bool
is_before(const struct order *by, const struct fault *a, const struct fault *b)
{
	uint64_t x = by->rank == NULL ? a->line : by->rank(by->arg, a);
	uint64_t y = by->rank == NULL ? b->line : by->rank(by->arg, b);

	return x != y ? x < y : a->col < b->col;
}

void
faults_unbound(struct faults *fs)
{
	const struct order by_line = {0};
	const struct fault *last = NULL;
	struct fault_at at = {0};

	fs->bounded = false;
	for (size_t i = fs->first; i < fs->cnt; i++)
		if (last == NULL || !is_before(&by_line, &fs->v[i], last))
			last = &fs->v[i];
	if (fs->left_out == 0)
		return;
	if (last != NULL)
		at = (struct fault_at){.file = last->file, .line = last->line, .col = last->col};
	faults_add(fs, FAULT_NOTE, &at, "%zu more like these are not shown", fs->left_out);
}

/* Merge v[0, mid) and v[mid, cnt), each in order; the first goes by way of `left`. */
static void
merge(const struct order *by, struct fault *v, size_t mid, size_t cnt, struct fault *left)
{
	size_t l = 0, r = mid, to = 0;

	if (!is_before(by, &v[mid], &v[mid - 1]))
		return;
	memcpy(left, v, mid * sizeof(*v));
	while (l < mid)
		v[to++] = r < cnt && is_before(by, &v[r], &left[l]) ? v[r++] : left[l++];
}

/* By merging runs of twice the length each time: they come nearly in order, but may be many. */
void
faults_sort(struct faults *fs, size_t from, fault_rank rank, const void *arg)
{
	const struct order by = {rank, arg};
	size_t cnt = fs->cnt > from ? fs->cnt - from : 0;
	struct fault *v = fs->v + from, *left;

	left = cnt < 2 ? NULL : reallocarray(NULL, cnt, sizeof(*left));
	if (left == NULL)
		return;
	for (size_t mid = 1; mid < cnt; mid *= 2)
		for (size_t at = 0; at + mid < cnt; at += 2 * mid)
			merge(&by, v + at, mid, cnt - at < 2 * mid ? cnt - at : 2 * mid, left);
	free(left);
}

void
faults_own(struct faults *fs, size_t from, const char *object)
{
	for (size_t i = from; i < fs->cnt; i++)
		if (fs->v[i].object == NULL)
			copy_string(&fs->v[i].object, object);
}

void
faults_forget(struct faults *fs, size_t from)
{
	while (fs->cnt > from) {
		struct fault *f = &fs->v[--fs->cnt];

		fs->error_cnt -= f->level == FAULT_ERROR;
		fault_fini(f);
	}
}

void
faults_fini(struct faults *fs)
{
	for (size_t i = 0; i < fs->cnt; i++)
		fault_fini(&fs->v[i]);
	free(fs->v);
	*fs = (struct faults){0};
}

int
fault_print(const struct fault *f, char *buf, size_t buf_bytes)
{
	char line[16] = "", col[16] = "";

	if (f->line > 0)
		snprintf(line, sizeof(line), "%u:", f->line);
	if (f->line > 0 && f->col > 0)
		snprintf(col, sizeof(col), "%u:", f->col);
	return snprintf(buf, buf_bytes, "%s%s%s%s%s%s: %s%s%s", f->file != NULL ? f->file : "",
			f->file != NULL ? ":" : "", line, col,
			f->file != NULL || f->line > 0 ? " " : "", level_names[f->level],
			f->path != NULL ? f->path : "", f->path != NULL ? ": " : "", f->reason);
}
