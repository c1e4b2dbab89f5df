/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A worker's life, and the main thread's ends of its rings.
 */
#include "dataplane/pipeline.h"
#include "dataplane/pipe_priv.h"

#include <errno.h>
#include <stdlib.h>

#include <rte_malloc.h>
#include <rte_rcu_qsbr.h>

/* Clear of the kernel's own ports, of node ports and of usual listeners. */
static const struct sluice_port_range board_ranges[] = {
	{.first = 20000, .last = 29999},
	{.first = 61000, .last = 65535},
};
static const struct sluice_port_range own_ranges[] = {
	{.first = 1024, .last = 65535},
};

static bool
is_sound(const struct pipe_config *c)
{
	if (c->worker_cnt == 0 || c->worker_cnt > PIPE_WORKER_MAX || c->worker >= c->worker_cnt)
		return false;
	if (c->port_cnt == 0 || c->port_cnt > PIPE_PORT_MAX)
		return false;
	for (uint16_t i = 0; i < c->port_cnt; i++)
		if (!rte_is_valid_assigned_ether_addr(&c->ports[i].mac) || c->ports[i].mtu < 68)
			return false;
	for (size_t i = 0; i < c->masquerade_port_cnt; i++)
		if (c->masquerade_ports[i].first > c->masquerade_ports[i].last)
			return false;
	return true;
}

/* The IPv4 ones of a list. */
static int
prefixes4_copy(const struct ip_prefix *from, size_t cnt, struct prefixes4 *out)
{
	out->v = calloc(RTE_MAX(cnt, (size_t)1), sizeof(out->v[0]));
	if (out->v == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < cnt; i++) {
		struct prefix4 *to = &out->v[out->cnt];

		if (!addr_is_v4(&from[i].addr)) /* its length would be no shift of 32 bits */
			continue;
		to->mask =
			from[i].len == 0 ? 0 : rte_cpu_to_be_32(UINT32_MAX << (32 - from[i].len));
		to->net = addr_v4(&from[i].addr) & to->mask;
		out->cnt++;
	}
	return 0;
}

static int
masq_init(struct masq *m, const struct pipe_config *c)
{
	const struct sluice_port_range *ranges = c->masquerade_ports;
	size_t range_cnt = c->masquerade_port_cnt;

	m->mode = c->masquerade;
	m->addrs = calloc(RTE_MAX(c->masquerade_addr_cnt, (size_t)1), sizeof(m->addrs[0]));
	if (m->addrs == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < c->masquerade_addr_cnt; i++)
		if (addr_is_v4(&c->masquerade_addrs[i]))
			m->addrs[m->addr_cnt++] = addr_v4(&c->masquerade_addrs[i]);
	if (range_cnt == 0) {
		ranges = m->addr_cnt > 0 ? own_ranges : board_ranges;
		range_cnt = m->addr_cnt > 0 ? RTE_DIM(own_ranges) : RTE_DIM(board_ranges);
	}
	m->ranges = calloc(range_cnt, sizeof(m->ranges[0]));
	if (m->ranges == NULL)
		return -ENOMEM;
	memcpy(m->ranges, ranges, range_cnt * sizeof(m->ranges[0]));
	m->range_cnt = (uint32_t)range_cnt;
	for (size_t i = 0; i < range_cnt; i++)
		m->size += (uint32_t)ranges[i].last - ranges[i].first + 1;
	return 0;
}

/* A ring of one writer and one reader; it has no name, so that workers may come and go. */
static int
ring_make(const char *name, unsigned int element_bytes, int socket, struct rte_ring **out)
{
	ssize_t bytes = rte_ring_get_memsize_elem(element_bytes, PIPE_MSG_MAX);
	int err;

	if (bytes < 0)
		return (int)bytes;
	*out = rte_zmalloc_socket("sluice_ring", (size_t)bytes, RTE_CACHE_LINE_SIZE, socket);
	if (*out == NULL)
		return -ENOMEM;
	err = rte_ring_init(*out, name, PIPE_MSG_MAX, RING_F_SP_ENQ | RING_F_SC_DEQ);
	return err;
}

static void
copy_plain(struct worker *w, const struct pipe_config *c)
{
	w->io = c->io;
	w->flows = c->flows;
	w->flow_slab = flowtab_worker(c->flows, c->worker);
	w->services = c->services;
	w->affinity = c->affinity;
	w->fib = c->fib;
	w->qsbr = c->qsbr;
	w->pool = c->pool;
	w->idx = (uint16_t)c->worker;
	w->port_cnt = c->port_cnt;
	memcpy(w->ports, c->ports, c->port_cnt * sizeof(w->ports[0]));
	w->forward = (uint8_t)c->forward;
	memcpy(w->secret, c->secret, sizeof(w->secret));
	w->now_ms = c->start_ms;
	w->swept_ms = c->start_ms;
	w->start_ms = c->start_ms;
	w->pickup_ms = c->pickup_ms;
	w->is_picking_up = c->pickup_ms > 0;
	w->answers_allowed = (struct bucket){
		.tokens = (uint64_t)c->reject_burst * 1000,
		.max = (uint64_t)c->reject_burst * 1000,
		.rate = c->reject_rate,
		.at_ms = c->start_ms,
	};
}

int
pipe_create(const struct pipe_config *c, struct worker **out)
{
	struct worker *w;
	int err;

	if (!is_sound(c))
		return -EINVAL;
	w = rte_zmalloc_socket("sluice_worker", sizeof(*w), RTE_CACHE_LINE_SIZE, c->socket);
	if (w == NULL)
		return -ENOMEM;
	copy_plain(w, c);
	err = prefixes4_copy(c->pod_cidrs, c->pod_cidr_cnt, &w->pods);
	if (err == 0)
		err = prefixes4_copy(c->service_cidrs, c->service_cidr_cnt, &w->service_cidrs);
	if (err == 0)
		err = masq_init(&w->masq, c);
	if (err == 0)
		err = ring_make("to_main", sizeof(struct pipe_resolve), c->socket, &w->to_main);
	if (err == 0)
		err = ring_make("from_main", sizeof(struct pipe_announce), c->socket,
				&w->from_main);
	/* lazily backed: only counters of Service ports that there are cost memory */
	w->counters.services = calloc(SVCTAB_PORT_MAX, sizeof(w->counters.services[0]));
	if (err == 0 && w->counters.services == NULL)
		err = -ENOMEM;
	flowtab_count_ends(w->flow_slab, w->counters.services);
	if (err == 0 && rte_rcu_qsbr_thread_register(w->qsbr, w->idx) != 0)
		err = -EINVAL;
	if (err != 0) {
		w->qsbr = NULL; /* it is not registered there */
		pipe_destroy(w);
		return err;
	}
	rte_rcu_qsbr_thread_online(w->qsbr, w->idx);
	*out = w;
	return 0;
}

void
pipe_destroy(struct worker *w)
{
	if (w == NULL)
		return;
	pipe_hold_free(w);
	if (w->qsbr != NULL) {
		rte_rcu_qsbr_thread_offline(w->qsbr, w->idx);
		(void)rte_rcu_qsbr_thread_unregister(w->qsbr, w->idx);
	}
	flowtab_count_ends(w->flow_slab, NULL);
	free(w->counters.services);
	rte_free(w->from_main);
	rte_free(w->to_main);
	free(w->masq.ranges);
	free(w->masq.addrs);
	free(w->service_cidrs.v);
	free(w->pods.v);
	rte_free(w);
}

const struct worker_counters *
pipe_counters(const struct worker *w)
{
	return &w->counters;
}

int64_t
pipe_account(const struct worker_counters *c)
{
	uint64_t in =
		counter_read(&c->rx) + counter_read(&c->from_twin) + counter_read(&c->generated);
	uint64_t out = counter_read(&c->tx) + counter_read(&c->to_twin) +
		       counter_read(&c->consumed) + counter_read(&c->held);

	for (unsigned int i = 0; i < DROP_CNT; i++)
		out += counter_read(&c->drops[i]);
	return (int64_t)(in - out);
}

bool
pipe_next_resolve(struct worker *w, struct pipe_resolve *out)
{
	return rte_ring_sc_dequeue_elem(w->to_main, out, sizeof(*out)) == 0;
}

int
pipe_announce(struct worker *w, const struct pipe_announce *a)
{
	struct pipe_announce copy = *a;

	return rte_ring_sp_enqueue_elem(w->from_main, &copy, sizeof(copy)) == 0 ? 0 : -ENOBUFS;
}
