/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "cli/printer.h"

#include "cli/age.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
print_generic(const struct row *r)
{
	row_age(r);
}

static const struct printer printers[] = {
	{"Service", "\tTYPE\tCLUSTER-IP\tEXTERNAL-IP\tPORT(S)\tAGE", "\tSELECTOR", print_service,
	 false},
	{"Endpoints", "\tENDPOINTS\tAGE", "", print_endpoints, false},
	{"EndpointSlice", "\tADDRESSTYPE\tPORTS\tENDPOINTS\tAGE", "", print_slice, false},
	{"Pod", "\tREADY\tSTATUS\tRESTARTS\tAGE", "\tIP\tNODE\tNOMINATED NODE\tREADINESS GATES",
	 print_pod, false},
	{"ReplicaSet", "\tDESIRED\tCURRENT\tREADY\tAGE", "\tCONTAINERS\tIMAGES\tSELECTOR",
	 print_replicas, false},
	{"ReplicationController", "\tDESIRED\tCURRENT\tREADY\tAGE",
	 "\tCONTAINERS\tIMAGES\tSELECTOR", print_replicas, false},
	{"Deployment", "\tREADY\tUP-TO-DATE\tAVAILABLE\tAGE", "\tCONTAINERS\tIMAGES\tSELECTOR",
	 print_deployment, false},
	{"StatefulSet", "\tREADY\tAGE", "\tCONTAINERS\tIMAGES", print_stateful, false},
	{"Node", "\tSTATUS\tROLES\tAGE\tVERSION",
	 "\tINTERNAL-IP\tEXTERNAL-IP\tOS-IMAGE\tKERNEL-VERSION\tCONTAINER-RUNTIME", print_node,
	 false},
	{"Namespace", "\tSTATUS\tAGE", "", print_namespace, false},
	{"Ingress", "\tCLASS\tHOSTS\tADDRESS\tPORTS\tAGE", "", print_ingress, false},
	{"Event", "\tLAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE",
	 "\tLAST SEEN\tTYPE\tREASON\tOBJECT\tSUBOBJECT\tSOURCE\tMESSAGE\tFIRST SEEN\tCOUNT\tNAME",
	 print_event, true},
};

static const struct printer generic = {"", "\tAGE", "", print_generic, false};

const struct printer *
printer_find(const char *kind)
{
	for (size_t i = 0; i < sizeof(printers) / sizeof(printers[0]); i++)
		if (strcmp(printers[i].kind, kind) == 0)
			return &printers[i];
	return &generic;
}

void
row_cell(const struct row *r, const char *fmt, ...)
{
	struct buf text = {0};
	char *whole;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&whole, fmt, ap);
	va_end(ap);
	if (n < 0) {
		r->line->failed = true;
		return;
	}
	buf_adds(&text, whole);
	free(whole);
	row_cell_take(r, &text, "");
}

void
row_cell_take(const struct row *r, struct buf *text, const char *otherwise)
{
	r->line->failed |= text->failed;
	buf_adds(r->line, "\t");
	/* What an object says must not move the columns. */
	for (size_t i = 0; i < text->len; i++)
		if (text->data[i] == '\t' || text->data[i] == '\n')
			text->data[i] = ' ';
	if (text->len > 0)
		buf_add(r->line, text->data, text->len);
	else
		buf_adds(r->line, otherwise);
	buf_fini(text);
}

void
row_age(const struct row *r)
{
	char text[AGE_BYTES];

	row_cell(r, "%s",
		 age_since(jtext(r->object, "metadata.creationTimestamp", NULL), r->now_s, text));
}

void
row_labels(const struct row *r, const char *path)
{
	struct buf text = {0};

	jput_labels(&text, jat(r->object, path));
	row_cell_take(r, &text, "<none>");
}

#define FEW_MAX 3

void
few_add(struct few *f, const char *item)
{
	if (f->cnt++ < FEW_MAX)
		jjoin(&f->text, ",", item);
}

void
few_end(struct few *f, const char *none)
{
	if (f->cnt == 0)
		buf_adds(&f->text, none);
	if (f->cnt > FEW_MAX)
		buf_printf(&f->text, " + %zu more...", f->cnt - FEW_MAX);
}

void
few_add_pair(struct few *f, const char *address, long long port)
{
	bool v6 = strchr(address, ':') != NULL;
	char pair[128];

	if (port == 0)
		snprintf(pair, sizeof(pair), "%s", address);
	else
		snprintf(pair, sizeof(pair), "%s%s%s:%lld", v6 ? "[" : "", address, v6 ? "]" : "",
			 port);
	few_add(f, pair);
}
