/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/fields.h"

#include "kube/board.h"
#include "kube/object.h"

#define L(struct_, member_)  offsetof(struct_, member_), sizeof(((struct_ *)0)->member_)
#define LL(struct_, member_) offsetof(struct_, member_), sizeof(*((struct_ *)0)->member_.v)
#define SAME                 0, 0
#define MEMBERS(type_)       0, sizeof(type_)

#define REQUIRED FF_REQUIRED
#define LIST     FF_LIST
#define AUTO     FF_AUTO

/* A landing is two members of struct field. */
#define SCHEMA(id_) static const struct field fields_##id_[] = {
#define F(key_, type_, flags_, landing_, allowed_, initial_, help_)                                \
	{key_, FT_##type_, flags_, landing_, allowed_, initial_, help_, SCHEMA_NONE},
#define O(key_, flags_, landing_, schema_, help_)                                                  \
	{key_, FT_OBJECT, flags_, landing_, NULL, NULL, help_, SCHEMA_##schema_},
#define KEEP(key_, help_) {key_, FT_ANY, FF_KEPT, 0, 0, NULL, NULL, help_, SCHEMA_NONE},
#define END(id_)                                                                                   \
	}                                                                                          \
	;
#include "kube/fields.def"
#undef SCHEMA
#undef F
#undef O
#undef KEEP
#undef END

const struct schema schemas[SCHEMA_CNT] = {
#define SCHEMA(id_) [SCHEMA_##id_] = {fields_##id_, sizeof(fields_##id_) / sizeof(fields_##id_[0])},
#define F(...)
#define O(...)
#define KEEP(...)
#define END(id_)
#include "kube/fields.def"
};

size_t
schema_names(enum schema_id schema, const char **names, size_t max)
{
	const struct schema *s = &schemas[schema];
	size_t cnt = s->cnt < max ? s->cnt : max;

	for (size_t i = 0; i < cnt; i++)
		names[i] = s->fields[i].key;
	return cnt;
}
