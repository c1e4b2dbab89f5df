/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * apply, create, replace, delete, names, validate and diff.
 */
#include "control/request.h"

#include "mgmt/json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int
text_fill(struct change_job *job, struct model_change *change, struct faults *faults)
{
	struct model_text text = request_text(request_of(job));

	return model_change_put(change, &text);
}

/* apply, create, replace ---------------------------------------------------------------------- */

/* "LINE FOLDER": from this line on the text came out of that folder; of none without one. */
static int
origins_parse(struct request *r)
{
	const json_t *list = json_object_get(r->params, "origins"), *one;
	size_t i;

	r->origins = calloc(json_array_size(list) + 1, sizeof(*r->origins));
	if (r->origins == NULL)
		return -ENOMEM;
	json_array_foreach(list, i, one)
	{
		char *end;
		unsigned long line = strtoul(json_string_value(one), &end, 10);

		if (end == json_string_value(one) || line == 0 || (*end != ' ' && *end != '\0'))
			return -EINVAL;
		r->origins[r->origin_cnt++] = (struct model_origin){
			.line = (uint32_t)line, .folder = *end == ' ' ? end + 1 : NULL};
	}
	return 0;
}

static int
prune(struct request *r, struct model_change *change)
{
	const char **folders = calloc(r->origin_cnt + 1, sizeof(*folders));
	size_t cnt = 0;
	int rc = -ENOMEM;

	for (size_t i = 0; folders != NULL && i < r->origin_cnt; i++)
		if (r->origins[i].folder != NULL)
			folders[cnt++] = r->origins[i].folder;
	if (folders != NULL)
		rc = model_change_prune(change, folders);
	free(folders);
	return rc;
}

static int
apply_fill(struct change_job *job, struct model_change *change, struct faults *faults)
{
	struct request *r = request_of(job);
	int rc;

	if (param_true(r->params, "fields"))
		model_change_tell(change);
	rc = text_fill(job, change, faults);
	return rc == 0 && param_true(r->params, "prune") ? prune(r, change) : rc;
}

void
handle_apply(struct mgmt_call *call, const json_t *params, void *arg)
{
	struct request *r = request_create(call, params, arg);
	int rc = r != NULL ? origins_parse(r) : 0;

	if (r == NULL)
		return;
	if (rc < 0) {
		mgmt_fail(call, rc == -ENOMEM ? RPC_INTERNAL : RPC_INVALID_PARAMS, NULL,
			  "origins are lines, each with a folder or none, as \"1 /a/b\"");
		request_free(r);
		return;
	}
	r->mode = MODEL_APPLY;
	r->noted = true;
	request_start(r, apply_fill);
}

/* Deleted, and made anew: what may not change may be another. */
static int
force_fill(struct change_job *job, struct model_change *change, struct faults *faults)
{
	struct request *r = request_of(job);
	struct model_text text;
	int rc;

	r->mode = MODEL_IF_THERE;
	text = request_text(r);
	rc = model_change_delete_text(change, &text);
	r->mode = MODEL_CREATE;
	return rc < 0 ? rc : text_fill(job, change, faults);
}

static void
put(struct mgmt_call *call, const json_t *params, struct control *c, enum model_mode mode)
{
	struct request *r = request_create(call, params, c);

	if (r == NULL)
		return;
	r->mode = mode;
	r->noted = json_object_get(params, "shown") == NULL; /* edited: its editor is told */
	request_start(r, param_true(params, "force") ? force_fill : text_fill);
}

void
handle_create(struct mgmt_call *call, const json_t *params, void *arg)
{
	put(call, params, arg, MODEL_CREATE);
}

void
handle_replace(struct mgmt_call *call, const json_t *params, void *arg)
{
	put(call, params, arg, MODEL_REPLACE);
}

/* delete -------------------------------------------------------------------------------------- */

static int
delete_one(struct request *r, struct model_change *change, const char *ns, const char *name)
{
	const char *kind = param_string(r->params, "kind");

	if (param_true(r->params, "ignoreNotFound") && !request_is_there(r, kind, ns, name))
		return 0;
	return model_change_delete(change, kind, ns, name);
}

static int
delete_fill(struct change_job *job, struct model_change *change, struct faults *faults)
{
	struct request *r = request_of(job);
	struct model_text text;

	if (json_object_get(r->params, "text") == NULL)
		return request_each(r, change, faults, delete_one);
	r->mode = param_true(r->params, "ignoreNotFound") ? MODEL_IF_THERE : MODEL_APPLY;
	text = request_text(r);
	return model_change_delete_text(change, &text);
}

void
handle_delete(struct mgmt_call *call, const json_t *params, void *arg)
{
	bool text = json_object_get(params, "text") != NULL;
	bool kind = json_object_get(params, "kind") != NULL;
	struct request *r;

	if (text ? kind || json_object_get(params, "names") != NULL
		 : !kind || !request_names_objects(params)) {
		mgmt_fail(call, RPC_INVALID_PARAMS, NULL,
			  "delete takes text, or kind with one of names, selectors, all");
		return;
	}
	r = request_create(call, params, arg);
	if (r != NULL)
		request_start(r, delete_fill);
}

/* names ---------------------------------------------------------------------------------------- */

static int
name_put(void *arg, const struct model_unit *unit)
{
	struct buf *out = arg;

	request_put_name(out, unit->kind, unit->ns, unit->name);
	buf_adds(out, "}");
	return out->failed ? -ENOMEM : 0;
}

void
handle_names(struct mgmt_call *call, const json_t *params, void *arg)
{
	struct request *r = request_create(call, params, arg);
	struct faults faults = {0};
	struct model_text text;
	struct buf out = {0};
	int rc;

	if (r == NULL)
		return;
	text = request_text(r);
	buf_adds(&out, "{\"objects\":[");
	rc = model_text_units(&text, &faults, name_put, &out);
	buf_adds(&out, "]}");
	r->job.dry = true;
	if (rc < 0)
		request_fail(r, &(struct change_outcome){.error = rc, .faults = &faults});
	else
		mgmt_reply(call, &out);
	buf_fini(&out);
	faults_fini(&faults);
	request_free(r);
}

/* validate and diff --------------------------------------------------------------------------- */

static void
validate_done(struct change_job *job, const struct change_outcome *outcome)
{
	struct request *r = request_of(job);
	struct buf out = {0};

	if (outcome->error < 0) {
		request_fail(r, outcome);
	} else {
		buf_adds(&out, "{\"faults\":");
		jput_faults(&out, outcome->faults);
		buf_adds(&out, "}");
		mgmt_reply(r->call, &out);
	}
	request_free(r);
}

void
handle_validate(struct mgmt_call *call, const json_t *params, void *arg)
{
	struct request *r = request_create(call, params, arg);

	if (r == NULL)
		return;
	r->job.dry = true;
	r->job.fill = text_fill;
	r->job.done = validate_done;
	changes_push(r->c->changes, &r->job);
}

static int
object_take(void *arg, const char *json, size_t len)
{
	*(json_t **)arg = json_loadb(json, len, 0, NULL);
	return 0;
}

static json_t *
object_find(const struct request *r, const char *kind, const char *ns, const char *name)
{
	const struct model_query q = {.kind = kind, .ns = ns, .name = name};
	json_t *object = NULL;

	model_list(r->c->model, &q, NULL, object_take, &object);
	return object;
}

static int
applied_collect(void *arg, const struct model_result *result)
{
	struct request *r = arg;
	json_t *applied;

	if (strcmp(result->verb, "unchanged") == 0)
		return 0;
	applied = object_find(r, result->kind, result->ns, result->name);
	if (applied == NULL)
		return 0;
	return json_array_append_new(
		r->differing, json_pack("{s:s, s:s, s:s, s:o}", "kind", result->kind, "namespace",
					result->ns, "name", result->name, "applied", applied));
}

/* The change was taken back: complete the diffs with what is live. */
static void
live_done(struct change_job *job, const struct change_outcome *outcome)
{
	struct request *r = request_of(job);
	json_t *diff;
	size_t i;
	char *text;

	json_array_foreach(r->differing, i, diff)
	{
		json_t *live = object_find(r, json_string_value(json_object_get(diff, "kind")),
					   json_string_value(json_object_get(diff, "namespace")),
					   json_string_value(json_object_get(diff, "name")));

		json_object_set_new(diff, "live", live != NULL ? live : json_null());
	}
	text = json_dumps(r->differing, JSON_COMPACT);
	if (outcome->error < 0 || text == NULL) {
		request_fail(r, outcome);
	} else {
		struct buf out = {0};

		buf_printf(&out, "{\"diffs\":%s,\"faults\":", text);
		buf_add(&out, r->faults.data, r->faults.len);
		buf_adds(&out, "}");
		mgmt_reply(r->call, &out);
	}
	free(text);
	request_free(r);
}

static void
diff_done(struct change_job *job, const struct change_outcome *outcome)
{
	struct request *r = request_of(job);

	if (outcome->error < 0) {
		request_fail(r, outcome);
		request_free(r);
		return;
	}
	r->differing = json_array();
	model_change_results(outcome->change, applied_collect, r);
	jput_faults(&r->faults, outcome->faults);
	r->job.fill = NULL;
	r->job.done = live_done;
	changes_push_next(r->c->changes, &r->job);
}

void
handle_diff(struct mgmt_call *call, const json_t *params, void *arg)
{
	struct request *r = request_create(call, params, arg);

	if (r == NULL)
		return;
	r->job.dry = true;
	r->job.fill = text_fill;
	r->job.done = diff_done;
	changes_push(r->c->changes, &r->job);
}
