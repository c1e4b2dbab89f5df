/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * apply, create, delete, validate and diff: requests that become jobs in the queue of changes.
 */
#include "control/handlers.h"

#include "control/events.h"
#include "mgmt/json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct request {
	struct change_job job;
	struct control *c;
	struct mgmt_call *call;
	const json_t *params; /* the call's */
	enum model_mode mode;
	json_t *differing; /* of a diff: by object, what was applied, then what is live */
	struct buf faults; /* of a diff: what its first pass found, as JSON */
};

static struct request *
request_of(struct change_job *job)
{
	return (struct request *)((char *)job - offsetof(struct request, job));
}

static void
request_free(struct request *r)
{
	json_decref(r->differing);
	buf_fini(&r->faults);
	free(r);
}

static struct model_text
text_of(const struct request *r)
{
	const json_t *text = json_object_get(r->params, "text");
	const char *file = param_string(r->params, "file");

	return (struct model_text){
		.source = MODEL_SOCKET,
		.mode = r->mode,
		.name = file != NULL ? file : "standard input",
		.text = json_string_value(text),
		.len = json_string_length(text),
		.default_ns = param_string(r->params, "namespace"),
	};
}

static int
text_fill(struct change_job *job, struct model_change *change, struct faults *faults)
{
	struct model_text text = text_of(request_of(job));

	return model_change_put(change, &text);
}

/* Answers ------------------------------------------------------------------------------------- */

static int
change_put(void *arg, const struct model_result *result)
{
	struct buf *out = arg;

	if (out->data[out->len - 1] != '[')
		buf_adds(out, ",");
	buf_adds(out, "{\"kind\":");
	jput_string(out, result->kind);
	buf_adds(out, ",\"namespace\":");
	jput_string(out, result->ns);
	buf_adds(out, ",\"name\":");
	jput_string(out, result->name);
	buf_adds(out, ",\"shown\":");
	jput_string(out, result->shown);
	buf_printf(out, ",\"action\":\"%s\"}", result->verb);
	return out->failed ? -ENOMEM : 0;
}

static void
fail(struct request *r, const struct change_outcome *outcome)
{
	const struct faults *fs = outcome->faults;
	enum rpc_error code = outcome->error == -ENOENT      ? RPC_NOT_FOUND
			      : outcome->error == -EEXIST    ? RPC_EXISTS
			      : outcome->error == -EBADMSG   ? RPC_BAD_REQUEST
			      : outcome->error == -ECANCELED ? RPC_UNAVAILABLE
			      : outcome->error == -ENOMEM    ? RPC_INTERNAL
							     : RPC_REFUSED;

	if (!r->job.dry && code == RPC_REFUSED)
		events_refused(r->c->changes, r->c->board_file.board->name, "FailedApply", fs);
	if (code == RPC_UNAVAILABLE)
		mgmt_fail(r->call, code, NULL, "sluice-control ends");
	else if (fs->error_cnt == 1 && fs->cnt > 0)
		mgmt_fail(r->call, code, fs, "refused, nothing is changed: %s",
			  fs->v[0].reason != NULL ? fs->v[0].reason : "out of memory");
	else
		mgmt_fail(r->call, code, fs, "refused, nothing is changed: %zu errors",
			  fs->error_cnt);
}

static void
change_done(struct change_job *job, const struct change_outcome *outcome)
{
	struct request *r = request_of(job);
	struct buf out = {0};

	if (outcome->error < 0) {
		fail(r, outcome);
		request_free(r);
		return;
	}
	buf_adds(&out, "{\"changes\":[");
	model_change_results(outcome->change, change_put, &out);
	buf_printf(&out,
		   "],\"dryRun\":%s,\"installed\":%s,\"faults\":", job->dry ? "true" : "false",
		   outcome->installed ? "true" : "false");
	jput_faults(&out, outcome->faults);
	buf_adds(&out, "}");
	mgmt_reply(r->call, &out);
	if (!job->dry)
		manifests_retry(r->c->manifests);
	request_free(r);
}

static struct request *
request_create(struct mgmt_call *call, const json_t *params, struct control *c)
{
	struct request *r = calloc(1, sizeof(*r));

	if (r == NULL) {
		mgmt_fail(call, RPC_INTERNAL, NULL, "out of memory");
		return NULL;
	}
	r->c = c;
	r->call = call;
	r->params = params;
	r->job.durable = true;
	r->job.dry = param_true(params, "dryRun");
	r->job.done = change_done;
	return r;
}

static void
put(struct mgmt_call *call, const json_t *params, struct control *c, enum model_mode mode)
{
	struct request *r = request_create(call, params, c);

	if (r == NULL)
		return;
	r->mode = mode;
	r->job.fill = text_fill;
	changes_push(c->changes, &r->job);
}

void
handle_apply(struct mgmt_call *call, const json_t *params, void *arg)
{
	put(call, params, arg, MODEL_APPLY);
}

void
handle_create(struct mgmt_call *call, const json_t *params, void *arg)
{
	put(call, params, arg, MODEL_CREATE);
}

/* delete -------------------------------------------------------------------------------------- */

static int
key_collect(void *arg, const char *json, size_t len)
{
	json_t *object = json_loadb(json, len, 0, NULL);
	json_t *meta = json_object_get(object, "metadata");
	int rc = json_array_append(arg, meta);

	json_decref(object);
	return rc < 0 ? -ENOMEM : 0;
}

static int
delete_selected(struct request *r, struct model_change *change, struct faults *faults)
{
	const struct model_query q = {
		.kind = param_string(r->params, "kind"),
		.ns = param_namespace(r->params),
		.selector = param_string(r->params, "selector"),
		.fields = param_string(r->params, "fieldSelector"),
	};
	json_t *metas = json_array();
	const json_t *meta;
	size_t i;
	int rc = model_list(r->c->model, &q, faults, key_collect, metas);

	json_array_foreach(metas, i, meta)
	{
		const char *ns = json_string_value(json_object_get(meta, "namespace"));

		if (rc < 0)
			break;
		rc = model_change_delete(change, q.kind, ns != NULL ? ns : "",
					 json_string_value(json_object_get(meta, "name")));
		/* Asked for by no name, what cannot be deleted is passed over. */
		if (rc == -EPERM || rc == -ENOENT)
			rc = 0;
	}
	json_decref(metas);
	return rc;
}

static int
delete_named(struct request *r, struct model_change *change)
{
	const json_t *names = json_object_get(r->params, "names");
	const json_t *name;
	int rc = 0;
	size_t i;

	json_array_foreach(names, i, name)
	{
		int one = model_change_delete(change, param_string(r->params, "kind"),
					      param_namespace(r->params), json_string_value(name));

		if (rc == 0 || one == -ENOMEM)
			rc = one;
	}
	return rc;
}

static int
delete_fill(struct change_job *job, struct model_change *change, struct faults *faults)
{
	struct request *r = request_of(job);
	struct model_text text;

	if (json_object_get(r->params, "text") != NULL) {
		text = text_of(r);
		return model_change_delete_text(change, &text);
	}
	if (json_array_size(json_object_get(r->params, "names")) > 0)
		return delete_named(r, change);
	return delete_selected(r, change, faults);
}

void
handle_delete(struct mgmt_call *call, const json_t *params, void *arg)
{
	bool text = json_object_get(params, "text") != NULL;
	bool kind = json_object_get(params, "kind") != NULL;
	int ways = (json_array_size(json_object_get(params, "names")) > 0) +
		   (json_object_get(params, "selector") != NULL ||
		    json_object_get(params, "fieldSelector") != NULL) +
		   param_true(params, "all");
	struct request *r;

	if (text ? kind || ways > 0 : !kind || ways != 1) {
		mgmt_fail(call, RPC_INVALID_PARAMS, NULL,
			  "delete takes text, or kind with one of names, selectors, all");
		return;
	}
	r = request_create(call, params, arg);
	if (r == NULL)
		return;
	r->job.fill = delete_fill;
	changes_push(r->c->changes, &r->job);
}

/* validate and diff --------------------------------------------------------------------------- */

static void
validate_done(struct change_job *job, const struct change_outcome *outcome)
{
	struct request *r = request_of(job);
	struct buf out = {0};

	if (outcome->error < 0) {
		fail(r, outcome);
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
		fail(r, outcome);
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
		fail(r, outcome);
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
