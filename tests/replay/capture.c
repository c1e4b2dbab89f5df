/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "replay/capture.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define SNAP_BYTES 262144

int
capture_advance(struct capture_in *in, char *why, size_t why_bytes)
{
	int rc = pcap_next_ex(in->pcap, &in->head, &in->bytes);

	if (rc == 1) {
		/* opened with nanoseconds: tv_usec holds them */
		in->ns = (uint64_t)in->head->ts.tv_sec * UINT64_C(1000000000) +
			 (uint64_t)in->head->ts.tv_usec;
		return 0;
	}
	in->head = NULL;
	if (rc == PCAP_ERROR_BREAK)
		return 0;
	snprintf(why, why_bytes, "%s", pcap_geterr(in->pcap));
	return -EIO;
}

int
capture_open(struct capture_set *set, const char *file, unsigned int port, enum capture_from from,
	     char *why, size_t why_bytes)
{
	char text[PCAP_ERRBUF_SIZE] = "";
	struct capture_in *in = &set->v[set->cnt];

	snprintf(why, why_bytes, "too many captures");
	if (set->cnt == CAPTURE_MAX)
		return -ENOSPC;
	in->port = port;
	in->from = from;
	in->pcap = pcap_open_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, text);
	if (in->pcap == NULL) {
		snprintf(why, why_bytes, "%s", text);
		return -EINVAL;
	}
	set->cnt++;
	if (pcap_datalink(in->pcap) != DLT_EN10MB) {
		snprintf(why, why_bytes, "%s: not an Ethernet capture", file);
		return -EINVAL;
	}
	return capture_advance(in, why, why_bytes);
}

struct capture_in *
capture_next(struct capture_set *set)
{
	struct capture_in *first = NULL;

	for (unsigned int i = 0; i < set->cnt; i++)
		if (set->v[i].head != NULL && (first == NULL || set->v[i].ns < first->ns))
			first = &set->v[i];
	return first;
}

void
capture_close(struct capture_set *set)
{
	for (unsigned int i = 0; i < set->cnt; i++)
		pcap_close(set->v[i].pcap);
	set->cnt = 0;
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
