/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Scalars that only the board's configuration has.
 */
#include "kube/types_priv.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kube/board.h"

#define DURATION_S_MAX (30u * 24 * 3600)
#define LCORE_MAX      1023

/* The last address of a prefix. */
static struct ip_addr
prefix_last(const struct ip_prefix *p)
{
	struct ip_addr last = p->addr;
	unsigned len = p->len + (addr_is_v4(&p->addr) ? 96u : 0u);

	for (unsigned bit = len; bit < 128; bit++)
		last.b[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	return last;
}

bool
decode_addr_range(struct decoder *d, const struct field *f, const struct node *n, void *to)
{
	const char *wanted = field_types[f->type].wanted;
	struct board_range r;
	struct ip_prefix p;
	char text[2 * ADDR_TEXT_BYTES], masked[PREFIX_TEXT_BYTES];
	char *dash;

	if (n->type != NODE_STRING || strlen(n->text) >= sizeof(text))
		return decode_mismatch(d, n, wanted);
	if (prefix_parse(&p, n->text) == 0) {
		bool has_host_bits = prefix_has_host_bits(&p);

		prefix_mask(&p);
		if (has_host_bits) {
			decode_fault(d, n, "%s has bits set behind its length: did you mean %s?",
				     n->text, prefix_format(&p, masked));
			return false;
		}
		r.first = p.addr;
		r.last = prefix_last(&p);
	} else {
		strcpy(text, n->text);
		dash = strchr(text, '-');
		if (dash == NULL)
			dash = text + strlen(text);
		else
			*dash++ = '\0';
		if (addr_parse(&r.first, text) != 0)
			return decode_mismatch(d, n, wanted);
		if (*dash == '\0')
			r.last = r.first;
		else if (addr_parse(&r.last, dash) != 0 ||
			 addr_is_v4(&r.first) != addr_is_v4(&r.last))
			return decode_mismatch(d, n, wanted);
	}
	if (addr_compare(&r.first, &r.last) > 0) {
		decode_fault(d, n, "%s ends before it begins", n->text);
		return false;
	}
	if (addr_class(&r.first) != ADDR_UNICAST || addr_class(&r.last) != ADDR_UNICAST) {
		decode_fault(d, n, "%s holds addresses that no client can reach", n->text);
		return false;
	}
	memcpy(to, &r, sizeof(r));
	return true;
}

bool
decode_mac(struct decoder *d, const struct field *f, const struct node *n, void *to)
{
	struct board_mac *mac = to;

	if (n->type != NODE_STRING || mac_parse(&mac->addr, n->text) != 0)
		return decode_mismatch(d, n, field_types[f->type].wanted);
	if ((mac->addr.b[0] & 1) != 0) {
		decode_fault(d, n, "%s is a group address: a port needs one of its own", n->text);
		return false;
	}
	mac->set = true;
	return true;
}

bool
decode_duration(struct decoder *d, const struct field *f, const struct node *n, void *to)
{
	const char *wanted = field_types[f->type].wanted;
	uint64_t total = 0;
	const char *s = n->text;

	if (n->type != NODE_STRING || *s == '\0')
		return decode_mismatch(d, n, wanted);
	while (*s != '\0') {
		char *end;
		unsigned long value;

		if (!isdigit((unsigned char)*s))
			return decode_mismatch(d, n, wanted);
		value = strtoul(s, &end, 10);
		if (strchr("smh", *end) == NULL || *end == '\0' || value > DURATION_S_MAX)
			return decode_mismatch(d, n, wanted);
		total += value * (*end == 'h' ? 3600u : *end == 'm' ? 60u : 1u);
		s = end + 1;
	}
	if (total == 0 || total > DURATION_S_MAX) {
		decode_fault(d, n, "%s is out of range: 1s to 720h are allowed", n->text);
		return false;
	}
	*(uint32_t *)to = (uint32_t)total;
	return true;
}

static bool
parse_range(const char *s, unsigned long max, unsigned long *first, unsigned long *last)
{
	char *end;

	if (!isdigit((unsigned char)*s))
		return false;
	*first = *last = strtoul(s, &end, 10);
	if (*end == '-') {
		if (!isdigit((unsigned char)end[1]))
			return false;
		*last = strtoul(end + 1, &end, 10);
	}
	return *end == '\0' && *first <= *last && *last <= max;
}

static bool
add_cpus(struct decoder *d, const struct node *n, const char *text, struct board_cpus *cpus)
{
	unsigned long first, last;
	uint16_t *v;

	if (!parse_range(text, LCORE_MAX, &first, &last))
		return decode_mismatch(d, n, field_types[FT_CPUS].wanted);
	v = arena_alloc(d->arena, (cpus->cnt + last - first + 1) * sizeof(*v));
	if (v == NULL)
		return false;
	if (cpus->cnt > 0)
		memcpy(v, cpus->v, cpus->cnt * sizeof(*v));
	cpus->v = v;
	for (unsigned long cpu = first; cpu <= last; cpu++) {
		for (size_t i = 0; i < cpus->cnt; i++) {
			if (v[i] == cpu) {
				decode_fault(d, n, "lcore %lu is here twice", cpu);
				return false;
			}
		}
		v[cpus->cnt++] = (uint16_t)cpu;
	}
	return true;
}

bool
decode_cpus(struct decoder *d, const struct field *f, const struct node *n, void *to)
{
	char text[256], *save;

	if (n->type == NODE_LIST) {
		if (n->cnt == 0) {
			decode_fault(d, n, "at least one worker is needed");
			return false;
		}
		for (const struct node *c = n->first; c != NULL; c = c->next)
			if (!add_cpus(d, c, c->text, to))
				return false;
		return true;
	}
	if ((n->type != NODE_STRING && n->type != NODE_INT) || strlen(n->text) >= sizeof(text))
		return add_cpus(d, n, "", to);
	strcpy(text, n->text);
	for (char *s = strtok_r(text, ",", &save); s != NULL; s = strtok_r(NULL, ",", &save))
		if (!add_cpus(d, n, s, to))
			return false;
	return ((struct board_cpus *)to)->cnt > 0 || add_cpus(d, n, "", to);
}

bool
decode_port_range(struct decoder *d, const struct field *f, const struct node *n, void *to)
{
	struct board_port_range *r = to;
	unsigned long first, last;

	if (n->type != NODE_STRING || !parse_range(n->text, UINT16_MAX, &first, &last) ||
	    first == 0)
		return decode_mismatch(d, n, field_types[f->type].wanted);
	r->first = (uint16_t)first;
	r->last = (uint16_t)last;
	return true;
}

bool
decode_endpoint(struct decoder *d, const struct field *f, const struct node *n, void *to)
{
	struct board_endpoint *ep = to;
	char text[ADDR_TEXT_BYTES + 10];
	unsigned long port, last;
	char *colon, *host = text;

	if (n->type == NODE_STRING && *n->text == '\0')
		return true;
	if (n->type != NODE_STRING || strlen(n->text) >= sizeof(text))
		return decode_mismatch(d, n, field_types[f->type].wanted);
	strcpy(text, n->text);
	colon = strrchr(text, ':');
	if (colon != NULL && colon > text && text[0] == '[' && colon[-1] == ']') {
		colon[-1] = '\0';
		host++;
	}
	if (colon != NULL)
		*colon++ = '\0';
	if (colon == NULL || strchr(colon, '-') != NULL ||
	    !parse_range(colon, UINT16_MAX, &port, &last) || port == 0 ||
	    addr_parse(&ep->addr, host) != 0 || addr_class(&ep->addr) != ADDR_UNICAST)
		return decode_mismatch(d, n, field_types[f->type].wanted);
	ep->port = (uint16_t)port;
	return true;
}
