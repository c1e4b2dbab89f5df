/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The workers' pipes, from the settings.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_errno.h>
#include <rte_lcore.h>

#include "forwarder/forwarder.h"
#include "forwarder/setup.h"

#define REJECT_RATE  10000 /* answers to refused packets per second and worker */
#define REJECT_BURST 1000
#define PICKUP_MS    10000

/* CIDRs of a section as prefixes; the caller frees them. */
static struct ip_prefix *
prefixes_of(const struct sluice_settings *s, struct sluice_section section)
{
	const struct sluice_prefix *from = block_section(s, section);
	struct ip_prefix *v = calloc(section.cnt + 1, sizeof(*v));

	for (uint32_t i = 0; v != NULL && i < section.cnt; i++)
		v[i] = setup_prefix(&from[i]);
	return v;
}

static int
create_pipes(struct forwarder *f, const struct sluice_settings *s, struct pipe_config *c)
{
	const uint64_t *lcores = block_section(s, s->workers);
	int rc = 0;

	for (uint32_t i = 0; rc == 0 && i < s->workers.cnt; i++) {
		struct forwarder_worker *w = &f->workers[i];

		c->worker = i;
		c->socket = (int)rte_lcore_to_socket_id((unsigned int)lcores[i]);
		rc = pipe_create(c, &w->pipe);
		if (rc < 0)
			break;
		w->lcore = (unsigned int)lcores[i];
		w->idle = (enum sluice_idle)s->idle;
		w->stop = &f->stop;
		f->worker_cnt++;
	}
	return rc;
}

int
setup_pipes(struct forwarder *f, const struct pipe_io *io, const uint64_t secret[2],
	    uint32_t start_ms, char *why, size_t why_bytes)
{
	const struct sluice_settings *s = f->settings;
	struct pipe_port ports[PIPE_PORT_MAX];
	struct ip_prefix *pods = prefixes_of(s, s->pod_cidrs);
	struct ip_prefix *services = prefixes_of(s, s->service_cidrs);
	struct pipe_config c = {
		.worker_cnt = s->workers.cnt,
		.io = *io,
		.ports = ports,
		.port_cnt = (uint16_t)f->nic_cnt,
		.flows = f->flows,
		.services = f->services,
		.affinity = f->affinity,
		.fib = f->fib,
		.qsbr = f->qsbr,
		.pool = f->pool,
		.forward = (enum sluice_forward)s->forward,
		.pod_cidrs = pods,
		.pod_cidr_cnt = s->pod_cidrs.cnt,
		.service_cidrs = services,
		.service_cidr_cnt = s->service_cidrs.cnt,
		.masquerade = (enum sluice_masquerade)s->masquerade,
		.masquerade_addrs = block_section(s, s->masquerade_addresses),
		.masquerade_addr_cnt = s->masquerade_addresses.cnt,
		.masquerade_ports = block_section(s, s->masquerade_ports),
		.masquerade_port_cnt = s->masquerade_ports.cnt,
		.reject_rate = REJECT_RATE,
		.reject_burst = REJECT_BURST,
		.pickup_ms = PICKUP_MS,
		.start_ms = start_ms,
		.secret = {secret[0], secret[1]},
	};
	int rc = -ENOMEM;

	for (unsigned int i = 0; i < f->nic_cnt; i++)
		ports[i] = (struct pipe_port){.mac = f->nics[i].mac,
					      .mtu = f->nics[i].mtu,
					      .twin = f->nics[i].twin_port_id != NIC_NONE};
	if (pods != NULL && services != NULL)
		rc = create_pipes(f, s, &c);
	free(pods);
	free(services);
	if (rc < 0)
		snprintf(why, why_bytes, "workers cannot be set up: %s", rte_strerror(-rc));
	return rc;
}
