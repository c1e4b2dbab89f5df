/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * flows: page by page, each asked for when the client has taken the one before, so that neither
 * millions of flows nor a slow reader take memory here or hold up the query stream.
 */
#include "control/handlers.h"

#include "mgmt/json.h"
#include "net/addr.h"

#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_RECORDS 2048

struct flows {
	struct control *c;
	struct mgmt_call *call;
	struct question *question;
	struct sluice_query ask;
	uint64_t left; /* how many may still be shown */
	bool waiting;  /* for the client to take what it was sent */
};

static void page_ask(struct flows *f);

static void
put_end(struct buf *out, const char *key, const struct sluice_addr *addr, uint16_t port)
{
	struct ip_addr ip;
	char text[ADDR_TEXT_BYTES];

	memcpy(ip.b, addr->b, sizeof(ip.b));
	buf_printf(out, addr_is_v4(&ip) ? "\"%s\":\"%s:%u\"," : "\"%s\":\"[%s]:%u\",", key,
		   addr_format(&ip, text), port);
}

static void
put_proto(struct buf *out, uint8_t proto)
{
	switch (proto) {
	case IPPROTO_TCP:
		buf_adds(out, "{\"proto\":\"TCP\",");
		break;
	case IPPROTO_UDP:
		buf_adds(out, "{\"proto\":\"UDP\",");
		break;
	case IPPROTO_SCTP:
		buf_adds(out, "{\"proto\":\"SCTP\",");
		break;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		buf_adds(out, "{\"proto\":\"ICMP\",");
		break;
	default:
		buf_printf(out, "{\"proto\":\"%u\",", proto);
		break;
	}
}

static void
put_flow(const struct flows *f, struct buf *out, const struct sluice_flow_record *r)
{
	static const char *const states[] = {
		[SLUICE_FLOW_OPENING] = "opening", [SLUICE_FLOW_ESTABLISHED] = "established",
		[SLUICE_FLOW_CLOSING] = "closing", [SLUICE_FLOW_UNREPLIED] = "unreplied",
		[SLUICE_FLOW_REPLIED] = "replied",
	};
	static const char *const endpoint_states[] = {
		[SLUICE_ENDPOINT_READY] = "ready",
		[SLUICE_ENDPOINT_DRAINING] = "draining",
		[SLUICE_ENDPOINT_GONE] = "gone",
		[SLUICE_ENDPOINT_PURGE] = "purge",
	};
	const char *ns, *name;

	put_proto(out, r->proto);
	put_end(out, "src", &r->src, r->sport);
	put_end(out, "dst", &r->dst, r->dport);
	put_end(out, "endpoint", &r->endpoint, r->endpoint_port);
	put_end(out, "as", &r->as, r->as_port);
	if (r->service_id != 0 &&
	    model_service_of_block(f->c->model, r->service_id, &ns, &name) == 0)
		buf_printf(out, "\"service\":\"%s/%s\",", ns, name);
	buf_printf(out, "\"state\":\"%s\",\"endpointState\":\"%s\",\"worker\":%u,",
		   r->state <= SLUICE_FLOW_REPLIED ? states[r->state] : "",
		   r->endpoint_state <= SLUICE_ENDPOINT_PURGE ? endpoint_states[r->endpoint_state]
							      : "",
		   r->worker);
	buf_printf(out,
		   "\"ageMs\":%u,\"idleMs\":%u,\"pkts\":[%u,%u],\"bytes\":[%" PRIu64 ",%" PRIu64
		   "]}",
		   r->age_ms, r->idle_ms, r->pkts[0], r->pkts[1], r->bytes[0], r->bytes[1]);
}

static void
on_records(void *arg, const void *records, size_t cnt)
{
	const struct sluice_flow_record *r = records;
	struct flows *f = arg;
	struct buf out = {0};

	if (cnt > f->left)
		cnt = (size_t)f->left;
	f->left -= cnt;
	if (cnt == 0)
		return;
	buf_adds(&out, "{\"flows\":[");
	for (size_t i = 0; i < cnt; i++) {
		if (i > 0)
			buf_adds(&out, ",");
		put_flow(f, &out, &r[i]);
	}
	buf_adds(&out, "]}");
	mgmt_part(f->call, &out);
}

static void
on_end(void *arg, int error, uint64_t cursor)
{
	struct flows *f = arg;
	struct buf out = {0};

	if (error < 0) {
		mgmt_fail(f->call, RPC_UNAVAILABLE, NULL, "%s",
			  error == -ENOTCONN ? "the forwarder is not there"
					     : "the forwarder does not answer");
		free(f);
		return;
	}
	if (cursor == 0 || f->left == 0) {
		buf_adds(&out, "{\"flows\":[]}");
		mgmt_reply(f->call, &out);
		free(f);
		return;
	}
	f->ask.cursor = cursor;
	if (mgmt_call_pending(f->call) > 0)
		f->waiting = true;
	else
		page_ask(f);
}

static const struct question_ops flow_ops = {.records = on_records, .end = on_end};

static void
page_ask(struct flows *f)
{
	f->waiting = false;
	queries_ask(f->c->queries, &f->ask, &flow_ops, f, &f->question);
}

static void
on_drained(struct mgmt_call *call, void *arg)
{
	struct flows *f = arg;

	if (f->waiting)
		page_ask(f);
}

static void
on_gone(struct mgmt_call *call, void *arg)
{
	struct flows *f = arg;

	queries_cancel(f->question);
	free(f);
	mgmt_fail(call, RPC_INTERNAL, NULL, "the client hung up");
}

/* The block id of "namespace/name". */
struct service_search {
	const char *name;
	uint64_t id;
};

static int
service_compare(void *arg, const struct model_block *b)
{
	struct service_search *s = arg;
	const struct sluice_service *service = b->bytes;

	if (b->kind == SLUICE_BLOCK_SERVICE &&
	    strcmp(block_string(service, service->name_off), s->name) == 0)
		s->id = b->id;
	return s->id != 0;
}

static int
filter_service(struct flows *f, const json_t *params, char *name, size_t name_bytes)
{
	const char *service = param_string(params, "service");
	const char *ns = param_string(params, "namespace");
	struct service_search search = {.name = name};

	if (service == NULL)
		return 0;
	if (strchr(service, '/') != NULL)
		snprintf(name, name_bytes, "%s", service);
	else
		snprintf(name, name_bytes, "%s/%s", ns != NULL ? ns : "default", service);
	model_each_block(f->c->model, service_compare, &search);
	f->ask.service_id = search.id;
	return search.id == 0 ? -ENOENT : 0;
}

static int
filter_address(const json_t *params, const char *key, struct sluice_addr *out)
{
	const char *text = param_string(params, key);
	struct ip_addr ip;

	if (text == NULL)
		return 0;
	if (addr_parse(&ip, text) < 0)
		return -EINVAL;
	memcpy(out->b, ip.b, sizeof(out->b));
	return 0;
}

void
handle_flows(struct mgmt_call *call, const json_t *params, void *arg)
{
	const json_t *limit = json_object_get(params, "limit");
	struct flows *f = calloc(1, sizeof(*f));
	char name[600] = "";

	if (f == NULL) {
		mgmt_fail(call, RPC_INTERNAL, NULL, "out of memory");
		return;
	}
	f->c = arg;
	f->call = call;
	f->ask = (struct sluice_query){.kind = SLUICE_QUERY_FLOWS, .record_max = PAGE_RECORDS};
	f->left = limit != NULL ? (uint64_t)json_integer_value(limit) : UINT64_MAX;
	if (filter_service(f, params, name, sizeof(name)) < 0) {
		free(f);
		mgmt_fail(call, RPC_NOT_FOUND, NULL, "no Service %s is in the data plane", name);
		return;
	}
	if (filter_address(params, "client", &f->ask.client) < 0 ||
	    filter_address(params, "endpoint", &f->ask.endpoint) < 0) {
		free(f);
		mgmt_fail(call, RPC_INVALID_PARAMS, NULL, "client and endpoint take an address");
		return;
	}
	mgmt_call_watch(call, on_drained, on_gone, f);
	page_ask(f);
}
