/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Requests: from a line of text to a call with checked parameters, and from results to answers.
 */
#include "mgmt/server_priv.h"

#include "base/log.h"
#include "mgmt/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
type_fits(const json_t *value, enum rpc_type type)
{
	size_t i;
	json_t *item;

	switch (type) {
	case RPC_TYPE_STRING:
		return json_is_string(value);
	case RPC_TYPE_BOOL:
		return json_is_boolean(value);
	case RPC_TYPE_INT:
		return json_is_integer(value) && json_integer_value(value) >= 0;
	case RPC_TYPE_STRINGS:
		if (!json_is_array(value))
			return false;
		json_array_foreach(value, i, item) if (!json_is_string(item)) return false;
		return true;
	}
	return false;
}

/* What is wrong with the parameters, as a sentence in why; false when they are right. */
static bool
params_wrong(const struct rpc_method *method, json_t *params, char *why, size_t why_bytes)
{
	static const char *const type_names[] = {
		[RPC_TYPE_STRING] = "a string",
		[RPC_TYPE_BOOL] = "true or false",
		[RPC_TYPE_INT] = "a number from 0",
		[RPC_TYPE_STRINGS] = "a list of strings",
	};
	const char *pos = method->params;
	struct rpc_param param;
	size_t known = 0;
	const char *key;
	json_t *value;

	while (rpc_param_next(&pos, &param)) {
		value = json_object_get(params, param.name);
		if (value == NULL && param.optional)
			continue;
		if (value == NULL || !type_fits(value, param.type)) {
			snprintf(why, why_bytes, "%s: %s %s %s", method->name, param.name,
				 value == NULL ? "is missing, it is" : "must be",
				 type_names[param.type]);
			return true;
		}
		known++;
	}
	if (known == json_object_size(params))
		return false;
	json_object_foreach(params, key, value)
	{
		bool listed = false;

		pos = method->params;
		while (rpc_param_next(&pos, &param))
			listed |= strcmp(param.name, key) == 0;
		if (!listed) {
			snprintf(why, why_bytes, "%s: unknown parameter %.64s", method->name, key);
			return true;
		}
	}
	return false;
}

static struct mgmt_call *
call_create(struct client *c, json_t *request)
{
	struct mgmt_call *call = calloc(1, sizeof(*call));

	if (call == NULL)
		return NULL;
	call->m = c->m;
	call->client = c;
	call->peer = c->peer;
	call->request = request;
	strcpy(call->id, "null");
	c->call = call;
	c->m->call_cnt++;
	return call;
}

static void
call_destroy(struct mgmt_call *call)
{
	struct mgmt *m = call->m;
	struct client *c = call->client;

	json_decref(call->request);
	free(call);
	m->call_cnt--;
	if (c != NULL) {
		c->call = NULL;
		client_next(c);
	}
	mgmt_release(m);
}

void
call_orphan(struct mgmt_call *call)
{
	mgmt_call_cb gone = call->gone;

	call->client = NULL;
	call->gone = NULL;
	call->drained = NULL;
	if (gone != NULL)
		gone(call, call->arg);
}

static bool
id_take(struct mgmt_call *call, const json_t *id)
{
	size_t len;

	if (!json_is_integer(id) && !json_is_string(id))
		return false;
	len = json_dumpb(id, call->id, sizeof(call->id) - 1, JSON_ENCODE_ANY);
	if (len >= sizeof(call->id))
		return false;
	call->id[len] = '\0';
	return true;
}

/* The method and parameters of a request; an error code with a sentence, or 0. */
static int
request_check(struct mgmt_call *call, char *why, size_t why_bytes)
{
	const char *version = json_string_value(json_object_get(call->request, "jsonrpc"));
	const char *name = json_string_value(json_object_get(call->request, "method"));

	if (!id_take(call, json_object_get(call->request, "id"))) {
		strcpy(call->id, "null");
		snprintf(why, why_bytes, "id must be a number or a short string");
		return RPC_INVALID_REQUEST;
	}
	if (version == NULL || strcmp(version, "2.0") != 0 || name == NULL) {
		snprintf(why, why_bytes, "a request has \"jsonrpc\":\"2.0\", id and method");
		return RPC_INVALID_REQUEST;
	}
	call->method = rpc_method_find(name);
	if (call->method == NULL) {
		snprintf(why, why_bytes, "unknown method %.64s", name);
		return RPC_UNKNOWN_METHOD;
	}
	if ((call->method->flags & RPC_WRITES) && call->client->read_only) {
		snprintf(why, why_bytes, "%s is not for the read-only socket", name);
		return RPC_FORBIDDEN;
	}
	call->params = json_object_get(call->request, "params");
	if (call->params == NULL) {
		call->params = json_object();
		if (json_object_set_new(call->request, "params", call->params) < 0) {
			snprintf(why, why_bytes, "out of memory");
			return RPC_INTERNAL;
		}
	}
	if (!json_is_object(call->params)) {
		snprintf(why, why_bytes, "params must be an object");
		return RPC_INVALID_PARAMS;
	}
	return params_wrong(call->method, call->params, why, why_bytes) ? RPC_INVALID_PARAMS : 0;
}

void
call_start(struct client *c, const char *line, size_t len)
{
	json_error_t error;
	json_t *request = json_loadb(line, len, JSON_REJECT_DUPLICATES, &error);
	struct mgmt_call *call;
	char why[256];
	int code;

	if (!json_is_object(request)) {
		snprintf(why, sizeof(why), "no JSON-RPC request: %s", error.text);
		json_decref(request);
		client_error(c, RPC_PARSE, request == NULL ? why : "a request is one object");
		client_end(c);
		return;
	}
	call = call_create(c, request);
	c->asked = true;
	if (call == NULL) {
		json_decref(request);
		client_error(c, RPC_INTERNAL, "out of memory");
		client_end(c);
		return;
	}
	code = request_check(call, why, sizeof(why));
	if (code == 0 && len >= RPC_REQUEST_BYTES_MAX &&
	    json_object_get(call->params, "text") == NULL) {
		snprintf(why, sizeof(why), "a request of %zu bytes is too large", len);
		code = RPC_TOO_LARGE;
	}
	if (code != 0)
		mgmt_fail(call, (enum rpc_error)code, NULL, "%s", why);
	else
		c->m->config.handlers[call->method - rpc_methods](call, call->params,
								  c->m->config.arg);
}

static void
answer(struct mgmt_call *call, struct buf *result, bool more)
{
	char head[160];

	if (call->client == NULL) {
		buf_fini(result);
		return;
	}
	snprintf(head, sizeof(head), "{\"jsonrpc\":\"2.0\",\"id\":%s,%s\"result\":", call->id,
		 more ? "\"more\":true," : "");
	client_send(call->client, head, result, "}\n");
}

static void
change_log(const struct mgmt_call *call, int code)
{
	const char *file = json_string_value(json_object_get(call->params, "file"));

	if (call->method == NULL || !(call->method->flags & RPC_WRITES))
		return;
	log_info("mgmt", "change method=%s uid=%u pid=%d code=%d file=%s", call->method->name,
		 (unsigned int)call->peer.uid, (int)call->peer.pid, code,
		 file != NULL ? file : "-");
}

void
mgmt_part(struct mgmt_call *call, struct buf *result)
{
	answer(call, result, true);
}

void
mgmt_reply(struct mgmt_call *call, struct buf *result)
{
	if (result->failed) {
		buf_fini(result);
		mgmt_fail(call, RPC_INTERNAL, NULL, "out of memory");
		return;
	}
	change_log(call, 0);
	answer(call, result, false);
	call_destroy(call);
}

void
mgmt_fail(struct mgmt_call *call, enum rpc_error code, const struct faults *faults, const char *fmt,
	  ...)
{
	struct buf body = {0};
	char head[160], text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	change_log(call, code);
	if (call->client != NULL) {
		buf_printf(&body, "{\"code\":%d,\"message\":", (int)code);
		jput_string(&body, text);
		if (faults != NULL && faults->cnt > 0) {
			buf_adds(&body, ",\"data\":{\"faults\":");
			jput_faults(&body, faults);
			buf_adds(&body, "}");
		}
		buf_adds(&body, "}");
		snprintf(head, sizeof(head), "{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":", call->id);
		client_send(call->client, head, &body, "}\n");
	}
	call_destroy(call);
}

void
mgmt_call_watch(struct mgmt_call *call, mgmt_call_cb drained, mgmt_call_cb gone, void *arg)
{
	call->drained = drained;
	call->gone = gone;
	call->arg = arg;
}

void
mgmt_call_endless(struct mgmt_call *call)
{
	call->endless = true;
}

bool
mgmt_call_is_gone(const struct mgmt_call *call)
{
	return call->client == NULL;
}

const struct socket_peer *
mgmt_call_peer(const struct mgmt_call *call)
{
	return &call->peer;
}
