/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/kind.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/suggest.h"

const struct kind_info kinds[KIND_CNT] = {
#define KIND(id_, name_, plural_, single_, shorts_, api_, schema_, namespaced_)                    \
	[KIND_##id_] = {name_, plural_, single_, shorts_, api_, schema_, namespaced_},
#include "kube/kinds.def"
#undef KIND
};

static const struct passed {
	const char *kind;
	const char *group;
} passed_kinds[] = {
#define PASSED(kind_, group_) {kind_, group_},
#include "kube/kinds_passed.def"
#undef PASSED
};

#define PASSED_CNT (sizeof(passed_kinds) / sizeof(passed_kinds[0]))

/* What old manifests say for our kinds, and servers take no more. */
static const char *const gone_apis[] = {
	"v1beta1",
	"v1beta2",
	"v1beta3",
	"apps/v1beta1",
	"apps/v1beta2",
	"discovery.k8s.io/v1beta1",
	"extensions/v1beta1",
};

static bool
in_list(const char *list, const char *word, size_t len)
{
	while (*list != '\0') {
		size_t n = strcspn(list, ",");

		if (n == len && strncasecmp(list, word, n) == 0)
			return true;
		list += n + (list[n] == ',');
	}
	return false;
}

static size_t
group_len(const char *api)
{
	const char *slash = strchr(api, '/');

	return slash == NULL ? 0 : (size_t)(slash - api);
}

static bool
has_group(const char *api, const char *group)
{
	return strlen(group) == group_len(api) && strncmp(api, group, group_len(api)) == 0;
}

/* Whether "[.VERSION][.GROUP]" are a kind's own; the group of v1 is empty. */
static bool
is_of_api(const char *suffix, const char *api)
{
	size_t group = group_len(api);
	const char *version = api + group + (group > 0);
	size_t len = strlen(version);

	if (*suffix == '\0' || (group > 0 && has_group(api, suffix + 1)))
		return true;
	if (strncasecmp(suffix + 1, version, len) != 0)
		return false;
	suffix += 1 + len;
	return *suffix == '\0' || (*suffix == '.' && has_group(api, suffix + 1));
}

enum kind
kind_find(const char *name)
{
	size_t len = strcspn(name, ".");

	for (int k = 0; k < KIND_CNT; k++)
		if ((in_list(kinds[k].name, name, len) || in_list(kinds[k].plural, name, len) ||
		     in_list(kinds[k].single, name, len) || in_list(kinds[k].shorts, name, len)) &&
		    is_of_api(name + len, kinds[k].api))
			return (enum kind)k;
	return KIND_CNT;
}

void
kind_refuse(struct faults *faults, const char *name)
{
	const struct fault_at at = {0};
	const char *names[KIND_CNT], *near;

	for (int k = 0; k < KIND_CNT; k++)
		names[k] = kinds[k].plural;
	near = suggest_nearest(name, names, KIND_CNT);
	faults_add(faults, FAULT_ERROR, &at, "the server doesn't have a resource type \"%s\"%s%s%s",
		   name, near != NULL ? ": did you mean \"" : "", near != NULL ? near : "",
		   near != NULL ? "\"?" : "");
}

const char *
kind_plural(enum kind kind, char buf[KIND_PLURAL_BYTES])
{
	const char *api = kinds[kind].api;
	size_t len = group_len(api);

	snprintf(buf, KIND_PLURAL_BYTES, "%s%s%.*s", kinds[kind].plural, len > 0 ? "." : "",
		 (int)len, api);
	return buf;
}

const char *
model_kind_name(const char *given)
{
	enum kind k = kind_find(given);

	return k == KIND_CNT ? NULL : kinds[k].name;
}

const char *
kind_passed_find(const char *name)
{
	for (size_t i = 0; i < PASSED_CNT; i++) {
		size_t len = strlen(passed_kinds[i].kind);

		if (strncasecmp(name, passed_kinds[i].kind, len) != 0)
			continue;
		if (name[len] == '\0' || strcasecmp(name + len, "s") == 0 ||
		    strcasecmp(name + len, "es") == 0)
			return passed_kinds[i].kind;
	}
	return NULL;
}

/* "v1", "v2beta1": behind the group and its slash */
static bool
has_version(const char *api)
{
	const char *s = api + group_len(api) + (strchr(api, '/') != NULL);
	size_t digits = strspn(s + (*s == 'v'), "0123456789");

	if (*s != 'v' || digits == 0)
		return false;
	s += 1 + digits;
	if (*s == '\0')
		return true;
	if (strncmp(s, "alpha", 5) != 0 && strncmp(s, "beta", 4) != 0)
		return false;
	s += *s == 'a' ? 5 : 4;
	return *s != '\0' && strspn(s, "0123456789") == strlen(s);
}

static bool
is_own_group(const char *api)
{
	for (int k = 0; k < KIND_CNT; k++)
		if (group_len(kinds[k].api) == group_len(api) &&
		    strncmp(kinds[k].api, api, group_len(api)) == 0)
			return true;
	for (size_t i = 0; i < PASSED_CNT; i++)
		if (has_group(api, passed_kinds[i].group))
			return true;
	return false;
}

/* A custom resource's group is a domain name that is not Kubernetes' own. */
static bool
is_custom(const char *api)
{
	return memchr(api, '.', group_len(api)) != NULL && !is_own_group(api);
}

static enum kind
held_kind(const char *name)
{
	for (int k = 0; k < KIND_CNT; k++)
		if (strcmp(kinds[k].name, name) == 0)
			return (enum kind)k;
	return KIND_CNT;
}

static const struct passed *
passed_kind(const char *name, const char *api)
{
	const struct passed *found = NULL;

	for (size_t i = 0; i < PASSED_CNT; i++) {
		if (strcmp(passed_kinds[i].kind, name) != 0)
			continue;
		if (found == NULL || (api != NULL && has_group(api, passed_kinds[i].group)))
			found = &passed_kinds[i];
	}
	return found;
}

static const char *
nearest_kind(const char *name)
{
	const char *names[KIND_CNT + PASSED_CNT + 1], *near;
	size_t cnt = 0;

	for (int k = 0; k < KIND_CNT; k++)
		names[cnt++] = kinds[k].name;
	names[cnt++] = "List";
	near = suggest_nearest(name, names, cnt); /* those of use here first */
	if (near != NULL)
		return near;
	for (size_t i = 0; i < PASSED_CNT; i++)
		names[cnt++] = passed_kinds[i].kind;
	return suggest_nearest(name, names, cnt);
}

static void
set_path(struct decoder *d, const char *path)
{
	d->path_len = (size_t)snprintf(d->path, sizeof(d->path), "%s", path);
}

static void
report_no_kind(struct decoder *d, const struct node *root)
{
	static const char *const wanted[] = {"kind"};
	const struct node *below = tree_get(tree_get(root, "metadata"), "kind");

	if (below != NULL) {
		struct node at = {.line = below->key_line, .col = below->key_col};

		set_path(d, "metadata.kind");
		decode_fault(d, &at,
			     "unknown field \"kind\" here: it belongs one level up, "
			     "indent it less");
		return;
	}
	for (const struct node *n = root->first; n != NULL; n = n->next) {
		struct node at = {.line = n->key_line, .col = n->key_col};

		if (suggest_nearest(n->key, wanted, 1) == NULL)
			continue;
		decode_fault(d, &at, "unknown field \"%.60s\": did you mean \"kind\"?", n->key);
		return;
	}
	if (!d->partial)
		decode_fault(d, root, "kind is missing: what is this? (Service, Pod, ...)");
}

static void
report_unknown_kind(struct decoder *d, const struct node *n)
{
	const char *near = nearest_kind(n->text);

	if (strcmp(n->text, "Board") == 0)
		decode_fault(d, n,
			     "a Board is no manifest: it is read at the start, so change its "
			     "file and restart sluiced");
	else if (near != NULL && strcmp(near, n->text) == 0)
		decode_fault(d, n, "a %s needs items, a list of objects", near);
	else if (near != NULL)
		decode_fault(d, n, "unknown kind \"%.60s\": did you mean \"%s\"?", n->text, near);
	else
		decode_fault(d, n, "kind \"%.60s\" is not supported", n->text);
}

static void
report_no_api(struct decoder *d, const struct node *root, const char *kind, const char *wanted)
{
	static const char *const key[] = {"apiVersion"};

	for (const struct node *n = root->first; n != NULL; n = n->next)
		if (suggest_nearest(n->key, key, 1) != NULL && held_kind(kind) != KIND_CNT)
			return; /* the unknown field will be reported with it */
	if (!d->partial)
		decode_fault(d, root, "missing: kind %s has apiVersion: %s", kind, wanted);
}

/* @param wanted what this kind has, or a version that it may have */
static void
report_api(struct decoder *d, const struct node *api, const char *kind, const char *wanted)
{
	const char *near = suggest_nearest(api->text, &wanted, 1);

	for (size_t i = 0; i < sizeof(gone_apis) / sizeof(gone_apis[0]); i++) {
		if (strcmp(api->text, gone_apis[i]) != 0)
			continue;
		decode_fault(d, api, "\"%s\" is served no more for kind %s: write \"%s\"",
			     api->text, kind, wanted);
		return;
	}
	decode_fault(d, api, "\"%.60s\" is not known for kind %s: %s \"%s\"%s", api->text, kind,
		     near != NULL ? "did you mean" : "expected", wanted, near != NULL ? "?" : "");
}

static void
check_api(struct decoder *d, const struct node *root, const struct node *api, enum kind kind)
{
	set_path(d, "apiVersion");
	if (api == NULL)
		report_no_api(d, root, kinds[kind].name, kinds[kind].api);
	else if (api->type != NODE_STRING)
		decode_mismatch(d, api, "a string");
	else if (strcmp(api->text, kinds[kind].api) != 0)
		report_api(d, api, kinds[kind].name, kinds[kind].api);
	set_path(d, "");
}

static void
check_passed(struct decoder *d, const struct node *root, const struct node *api,
	     const struct passed *p)
{
	char wanted[80];

	snprintf(wanted, sizeof(wanted), "%s%sv1", p->group, *p->group != '\0' ? "/" : "");
	set_path(d, "apiVersion");
	if (api == NULL)
		report_no_api(d, root, p->kind, wanted);
	else if (api->type != NODE_STRING)
		decode_mismatch(d, api, "a string");
	else if (!has_group(api->text, p->group) || !has_version(api->text))
		report_api(d, api, p->kind, wanted);
	set_path(d, "");
}

/* An older form of a kind that is held in its present one. */
static bool
is_passed_form(enum kind kind, const struct passed *p, const char *api)
{
	return p != NULL && api != NULL && strcmp(api, kinds[kind].api) != 0 &&
	       has_group(api, p->group) && has_version(api) && strstr(api, "beta") != NULL;
}

enum kind
kind_of(struct decoder *d, const struct node *root, char passed[KIND_PASSED_BYTES])
{
	const struct node *n = tree_get(root, "kind"), *api = tree_get(root, "apiVersion");
	const char *api_text = api != NULL && api->type == NODE_STRING ? api->text : NULL;
	const struct passed *p;
	enum kind kind;

	*passed = '\0';
	if (n == NULL) {
		report_no_kind(d, root);
		return KIND_CNT;
	}
	if (n->type != NODE_STRING) {
		set_path(d, "kind");
		decode_mismatch(d, n, "a string");
		return KIND_CNT;
	}
	kind = held_kind(n->text);
	if (api_text != NULL && is_custom(api_text) &&
	    (kind == KIND_CNT || suggest_nearest(api_text, &kinds[kind].api, 1) == NULL)) {
		snprintf(passed, KIND_PASSED_BYTES, "%s.%.*s", n->text, (int)group_len(api_text),
			 api_text);
		return KIND_CNT;
	}
	p = passed_kind(n->text, api_text);
	if (kind != KIND_CNT && !is_passed_form(kind, p, api_text)) {
		check_api(d, root, api, kind);
		return kind;
	}
	if (p == NULL) {
		set_path(d, "kind");
		report_unknown_kind(d, n);
		return KIND_CNT;
	}
	check_passed(d, root, api, p);
	if (!d->bad)
		snprintf(passed, KIND_PASSED_BYTES, "%s", p->kind);
	return KIND_CNT;
}
