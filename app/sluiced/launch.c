/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "sluiced/launch.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sluiced/child.h"

enum {
	ARG_MAX_CNT = 12,
	ENV_MAX_CNT = 8,
	ENV_ENTRY_BYTES = 512,
	PROGRAM_BYTES = PATH_MAX + 32,
};

static const char *const child_names[CHILD_CNT] = {
	[CHILD_FORWARDER] = "sluice-forwarder",
	[CHILD_CONTROL] = "sluice-control",
};

/* What a child needs of our own environment; anything else ends here. */
static const struct {
	const char *name;
	bool lab_only;
} env_kept[] = {
	{"TZ", false},
	{"ASAN_OPTIONS", true},
	{"LSAN_OPTIONS", true},
	{"UBSAN_OPTIONS", true},
};

#define ENV_KEPT_CNT (sizeof(env_kept) / sizeof(env_kept[0]))

_Static_assert(ENV_KEPT_CNT + 3 <= ENV_MAX_CNT, "the environment has room");

struct environment {
	const char *v[ENV_MAX_CNT];
	char kept[ENV_KEPT_CNT][ENV_ENTRY_BYTES];
};

const char *
child_name(enum child_id id)
{
	return child_names[id];
}

static void
program_path(const struct options *o, enum child_id id, char path[PROGRAM_BYTES])
{
	snprintf(path, PROGRAM_BYTES, "%s/%s", o->libexec_dir, child_names[id]);
}

int
launch_check(const struct options *o)
{
	char path[PROGRAM_BYTES];

	for (int i = 0; i < CHILD_CNT; i++) {
		program_path(o, i, path);
		if (access(path, X_OK) < 0) {
			warn("cannot run %s (name its directory with --libexec-dir)", path);
			return -ENOENT;
		}
	}
	return 0;
}

/* Control gets what concerns files and people; the forwarder the user it is to become. */
static void
argv_fill(const struct options *o, enum child_id id, const char *path, const char **argv)
{
	*argv++ = path;
	switch (id) {
	case CHILD_FORWARDER:
		*argv++ = "--user";
		*argv++ = o->user;
		break;
	case CHILD_CONTROL:
		*argv++ = "--config";
		*argv++ = o->config;
		*argv++ = "--run-dir";
		*argv++ = o->run_dir;
		*argv++ = "--state-dir";
		*argv++ = o->state_dir;
		if (o->runner != NULL) {
			*argv++ = "--runner";
			*argv++ = o->runner;
		}
		break;
	case CHILD_CNT:
		break;
	}
	if (o->lab)
		*argv++ = "--lab";
	*argv = NULL;
}

static void
environment_fill(const struct options *o, struct environment *env)
{
	size_t cnt = 0;
	const char *value;
	int n;

	env->v[cnt++] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	env->v[cnt++] = "LANG=C.UTF-8";
	for (size_t i = 0; i < ENV_KEPT_CNT; i++) {
		value = getenv(env_kept[i].name);
		if (value == NULL || (env_kept[i].lab_only && !o->lab))
			continue;
		n = snprintf(env->kept[i], ENV_ENTRY_BYTES, "%s=%s", env_kept[i].name, value);
		if (n < ENV_ENTRY_BYTES)
			env->v[cnt++] = env->kept[i];
	}
	env->v[cnt] = NULL;
}

int
launch(const struct options *o, const struct account *account, enum child_id id, int link,
       const int ends[PARENT_END_CNT], pid_t *pid)
{
	const char *argv[ARG_MAX_CNT];
	char path[PROGRAM_BYTES];
	struct environment env;

	program_path(o, id, path);
	argv_fill(o, id, path, argv);
	environment_fill(o, &env);
	return child_spawn(
		&(struct child_plan){
			.path = path,
			.argv = argv,
			.envp = env.v,
			.become = id == CHILD_CONTROL ? account : NULL,
			.link = link,
			.channel = ends[PARENT_END_CHANNEL],
			.query = ends[PARENT_END_QUERY],
		},
		pid);
}
