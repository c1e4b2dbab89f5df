/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * drops, ports, workers and top: one question to the forwarder, its records as JSON.
 */
#include "control/handlers.h"

#include "base/clock.h"
#include "mgmt/json.h"

#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#define NS_PER_MS 1000000u

struct count {
	struct control *c;
	struct mgmt_call *call;
	struct question *question;
	void (*put)(struct count *count, const void *record);
	size_t record_bytes;
	struct buf out;
	const char *ns;      /* top: of this namespace alone */
	const char *service; /* top: of this name alone */
	bool first;
};

static void
on_records(void *arg, const void *records, size_t cnt)
{
	struct count *count = arg;

	for (size_t i = 0; i < cnt; i++)
		count->put(count, (const char *)records + i * count->record_bytes);
}

static void
on_end(void *arg, int error, uint64_t cursor)
{
	struct count *count = arg;

	if (error < 0) {
		buf_fini(&count->out);
		mgmt_fail(count->call, RPC_UNAVAILABLE, NULL, "%s",
			  error == -ENOTCONN ? "the forwarder is not there"
					     : "the forwarder does not answer");
	} else {
		buf_adds(&count->out, "]}");
		mgmt_reply(count->call, &count->out);
	}
	free(count);
}

static const struct question_ops count_ops = {.records = on_records, .end = on_end};

static void
count_start(struct count *count, uint32_t kind)
{
	const struct sluice_query ask = {.kind = kind};

	count->first = true;
	queries_ask(count->c->queries, &ask, &count_ops, count, &count->question);
}

static struct count *
count_create(struct mgmt_call *call, struct control *c)
{
	struct count *count = calloc(1, sizeof(*count));

	if (count == NULL) {
		mgmt_fail(call, RPC_INTERNAL, NULL, "out of memory");
		return NULL;
	}
	count->call = call;
	count->c = c;
	return count;
}

static void
comma(struct count *count)
{
	if (!count->first)
		buf_adds(&count->out, ",");
	count->first = false;
}

/* A fixed array of a record that should end in a NUL. */
static void
put_chars(struct buf *out, const char *key, const char *chars, size_t bytes)
{
	char text[128];
	size_t len = strnlen(chars, bytes < sizeof(text) ? bytes : sizeof(text) - 1);

	memcpy(text, chars, len);
	text[len] = '\0';
	buf_printf(out, "\"%s\":", key);
	jput_string(out, text);
}

static void
drop_put(struct count *count, const void *record)
{
	const struct sluice_drop_record *r = record;

	comma(count);
	buf_adds(&count->out, "{");
	put_chars(&count->out, "reason", r->name, sizeof(r->name));
	buf_adds(&count->out, ",");
	put_chars(&count->out, "help", r->help, sizeof(r->help));
	buf_printf(&count->out, ",\"pkts\":%" PRIu64 "}", r->pkts);
}

void
handle_drops(struct mgmt_call *call, const json_t *params, void *arg)
{
	struct count *count = count_create(call, arg);

	if (count == NULL)
		return;
	count->put = drop_put;
	count->record_bytes = sizeof(struct sluice_drop_record);
	buf_adds(&count->out, "{\"drops\":[");
	count_start(count, SLUICE_QUERY_DROPS);
}

static void
port_put(struct count *count, const void *record)
{
	const struct sluice_port_record *r = record;
	struct buf *out = &count->out;

	comma(count);
	buf_adds(out, "{");
	put_chars(out, "name", r->name, sizeof(r->name));
	buf_adds(out, ",");
	put_chars(out, "device", r->device, sizeof(r->device));
	buf_adds(out, ",");
	put_chars(out, "twin", r->twin, sizeof(r->twin));
	buf_printf(out, ",\"mac\":\"%02x:%02x:%02x:%02x:%02x:%02x\",\"link\":\"%s\"", r->mac[0],
		   r->mac[1], r->mac[2], r->mac[3], r->mac[4], r->mac[5],
		   r->link_up ? "up" : "down");
	buf_printf(out, ",\"mtu\":%u,\"queues\":%u,\"rxPkts\":%" PRIu64 ",\"rxBytes\":%" PRIu64,
		   r->mtu, r->queues, r->rx_pkts, r->rx_bytes);
	buf_printf(out,
		   ",\"txPkts\":%" PRIu64 ",\"txBytes\":%" PRIu64 ",\"fromTwinPkts\":%" PRIu64
		   ",\"toTwinPkts\":%" PRIu64 ",\"rxMissed\":%" PRIu64 "}",
		   r->tx_pkts, r->tx_bytes, r->from_twin_pkts, r->to_twin_pkts, r->rx_missed);
}

void
handle_ports(struct mgmt_call *call, const json_t *params, void *arg)
{
	struct count *count = count_create(call, arg);

	if (count == NULL)
		return;
	count->put = port_put;
	count->record_bytes = sizeof(struct sluice_port_record);
	buf_adds(&count->out, "{\"ports\":[");
	count_start(count, SLUICE_QUERY_PORTS);
}

static void
worker_put(struct count *count, const void *record)
{
	const struct sluice_worker_record *r = record;

	comma(count);
	buf_printf(&count->out,
		   "{\"worker\":%u,\"lcore\":%u,\"rx\":%" PRIu64 ",\"fromTwin\":%" PRIu64
		   ",\"generated\":%" PRIu64 ",\"tx\":%" PRIu64 ",\"toTwin\":%" PRIu64,
		   r->worker, r->lcore, r->rx, r->from_twin, r->generated, r->tx, r->to_twin);
	buf_printf(&count->out,
		   ",\"consumed\":%" PRIu64 ",\"dropped\":%" PRIu64 ",\"held\":%" PRIu64
		   ",\"polls\":%" PRIu64 ",\"emptyPolls\":%" PRIu64 ",\"flowsLive\":%" PRIu64 "}",
		   r->consumed, r->dropped, r->held, r->polls, r->empty_polls, r->flows_live);
}

void
handle_workers(struct mgmt_call *call, const json_t *params, void *arg)
{
	struct count *count = count_create(call, arg);

	if (count == NULL)
		return;
	count->put = worker_put;
	count->record_bytes = sizeof(struct sluice_worker_record);
	buf_adds(&count->out, "{\"workers\":[");
	count_start(count, SLUICE_QUERY_WORKERS);
}

static const char *
proto_name(uint8_t proto)
{
	return proto == IPPROTO_TCP ? "TCP" : proto == IPPROTO_UDP ? "UDP" : "SCTP";
}

static void
service_put(struct count *count, const void *record)
{
	const struct sluice_service_record *r = record;
	struct buf *out = &count->out;
	const char *ns, *name;

	/* A Service that has just gone has no name any more. */
	if (model_service_of_block(count->c->model, r->service_id, &ns, &name) < 0 ||
	    (count->ns != NULL && strcmp(count->ns, ns) != 0) ||
	    (count->service != NULL && strcmp(count->service, name) != 0))
		return;
	comma(count);
	buf_printf(out, "{\"service\":\"%s/%s\",\"port\":%u,\"proto\":\"%s\"", ns, name, r->port,
		   proto_name(r->proto));
	buf_printf(out,
		   ",\"pkts\":[%" PRIu64 ",%" PRIu64 "],\"bytes\":[%" PRIu64 ",%" PRIu64
		   "],\"newFlows\":%" PRIu64 ",\"rejected\":%" PRIu64 ",\"liveFlows\":%" PRIu64 "}",
		   r->pkts[0], r->pkts[1], r->bytes[0], r->bytes[1], r->new_flows, r->rejected,
		   r->live_flows);
}

void
handle_top(struct mgmt_call *call, const json_t *params, void *arg)
{
	struct count *count = count_create(call, arg);

	if (count == NULL)
		return;
	count->put = service_put;
	count->record_bytes = sizeof(struct sluice_service_record);
	count->ns = param_string(params, "namespace");
	count->service = param_string(params, "service");
	buf_printf(&count->out, "{\"timeMs\":%" PRIu64 ",\"services\":[",
		   clock_now_ns() / NS_PER_MS);
	count_start(count, SLUICE_QUERY_SERVICES);
}
