/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/request.h"

#include "control/events.h"
#include "mgmt/json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void
request_free(struct request *r)
{
	json_decref(r->differing);
	buf_fini(&r->faults);
	free(r->origins);
	free(r->places);
	free(r);
}

struct model_text
request_text(const struct request *r)
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
		.origins = r->origins,
		.origin_cnt = r->origin_cnt,
		.shown = param_string(r->params, "shown"),
		.shown_len = json_string_length(json_object_get(r->params, "shown")),
		.places = r->places,
		.place_cnt = r->place_cnt,
	};
}

/* Answers ------------------------------------------------------------------------------------- */

static int
text_take(void *arg, const char *json, size_t len)
{
	buf_add(arg, json, len);
	return 0;
}

int
request_object(const struct request *r, const struct model_result *result, struct buf *out)
{
	const struct model_query q = {.kind = result->kind, .ns = result->ns, .name = result->name};
	int rc = model_list(r->c->model, &q, NULL, text_take, out);

	return rc == 0 && out->failed ? -ENOMEM : rc;
}

static int
text_pass(void *arg, const char *json, size_t len)
{
	return 0;
}

bool
request_is_there(const struct request *r, const char *kind, const char *ns, const char *name)
{
	const struct model_query q = {.kind = kind, .ns = ns, .name = name};

	return model_list(r->c->model, &q, NULL, text_pass, NULL) != -ENOENT;
}

static bool
is_gone(const struct model_result *result)
{
	return strcmp(result->verb, "deleted") == 0 || strcmp(result->verb, "pruned") == 0;
}

static int
told_put(const struct request *r, const struct model_result *result, struct buf *out)
{
	bool fields = param_true(r->params, "fields") && result->before != NULL;
	bool object = param_true(r->params, "objects") && !is_gone(result);
	struct buf now = {0};
	int rc = 0;

	if (fields || object)
		rc = request_object(r, result, &now);
	if (rc == -ENOENT) /* what is made of a Service changes with it */
		return 0;
	if (rc == 0 && fields) {
		buf_adds(out, ",\"fields\":");
		rc = model_fields(result->kind, result->before, now.data, out);
	}
	if (rc == 0 && object) {
		buf_adds(out, ",\"object\":");
		buf_add(out, now.data, now.len);
	}
	buf_fini(&now);
	return rc;
}

void
request_put_name(struct buf *out, const char *kind, const char *ns, const char *name)
{
	if (out->data[out->len - 1] != '[')
		buf_adds(out, ",");
	buf_adds(out, "{\"kind\":");
	jput_string(out, kind);
	buf_adds(out, ",\"namespace\":");
	jput_string(out, ns);
	buf_adds(out, ",\"name\":");
	jput_string(out, name);
}

struct answer {
	const struct request *r;
	struct buf out;
};

static int
change_put(void *arg, const struct model_result *result)
{
	struct answer *a = arg;
	struct buf *out = &a->out;
	int rc;

	request_put_name(out, result->kind, result->ns, result->name);
	buf_adds(out, ",\"shown\":");
	jput_string(out, result->shown);
	buf_printf(out, ",\"action\":\"%s\"", result->verb);
	rc = told_put(a->r, result, out);
	buf_adds(out, "}");
	return out->failed ? -ENOMEM : rc;
}

void
request_fail(struct request *r, const struct change_outcome *outcome)
{
	const struct faults *fs = outcome->faults;
	enum rpc_error code = outcome->error == -ENOENT      ? RPC_NOT_FOUND
			      : outcome->error == -EEXIST    ? RPC_EXISTS
			      : outcome->error == -ESTALE    ? RPC_CONFLICT
			      : outcome->error == -EBADMSG   ? RPC_BAD_REQUEST
			      : outcome->error == -ECANCELED ? RPC_UNAVAILABLE
			      : outcome->error == -ENOMEM    ? RPC_INTERNAL
							     : RPC_REFUSED;

	if (r->noted && !r->job.dry && code == RPC_REFUSED)
		events_refused(r->c->changes, r->c->board_file.board->name, "FailedApply", fs);
	if (code == RPC_UNAVAILABLE)
		mgmt_fail(r->call, code, NULL, "sluice-control ends");
	else if (fs->error_cnt == 0)
		mgmt_fail(r->call, code, fs, "refused, nothing is changed: %s",
			  strerror(-outcome->error));
	else
		mgmt_fail(r->call, code, fs, "refused, nothing is changed: %zu error%s",
			  fs->error_cnt, fs->error_cnt == 1 ? "" : "s");
}

static void
request_done(struct change_job *job, const struct change_outcome *outcome)
{
	struct request *r = request_of(job);
	struct answer a = {.r = r};

	if (outcome->error < 0) {
		request_fail(r, outcome);
		request_free(r);
		return;
	}
	buf_adds(&a.out, "{\"changes\":[");
	model_change_results(outcome->change, change_put, &a);
	buf_printf(&a.out,
		   "],\"dryRun\":%s,\"installed\":%s,\"faults\":", job->dry ? "true" : "false",
		   outcome->installed ? "true" : "false");
	jput_faults(&a.out, outcome->faults);
	buf_adds(&a.out, "}");
	mgmt_reply(r->call, &a.out);
	if (!job->dry)
		manifests_retry(r->c->manifests);
	request_free(r);
}

/* "LINE FILE". @return 0, -EINVAL or -ENOMEM */
static int
places_parse(struct request *r)
{
	const json_t *list = json_object_get(r->params, "places"), *one;
	size_t i;

	r->places = calloc(json_array_size(list) + 1, sizeof(*r->places));
	if (r->places == NULL)
		return -ENOMEM;
	json_array_foreach(list, i, one)
	{
		char *end;
		unsigned long line = strtoul(json_string_value(one), &end, 10);

		if (line == 0 || line > UINT32_MAX || *end != ' ' || end[1] == '\0')
			return -EINVAL;
		r->places[r->place_cnt++] =
			(struct model_place){.line = (uint32_t)line, .file = end + 1};
	}
	return 0;
}

struct request *
request_create(struct mgmt_call *call, const json_t *params, struct control *c)
{
	struct request *r = calloc(1, sizeof(*r));
	int rc;

	if (r == NULL) {
		mgmt_fail(call, RPC_INTERNAL, NULL, "out of memory");
		return NULL;
	}
	r->c = c;
	r->call = call;
	r->params = params;
	r->job.durable = true;
	r->job.dry = param_true(params, "dryRun");
	r->job.done = request_done;
	rc = places_parse(r);
	if (rc == 0)
		return r;
	mgmt_fail(call, rc == -ENOMEM ? RPC_INTERNAL : RPC_INVALID_PARAMS, NULL,
		  "places are lines, each with a file, as \"1 a.yaml\"");
	request_free(r);
	return NULL;
}

void
request_start(struct request *r, int (*fill)(struct change_job *job, struct model_change *change,
					     struct faults *faults))
{
	r->job.fill = fill;
	changes_push(r->c->changes, &r->job);
}

/* Objects by name ----------------------------------------------------------------------------- */

bool
request_names_objects(const json_t *params)
{
	return (json_array_size(json_object_get(params, "names")) > 0) +
		       (json_object_get(params, "selector") != NULL ||
			json_object_get(params, "fieldSelector") != NULL) +
		       param_true(params, "all") ==
	       1;
}

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
each_selected(struct request *r, struct model_change *change, struct faults *faults,
	      request_each_cb cb)
{
	const struct model_query q = {
		.kind = param_string(r->params, "kind"),
		.ns = param_namespace(r->params),
		.selector = param_string(r->params, "selector"),
		.fields = param_string(r->params, "fieldSelector"),
	};
	json_t *metas = json_array();
	const json_t *meta;
	size_t i, passed = 0;
	int rc = model_list(r->c->model, &q, faults, key_collect, metas);

	json_array_foreach(metas, i, meta)
	{
		const char *ns = json_string_value(json_object_get(meta, "namespace"));
		size_t before = faults->cnt;

		if (rc < 0)
			break;
		rc = cb(r, change, ns != NULL ? ns : "",
			json_string_value(json_object_get(meta, "name")));
		if (rc == -EPERM || rc == -ENOENT) {
			faults_forget(faults, before);
			passed++;
			rc = 0;
		}
	}
	json_decref(metas);
	if (rc == 0 && passed > 0)
		faults_add(faults, FAULT_NOTE, NULL,
			   "passed over %zu: built in, or made of another object", passed);
	return rc;
}

int
request_each(struct request *r, struct model_change *change, struct faults *faults,
	     request_each_cb cb)
{
	const json_t *names = json_object_get(r->params, "names");
	const json_t *name;
	int rc = 0;
	size_t i;

	if (json_array_size(names) == 0)
		return each_selected(r, change, faults, cb);
	json_array_foreach(names, i, name)
	{
		int one = cb(r, change, param_namespace(r->params), json_string_value(name));

		if (one == -ENOMEM)
			return one;
		if (one < 0)
			rc = rc == 0 || rc == one ? one : -EINVAL;
	}
	return rc;
}
