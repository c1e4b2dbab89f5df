/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Scalars of the field table: how each type is read, and what the user is told who wrote another.
 */
#include "kube/types_priv.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "kube/object.h"

#define ENUM_WORDS_MAX      8
#define IFNAME_CHARS_MAX    15
#define LABEL_CHARS_MAX     63
#define SUBDOMAIN_CHARS_MAX 253
#define DEVICE_CHARS_MAX    511

bool
name_is_label(const char *s)
{
	size_t len = strlen(s);

	if (len == 0 || len > LABEL_CHARS_MAX || s[0] == '-' || s[len - 1] == '-')
		return false;
	return strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

bool
name_is_subdomain(const char *s)
{
	char label[LABEL_CHARS_MAX + 1];

	if (strlen(s) > SUBDOMAIN_CHARS_MAX)
		return false;
	for (;;) {
		size_t len = strcspn(s, ".");

		if (len > LABEL_CHARS_MAX)
			return false;
		memcpy(label, s, len);
		label[len] = '\0';
		if (!name_is_label(label))
			return false;
		if (s[len] == '\0')
			return true;
		s += len + 1;
	}
}

/* RFC 6335: letters, digits and single dashes, at most 15, a letter among them. */
static bool
is_port_name(const char *s)
{
	return name_is_label(s) && strlen(s) <= 15 && strpbrk(s, "abcdefghijklmnopqrstuvwxyz") &&
	       strstr(s, "--") == NULL;
}

static bool
is_ifname(const char *s)
{
	size_t len = strlen(s);

	return len > 0 && len <= IFNAME_CHARS_MAX && strpbrk(s, "/: \t\n") == NULL &&
	       strcmp(s, ".") != 0 && strcmp(s, "..") != 0;
}

static bool
is_device(const char *s)
{
	size_t len = strlen(s);

	if (len == 0 || len > DEVICE_CHARS_MAX)
		return false;
	for (; *s != '\0'; s++)
		if (!isgraph((unsigned char)*s))
			return false;
	return true;
}

static bool
is_path(const char *s)
{
	return s[0] == '/' && strlen(s) < 4096;
}

/* Beside addresses. */
static bool
is_cluster_ip(const char *s)
{
	return *s == '\0' || strcmp(s, "None") == 0;
}

static bool
is_any(const char *s)
{
	(void)s;
	return true;
}

static bool
keep_string(struct decoder *d, const struct node *n, void *to)
{
	const char *copy = arena_strdup(d->arena, n->text);

	memcpy(to, &copy, sizeof(copy));
	return copy != NULL;
}

static bool (*const valid_string[FT_CNT])(const char *s) = {
	[FT_STRING] = is_any,          [FT_PATH] = is_path,
	[FT_LABEL] = name_is_label,    [FT_SUBDOMAIN] = name_is_subdomain,
	[FT_PORT_NAME] = is_port_name, [FT_IFNAME] = is_ifname,
	[FT_DEVICE] = is_device,       [FT_CLUSTER_IP] = is_cluster_ip,
};

static bool
addr_is_unicast(struct decoder *d, const struct node *n, const struct ip_addr *addr)
{
	enum addr_class class = addr_class(addr);

	if (class != ADDR_UNICAST)
		decode_fault(d, n, "%s is a %s address: not allowed here", n->text,
			     addr_class_name(class));
	return class == ADDR_UNICAST;
}

static bool
decode_string(struct decoder *d, const struct field *f, const struct node *n, void *to)
{
	struct ip_addr addr;

	if (f->type == FT_CLUSTER_IP && n->type == NODE_STRING && addr_parse(&addr, n->text) == 0)
		return addr_is_unicast(d, n, &addr) && keep_string(d, n, to);
	if (n->type != NODE_STRING || !valid_string[f->type](n->text))
		return decode_mismatch(d, n, field_types[f->type].wanted);
	return keep_string(d, n, to);
}

/* A label's key: [prefix/]name. */
static bool
is_label_key(const char *s)
{
	const char *slash = strchr(s, '/'), *name = slash == NULL ? s : slash + 1;
	char prefix[SUBDOMAIN_CHARS_MAX + 1];
	size_t len = strlen(name);

	if (slash != NULL) {
		if (slash == s || (size_t)(slash - s) > SUBDOMAIN_CHARS_MAX)
			return false;
		memcpy(prefix, s, (size_t)(slash - s));
		prefix[slash - s] = '\0';
		if (!name_is_subdomain(prefix))
			return false;
	}
	if (len == 0 || len > LABEL_CHARS_MAX || !isalnum((unsigned char)name[0]) ||
	    !isalnum((unsigned char)name[len - 1]))
		return false;
	for (; *name != '\0'; name++)
		if (!isalnum((unsigned char)*name) && strchr("-_.", *name) == NULL)
			return false;
	return true;
}

bool
name_is_label_value(const char *s)
{
	return *s == '\0' || (strchr(s, '/') == NULL && is_label_key(s));
}

static int
compare_labels(const void *a, const void *b)
{
	return strcmp(((const struct label *)a)->key, ((const struct label *)b)->key);
}

static void
refuse_label(struct decoder *d, const struct node *n, const char *what)
{
	struct node at = {.line = n->key_line, .col = n->key_col};

	decode_fault(d, &at,
		     "\"%.80s\": not a valid %s key: [domain/]name of letters, digits, "
		     "'-', '_' and '.', at most 63",
		     n->key, what);
}

static bool
decode_labels(struct decoder *d, const struct field *f, const struct node *n, void *to)
{
	struct labels *set = to;
	const char *what = f->type == FT_LABELS ? "label" : "annotation";

	if (n->type != NODE_MAP)
		return decode_mismatch(d, n, field_types[f->type].wanted);
	set->v = arena_alloc(d->arena, (n->cnt + 1) * sizeof(*set->v));
	if (set->v == NULL)
		return false;
	for (const struct node *c = n->first; c != NULL; c = c->next) {
		struct label *l = &set->v[set->cnt];
		const char *value = c->type == NODE_NULL ? "" : c->text;

		if (!is_label_key(c->key)) {
			refuse_label(d, c, what);
			continue;
		}
		if (c->type != NODE_STRING && c->type != NODE_NULL) { /* null is "", as in Go */
			size_t len = d->path_len;

			d->path_len += (size_t)snprintf(d->path + len, sizeof(d->path) - len,
							"[%.100s]", c->key);
			if (d->path_len >= sizeof(d->path))
				d->path_len = sizeof(d->path) - 1;
			decode_mismatch(d, c, "a string");
			d->path_len = len;
			d->path[len] = '\0';
			continue;
		}
		if (f->type == FT_LABELS && !name_is_label_value(value)) {
			decode_fault(d, c,
				     "%s: \"%.80s\" is no valid label value: letters, "
				     "digits, '-', '_' and '.', at most 63",
				     c->key, value);
			continue;
		}
		l->key = arena_strdup(d->arena, c->key);
		l->value = arena_strdup(d->arena, value);
		if (l->key == NULL || l->value == NULL)
			return false;
		set->cnt++;
	}
	qsort(set->v, set->cnt, sizeof(*set->v), compare_labels);
	return true;
}

static bool
store_int(int64_t value, size_t size, void *to)
{
	if (size == 1)
		*(int8_t *)to = (int8_t)value;
	else if (size == 2)
		*(uint16_t *)to = (uint16_t)value;
	else if (size == 4)
		*(int32_t *)to = (int32_t)value;
	else
		*(int64_t *)to = value;
	return true;
}

static void
int_range(const struct field *f, int64_t *min, int64_t *max)
{
	char *end;

	*min = INT64_MIN;
	*max = INT64_MAX;
	if (f->allowed == NULL)
		return;
	*min = strtoll(f->allowed, &end, 10);
	*max = strtoll(end + 1, NULL, 10);
}

static bool
decode_int(struct decoder *d, const struct field *f, const struct node *n, void *to)
{
	char wanted[WANTED_BYTES];
	int64_t min, max;

	if ((f->flags & FF_AUTO) != 0 && n->type == NODE_STRING && strcmp(n->text, "auto") == 0)
		return store_int(-1, f->size, to);
	int_range(f, &min, &max);
	if (n->type != NODE_INT)
		return decode_mismatch(d, n, field_wanted(f, wanted));
	if (n->i < min || n->i > max) {
		decode_fault(d, n, "%lld is out of range: expected %s", (long long)n->i,
			     field_wanted(f, wanted));
		return false;
	}
	return store_int(n->i, f->size, to);
}

static bool
decode_bool(struct decoder *d, const struct field *f, const struct node *n, void *to)
{
	if (n->type != NODE_BOOL)
		return decode_mismatch(d, n, field_types[f->type].wanted);
	*(bool *)to = n->b;
	return true;
}

/* The place of a word in "a|b|c". @return -1: it is none of them */
static int
word_index(const char *allowed, const char *word)
{
	size_t len = strlen(word);

	for (int i = 0;; i++) {
		size_t n = strcspn(allowed, "|");

		if (n == len && memcmp(allowed, word, n) == 0)
			return i;
		if (allowed[n] == '\0')
			return -1;
		allowed += n + 1;
	}
}

static bool
decode_enum(struct decoder *d, const struct field *f, const struct node *n, void *to)
{
	char text[128], wanted[WANTED_BYTES];
	const char *words[ENUM_WORDS_MAX], *near;
	size_t cnt = 0;
	char *save;

	/* an unquoted word that YAML 1.1 takes for a boolean (off) is still that word here */
	if (n->type == NODE_STRING || n->type == NODE_BOOL) {
		int idx = word_index(f->allowed, n->text);

		if (idx >= 0)
			return store_int(idx, f->size, to);
	}
	snprintf(text, sizeof(text), "%s", f->allowed);
	for (char *w = strtok_r(text, "|", &save); w != NULL && cnt < ENUM_WORDS_MAX;
	     w = strtok_r(NULL, "|", &save))
		words[cnt++] = w;
	field_wanted(f, wanted);
	if (n->type != NODE_STRING && n->type != NODE_BOOL)
		return decode_mismatch(d, n, wanted);
	if (n->type == NODE_BOOL || *decode_hint_text(n->text) != '\0')
		return decode_mismatch(d, n, wanted);
	near = suggest_nearest(n->text, words, cnt);
	decode_fault(d, n, "\"%.40s\" is not allowed: expected %s%s%s%s", n->text, wanted + 10,
		     near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
		     near != NULL ? "\"?" : "");
	return false;
}

static bool
decode_int_or_string(struct decoder *d, const struct field *f, const struct node *n, void *to)
{
	struct int_or_string *v = to;
	int64_t min, max;

	int_range(f, &min, &max);
	if (n->type == NODE_INT && n->i >= min && n->i <= max) {
		v->num = n->i;
		return true;
	}
	if (n->type == NODE_INT) {
		decode_fault(d, n, "%lld is out of range: expected an integer in %s or a name",
			     (long long)n->i, f->allowed);
		return false;
	}
	if (n->type == NODE_STRING && is_port_name(n->text))
		return keep_string(d, n, &v->text);
	return decode_mismatch(d, n, field_types[f->type].wanted);
}

static bool
decode_addr(struct decoder *d, const struct field *f, const struct node *n, void *to)
{
	struct ip_addr addr;

	if (n->type != NODE_STRING)
		return decode_mismatch(d, n, field_types[f->type].wanted);
	if (*n->text == '\0' && (f->flags & (FF_REQUIRED | FF_LIST)) == 0)
		return true;
	if (addr_parse(&addr, n->text) != 0)
		return decode_mismatch(d, n, field_types[f->type].wanted);
	/* a board's own may be a loopback address */
	if (!(f->type == FT_OWN_ADDR && addr_class(&addr) == ADDR_LOOPBACK) &&
	    !addr_is_unicast(d, n, &addr))
		return false;
	memcpy(to, &addr, sizeof(addr));
	return true;
}

/* As an API server takes it: blanks around it and bits behind its length do no harm. */
static bool
decode_source_range(struct decoder *d, const struct field *f, const struct node *n, void *to)
{
	static const char blanks[] = " \t\n\r\f\v";
	char text[PREFIX_TEXT_BYTES];
	size_t skip, len;

	if (n->type != NODE_STRING)
		return decode_mismatch(d, n, field_types[f->type].wanted);
	skip = strspn(n->text, blanks);
	len = strlen(n->text + skip);
	while (len > 0 && strchr(blanks, n->text[skip + len - 1]) != NULL)
		len--;
	snprintf(text, sizeof(text), "%.*s", (int)(len < sizeof(text) ? len : 0), n->text + skip);
	if (prefix_parse(to, text) != 0)
		return decode_mismatch(d, n, field_types[f->type].wanted);
	return true;
}

static bool
decode_prefix(struct decoder *d, const struct field *f, const struct node *n, void *to)
{
	struct ip_prefix p, masked;
	char text[PREFIX_TEXT_BYTES];

	if (n->type != NODE_STRING || prefix_parse(&p, n->text) != 0)
		return decode_mismatch(d, n, field_types[f->type].wanted);
	masked = p;
	prefix_mask(&masked);
	if (f->type == FT_PREFIX && prefix_has_host_bits(&p)) {
		decode_fault(d, n, "%s has bits set behind its length: did you mean %s?", n->text,
			     prefix_format(&masked, text));
		return false;
	}
	if (f->type == FT_IFADDR && addr_class(&p.addr) != ADDR_UNICAST &&
	    addr_class(&p.addr) != ADDR_LINK_LOCAL) {
		decode_fault(d, n, "%s is a %s address: no port can have it", n->text,
			     addr_class_name(addr_class(&p.addr)));
		return false;
	}
	memcpy(to, &p, sizeof(p));
	return true;
}

static bool
decode_hint(struct decoder *d, const struct field *f, const struct node *n, void *to)
{
	const struct node *name = tree_get(n, "name");

	if (name == NULL || name->type != NODE_STRING)
		return decode_mismatch(d, n, field_types[f->type].wanted);
	return keep_string(d, name, to);
}

bool
decode_scalar(struct decoder *d, const struct field *f, const struct node *n, void *to)
{
	switch (f->type) {
	case FT_STRING:
	case FT_PATH:
	case FT_LABEL:
	case FT_SUBDOMAIN:
	case FT_PORT_NAME:
	case FT_IFNAME:
	case FT_DEVICE:
	case FT_CLUSTER_IP:
		return decode_string(d, f, n, to);
	case FT_LABELS:
	case FT_ANNOTATIONS:
		return decode_labels(d, f, n, to);
	case FT_INT:
		return decode_int(d, f, n, to);
	case FT_BOOL:
		return decode_bool(d, f, n, to);
	case FT_ENUM:
		return decode_enum(d, f, n, to);
	case FT_INT_OR_STRING:
		return decode_int_or_string(d, f, n, to);
	case FT_ADDR:
	case FT_OWN_ADDR:
		return decode_addr(d, f, n, to);
	case FT_PREFIX:
	case FT_IFADDR:
		return decode_prefix(d, f, n, to);
	case FT_SOURCE_RANGE:
		return decode_source_range(d, f, n, to);
	case FT_ADDR_RANGE:
		return decode_addr_range(d, f, n, to);
	case FT_MAC:
		return decode_mac(d, f, n, to);
	case FT_DURATION:
		return decode_duration(d, f, n, to);
	case FT_CPUS:
		return decode_cpus(d, f, n, to);
	case FT_PORT_RANGE:
		return decode_port_range(d, f, n, to);
	case FT_ENDPOINT:
		return decode_endpoint(d, f, n, to);
	case FT_HINT:
		return decode_hint(d, f, n, to);
	case FT_OBJECT:
	case FT_MAP:
	case FT_STRINGS:
	case FT_CNT:
		break;
	}
	return true;
}
