/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * top: packets, bits and new flows a second by Service port, from two samples. On a terminal one
 * screen that is drawn again and again, elsewhere a table after another.
 */
#include "cli/verbs.h"

#include "cli/call.h"
#include "cli/format.h"
#include "cli/jget.h"
#include "cli/tabs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SCREEN_CLEAR "\033[H\033[2J"
#define NS_PER_S     1000000000.0

struct sample {
	json_t *services; /* "default/kubia 80 TCP" to what was counted */
	double time_ms;
};

struct rate {
	const char *key; /* the sample's */
	const json_t *now;
	double pkts, bits, flows, rejected; /* a second */
};

struct top {
	struct cli *cli;
	const struct args *a;
	enum format format;
	double interval_s;
	long screens; /* still to show; < 0: without end */
};

static bool
take_part(void *arg, const json_t *result)
{
	struct sample *s = arg;
	const json_t *one;
	struct buf key = {0};
	size_t i;

	s->time_ms = (double)jint(result, "timeMs", 0);
	json_array_foreach(jat(result, "services"), i, one)
	{
		buf_reset(&key);
		buf_printf(&key, "%s\t%lld/%s", jtext(one, "service", ""), jint(one, "port", 0),
			   jtext(one, "proto", ""));
		if (!key.failed)
			json_object_set(s->services, key.data, (json_t *)(uintptr_t)one);
	}
	buf_fini(&key);
	return true;
}

static enum cli_exit
take_sample(const struct top *t, struct sample *s)
{
	struct call call = {.method = RPC_top, .part = take_part, .arg = s};
	const char *service = t->a->value[OPT_service];
	const char *slash = service == NULL ? NULL : strchr(service, '/');

	*s = (struct sample){.services = json_object()};
	call.params = json_object();
	if (service != NULL) {
		json_object_set_new(call.params, "namespace",
				    slash == NULL
					    ? json_string("default")
					    : json_stringn(service, (size_t)(slash - service)));
		json_object_set_new(call.params, "service",
				    json_string(slash == NULL ? service : slash + 1));
	}
	return call_run(t->cli, &call);
}

static double
sum(const json_t *pair)
{
	return (double)json_integer_value(json_array_get(pair, 0)) +
	       (double)json_integer_value(json_array_get(pair, 1));
}

/* Counters begin anew with the forwarder: then what they show is what came since. */
static double
a_second(double before, double now, double seconds)
{
	return (now >= before ? now - before : now) / seconds;
}

static struct rate
rate_of(const char *key, const json_t *before, const json_t *now, double seconds)
{
	return (struct rate){
		.key = key,
		.now = now,
		.pkts = a_second(sum(jat(before, "pkts")), sum(jat(now, "pkts")), seconds),
		.bits = 8 * a_second(sum(jat(before, "bytes")), sum(jat(now, "bytes")), seconds),
		.flows = a_second((double)jint(before, "newFlows", 0),
				  (double)jint(now, "newFlows", 0), seconds),
		.rejected = a_second((double)jint(before, "rejected", 0),
				     (double)jint(now, "rejected", 0), seconds),
	};
}

static int
compare_rates(const void *left, const void *right)
{
	const struct rate *a = left, *b = right;

	if (a->pkts != b->pkts)
		return a->pkts < b->pkts ? 1 : -1;
	return strcmp(a->key, b->key);
}

/* The busiest first. @return an array of one for each Service port, to be freed */
static struct rate *
rates_of(const struct sample *before, const struct sample *now)
{
	struct rate *rates = calloc(json_object_size(now->services) + 1, sizeof(*rates));
	double seconds = (now->time_ms - before->time_ms) / 1000;
	const json_t *one;
	const char *key;
	size_t cnt = 0;

	if (rates == NULL)
		return NULL;
	json_object_foreach(now->services, key, one) rates[cnt++] = rate_of(
		key, json_object_get(before->services, key), one, seconds > 0 ? seconds : 1);
	qsort(rates, cnt, sizeof(*rates), compare_rates);
	return rates;
}

static void
print_table(const struct top *t, const struct rate *rates, size_t cnt)
{
	struct tabs tabs = TABS_LIST;
	struct buf table = {0};

	if (!t->a->given[OPT_no_headers])
		buf_adds(&table, "SERVICE\tPORT\tPACKETS/S\tBITS/S\tNEW-FLOWS/S\tREJECTED/S\t"
				 "FLOWS\n");
	for (size_t i = 0; i < cnt; i++)
		buf_printf(&table, "%s\t%.0f\t%.0f\t%.0f\t%.0f\t%lld\n", rates[i].key,
			   rates[i].pkts, rates[i].bits, rates[i].flows, rates[i].rejected,
			   jint(rates[i].now, "liveFlows", 0));
	if (t->cli->tty)
		fputs(SCREEN_CLEAR, t->cli->out);
	if (table.failed)
		cli_error(t->cli, "out of memory");
	else
		tabs_print(&tabs, table.data, table.len, t->cli->out);
	buf_fini(&table);
}

static enum cli_exit
print_values(const struct top *t, const struct rate *rates, size_t cnt)
{
	json_t *list = json_array(), *result = json_pack("{s:o}", "services", list);
	enum cli_exit rc;

	for (size_t i = 0; i < cnt; i++)
		json_array_append_new(list,
				      json_pack("{s:s, s:I, s:s, s:f, s:f, s:f, s:f, s:I}",
						"service", jtext(rates[i].now, "service", ""),
						"port", (json_int_t)jint(rates[i].now, "port", 0),
						"proto", jtext(rates[i].now, "proto", ""),
						"packetsPerSecond", rates[i].pkts, "bitsPerSecond",
						rates[i].bits, "newFlowsPerSecond", rates[i].flows,
						"rejectedPerSecond", rates[i].rejected, "flows",
						(json_int_t)jint(rates[i].now, "liveFlows", 0)));
	rc = format_print(t->cli, t->format, result);
	json_decref(result);
	return rc;
}

static enum cli_exit
print_screen(const struct top *t, const struct sample *before, const struct sample *now)
{
	struct rate *rates = rates_of(before, now);
	size_t cnt = json_object_size(now->services);
	enum cli_exit rc = CLI_OK;

	if (rates == NULL) {
		cli_error(t->cli, "out of memory");
		return CLI_DIFFERS;
	}
	if (t->format == FORMAT_TABLE)
		print_table(t, rates, cnt);
	else
		rc = print_values(t, rates, cnt);
	free(rates);
	return fflush(t->cli->out) == 0 ? rc : CLI_DIFFERS;
}

static void
wait_interval(const struct top *t)
{
	struct timespec left = {.tv_sec = (time_t)t->interval_s};

	left.tv_nsec = (long)((t->interval_s - (double)left.tv_sec) * NS_PER_S);
	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}

static enum cli_exit
run(struct top *t)
{
	struct sample before, now;
	enum cli_exit rc = take_sample(t, &before);

	while (rc == CLI_OK && t->screens != 0) {
		wait_interval(t);
		rc = take_sample(t, &now);
		if (rc == CLI_OK)
			rc = print_screen(t, &before, &now);
		json_decref(before.services);
		before = now;
		t->screens -= t->screens > 0;
	}
	json_decref(before.services);
	return rc;
}

enum cli_exit
verb_top(struct cli *cli, const struct args *a)
{
	struct top t = {.cli = cli, .a = a};
	double count;
	enum cli_exit rc = format_get(cli, a, FORMATS_PLAIN, &t.format);

	if (rc == CLI_OK)
		rc = verb_no_words(cli, "top", a);
	if (rc == CLI_OK)
		rc = args_number(cli, a, OPT_interval, 0.01, 1, &t.interval_s);
	if (rc == CLI_OK)
		rc = args_number(cli, a, OPT_count, 1, a->given[OPT_once] ? 1 : -1, &count);
	if (rc != CLI_OK)
		return rc;
	t.screens = (long)count;
	return run(&t);
}
