/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Rows of Events.
 */
#include "cli/printer.h"

#include "cli/age.h"

#include <ctype.h>
#include <string.h>

static void
put_object(const struct row *r)
{
	struct buf text = {0};

	for (const char *s = jtext(r->object, "involvedObject.kind", ""); *s != '\0'; s++)
		buf_printf(&text, "%c", tolower((unsigned char)*s));
	buf_printf(&text, "/%s", jtext(r->object, "involvedObject.name", ""));
	row_cell_take(r, &text, "");
}

void
print_event(const struct row *r)
{
	const char *last = jtext(r->object, "lastTimestamp", NULL);
	const char *first = jtext(r->object, "firstTimestamp", NULL);
	const char *message = jtext(r->object, "message", "");
	char age[AGE_BYTES];

	message += strspn(message, " \t\n");
	row_cell(r, "%s", age_since(last, r->now_s, age));
	row_cell(r, "%s", jtext(r->object, "type", ""));
	row_cell(r, "%s", jtext(r->object, "reason", ""));
	put_object(r);
	if (r->wide) {
		row_cell(r, "%s", jtext(r->object, "involvedObject.fieldPath", ""));
		row_cell(r, "%s", jtext(r->object, "source.component", ""));
	}
	row_cell(r, "%s", message);
	if (!r->wide)
		return;
	row_cell(r, "%s", age_since(first, r->now_s, age));
	row_cell(r, "%lld", jint(r->object, "count", 1));
	row_cell(r, "%s", jtext(r->object, "metadata.name", ""));
}
