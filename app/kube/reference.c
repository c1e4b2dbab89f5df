/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The field table as a manual page: the objects, each with its fields down to the last one. Maps
 * that several places share stand once, with the first of them.
 */
#include "kube/explain_priv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct page {
	struct buf *out;
	char first_path[SCHEMA_CNT][128]; /* where a schema's fields have been told; "" : not yet */
};

static const char intro[] =
	".\\\" SPDX-License-Identifier: BSD-3-Clause\n"
	".\\\" Copyright (c) 2026 Sluice maintainers\n"
	".\\\" Printed by sluice-control --reference; a test compares.\n"
	".TH SLUICE-MANIFESTS 5 \"\" Sluice \"File formats\"\n"
	".SH NAME\n"
	"sluice-manifests \\- fields of the manifests that Sluice takes\n"
	".SH DESCRIPTION\n"
	"Manifests are Kubernetes objects in YAML or JSON, any number of documents in a file, or\n"
	"lists of them. They mean what they mean in a cluster. A field is\n"
	".IP \\(bu 2\n"
	"supported: it means here what it means in Kubernetes;\n"
	".IP \\(bu 2\n"
	"ignored: accepted, of no effect here, printed again. One that would mean something for\n"
	"traffic in a cluster is told in a note, those for other parts of a cluster share one;\n"
	".IP \\(bu 2\n"
	"refused: known, and an error.\n"
	".PP\n"
	"Any other name is an error too, as are a key that stands twice, anchors, aliases, merge\n"
	"keys and tags.\n"
	"Plain scalars are read as kubectl reads them (YAML 1.1): yes, no, on and off are\n"
	"booleans, 0777 is octal, 80:30 is a string.\n"
	"Kubernetes' other kinds and custom resources are passed over with a note.\n"
	".PP\n"
	".B sluice explain\n"
	"tells the same about one field.\n"
	".SH FOLDERS\n"
	"A file of a watched folder (manifests in board.yaml) owns its objects, and in them the "
	"fields\n"
	"that it states:\n"
	".IP \\(bu 2\n"
	"What the file drops goes, and so does an object that leaves the file, or the folder.\n"
	".IP \\(bu 2\n"
	"What it does not state others may set (sluice label, annotate, patch, edit, apply, "
	"replace).\n"
	"That stays, over changes of the file and over restarts.\n"
	".IP \\(bu 2\n"
	"What it states others may change too, with a warning that names the file (but for "
	"status,\n"
	"and endpoints, which change by their nature). The change holds, over restarts as well,\n"
	"until the file is written again, or touched: then all that it states is as it says,\n"
	"whether or not its text is another.\n"
	".IP \\(bu 2\n"
	"What is deleted by name comes back when the file is written again, as a warning says.\n"
	".IP \\(bu 2\n"
	"No two files may define one object. A file that is refused leaves in force what it said\n"
	"last; its mistakes are in sluice status, and events of its objects.\n";

/* Text of the table in roff: a dash, a backslash and a line's first dot mean something there. */
static void
put_text(const char *s, struct buf *out)
{
	if (*s == '.' || *s == '\'')
		buf_adds(out, "\\&");
	for (; *s != '\0'; s++) {
		if (*s == '-')
			buf_adds(out, "\\-");
		else if (*s == '\\')
			buf_adds(out, "\\e");
		else
			buf_add(out, s, 1);
	}
}

static void
put_field(struct page *p, const struct field *f, const char *path)
{
	struct buf *out = p->out, allowed = {0};

	buf_adds(out, ".TP\n.B ");
	put_text(path, out);
	buf_adds(out, "\n");
	if ((f->flags & FF_REFUSED) != 0) {
		buf_adds(out, "Refused: ");
	} else {
		struct buf type = {0};

		explain_type(f, &type);
		put_text(type.data, out);
		buf_fini(&type);
		buf_adds(out, (f->flags & FF_REQUIRED) != 0  ? ", required. "
			      : (f->flags & FF_IGNORED) != 0 ? ", ignored. "
							     : ". ");
	}
	put_text(f->help, out);
	buf_adds(out, "\n");
	if ((f->flags & (FF_REFUSED | FF_IGNORED)) == 0)
		explain_allowed(f, &allowed);
	if (allowed.len > 0) {
		buf_adds(out, "Allowed: ");
		put_text(allowed.data, out);
		buf_adds(out, ".\n");
	}
	if (f->initial != NULL && *f->initial != '\0') {
		buf_adds(out, "Default: ");
		put_text(f->initial, out);
		buf_adds(out, ".\n");
	}
	out->failed |= allowed.failed;
	buf_fini(&allowed);
}

static void
put_schema(struct page *p, const char *kind, enum schema_id schema, const char *at)
{
	const struct schema *s = &schemas[schema];
	char path[128];

	snprintf(p->first_path[schema], sizeof(p->first_path[schema]), "%s%s%s", kind,
		 *at != '\0' ? " " : "", at);
	for (size_t i = 0; i < s->cnt; i++) {
		const struct field *f = &s->fields[i];

		snprintf(path, sizeof(path), "%s%s%s", at, *at != '\0' ? "." : "", f->key);
		put_field(p, f, path);
		if (f->schema == SCHEMA_NONE)
			continue;
		if (*p->first_path[f->schema] != '\0')
			buf_printf(p->out, "Fields: as in %s.\n", p->first_path[f->schema]);
		else
			put_schema(p, kind, f->schema, path);
	}
}

int
explain_reference(struct buf *out)
{
	struct page page = {.out = out};
	struct explained e;

	buf_adds(out, intro);
	for (size_t i = 0; explained_at(i, &e); i++) {
		buf_printf(out, ".SH %s (%s)\n%s\n", e.name, e.api, schemas[e.schema].help);
		if (*page.first_path[e.schema] != '\0')
			buf_printf(out, ".PP\nFields: as in %s.\n", page.first_path[e.schema]);
		else
			put_schema(&page, e.name, e.schema, "");
	}
	buf_adds(out, ".SH SEE ALSO\n.BR sluice (1)\n");
	return out->failed ? -ENOMEM : 0;
}
