/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The field table (fields.def) and the decoder that it drives: a map of the tree becomes a struct,
 * and everything that the table does not allow becomes a fault with its place.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "kube/tree.h"
#include "kube/unsound.h"

enum field_type {
#define TYPE(id_, name_, wanted_) FT_##id_,
#include "kube/types.def"
#undef TYPE
	FT_CNT,
};

/** Names of types, and what of each is expected, indexed by enum field_type. */
extern const struct field_type_info {
	const char *name;   /* "map[string]string" */
	const char *wanted; /* "a string: an absolute path" */
} field_types[FT_CNT];

enum field_flags {
	FF_REQUIRED = 1 << 0,
	FF_LIST = 1 << 1,
	FF_AUTO = 1 << 2,     /* the word auto stands for "as if absent" */
	FF_POINTER = 1 << 3,  /* lands as a pointer, NULL when absent */
	FF_IDENTITY = 1 << 4, /* apiVersion or kind: what chose the schema */
	FF_IGNORED = 1 << 5,  /* valid, no effect, printed again */
	FF_REFUSED = 1 << 6,
};

/* The bits above the flags: enum field_by. */
#define FIELD_BY_SHIFT 8

/** What tells the items of a list apart when two versions of it are merged. */
enum field_by {
	FIELD_BY_NOTHING, /* the list is one value */
	FIELD_BY_VALUE,   /* a set of scalars */
	FIELD_BY_NAME,
	FIELD_BY_TYPE,
	FIELD_BY_IP,
	FIELD_BY_UID,
	FIELD_BY_PORT,           /* and protocol */
	FIELD_BY_CONTAINER_PORT, /* and protocol */
	FIELD_BY_MOUNT_PATH,
	FIELD_BY_DEVICE_PATH,
	FIELD_BY_TOPOLOGY_KEY,
	FIELD_BY_CNT,
};

/** For whom an ignored field is, which decides what the user is told: see fields.def. */
enum field_whose {
	WHOSE_TRAFFIC,
	WHOSE_NODE,
	WHOSE_SCHEDULER,
	WHOSE_CONTROLLERS,
	WHOSE_SERVER,
};

enum schema_id {
	SCHEMA_NONE = -1,
#define SCHEMA(id_) SCHEMA_##id_,
#define IDENTITY(...)
#define F(...)
#define O(...)
#define IGNORED(...)
#define CHECKED(...)
#define REFUSED(...)
#define END(id_)
#include "kube/fields.def"
#undef SCHEMA
#undef IDENTITY
#undef F
#undef O
#undef IGNORED
#undef CHECKED
#undef REFUSED
#undef END
	SCHEMA_CNT,
};

struct field {
	const char *key;
	enum field_type type;
	unsigned flags; /* enum field_flags, enum field_by */
	size_t off;     /* in the struct of its map */
	size_t size;    /* of the value, or of one of them */
	const char *allowed;
	const char *initial;    /* default as text, or NULL */
	const char *help;       /* of FF_REFUSED: the reason */
	enum schema_id schema;  /* of FT_OBJECT */
	enum field_whose whose; /* of FF_IGNORED */
};

struct schema {
	const struct field *fields;
	size_t cnt;
	const char *help; /* of a whole object, else NULL */
};

extern const struct schema schemas[SCHEMA_CNT];

struct notes;

#define DECODE_PATH_MAX 256

struct decoder {
	const char *file;
	struct faults *faults;
	struct arena *arena;     /* of the struct */
	bool partial;            /* the text was cut off: what is missing may have stood behind */
	bool bad;                /* a fault was added */
	struct unsound *unsound; /* what the faults are about; in the arena, NULL: nothing */
	struct notes *notes;     /* gets what was ignored; NULL: nobody wants to know */
	bool served;             /* the object came out of a cluster */
	char path[DECODE_PATH_MAX];
	size_t path_len;
};

/**
 * Decode a map into a zeroed struct, defaults included.
 * Sets d->bad after a fault; the struct then is incomplete.
 */
void decode_map(struct decoder *d, enum schema_id schema, const struct node *map, void *to);

/** Add a fault at a node and the decoder's path. */
void decode_fault(struct decoder *d, const struct node *at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/** Add "expected WANTED, found ...". @return false */
bool decode_mismatch(struct decoder *d, const struct node *n, const char *wanted);

/** What is wrong with a string wherever it stands: ": '//' begins no comment ..."; "" : nothing. */
const char *decode_hint_text(const char *s);

/** Decode one scalar as the type of its field says. @return whether it landed */
bool decode_scalar(struct decoder *d, const struct field *f, const struct node *n, void *to);

/** @return the field of that name, or NULL: none, or no schema */
const struct field *field_find(enum schema_id schema, const char *key);

/** What tells the items of a field's list apart; the field may be NULL. */
static inline enum field_by
field_by(const struct field *f)
{
	return f == NULL ? FIELD_BY_NOTHING : (enum field_by)(f->flags >> FIELD_BY_SHIFT);
}

#define WANTED_BYTES 200

/** What is expected of one value of a field, range and words included. @return buf */
const char *field_wanted(const struct field *f, char buf[WANTED_BYTES]);

/** Names of a schema's fields. @return count; names lie in the table */
size_t schema_names(enum schema_id schema, const char **names, size_t max);

/** Whether s is a DNS label (RFC 1123): lower case, digits, '-', at most 63. */
bool name_is_label(const char *s);

/** Whether s may be the value of a label. */
bool name_is_label_value(const char *s);

/** Whether s is a DNS subdomain: labels joined by dots, at most 253. */
bool name_is_subdomain(const char *s);
