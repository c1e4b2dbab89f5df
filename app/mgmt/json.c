/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "mgmt/json.h"

#include <stdint.h>
#include <string.h>

/* Bytes of the UTF-8 sequence at s, 0 when it is none (RFC 3629: no surrogates, no overlong). */
static size_t
utf8_len(const unsigned char *s)
{
	size_t len = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;

	if (s[0] > 0xf4)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return len;
}

void
jput_string(struct buf *out, const char *s)
{
	const unsigned char *p = (const unsigned char *)s;

	buf_adds(out, "\"");
	while (*p != '\0') {
		const unsigned char *plain = p;
		size_t len = 1;

		while (*p >= 0x20 && *p != '"' && *p != '\\' && (len = utf8_len(p)) > 0)
			p += len;
		buf_add(out, plain, (size_t)(p - plain));
		if (*p == '\0')
			break;
		if (*p == '"' || *p == '\\')
			buf_printf(out, "\\%c", *p);
		else if (*p == '\n')
			buf_adds(out, "\\n");
		else if (*p < 0x20)
			buf_printf(out, "\\u%04x", *p);
		else
			buf_adds(out, "\xef\xbf\xbd");
		p++;
	}
	buf_adds(out, "\"");
}

void
jput_fault(struct buf *out, const struct fault *f)
{
	static const char *const levels[] = {
		[FAULT_ERROR] = "error",
		[FAULT_WARN] = "warning",
		[FAULT_NOTE] = "note",
	};

	buf_adds(out, "{");
	if (f->file != NULL) {
		buf_adds(out, "\"file\":");
		jput_string(out, f->file);
		buf_adds(out, ",");
	}
	if (f->line != 0)
		buf_printf(out, "\"line\":%u,", f->line);
	if (f->col != 0)
		buf_printf(out, "\"column\":%u,", f->col);
	if (f->path != NULL) {
		buf_adds(out, "\"path\":");
		jput_string(out, f->path);
		buf_adds(out, ",");
	}
	buf_printf(out, "\"level\":\"%s\",\"reason\":", levels[f->level]);
	jput_string(out, f->reason != NULL ? f->reason : "out of memory");
	buf_adds(out, "}");
}

void
jput_faults(struct buf *out, const struct faults *fs)
{
	buf_adds(out, "[");
	for (size_t i = 0; i < fs->cnt; i++) {
		if (i > 0)
			buf_adds(out, ",");
		jput_fault(out, &fs->v[i]);
	}
	buf_adds(out, "]");
}
