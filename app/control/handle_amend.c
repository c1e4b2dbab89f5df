/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * patch and label: changes of objects by name.
 */
#include "control/request.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	enum model_amend_how how;
} patch_types[] = {
	{"strategic", MODEL_PATCH_STRATEGIC},
	{"merge", MODEL_PATCH_MERGE},
	{"json", MODEL_PATCH_JSON},
};

static bool
patch_type(const json_t *params, enum model_amend_how *how)
{
	const char *name = param_string(params, "type");

	for (size_t i = 0; i < sizeof(patch_types) / sizeof(patch_types[0]); i++) {
		if (name != NULL && strcmp(patch_types[i].name, name) != 0)
			continue;
		*how = patch_types[i].how;
		return true;
	}
	return false;
}

static int
patch_one(struct request *r, struct model_change *change, const char *ns, const char *name)
{
	const struct model_text text = request_text(r);
	struct model_amend am = {.name = text.name, .text = text.text, .len = text.len};

	patch_type(r->params, &am.how);
	return model_change_amend(change, &am, param_string(r->params, "kind"), ns, name);
}

static int
patch_fill(struct change_job *job, struct model_change *change, struct faults *faults)
{
	return request_each(request_of(job), change, faults, patch_one);
}

void
handle_patch(struct mgmt_call *call, const json_t *params, void *arg)
{
	enum model_amend_how how;
	struct request *r;

	if (!patch_type(params, &how) || !request_names_objects(params)) {
		mgmt_fail(call, RPC_INVALID_PARAMS, NULL,
			  "patch takes one of names, selectors, all; type is strategic, merge or "
			  "json");
		return;
	}
	r = request_create(call, params, arg);
	if (r != NULL)
		request_start(r, patch_fill);
}

static int
label_one(struct request *r, struct model_change *change, const char *ns, const char *name)
{
	const json_t *list = json_object_get(r->params, "sets"), *set;
	const char **sets = calloc(json_array_size(list) + 1, sizeof(*sets));
	const struct model_amend am = {
		.how = param_true(r->params, "annotations") ? MODEL_ANNOTATE : MODEL_LABEL,
		.sets = sets,
		.overwrite = param_true(r->params, "overwrite"),
	};
	size_t i;
	int rc = -ENOMEM;

	if (sets != NULL) {
		json_array_foreach(list, i, set) sets[i] = json_string_value(set);
		rc = model_change_amend(change, &am, param_string(r->params, "kind"), ns, name);
	}
	free(sets);
	return rc;
}

static int
label_fill(struct change_job *job, struct model_change *change, struct faults *faults)
{
	return request_each(request_of(job), change, faults, label_one);
}

void
handle_label(struct mgmt_call *call, const json_t *params, void *arg)
{
	struct request *r;

	if (!request_names_objects(params) ||
	    json_array_size(json_object_get(params, "sets")) == 0) {
		mgmt_fail(call, RPC_INVALID_PARAMS, NULL,
			  "label takes one of names, selectors, all; sets are \"key=value\" and "
			  "\"key-\"");
		return;
	}
	r = request_create(call, params, arg);
	if (r != NULL)
		request_start(r, label_fill);
}
