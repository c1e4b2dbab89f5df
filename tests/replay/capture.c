/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "replay/capture.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SNAP_BYTES 262144

static int
add_packet(struct capture_set *set, const struct capture_packet *p, const u_char *bytes)
{
	if (set->cnt == set->max) {
		size_t max = set->max == 0 ? 1024 : 2 * set->max;
		struct capture_packet *v = realloc(set->v, max * sizeof(*v));

		if (v == NULL)
			return -ENOMEM;
		set->v = v;
		set->max = max;
	}
	set->v[set->cnt] = *p;
	set->v[set->cnt].nth = set->cnt;
	set->v[set->cnt++].bytes_off = set->bytes.len;
	buf_add(&set->bytes, bytes, p->len);
	return set->bytes.failed ? -ENOMEM : 0;
}

static int
read_packets(struct capture_set *set, pcap_t *pcap, unsigned int port, enum capture_from from)
{
	struct pcap_pkthdr *head;
	const u_char *bytes;
	int rc = 0, got;

	while (rc == 0 && (got = pcap_next_ex(pcap, &head, &bytes)) == 1) {
		struct capture_packet p = {.len = head->caplen, .port = port, .from = from};

		/* opened with nanoseconds: tv_usec holds them */
		p.ns = (uint64_t)head->ts.tv_sec * UINT64_C(1000000000) +
		       (uint64_t)head->ts.tv_usec;
		rc = add_packet(set, &p, bytes);
	}
	return rc == 0 && got != PCAP_ERROR_BREAK ? -EIO : rc;
}

int
capture_load(struct capture_set *set, const char *file, unsigned int port, enum capture_from from,
	     char *why, size_t why_bytes)
{
	char text[PCAP_ERRBUF_SIZE] = "";
	pcap_t *pcap =
		pcap_open_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, text);
	int rc;

	if (pcap == NULL) {
		snprintf(why, why_bytes, "%s%s%s", strstr(text, file) == NULL ? file : "",
			 strstr(text, file) == NULL ? ": " : "", text);
		return -EIO;
	}
	if (pcap_datalink(pcap) != DLT_EN10MB) {
		snprintf(why, why_bytes, "%s: not an Ethernet capture", file);
		rc = -EIO;
	} else {
		rc = read_packets(set, pcap, port, from);
		snprintf(why, why_bytes, "%s: %s", file,
			 rc == -EIO ? pcap_geterr(pcap) : strerror(ENOMEM));
	}
	pcap_close(pcap);
	return rc;
}

static int
by_time(const void *a, const void *b)
{
	const struct capture_packet *p = a, *q = b;

	if (p->ns != q->ns)
		return p->ns < q->ns ? -1 : 1;
	return p->nth < q->nth ? -1 : 1;
}

void
capture_sort(struct capture_set *set)
{
	if (set->cnt > 0)
		qsort(set->v, set->cnt, sizeof(set->v[0]), by_time);
}

const struct capture_packet *
capture_next(const struct capture_set *set)
{
	return set->next < set->cnt ? &set->v[set->next] : NULL;
}

void
capture_close(struct capture_set *set)
{
	free(set->v);
	buf_fini(&set->bytes);
	memset(set, 0, sizeof(*set));
}

int
capture_create(struct capture_out *out, const char *file, char *why, size_t why_bytes)
{
	snprintf(why, why_bytes, "no memory");
	out->dead = pcap_open_dead(DLT_EN10MB, SNAP_BYTES);
	if (out->dead == NULL)
		return -ENOMEM;
	out->dump = pcap_dump_open(out->dead, file);
	if (out->dump != NULL)
		return 0;
	snprintf(why, why_bytes, "%s", pcap_geterr(out->dead));
	pcap_close(out->dead);
	return -EIO;
}

void
capture_write(struct capture_out *out, uint64_t ns, const uint8_t *bytes, uint32_t len)
{
	struct pcap_pkthdr head = {.caplen = len, .len = len};

	if (out->dump == NULL)
		return;
	head.ts.tv_sec = (time_t)(ns / 1000000000);
	head.ts.tv_usec = (suseconds_t)(ns % 1000000000 / 1000);
	pcap_dump((u_char *)out->dump, &head, bytes);
}

int
capture_finish(struct capture_out *out)
{
	int rc;

	if (out->dump == NULL)
		return 0;
	rc = pcap_dump_flush(out->dump) < 0 ? -EIO : 0;
	pcap_dump_close(out->dump);
	pcap_close(out->dead);
	out->dump = NULL;
	return rc;
}
