/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * scale: refused, with what to write instead. Nobody here makes pods; a workload's annotation names
 * those that there are.
 */
#include "cli/verbs.h"

#include "cli/call.h"
#include "cli/jget.h"
#include "cli/queries.h"

#include <string.h>

#define ADDRESSES_MAX 6 /* that are shown; more are left to the reader */

struct scaling {
	struct cli *cli;
	long replicas;
	size_t seen;
};

static bool
has_pods(const char *kind)
{
	static const char *const kinds[] = {"ReplicaSet", "ReplicationController", "Deployment",
					    "StatefulSet"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i], kind) == 0)
			return true;
	return false;
}

/* As many addresses as are wanted: those that it has, then places for more. */
static void
put_addresses(struct buf *out, const char *has, long wanted)
{
	long shown = 0;

	for (; shown < wanted && shown < ADDRESSES_MAX; shown++) {
		size_t len = strcspn(has, ",");

		buf_adds(out, shown > 0 ? ", " : "");
		if (len > 0)
			buf_add(out, has, len);
		else
			buf_adds(out, "ADDRESS");
		has += len;
		has += strspn(has, ", ");
	}
	if (shown < wanted)
		buf_adds(out, ", ...");
}

static void
refuse(const struct scaling *s, const json_t *object, const char *kind)
{
	struct buf list = {0};
	const char *name = jtext(object, "metadata.name", "");
	const char *has = jtext(object, "metadata.annotations.sluice/pod-ips", "");

	if (!has_pods(kind)) {
		cli_error(s->cli,
			  "%s \"%s\" cannot be scaled: it makes no pods; rs, rc, deploy and sts do",
			  kind, name);
		return;
	}
	put_addresses(&list, has, s->replicas);
	cli_error(s->cli,
		  "%s \"%s\" cannot be scaled: nobody here starts pods, and the addresses of those "
		  "that run come from its annotation, one for each of them. Write this, with "
		  "replicas: %ld, and apply it:\n"
		  "  metadata:\n"
		  "    annotations:\n"
		  "      sluice/pod-ips: \"%s\"",
		  kind, name, s->replicas, list.len > 0 ? list.data : "");
	buf_fini(&list);
}

static bool
take_part(void *arg, const json_t *result)
{
	struct scaling *s = arg;
	const json_t *item;
	size_t i;

	json_array_foreach(jat(result, "items"), i, item)
	{
		s->seen++;
		refuse(s, item, jtext(result, "kind", ""));
	}
	return true;
}

enum cli_exit
verb_scale(struct cli *cli, const struct args *a)
{
	struct scaling s = {.cli = cli};
	struct queries q = {0};
	double replicas = 0;
	enum cli_exit rc = CLI_OK;

	if (!a->given[OPT_replicas]) {
		cli_error(cli, "The --replicas=COUNT flag is required, and COUNT must be greater "
			       "than or equal to 0");
		rc = CLI_USAGE;
	}
	if (rc == CLI_OK)
		rc = args_number(cli, a, OPT_replicas, 0, 0, &replicas);
	if (rc == CLI_OK)
		rc = queries_parse(cli, "scale", a, &q);
	s.replicas = (long)replicas;
	for (size_t i = 0; rc == CLI_OK && i < q.cnt; i++) {
		const struct call call = {
			.method = RPC_get,
			.params = query_params(&q.v[i], a),
			.part = take_part,
			.arg = &s,
		};

		rc = call_run(cli, &call);
	}
	queries_fini(&q);
	return rc == CLI_OK && s.seen > 0 ? CLI_REFUSED : rc;
}
