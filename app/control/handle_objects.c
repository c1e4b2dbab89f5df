/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * get and describe: listings of the model, in parts.
 */
#include "control/handlers.h"

#include "control/events.h"
#include "mgmt/json.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PART_BYTES   (256u << 10)
#define EVENTS_SHOWN 20

struct listing {
	struct control *c;
	struct mgmt_call *call;
	const char *kind; /* proper */
	bool describe;
	bool events; /* what is listed */
	bool first;  /* nothing in this part yet */
	struct buf part;
	struct faults faults;
	bool absent;
};

const char *
param_namespace(const json_t *params)
{
	const char *ns = param_string(params, "namespace");

	if (param_true(params, "allNamespaces"))
		return NULL;
	return ns != NULL ? ns : "default";
}

static void
part_begin(struct listing *l)
{
	buf_adds(&l->part, "{\"kind\":");
	jput_string(&l->part, l->kind);
	buf_adds(&l->part, ",\"items\":[");
	l->first = true;
}

static void
part_next(struct listing *l)
{
	if (l->part.len < PART_BYTES)
		return;
	buf_adds(&l->part, "]}");
	mgmt_part(l->call, &l->part);
	part_begin(l);
}

static void
item_begin(struct listing *l)
{
	if (!l->first)
		buf_adds(&l->part, ",");
	l->first = false;
}

static int
event_put(void *arg, const struct state_event *e)
{
	struct listing *l = arg;

	if (l->part.data[l->part.len - 1] != '[')
		buf_adds(&l->part, ",");
	event_json(l->c->model, e, &l->part);
	return 0;
}

/* A Service that an Ingress leads to, once. */
static int
describe_backend(struct listing *l, json_t *seen, const char *ns, const json_t *backend)
{
	const json_t *service = json_object_get(backend, "service");
	const char *name = json_string_value(json_object_get(service, "name"));
	size_t before = l->part.len;
	int rc;

	if (name == NULL || json_object_get(seen, name) != NULL)
		return 0;
	json_object_set_new(seen, name, json_true());
	if (l->part.data[before - 1] != '[')
		buf_adds(&l->part, ",");
	rc = model_describe_service(l->c->model, ns, name, &l->part);
	if (rc != -ENOENT)
		return rc;
	l->part.len = before;
	return 0;
}

/* With the Services that it names, as far as there are such. */
static int
describe_ingress(struct listing *l, const char *ns, const json_t *object)
{
	const json_t *spec = json_object_get(object, "spec");
	const json_t *rules = json_object_get(spec, "rules");
	json_t *seen = json_object();
	int rc;

	buf_adds(&l->part, ",\"services\":[");
	rc = l->part.failed
		     ? -ENOMEM
		     : describe_backend(l, seen, ns, json_object_get(spec, "defaultBackend"));
	for (size_t i = 0; i < json_array_size(rules); i++) {
		const json_t *http = json_object_get(json_array_get(rules, i), "http");
		const json_t *paths = json_object_get(http, "paths");

		for (size_t k = 0; k < json_array_size(paths) && rc == 0 && !l->part.failed; k++)
			rc = describe_backend(l, seen, ns,
					      json_object_get(json_array_get(paths, k), "backend"));
	}
	buf_adds(&l->part, "]");
	json_decref(seen);
	return rc;
}

static int
describe_object(struct listing *l, const char *json, size_t len)
{
	json_t *object = json_loadb(json, len, 0, NULL);
	const json_t *meta = json_object_get(object, "metadata");
	const char *ns = json_string_value(json_object_get(meta, "namespace"));
	const char *name = json_string_value(json_object_get(meta, "name"));
	size_t before = l->part.len;
	int rc = 0;

	if (name == NULL) {
		json_decref(object);
		return -EINVAL;
	}
	ns = ns != NULL ? ns : "";
	item_begin(l);
	if (strcmp(l->kind, "Service") == 0) {
		buf_adds(&l->part, "{\"service\":");
		rc = model_describe_service(l->c->model, ns, name, &l->part);
	} else {
		buf_adds(&l->part, "{\"object\":");
		buf_add(&l->part, json, len);
		if (strcmp(l->kind, "Ingress") == 0)
			rc = describe_ingress(l, ns, object);
	}
	buf_adds(&l->part, ",\"events\":[");
	if (rc == 0 && !l->part.failed)
		rc = state_events(l->c->state, l->kind, ns, name, EVENTS_SHOWN, event_put, l);
	buf_adds(&l->part, "]}");
	if (rc < 0 && !l->part.failed)
		l->part.len = before;
	json_decref(object);
	return rc;
}

static int
object_put(void *arg, const char *json, size_t len)
{
	struct listing *l = arg;
	int rc = 0;

	if (l->describe) {
		rc = describe_object(l, json, len);
	} else {
		item_begin(l);
		buf_add(&l->part, json, len);
	}
	part_next(l);
	return rc;
}

/* In kubectl's words: services "kubia", replicasets.apps "kubia" not found. */
static void
absent_add(struct listing *l, const char *name)
{
	const char *api = NULL, *uid, *slash;
	char plural[64];
	size_t len;

	model_identify(l->c->model, l->kind, "", "", &api, &uid);
	slash = api != NULL ? strchr(api, '/') : NULL;
	snprintf(plural, sizeof(plural) - 2, "%s", l->kind);
	for (len = 0; plural[len] != '\0'; len++)
		plural[len] = (char)tolower((unsigned char)plural[len]);
	if (len > 1 && strcmp(&plural[len - 2], "ss") == 0)
		strcat(plural, "es");
	else if (len > 0 && plural[len - 1] != 's')
		strcat(plural, "s");
	faults_add(&l->faults, FAULT_ERROR, &(struct fault_at){0}, "%s%s%.*s \"%s\" not found",
		   plural, slash != NULL ? "." : "", slash != NULL ? (int)(slash - api) : 0,
		   slash != NULL ? api : "", name);
	l->absent = true;
}

static int
list_all(struct listing *l, const struct model_query *q, model_object_cb cb, void *arg)
{
	if (l->events)
		return events_list(l->c->state, l->c->model, q, &l->faults, cb, arg);
	return model_list(l->c->model, q, &l->faults, cb, arg);
}

struct beginning {
	struct listing *l;
	const char *text;
	size_t found;
};

static int
beginning_put(void *arg, const char *json, size_t len)
{
	struct beginning *b = arg;
	json_t *object = json_loadb(json, len, 0, NULL);
	const char *name =
		json_string_value(json_object_get(json_object_get(object, "metadata"), "name"));
	bool meant = name != NULL && strncmp(name, b->text, strlen(b->text)) == 0;

	json_decref(object);
	b->found += meant;
	return meant ? object_put(b->l, json, len) : 0;
}

/* A name that nobody has may be the beginning of some. */
static int
list_beginning(struct listing *l, const struct model_query *q)
{
	struct model_query all = *q;
	struct beginning b = {.l = l, .text = q->name};
	int rc;

	all.name = NULL;
	rc = list_all(l, &all, beginning_put, &b);
	return rc == 0 && b.found == 0 ? -ENOENT : rc;
}

static int
list_names(struct listing *l, struct model_query *q, const json_t *names)
{
	const json_t *name;
	size_t i;
	int rc = 0;

	if (json_array_size(names) == 0)
		return list_all(l, q, object_put, l);
	json_array_foreach(names, i, name)
	{
		q->name = json_string_value(name);
		rc = list_all(l, q, object_put, l);
		if (rc == -ENOENT && l->describe)
			rc = list_beginning(l, q);
		if (rc == -ENOENT)
			absent_add(l, q->name);
		else if (rc < 0)
			break;
		rc = 0;
	}
	return rc;
}

static const char *
first_reason(const struct faults *fs, const char *otherwise)
{
	return fs->cnt > 0 && fs->v[0].reason != NULL ? fs->v[0].reason : otherwise;
}

/* The end of a listing that came to rc. */
static void
answer(struct listing *l, int rc)
{
	buf_adds(&l->part, "]}");
	if (rc == 0 && l->absent) {
		mgmt_part(l->call, &l->part);
		mgmt_fail(l->call, RPC_NOT_FOUND, &l->faults, "%s",
			  first_reason(&l->faults, "not found"));
	} else if (rc == -EINVAL || rc == -EBADMSG) {
		mgmt_fail(l->call, rc == -EINVAL ? RPC_INVALID_PARAMS : RPC_BAD_REQUEST, &l->faults,
			  "%s", first_reason(&l->faults, "wrong query"));
	} else if (rc < 0) {
		mgmt_fail(l->call, RPC_INTERNAL, NULL, "%s", strerror(-rc));
	} else {
		mgmt_reply(l->call, &l->part);
	}
	buf_fini(&l->part);
	faults_fini(&l->faults);
}

static int
object_enough(void *arg, const char *json, size_t len)
{
	return 1;
}

static void
watch(struct listing *l, struct model_query *q, const json_t *names)
{
	int rc = list_all(l, q, object_enough, NULL);

	/* What may come to be is waited for; what can never be is refused. */
	if (rc == -EINVAL || rc == -EBADMSG) {
		answer(l, rc);
		return;
	}
	q->name = json_string_value(json_array_get(names, 0));
	watchers_add(l->c->watchers, l->call, l->kind, q);
}

static void
list(struct mgmt_call *call, const json_t *params, struct control *c, bool describe)
{
	const json_t *names = json_object_get(params, "names");
	struct model_query q = {
		.kind = param_string(params, "kind"),
		.ns = param_namespace(params),
		.selector = param_string(params, "selector"),
		.fields = param_string(params, "fieldSelector"),
	};
	struct listing l = {
		.c = c,
		.call = call,
		.events = !describe && events_are_meant(q.kind),
		.describe = describe,
	};

	l.kind = l.events ? "Event" : model_kind_name(q.kind);

	/* The model says what is wrong with an unknown kind, and gives nothing. */
	if (l.kind == NULL)
		l.kind = q.kind;
	else if (param_true(params, "watch") && json_array_size(names) <= 1) {
		watch(&l, &q, names);
		return;
	}
	part_begin(&l);
	answer(&l, list_names(&l, &q, names));
}

void
handle_get(struct mgmt_call *call, const json_t *params, void *arg)
{
	if (param_true(params, "watch") && json_array_size(json_object_get(params, "names")) > 1) {
		mgmt_fail(call, RPC_INVALID_PARAMS, NULL, "watch takes one name at most");
		return;
	}
	list(call, params, arg, false);
}

void
handle_describe(struct mgmt_call *call, const json_t *params, void *arg)
{
	list(call, params, arg, true);
}
