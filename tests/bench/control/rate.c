/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Changes at a steady rate, by several clients, half of them of probed Services and half all over
 * the others, while a steady stream of packets goes to the probed ones. Each change of a probed
 * Service takes the endpoint away that its flow has.
 *
 *   rate_changes   accepted changes a second
 *   rate_answer    from when a change was due until its answer
 *   rate_lost      packets of the stream that did not come back, of rate_packets
 *   rate_rss_*     control's memory at the begin, after 10 s, at the end
 */
#include "bench/control/run.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"

#define CLIENTS      32
#define STREAM_NS    100000u /* 10 000 packets a second */
#define NS_PER_S     UINT64_C(1000000000)
#define STRAGGLERS_S 2
#define WARM_S       10

struct stream {
	uint8_t *back; /* by number: it came back */
	uint32_t sent, sent_max, got, refused, twice;
	uint32_t seen[WORLD_PROBED_MAX]; /* the endpoint of each flow's last packet */
	uint64_t due;
};

struct changer {
	struct client clients[CLIENTS];
	uint64_t due[CLIENTS]; /* of the change that each has open */
	bool *open;            /* by Service: a change of it is under way */
	uint32_t made, done;
	struct figure answer;
};

static void
stream_turn(struct run *r, struct stream *s, uint64_t now, bool send)
{
	struct probe_seen seen;

	for (; send && s->due <= now && s->sent < s->sent_max; s->due += STREAM_NS) {
		uint32_t no = 1 + s->sent % (r->world.probed_cnt - 1);

		if (!probe_send(&r->probe, world_vip(no), no, s->sent))
			s->refused++;
		s->sent++;
	}
	while (probe_take(&r->probe, &seen)) {
		if (seen.seq >= s->sent)
			continue;
		s->got += s->back[seen.seq] == 0;
		s->twice += s->back[seen.seq] != 0;
		s->back[seen.seq] = 1;
		s->seen[seen.flow] = seen.endpoint;
	}
}

/* What the next change is of: of no Service that has one under way. */
static void
change_draw(struct run *r, struct changer *ch, const struct stream *s, uint32_t *service,
	    uint32_t *endpoint)
{
	for (;; ch->made++) {
		uint32_t no = 1 + ch->made / 2 % (r->world.probed_cnt - 1);
		bool probed = ch->made % 2 == 0;

		*service = probed ? world_probed(&r->world, no)
				  : ch->made * 7919u % r->world.service_cnt;
		if (ch->open[*service])
			continue;
		if (!probed || !world_find(&r->world, *service, s->seen[no], endpoint))
			*endpoint = ch->made / 2 % r->world.endpoint_cnt;
		return;
	}
}

static void
change_begin(struct run *r, struct changer *ch, const struct stream *s, uint32_t at, uint64_t due)
{
	struct client *c = &ch->clients[at];
	uint32_t service, endpoint;
	char *text;

	change_draw(r, ch, s, &service, &endpoint);
	ch->made++;
	world_change(&r->world, service, endpoint);
	ch->open[service] = true;
	c->service = service;
	text = endpoint_text(r, service, endpoint);
	if (client_prepare(c, text) < 0)
		die("out of memory");
	free(text);
	ch->due[at] = due;
}

static void
change_turn(struct run *r, struct changer *ch)
{
	for (uint32_t i = 0; i < CLIENTS; i++) {
		struct client *c = &ch->clients[i];
		int rc;

		if (!c->busy)
			continue;
		rc = client_push(c);
		if (rc < 0 && rc != -EAGAIN)
			die("the socket takes no request: %s", strerror(-rc));
		rc = client_poll(c);
		if (rc < 0)
			die("refused: %.500s", rc == -EINVAL ? c->reply : strerror(-rc));
		if (rc == 0)
			continue;
		ch->open[c->service] = false;
		ch->done++;
		figure_add(&ch->answer, clock_now_ns() - ch->due[i]);
	}
}

static bool
any_busy(const struct changer *ch)
{
	for (uint32_t i = 0; i < CLIENTS; i++)
		if (ch->clients[i].busy)
			return true;
	return false;
}

/* Hand the changes that are due to clients that are free. */
static void
change_give(struct run *r, struct changer *ch, const struct stream *s, uint64_t *due, uint64_t now)
{
	for (uint32_t i = 0; i < CLIENTS && *due <= now; i++) {
		if (ch->clients[i].busy)
			continue;
		change_begin(r, ch, s, i, *due);
		*due += NS_PER_S / r->rate;
	}
}

static void
turn_rest(const struct run *r, const struct changer *ch, uint64_t until_ns)
{
	struct pollfd fds[CLIENTS + 1] = {{.fd = r->probe.fd, .events = POLLIN}};
	uint64_t now = clock_now_ns();
	struct timespec ts = {.tv_nsec = until_ns > now ? (long)(until_ns - now) : 0};

	for (uint32_t i = 0; i < CLIENTS; i++)
		fds[i + 1] = (struct pollfd){.fd = ch->clients[i].busy ? ch->clients[i].fd : -1,
					     .events = POLLIN};
	ppoll(fds, CLIENTS + 1, &ts, NULL);
}

static void
results(struct run *r, struct changer *ch, const struct stream *s, uint64_t begin, uint64_t end)
{
	value_print(r, "rate_changes", "1/s", (double)ch->done / ((double)(end - begin) / 1e9));
	figure_print(r, &ch->answer);
	value_print(r, "rate_packets", "packets", s->sent);
	value_print(r, "rate_lost", "packets", s->sent - s->got);
	value_print(r, "rate_refused_by_the_veth", "packets", s->refused);
	value_print(r, "rate_twice", "packets", s->twice);
	value_print(r, "rate_rss_end", "KiB", (double)rss_kib(r));
}

void
rate_run(struct run *r)
{
	static struct changer ch = {.answer = {.name = "rate_answer"}};
	struct stream s = {.sent_max = r->rate_s * 10000u};
	uint64_t begin = clock_now_ns(), end = begin + r->rate_s * NS_PER_S, due = begin, now;
	bool warm = false;

	s.back = calloc(s.sent_max, 1);
	ch.open = calloc(r->world.service_cnt, sizeof(*ch.open));
	if (s.back == NULL || ch.open == NULL)
		die("out of memory");
	ch.open[0] = true; /* a file's own */
	for (uint32_t i = 0; i < CLIENTS; i++)
		if (client_open(&ch.clients[i], r->socket) < 0)
			die("%s: %s", r->socket, strerror(errno));
	value_print(r, "rate_rss_begin", "KiB", (double)rss_kib(r));
	s.due = begin;
	while ((now = clock_now_ns()) < end || any_busy(&ch)) {
		if (now < end)
			change_give(r, &ch, &s, &due, now);
		stream_turn(r, &s, now, now < end);
		change_turn(r, &ch);
		turn_rest(r, &ch, due < s.due ? due : s.due);
		if (!warm && now - begin > WARM_S * NS_PER_S)
			value_print(r, "rate_rss_10s", "KiB", (double)rss_kib(r));
		warm |= now - begin > WARM_S * NS_PER_S;
	}
	end = clock_now_ns();
	for (now = end; now < end + STRAGGLERS_S * NS_PER_S && s.got < s.sent;
	     now = clock_now_ns()) {
		turn_rest(r, &ch, now + STREAM_NS);
		stream_turn(r, &s, now, false);
	}
	results(r, &ch, &s, begin, end);
	for (uint32_t i = 0; i < CLIENTS; i++)
		client_close(&ch.clients[i]);
	free(ch.open);
	free(s.back);
}
