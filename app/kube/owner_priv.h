/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Who owns which fields: how what somebody says meets the object that is there.
 */
#pragma once

#include "kube/model_priv.h"

#define LAST_APPLIED "kubectl.kubernetes.io/last-applied-configuration"
#define ORIGIN       "sluice/applied-from" /* the folder */

/** A document, or a change of an object, on its way into the store. */
struct meeting {
	struct object *old; /* NULL: it is new */
	struct node *root;  /* what is to be decoded: what was given, merged with what is there */
	const char
		*applied; /* what its owner says, where what is stored is more than that; or NULL */
	const char *home; /* of a record: the file that owns it; NULL: the board */
	bool is_record;   /* of an object that the socket does not own */
	bool same;        /* nothing is to be changed */
	bool derived;     /* it is made of a Service, and not to be stored */
	bool served;      /* what was given came out of a server */
};

/**
 * Merge a document with the object that it is about.
 * @param a    owns root, and the result
 * @param root of the document; may be changed
 * @return 0, -EINVAL, -ENOENT (replace), -ESTALE (another resourceVersion), each with a fault,
 *         -ENOMEM
 */
int owner_meet(struct model_change *c, const struct model_text *text, struct arena *a,
	       struct node *root, struct meeting *out);

/**
 * The same for a change of what is shown: wanted is the whole object as somebody wants it.
 * @param shown as he was shown it; NULL: as it is shown now
 * @return 0 or -ENOMEM
 */
int owner_carry(const struct model *m, struct object *old, struct arena *a, struct node *shown,
		struct node *wanted, struct meeting *out);

/**
 * A record of an object that has another owner than the socket: {"file":...,"applied":{...},
 * "object":{...}}. Where the board is the owner it may say something else since.
 * @return 0, -EINVAL, -ENOMEM
 */
int owner_restore(const struct model *m, struct arena *a, struct node *record, struct meeting *out);

/**
 * Warn who changes an object of a folder's file, met->old, in what that file says.
 * @param a owns met->root
 * @return 0 or -ENOMEM
 */
int owner_warn(struct model_change *c, struct arena *a, const struct meeting *met);

/** Write that record. @return 0 or -ENOMEM */
int owner_record(const struct object *o, struct buf *out);

/** Set in a decoded object whose it is. @return 0 or -ENOMEM */
int owner_settle(struct object *o, const struct meeting *m, const struct model_text *text);

/** An object as it is shown, all of it at one place. @return 0 or -ENOMEM */
int owner_shown(const struct model *m, const struct object *o, struct arena *a,
		const struct node *place, struct node **out);

/** Refuse another resourceVersion than an object's. @return -ESTALE */
int owner_refuse_stale(struct faults *faults, const char *file, const struct object *o,
		       const struct node *version);

/** @return a resourceVersion as number; UINT64_MAX for what is none of ours */
uint64_t owner_version(const char *text);

/* intake.c */

/** Decode what was met, and put it. @param a owns met->root */
int intake_met(struct model_change *c, const struct model_text *text, struct arena *a,
	       const struct meeting *met);

/* lastapplied.c */

/** The text of the annotation for what was given. @return NULL: no memory */
const char *lastapplied_text(struct arena *a, const struct node *given, const char *ns);

/** What it holds; *out NULL where there is none, or nothing sound. @return 0 or -ENOMEM */
int lastapplied_get(struct arena *a, const struct node *root, struct node **out);
