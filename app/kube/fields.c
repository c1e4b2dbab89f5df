/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/fields.h"

#include <stdio.h>
#include <string.h>

#include "kube/board.h"
#include "kube/object.h"

#define L(struct_, member_)  offsetof(struct_, member_), sizeof(((struct_ *)0)->member_)
#define LL(struct_, member_) offsetof(struct_, member_), sizeof(*((struct_ *)0)->member_.v)
#define PP(struct_, member_) offsetof(struct_, member_), sizeof(*((struct_ *)0)->member_)
#define SAME                 0, 0
#define MEMBERS(type_)       0, sizeof(type_)

#define REQUIRED FF_REQUIRED
#define LIST     FF_LIST
#define AUTO     FF_AUTO
#define POINTER  FF_POINTER
#define BY(key_) (FIELD_BY_##key_ << FIELD_BY_SHIFT)

/* A landing is two members of struct field. */
#define SCHEMA(id_) static const struct field fields_##id_[] = {
#define IDENTITY(api_, kind_, help_)                                                               \
	{.key = "apiVersion",                                                                      \
	 .type = FT_STRING,                                                                        \
	 .flags = FF_IDENTITY | FF_REQUIRED,                                                       \
	 .allowed = api_,                                                                          \
	 .help = "Version of the form that the object is written in.",                             \
	 .schema = SCHEMA_NONE},                                                                   \
		{.key = "kind",                                                                    \
		 .type = FT_STRING,                                                                \
		 .flags = FF_IDENTITY | FF_REQUIRED,                                               \
		 .allowed = kind_,                                                                 \
		 .help = "What the object is.",                                                    \
		 .schema = SCHEMA_NONE},
#define F(key_, type_, flags_, landing_, allowed_, initial_, help_)                                \
	{key_, FT_##type_, flags_, landing_, allowed_, initial_, help_, SCHEMA_NONE, 0},
#define O(key_, flags_, landing_, schema_, help_)                                                  \
	{key_, FT_OBJECT, flags_, landing_, NULL, NULL, help_, SCHEMA_##schema_, 0},
#define IGNORED(key_, type_, flags_, whose_, help_)                                                \
	{.key = key_,                                                                              \
	 .type = FT_##type_,                                                                       \
	 .flags = FF_IGNORED | (flags_),                                                           \
	 .help = help_,                                                                            \
	 .schema = SCHEMA_NONE,                                                                    \
	 .whose = WHOSE_##whose_},
#define CHECKED(key_, flags_, schema_, whose_, help_)                                              \
	{.key = key_,                                                                              \
	 .type = FT_OBJECT,                                                                        \
	 .flags = FF_IGNORED | (flags_),                                                           \
	 .help = help_,                                                                            \
	 .schema = SCHEMA_##schema_,                                                               \
	 .whose = WHOSE_##whose_},
#define REFUSED(key_, reason_)                                                                     \
	{.key = key_, .flags = FF_REFUSED, .help = reason_, .schema = SCHEMA_NONE},
#define END(id_)                                                                                   \
	}                                                                                          \
	;
#include "kube/fields.def"
#undef SCHEMA
#undef IDENTITY
#undef F
#undef O
#undef IGNORED
#undef CHECKED
#undef REFUSED
#undef END

const struct schema schemas[SCHEMA_CNT] = {
#define SCHEMA(id_)                  [SCHEMA_##id_] = {fields_##id_, sizeof(fields_##id_) / sizeof(fields_##id_[0]),
#define IDENTITY(api_, kind_, help_) help_
#define F(...)
#define O(...)
#define IGNORED(...)
#define CHECKED(...)
#define REFUSED(...)
#define END(id_)                                                                                   \
	}                                                                                          \
	,
#include "kube/fields.def"
};

const struct field_type_info field_types[FT_CNT] = {
#define TYPE(id_, name_, wanted_) [FT_##id_] = {name_, wanted_},
#include "kube/types.def"
#undef TYPE
};

const struct field *
field_find(enum schema_id schema, const char *key)
{
	const struct schema *s = schema == SCHEMA_NONE ? NULL : &schemas[schema];

	for (size_t i = 0; s != NULL && i < s->cnt;
	     i++) /* nearly all differ in their first letter */
		if (s->fields[i].key[0] == key[0] && strcmp(s->fields[i].key, key) == 0)
			return &s->fields[i];
	return NULL;
}

const char *
field_wanted(const struct field *f, char buf[WANTED_BYTES])
{
	const char *words = f->allowed;
	int len;

	if (f->type == FT_INT && words != NULL) {
		snprintf(buf, WANTED_BYTES, "%s in %s", field_types[f->type].wanted, words);
		return buf;
	}
	len = snprintf(buf, WANTED_BYTES, "%s", field_types[f->type].wanted);
	while (f->type == FT_ENUM && *words != '\0' && len < WANTED_BYTES) {
		size_t n = strcspn(words, "|");

		len += snprintf(buf + len, WANTED_BYTES - (size_t)len, "%s%.*s",
				words == f->allowed ? " " : ", ", (int)n, words);
		words += n + (words[n] == '|');
	}
	return buf;
}

size_t
schema_names(enum schema_id schema, const char **names, size_t max)
{
	const struct schema *s = &schemas[schema];
	size_t cnt = 0;

	for (size_t i = 0; i < s->cnt && cnt < max; i++)
		if ((s->fields[i].flags & FF_REFUSED) == 0)
			names[cnt++] = s->fields[i].key;
	return cnt;
}
