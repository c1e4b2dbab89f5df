/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The counters of a run as one JSON object.
 */
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>

#include "replay/world.h"
#include "tables/affinity.h"
#include "tables/drop.h"
#include "tables/flowtab.h"
#include "tables/svctab.h"

/* The sum over workers of the counter that stands at an offset of struct worker_counters. */
static uint64_t
sum(const struct world *w, size_t offset)
{
	uint64_t total = 0;

	for (unsigned int i = 0; i < w->f.worker_cnt; i++) {
		const char *c = (const char *)pipe_counters(w->f.workers[i].pipe);

		total += counter_read((const uint64_t *)(const void *)(c + offset));
	}
	return total;
}

static void
write_ports(FILE *out, const struct world *w)
{
	fputs("{\"ports\":{", out);
	for (unsigned int i = 0; i < w->f.nic_cnt; i++) {
		size_t port =
			offsetof(struct worker_counters, ports) + i * sizeof(struct port_counters);

		fprintf(out,
			"%s\"%s\":{\"rx\":%" PRIu64 ",\"tx\":%" PRIu64 ",\"twin\":%" PRIu64
			",\"fromTwin\":%" PRIu64 "}",
			i == 0 ? "" : ",", w->f.nics[i].name,
			sum(w, port + offsetof(struct port_counters, rx_pkts)),
			sum(w, port + offsetof(struct port_counters, tx_pkts)),
			sum(w, port + offsetof(struct port_counters, to_twin_pkts)),
			sum(w, port + offsetof(struct port_counters, from_twin_pkts)));
	}
	fputs("},\n", out);
}

static void
write_drops(FILE *out, const struct world *w)
{
	const char *comma = "";

	fputs("\"drops\":{", out);
	for (int i = DROP_NONE + 1; i < DROP_CNT; i++) {
		uint64_t n = sum(w, offsetof(struct worker_counters, drops) +
					    (size_t)i * sizeof(uint64_t));

		if (n == 0)
			continue;
		fprintf(out, "%s\"%s\":%" PRIu64, comma, drop_name((enum drop)i), n);
		comma = ",";
	}
	fputs("},\n", out);
}

/* "ns/name:port", with "/UDP" or "/SCTP" behind it where it is not TCP. */
static void
write_service(FILE *out, const struct world *w, const struct svc_port *port, const char *comma)
{
	const char *ns = "", *name = "";
	struct service_counters total = {0};

	for (unsigned int i = 0; i < w->f.worker_cnt; i++) {
		const struct service_counters *c =
			&pipe_counters(w->f.workers[i].pipe)->services[port->idx];

		for (int d = 0; d < 2; d++) {
			total.pkts[d] += c->pkts[d];
			total.bytes[d] += c->bytes[d];
		}
		total.new_flows += c->new_flows;
		total.rejected += c->rejected;
	}
	(void)model_service_of_block(w->model, port->service_id, &ns, &name);
	fprintf(out,
		"%s\n\"%s/%s:%u%s\":{\"packets\":[%" PRIu64 ",%" PRIu64 "],\"bytes\":[%" PRIu64
		",%" PRIu64 "],\"newFlows\":%" PRIu64 ",\"rejected\":%" PRIu64 "}",
		comma, ns, name, port->port,
		port->proto == IPPROTO_UDP    ? "/UDP"
		: port->proto == IPPROTO_SCTP ? "/SCTP"
					      : "",
		total.pkts[0], total.pkts[1], total.bytes[0], total.bytes[1], total.new_flows,
		total.rejected);
}

static void
write_services(FILE *out, const struct world *w)
{
	const struct svc_port *port;
	const char *comma = "";
	uint32_t cursor = 0;

	fputs("\"services\":{", out);
	while ((port = svctab_next(w->f.services, &cursor)) != NULL) {
		write_service(out, w, port, comma);
		comma = ",";
	}
	fputs("},\n", out);
}

static void
write_totals(FILE *out, const struct world *w)
{
	static const struct {
		const char *name;
		size_t offset;
	} totals[] = {
		{"rx", offsetof(struct worker_counters, rx)},
		{"fromTwin", offsetof(struct worker_counters, from_twin)},
		{"generated", offsetof(struct worker_counters, generated)},
		{"tx", offsetof(struct worker_counters, tx)},
		{"toTwin", offsetof(struct worker_counters, to_twin)},
		{"consumed", offsetof(struct worker_counters, consumed)},
		{"held", offsetof(struct worker_counters, held)},
	};
	struct affinity_stats affinity;
	struct flowtab_stats flows;

	fputs("\"totals\":{", out);
	for (size_t i = 0; i < sizeof(totals) / sizeof(totals[0]); i++)
		fprintf(out, "%s\"%s\":%" PRIu64, i == 0 ? "" : ",", totals[i].name,
			sum(w, totals[i].offset));
	flowtab_stats(w->f.flows, &flows);
	affinity_stats(w->f.affinity, &affinity);
	fprintf(out,
		"},\n\"flows\":{\"created\":%" PRIu64 ",\"expired\":%" PRIu64 ",\"live\":%" PRIu64
		"},\n\"affinity\":{\"live\":%" PRIu64 ",\"expired\":%" PRIu64
		",\"refused\":%" PRIu64 "},\n\"memory\":{\"flowMax\":%" PRIu64
		",\"flowBytes\":%" PRIu64 "}}\n",
		flows.created, flows.expired, flows.live, affinity.live, affinity.expired,
		affinity.refused, flows.max, flows.bytes);
}

int
world_write_counters(const struct world *w, const char *file)
{
	FILE *out = fopen(file, "we");
	int bad;

	if (out == NULL)
		return -errno;
	write_ports(out, w);
	write_drops(out, w);
	write_services(out, w);
	write_totals(out, w);
	bad = ferror(out);
	return fclose(out) != 0 || bad ? -EIO : 0;
}
