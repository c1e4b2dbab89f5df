/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Start and stop of the forwarder, in order. All that needs root, and all of DPDK's memory, comes
 * before privileges are dropped; workers run only after.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include <rte_cycles.h>
#include <rte_errno.h>
#include <rte_launch.h>
#include <rte_lcore.h>

#include "base/log.h"
#include "base/parent_link.h"
#include "drivers/eal.h"
#include "drivers/privilege.h"
#include "forwarder/forwarder.h"
#include "forwarder/setup.h"

#define IDLE_POLLS 64
#define IDLE_NS    50000

uint32_t
forwarder_now_ms(void)
{
	return (uint32_t)(rte_rdtsc() / (rte_get_tsc_hz() / 1000));
}

static int
run_worker(void *arg)
{
	const struct forwarder_worker *w = arg;
	static const struct timespec rest = {.tv_nsec = IDLE_NS};
	unsigned int idle = 0;

	while (!__atomic_load_n(w->stop, __ATOMIC_RELAXED)) {
		if (pipe_poll(w->pipe, forwarder_now_ms()) > 0)
			idle = 0;
		else if (w->idle == SLUICE_IDLE_SLEEP && ++idle > IDLE_POLLS)
			(void)nanosleep(&rest, NULL);
	}
	return 0;
}

static int
start_environment(struct forwarder *f, const struct sluice_settings *s, char *why, size_t why_bytes)
{
	const struct sluice_port *ports = block_section(s, s->ports);
	const char *pci[PIPE_PORT_MAX];
	struct device dev;
	struct eal_params p = {
		.program = "sluice-forwarder",
		.control_lcore = s->control_lcore,
		.workers = block_section(s, s->workers),
		.worker_cnt = s->workers.cnt,
		.hugepages = s->hugepages != SLUICE_HUGEPAGES_OFF,
		.hugepages_required = s->hugepages == SLUICE_HUGEPAGES_REQUIRED,
		.memory_bytes = setup_memory_bytes(s),
		.pci = pci,
		.lab = f->lab,
	};

	if (s->ports.cnt == 0 || s->ports.cnt > PIPE_PORT_MAX) {
		snprintf(why, why_bytes, "spec.ports has %u ports: 1 to %d are possible",
			 s->ports.cnt, PIPE_PORT_MAX);
		return -EINVAL;
	}
	for (uint32_t i = 0; i < s->ports.cnt; i++) {
		int rc = device_parse(block_string(s, ports[i].device_off), f->lab, &dev, why,
				      why_bytes);

		if (rc < 0)
			return rc;
		if (dev.is_pci)
			pci[p.pci_cnt++] = block_string(s, ports[i].device_off);
	}
	return eal_start(&p, why, why_bytes);
}

static int
open_ports(struct forwarder *f, const struct sluice_settings *s, char *why, size_t why_bytes)
{
	const struct sluice_port *ports = block_section(s, s->ports);

	for (uint32_t i = 0; i < s->ports.cnt; i++) {
		struct nic_params p = {
			.name = block_string(s, ports[i].name_off),
			.device = block_string(s, ports[i].device_off),
			.twin = block_string(s, ports[i].twin_off),
			.mac = ports[i].has_mac ? ports[i].mac : NULL,
			.mtu = ports[i].mtu,
			.queue_cnt = (uint16_t)s->workers.cnt,
			.lab = f->lab,
			.idx = i,
			.pool = f->pool,
		};
		int rc = nic_open(&p, &f->nics[i], why, why_bytes);

		if (rc < 0)
			return rc;
		f->nic_cnt++;
		f->devs.port[i] = f->nics[i].port_id;
		f->devs.twin[i] = f->nics[i].twin_port_id;
		if (f->nics[i].twin[0] != '\0')
			(void)parent_link_twin(f->parent_fd, f->nics[i].twin);
	}
	return 0;
}

/* Also in the midst of each resync of the mirror. */
static void
on_addresses(void *arg)
{
	struct forwarder *f = arg;
	char why[128];

	if (setup_static(f, why, sizeof(why)) < 0)
		log_err("start", "%s", why);
	setup_local_addresses(f);
}

static int
open_mirror(struct forwarder *f, char *why, size_t why_bytes)
{
	struct mirror_port ports[PIPE_PORT_MAX];
	struct mirror_params p = {
		.fib = f->fib,
		.ports = ports,
		.addrs_changed = on_addresses,
		.arg = f,
	};
	int rc = 0;

	for (unsigned int i = 0; i < f->nic_cnt; i++)
		if (f->nics[i].twin_ifindex != 0)
			ports[p.port_cnt++] =
				(struct mirror_port){f->nics[i].twin_ifindex, (uint16_t)i};
	if (p.port_cnt > 0)
		rc = mirror_open(&p, &f->mirror);
	if (rc < 0)
		snprintf(why, why_bytes, "cannot follow the kernel's routes: %s",
			 rte_strerror(-rc));
	else
		setup_local_addresses(f);
	return rc;
}

static int
block_ingress(struct forwarder *f, char *why, size_t why_bytes)
{
	const char *ifaces[PIPE_PORT_MAX];
	size_t n = 0;

	for (unsigned int i = 0; i < f->nic_cnt; i++)
		if (f->nics[i].iface[0] != '\0')
			ifaces[n++] = f->nics[i].iface;
	return n == 0 ? 0 : ingress_block(ifaces, n, &f->ingress, why, why_bytes);
}

static int
launch_workers(struct forwarder *f, char *why, size_t why_bytes)
{
	for (unsigned int i = 0; i < f->worker_cnt; i++) {
		int rc = rte_eal_remote_launch(run_worker, &f->workers[i], f->workers[i].lcore);

		if (rc < 0) {
			snprintf(why, why_bytes, "worker on lcore %u does not start: %s",
				 f->workers[i].lcore, rte_strerror(-rc));
			return rc;
		}
	}
	return 0;
}

int
forwarder_start(struct forwarder *f, const struct sluice_settings *settings, char *why,
		size_t why_bytes)
{
	uint64_t secret[2];
	struct pipe_io io;
	int rc;

	f->start_tsc = rte_rdtsc();
	f->settings = malloc(settings->head.size_bytes);
	if (f->settings == NULL)
		return -ENOMEM;
	memcpy(f->settings, settings, settings->head.size_bytes);
	settings = f->settings;
	if (getrandom(secret, sizeof(secret), 0) != sizeof(secret))
		return -EIO;
	io = pipe_io_ethdev(&f->devs);

	if ((rc = start_environment(f, settings, why, why_bytes)) < 0 ||
	    (rc = setup_tables(f, secret, why, why_bytes)) < 0 ||
	    (rc = open_ports(f, settings, why, why_bytes)) < 0 ||
	    (rc = setup_static(f, why, why_bytes)) < 0 ||
	    (rc = setup_twins(f, why, why_bytes)) < 0 ||
	    (rc = open_mirror(f, why, why_bytes)) < 0 ||
	    (rc = setup_pipes(f, &io, secret, forwarder_now_ms(), why, why_bytes)) < 0 ||
	    (rc = block_ingress(f, why, why_bytes)) < 0 ||
	    (rc = privilege_drop(f->user, why, why_bytes)) < 0)
		return rc;
	rc = parent_link_guard(f->parent_fd);
	if (rc < 0) {
		snprintf(why, why_bytes, "sluiced is gone");
		return rc;
	}
	rc = launch_workers(f, why, why_bytes);
	if (rc == 0)
		log_info("start", "forwarding ports=%u workers=%u flows=%u ms=%u", f->nic_cnt,
			 f->worker_cnt, settings->flow_max,
			 (unsigned int)((rte_rdtsc() - f->start_tsc) / (rte_get_tsc_hz() / 1000)));
	return rc;
}

void
forwarder_stop(struct forwarder *f)
{
	if (f->worker_cnt > 0) {
		__atomic_store_n(&f->stop, true, __ATOMIC_RELAXED);
		rte_eal_mp_wait_lcore();
	}
	for (unsigned int i = 0; i < f->worker_cnt; i++)
		pipe_destroy(f->workers[i].pipe);
	ingress_unblock(f->ingress);
	mirror_close(f->mirror);
	for (unsigned int i = 0; i < f->nic_cnt; i++)
		nic_close(&f->nics[i]);
	setup_fini(f);
	free(f->announces.v);
	free(f->staged.v);
	free(f->settings);
}
