/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Requests that become jobs in the queue of changes, and their answers.
 */
#pragma once

#include "control/handlers.h"

#include <stddef.h>

struct request {
	struct change_job job;
	struct control *c;
	struct mgmt_call *call;
	const json_t *params; /* the call's */
	enum model_mode mode;
	bool noted;                   /* its refusal makes events */
	struct model_origin *origins; /* of a text */
	size_t origin_cnt;
	struct model_place *places;
	size_t place_cnt;
	json_t *differing; /* of a diff: by object, what was applied, then what is live */
	struct buf faults; /* of a diff: what its first pass found, as JSON */
};

static inline struct request *
request_of(struct change_job *job)
{
	return (struct request *)((char *)job - offsetof(struct request, job));
}

/** Make one, answered with the changes it came to. @return NULL: the call was answered */
struct request *request_create(struct mgmt_call *call, const json_t *params, struct control *c);

/** Queue it. */
void request_start(struct request *r,
		   int (*fill)(struct change_job *job, struct model_change *change,
			       struct faults *faults));

void request_free(struct request *r);

/** Answer with an error. */
void request_fail(struct request *r, const struct change_outcome *outcome);

/** Its text, as the model takes it. */
struct model_text request_text(const struct request *r);

/** The objects that it names, one way of several: {"names":[...]}, selectors or all. */
typedef int (*request_each_cb)(struct request *r, struct model_change *change, const char *ns,
			       const char *name);

/** @return whether exactly one way is used */
bool request_names_objects(const json_t *params);

/**
 * Call cb for each. What a selector finds and what cannot be changed is passed over.
 * @return 0, the first error, or -EINVAL for errors of several kinds; -ENOMEM
 */
int request_each(struct request *r, struct model_change *change, struct faults *faults,
		 request_each_cb cb);

/** Begin the next member of a list of objects: kind, namespace and name; its '}' is the caller's.
 */
void request_put_name(struct buf *out, const char *kind, const char *ns, const char *name);

/** The object as it is shown now, as JSON text. @return 0 or -errno */
int request_object(const struct request *r, const struct model_result *result, struct buf *out);

/** Whether there is an object of that name, stored or derived. A wrong kind is there. */
bool request_is_there(const struct request *r, const char *kind, const char *ns, const char *name);
