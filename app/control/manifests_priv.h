/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#pragma once

#include "control/manifests.h"

#include <sys/stat.h>

#include "base/map.h"

/* A path of the configuration. */
struct root {
	const char *path;
	char *watched; /* the folder: the path itself, or the one that holds it */
	int wd;        /* -1: not watched, looked at from time to time */
	bool is_folder;
	int error;   /* why it could not be read, 0 when it could */
	bool missed; /* was told in the log */
};

/* What the load under way makes of the last good text of a file that it leaves out. */
enum fallback {
	FALLBACK_UNTRIED,
	FALLBACK_USED,
	FALLBACK_NONE, /* there is none, or it does not fit any more */
};

struct file {
	char *path;
	struct root *root;
	struct stat looked; /* as it was when it became quiet, as far as is known */
	struct stat sig;    /* of what was last tried */
	bool seen;          /* by the scan under way */
	bool dirty;         /* an event named it */
	bool writing;       /* somebody has it open and has written */
	bool moved;         /* into its place, and not touched since */
	uint64_t event_ms;  /* its first event since it was last tried, 0: none */
	uint64_t quiet_ms;  /* when it has been quiet for long enough */
	bool loaded;        /* the model has objects of it */
	bool was_good;      /* an earlier process had objects of it: there is a last good text */
	bool left_out;      /* not in force: faults say why */
	bool unread;        /* because of what may pass without a word, as an error of the disk */
	bool excluded;      /* from the load under way */
	bool queued;        /* in the load that is prepared or under way */
	bool drop;          /* the load under way takes its objects away */
	enum fallback fallback;
	struct faults faults;
};

/* The change under way. */
struct load {
	struct change_job job;
	struct manifests *m;
	struct state_batch records; /* last good texts, as this load changes them */
	size_t text_bytes;          /* of them */
	struct file **v;
	size_t cnt, max;
	size_t pos;
	unsigned int pass;
	bool again; /* a file was found wrong: once more without it */
};

struct manifests {
	struct manifests_config config;
	struct root *roots;
	struct root nowhere; /* of files that were there before the start, and are no more */
	struct map files;    /* by path: struct file */
	struct load load;
	bool loading;
	bool scan_again; /* something happened during a load */
	bool loaded_once;
	bool closing;
	int inotify_fd;
	uv_poll_t poll;
	uv_timer_t due;
	uv_timer_t look;
	uint64_t due_ms;   /* of the next scan, 0: none is due */
	uint64_t moved_ms; /* the first file since the last scan was moved into its place */
	size_t left_out_cnt;
	size_t handle_cnt;
};

/** The file of that path, made when absent; NULL: no memory. */
struct file *manifests_file(struct manifests *m, struct root *root, const char *path);

/** Whether a file still is what it was. */
bool manifests_same(const struct stat *a, const struct stat *b);

/** Forget a file. */
void manifests_forget(struct manifests *m, struct file *f);

/** Look at all paths and load what changed. */
void manifests_scan(struct manifests *m);

/** Let the next scan try again what could not be read. @return whether there is anything */
bool manifests_reread(struct manifests *m);

/** Scan when that time comes, or before. */
void manifests_scan_at(struct manifests *m, uint64_t ms);

/**
 * Whether a file that changed is to be left for a later scan, which then is due.
 * @param st what it is now; NULL: it is gone
 */
bool manifests_waits(struct manifests *m, struct file *f, const struct stat *st);

/** Add a file to the load that the scan prepares. */
void load_add(struct manifests *m, struct file *f);

/** Queue the prepared load. */
void load_start(struct manifests *m);

/** Files that have a last good text and were not seen at the start: what was theirs comes back or
 * goes. */
void last_good_find(struct manifests *m);

/** Keep a text that was put, when it differs from what is kept. */
void last_good_keep(struct load *l, const struct file *f, const struct buf *text);

/** Forget the text of a file that is gone. */
void last_good_forget(struct load *l, const struct file *f);

/** Put the last good text of a file. @return 0, -ENOENT there is none, -EIO, or as
 * model_change_put_file */
int last_good_put(struct load *l, const struct file *f, struct model_change *change);

/** Make watches where there are none. @return whether one is new */
bool watch_all(struct manifests *m);

/** Take notice of all events that there are. */
void watch_read(struct manifests *m);

/** Start hearing of events, and the look from time to time. */
void watch_start(struct manifests *m);
