/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "replay/world.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <rte_eal.h>
#include <rte_errno.h>

#include "forwarder/setup.h"
#include "tables/fib.h"
#include "tables/svctab.h"

#define QUEUE_DEPTH 1024

static int
read_file(const char *path, struct buf *out, char *why, size_t why_bytes)
{
	FILE *f = fopen(path, "re");
	char chunk[65536];
	size_t n;
	int rc = 0;

	if (f == NULL) {
		rc = -errno;
		snprintf(why, why_bytes, "%s: %s", path, strerror(errno));
		return rc;
	}
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_add(out, chunk, n);
	if (ferror(f) || out->failed) {
		snprintf(why, why_bytes, "%s: cannot be read", path);
		rc = -EIO;
	}
	fclose(f);
	return rc;
}

static int
start_eal(const struct sluice_settings *s, char *why, size_t why_bytes)
{
	char args[][32] = {"sluice-replay",
			   "--no-huge",
			   "--no-pci",
			   "--no-telemetry",
			   "--no-shconf",
			   "--log-level=*:error",
			   "--iova-mode=va",
			   "-l0",
			   "-m",
			   ""};
	char *argv[RTE_DIM(args) + 1] = {NULL};

	for (size_t i = 0; i < RTE_DIM(args); i++)
		argv[i] = args[i];
	snprintf(args[RTE_DIM(args) - 1], sizeof(args[0]), "%zu",
		 (setup_memory_bytes(s) >> 20) + 64);
	if (rte_eal_init((int)RTE_DIM(args), argv) >= 0)
		return 0;
	snprintf(why, why_bytes, "DPDK did not start: %s", rte_strerror(rte_errno));
	return -EIO;
}

/* Stand-ins for devices: each port has a MAC and a twin that is an array. */
static void
set_up_ports(struct world *w)
{
	const struct sluice_settings *s = w->f.settings;
	const struct sluice_port *ports = block_section(s, s->ports);

	for (uint32_t i = 0; i < s->ports.cnt; i++) {
		struct nic *nic = &w->f.nics[i];

		snprintf(nic->name, sizeof(nic->name), "%s", block_string(s, ports[i].name_off));
		nic->mtu = ports[i].mtu;
		nic->queue_cnt = (uint16_t)s->workers.cnt;
		if (ports[i].has_mac)
			memcpy(nic->mac.addr_bytes, ports[i].mac, sizeof(ports[i].mac));
		else
			nic->mac = (struct rte_ether_addr){{0x02, 0, 0, 0, 0xff, (uint8_t)(i + 1)}};
		nic->twin_port_id = 0; /* there is a twin, and it is no kernel interface */
	}
	w->f.nic_cnt = s->ports.cnt;
}

static int
compile_board(struct world *w, unsigned int workers)
{
	static uint16_t lcores[PIPE_WORKER_MAX];
	struct buf block = {0};
	const char *why;
	int rc;

	if (workers != 0) {
		for (unsigned int i = 0; i < workers; i++)
			lcores[i] = (uint16_t)(i + 1);
		w->board->spec.cores.workers.v = lcores;
		w->board->spec.cores.workers.cnt = workers;
	}
	rc = board_compile(w->board, &block);
	if (rc == 0)
		rc = block_prove(block.data, block.len, &why);
	w->f.settings = (struct sluice_settings *)(void *)block.data;
	return rc;
}

/* The workers' io: the caller's, or arrays of ours. */
static int
choose_io(struct world *w, const struct pipe_io *given, struct pipe_io *io)
{
	int rc;

	if (given != NULL) {
		*io = *given;
		return 0;
	}
	rc = pipe_io_array_create((uint16_t)w->f.nic_cnt, (uint16_t)w->f.settings->workers.cnt,
				  QUEUE_DEPTH, &w->io);
	if (rc == 0)
		*io = pipe_io_array(w->io);
	return rc;
}

int
world_create(struct world *w, const struct world_params *p, struct faults *faults, char *why,
	     size_t why_bytes)
{
	const uint64_t secret[2] = {p->seed, ~p->seed};
	struct buf text = {0};
	struct pipe_io io;
	int rc;

	memset(w, 0, sizeof(*w));
	snprintf(why, why_bytes, "no memory");
	rc = read_file(p->config, &text, why, why_bytes);
	if (rc == 0)
		rc = board_parse(p->config, text.data, text.len, &w->board, faults);
	buf_fini(&text);
	if (rc == 0)
		rc = compile_board(w, p->workers);
	if (rc == 0)
		rc = start_eal(w->f.settings, why, why_bytes);
	if (rc < 0)
		return rc;
	set_up_ports(w);
	if ((rc = setup_tables(&w->f, secret, why, why_bytes)) < 0 ||
	    (rc = setup_static(&w->f, why, why_bytes)) < 0)
		return rc;
	setup_local_addresses(&w->f);
	rc = choose_io(w, p->io, &io);
	if (rc < 0)
		return rc;
	rc = setup_pipes(&w->f, &io, secret, 0, why, why_bytes);
	return rc == 0 ? model_create(w->board, &w->model) : rc;
}

void
world_destroy(struct world *w)
{
	for (unsigned int i = 0; i < w->f.worker_cnt; i++)
		pipe_destroy(w->f.workers[i].pipe);
	pipe_io_array_destroy(w->io);
	setup_fini(&w->f);
	model_destroy(w->model);
	board_destroy(w->board);
	free(w->f.settings);
	free(w->f.announces.v);
	free(w->f.staged.v);
	(void)rte_eal_cleanup();
}

/* What the channel does in the product: prove each block, stage it. */
static int
stage_block(void *arg, const struct model_block *b)
{
	struct world *w = arg;
	const char *why;
	int rc;

	if (b->bytes == NULL)
		return svctab_change_remove(w->f.services, (enum sluice_block_kind)b->kind, b->id);
	rc = block_prove(b->bytes, b->len, &why);
	if (rc == 0)
		rc = svctab_change_block(w->f.services, b->bytes);
	if (rc == 0 && b->kind == SLUICE_BLOCK_SERVICE)
		announce_stage(&w->f, b->bytes);
	return rc;
}

static int
install(struct world *w, struct model_change *c, char *why, size_t why_bytes)
{
	int rc = model_change_check(c);

	announce_abort(&w->f);
	if (rc == 0)
		rc = svctab_change_begin(w->f.services, false);
	if (rc < 0) {
		model_change_abort(c);
		return rc;
	}
	rc = model_change_blocks(c, stage_block, w);
	if (rc == 0)
		rc = svctab_change_prepare(w->f.services, why, why_bytes);
	else
		svctab_change_abort(w->f.services);
	if (rc < 0) {
		model_change_abort(c);
		return rc;
	}
	svctab_change_commit(w->f.services);
	announce_commit(&w->f);
	model_change_commit(c);
	return 0;
}

/* As `sluice apply` has it: what an earlier manifest of an object said and this one does not, goes.
 */
static int
put_file(struct model_change *c, const char *path, char *why, size_t why_bytes)
{
	struct buf text = {0};
	int rc = read_file(path, &text, why, why_bytes);

	if (rc == 0)
		rc = model_change_put(c, &(struct model_text){
						 .source = MODEL_SOCKET,
						 .mode = MODEL_APPLY,
						 .name = path,
						 .text = text.data == NULL ? "" : text.data,
						 .len = text.len,
					 });
	buf_fini(&text);
	return rc;
}

static int
is_manifest(const struct dirent *e)
{
	const char *dot = strrchr(e->d_name, '.');

	return e->d_name[0] != '.' && dot != NULL &&
	       (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0 || strcmp(dot, ".json") == 0);
}

static int
put_path(struct model_change *c, const char *path, char *why, size_t why_bytes)
{
	struct dirent **entries;
	struct stat st;
	char file[4096];
	int n, rc = 0;

	if (stat(path, &st) < 0) {
		rc = -errno;
		snprintf(why, why_bytes, "%s: %s", path, strerror(errno));
		return rc;
	}
	if (!S_ISDIR(st.st_mode))
		return put_file(c, path, why, why_bytes);
	n = scandir(path, &entries, is_manifest, alphasort);
	if (n < 0)
		return -errno;
	for (int i = 0; i < n; i++) {
		int one;

		snprintf(file, sizeof(file), "%s/%s", path, entries[i]->d_name);
		one = put_file(c, file, why, why_bytes);
		rc = rc < 0 ? rc : one;
		free(entries[i]);
	}
	free(entries);
	return rc;
}

int
world_load(struct world *w, const char *path, struct faults *faults, char *why, size_t why_bytes)
{
	struct model_change *c;
	int rc = model_change_begin(w->model, w->wall_s, faults, &c);

	if (rc < 0)
		return rc;
	rc = path == NULL ? 0 : put_path(c, path, why, why_bytes);
	if (rc < 0) {
		model_change_abort(c);
		return rc;
	}
	return install(w, c, why, why_bytes);
}

/* "kind/[ns/]name" in place. */
static bool
split_object(char *text, char **kind, char **ns, char **name)
{
	static char default_ns[] = "default";
	char *slash = strchr(text, '/');

	if (slash == NULL)
		return false;
	*slash = '\0';
	*kind = text;
	*ns = default_ns;
	*name = slash + 1;
	slash = strchr(*name, '/');
	if (slash != NULL) {
		*slash = '\0';
		*ns = *name;
		*name = slash + 1;
	}
	return true;
}

static int
stage_action(struct model_change *c, char *action, char *why, size_t why_bytes)
{
	char *kind, *ns, *name, *eq;

	snprintf(why, why_bytes, "not an action: '%s'", action);
	if (strncmp(action, "apply:", 6) == 0)
		return put_file(c, action + 6, why, why_bytes);
	if (strncmp(action, "delete:", 7) == 0 && split_object(action + 7, &kind, &ns, &name))
		return model_change_delete(c, kind, ns, name);
	eq = strrchr(action, '=');
	if (strncmp(action, "ready:", 6) != 0 || eq == NULL)
		return -EINVAL;
	*eq++ = '\0';
	if (!split_object(action + 6, &kind, &ns, &name) || strcmp(kind, "pod") != 0)
		return -EINVAL;
	snprintf(why, why_bytes, "pods \"%s\" not found", name);
	return model_change_set_ready(c, ns, name,
				      strcmp(eq, "true") == 0    ? 1
				      : strcmp(eq, "false") == 0 ? 0
								 : -1);
}

int
world_act(struct world *w, const char *action, struct faults *faults, char *why, size_t why_bytes)
{
	struct model_change *c;
	char *text = strdup(action);
	int rc = text == NULL ? -ENOMEM : model_change_begin(w->model, w->wall_s, faults, &c);

	if (rc == 0) {
		rc = stage_action(c, text, why, why_bytes);
		if (rc == 0)
			rc = install(w, c, why, why_bytes);
		else
			model_change_abort(c);
	}
	free(text);
	return rc;
}

int
world_check_action(struct world *w, const char *action, struct faults *faults, char *why,
		   size_t why_bytes)
{
	struct model_change *c;
	struct model *alone; /* by then other objects may stand in the model than now */
	int rc;

	if (strncmp(action, "apply:", 6) != 0)
		return 0;
	snprintf(why, why_bytes, "no memory");
	rc = model_create(w->board, &alone);
	if (rc < 0)
		return rc;
	rc = model_change_begin(alone, w->wall_s, faults, &c);
	if (rc == 0) {
		rc = put_file(c, action + 6, why, why_bytes);
		model_change_abort(c);
	}
	model_destroy(alone);
	return rc;
}

void
world_reclaim(struct world *w)
{
	svctab_reclaim(w->f.services);
}

int
world_port(const struct world *w, const char *name)
{
	for (unsigned int i = 0; i < w->f.nic_cnt; i++)
		if (strcmp(w->f.nics[i].name, name) == 0)
			return (int)i;
	return -1;
}
