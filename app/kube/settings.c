/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * From a board to the forwarder's settings block.
 */
#include "kube/board.h"

#include <errno.h>
#include <sched.h>
#include <string.h>

#include "kube/emit.h"

#define CPU_MAX 1024

static struct sluice_section
emit_prefixes(struct emit *e, const struct board_prefixes *set)
{
	struct sluice_section s = emit_section(e, NULL, set->cnt, sizeof(struct sluice_prefix));

	for (size_t i = 0; i < set->cnt && !e->out->failed; i++)
		*(struct sluice_prefix *)emit_at(e, s, i, sizeof(struct sluice_prefix)) =
			emit_prefix(&set->v[i]);
	return s;
}

static struct sluice_section
emit_addrs(struct emit *e, const struct board_addrs *set)
{
	return emit_section(e, set->v, set->cnt, sizeof(struct sluice_addr));
}

/* Cores that are not told: the main thread takes the first, workers each of the others. */
static struct sluice_section
emit_cores(struct emit *e, const struct board_cores *cores, uint32_t *control)
{
	uint64_t workers[CPU_MAX];
	size_t cnt = 0;
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	if (sched_getaffinity(0, sizeof(cpus), &cpus) != 0)
		CPU_SET(0, &cpus);
	*control = (uint32_t)cores->control;
	for (uint32_t cpu = 0; cores->control < 0 && cpu < CPU_SETSIZE; cpu++) {
		bool taken = !CPU_ISSET(cpu, &cpus);

		for (size_t i = 0; i < cores->workers.cnt; i++)
			taken |= cores->workers.v[i] == cpu;
		if (!taken) {
			*control = cpu;
			break;
		}
	}
	for (size_t i = 0; i < cores->workers.cnt && cnt < CPU_MAX; i++)
		workers[cnt++] = cores->workers.v[i];
	for (uint32_t cpu = 0; cores->workers.cnt == 0 && cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &cpus) && cpu != *control && cnt < CPU_MAX)
			workers[cnt++] = cpu;
	if (cnt == 0) /* one core for all */
		workers[cnt++] = *control;
	return emit_section(e, workers, cnt, sizeof(workers[0]));
}

static void
emit_port(struct emit *e, const struct board_port *p, struct sluice_port *to)
{
	struct sluice_section s;

	to->name_off = emit_string(e, p->name);
	to->device_off = emit_string(e, p->device);
	to->twin_off = emit_string(e, p->twin != NULL ? p->twin : "");
	to->mtu = p->mtu;
	to->has_mac = p->mac.set;
	memcpy(to->mac, p->mac.addr.b, sizeof(to->mac));
	to->addresses = emit_prefixes(e, &p->addresses);
	s = emit_section(e, NULL, p->neighbors.cnt, sizeof(struct sluice_neighbor));
	for (size_t i = 0; i < p->neighbors.cnt && !e->out->failed; i++) {
		struct sluice_neighbor *n = emit_at(e, s, i, sizeof(*n));

		n->addr = emit_addr(&p->neighbors.v[i].address);
		memcpy(n->mac, p->neighbors.v[i].mac.addr.b, sizeof(n->mac));
	}
	to->neighbors = s;
}

static struct sluice_section
emit_ports(struct emit *e, const struct board_spec *spec)
{
	struct sluice_section s =
		emit_section(e, NULL, spec->ports.cnt, sizeof(struct sluice_port));

	for (size_t i = 0; i < spec->ports.cnt && !e->out->failed; i++) {
		struct sluice_port port = {0};

		emit_port(e, &spec->ports.v[i], &port);
		if (!e->out->failed)
			*(struct sluice_port *)emit_at(e, s, i, sizeof(port)) = port;
	}
	return s;
}

static uint32_t
port_index(const struct board_spec *spec, const char *name)
{
	for (size_t i = 0; name != NULL && i < spec->ports.cnt; i++)
		if (strcmp(spec->ports.v[i].name, name) == 0)
			return (uint32_t)i;
	return UINT32_MAX;
}

static struct sluice_section
emit_routes(struct emit *e, const struct board_spec *spec)
{
	struct sluice_section s =
		emit_section(e, NULL, spec->routes.cnt, sizeof(struct sluice_route));

	for (size_t i = 0; i < spec->routes.cnt && !e->out->failed; i++) {
		const struct board_route *from = &spec->routes.v[i];
		struct sluice_route *r = emit_at(e, s, i, sizeof(*r));

		r->to = emit_prefix(&from->to);
		r->via = emit_addr(&from->via);
		r->port = port_index(spec, from->port);
	}
	return s;
}

static struct sluice_timers
timers_of(const struct board_timers *t)
{
	return (struct sluice_timers){
		.tcp_established_ms = t->tcp_established_s * 1000,
		.tcp_opening_ms = t->tcp_opening_s * 1000,
		.tcp_closing_ms = t->tcp_closing_s * 1000,
		.udp_ms = t->udp_s * 1000,
		.udp_unreplied_ms = t->udp_unreplied_s * 1000,
		.icmp_ms = t->icmp_s * 1000,
		.sctp_established_ms = t->sctp_established_s * 1000,
	};
}

int
board_compile(const struct board *board, struct buf *out)
{
	const struct board_spec *spec = &board->spec;
	const struct board_port_range *masq = &spec->masquerade.ports;
	struct sluice_port_range range = {.first = masq->first, .last = masq->last};
	struct sluice_settings set = {0};
	struct emit e;

	emit_begin(&e, out, SLUICE_BLOCK_SETTINGS, 0, sizeof(set));
	set.node_name_off = emit_string(&e, spec->node.name);
	set.workers = emit_cores(&e, &spec->cores, &set.control_lcore);
	set.flow_max = spec->flows;
	set.hugepages = (uint8_t)spec->hugepages;
	set.idle = (uint8_t)spec->cores.idle;
	set.forward = (uint8_t)spec->forward;
	set.masquerade = (uint8_t)spec->masquerade.mode;
	set.node_addresses_auto = spec->node.addresses.cnt == 0;
	set.node_port_first = spec->cluster.node_ports.first;
	set.node_port_last = spec->cluster.node_ports.last;
	set.ports = emit_ports(&e, spec);
	set.routes = emit_routes(&e, spec);
	set.node_addresses = emit_addrs(&e, &spec->node.addresses);
	set.service_cidrs = emit_prefixes(&e, &spec->cluster.service_cidrs);
	set.pod_cidrs = emit_prefixes(&e, &spec->cluster.pod_cidrs);
	set.masquerade_addresses = emit_addrs(&e, &spec->masquerade.addresses);
	set.masquerade_ports = emit_section(&e, &range, masq->last != 0, sizeof(range));
	set.timers = timers_of(&spec->timers);
	if (!out->failed) {
		struct sluice_settings *to = emit_body(&e);

		set.head = to->head;
		*to = set;
	}
	return emit_end(&e);
}
