/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The model: every object that manifests and the socket have put in, and what follows from them:
 * allocations, Services joined with their endpoints, and the blocks for the forwarder.
 *
 * Model:
 *   sources put objects into the store; Services whose objects, pods, slices or nodes changed are
 *   dirty; a check allocates, joins and compiles the dirty ones alone; a block whose bytes stayed
 *   the same is not named again.
 *
 * Life cycle of a change:
 *   model_change_begin -> put/delete/drop_file/set_ready, as many as wanted, each reporting faults
 *   -> model_change_check -> send model_change_blocks, write model_change_records
 *   -> model_change_commit; or model_change_abort at any point, which leaves no trace.
 *   One change is open at a time. Between begin and commit readers see the change already; an
 *   abort takes it back. Requests of several askers may be the parts of one change.
 *
 * Not thread-safe: the control loop owns it. No clock, no files, no sockets: time comes in with
 * begin, texts with put.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"
#include "kube/board.h"
#include "net/addr.h"

struct model;
struct model_change;

enum model_source {
	MODEL_BUILTIN,
	MODEL_FILE,
	MODEL_SOCKET,
};

enum model_mode {
	MODEL_APPLY,    /* create, or merge with what is there and what was applied last */
	MODEL_CREATE,   /* refuse what exists */
	MODEL_REPLACE,  /* refuse what does not exist, or was changed since it was read */
	MODEL_IF_THERE, /* of model_change_delete_text: pass over what does not exist */
	MODEL_RESTORE,  /* a record of model_change_records, read back */
};

/* From a line on a text came out of a folder, which is remembered for model_change_prune. */
struct model_origin {
	uint32_t line;
	const char *folder; /* NULL: out of none */
};

/* From a line on a text is a file, whose own lines begin there. */
struct model_place {
	uint32_t line;
	const char *file;
};

struct model_text {
	enum model_source source;
	enum model_mode mode;
	const char *name;       /* file name as shown in faults and as given to drop_file */
	const char *text;       /* YAML or JSON, any number of documents */
	size_t len;             /* <= MODEL_TEXT_MAX */
	const char *default_ns; /* for objects that name none; NULL: "default" */
	const struct model_origin *origins; /* of MODEL_APPLY by the socket; by line */
	size_t origin_cnt;
	bool again; /* of MODEL_FILE: it was written since the start, so what it says holds again */
	const char *shown; /* of MODEL_REPLACE: JSON array of the objects as who changed them was
			    * shown them: only what differs is changed; NULL: the text says all */
	size_t shown_len;
	const struct model_place *places; /* of a text of several files; by line */
	size_t place_cnt;
};

#define MODEL_TEXT_MAX ((size_t)64 << 20)

/* One object's outcome. Strings live until the change ends, shown until the call does. */
struct model_result {
	const char *kind; /* "Service" */
	const char *ns;   /* "" for Nodes and Namespaces */
	const char *name;
	const char *shown; /* "service/kubia" */
	const char *verb;  /* "created", "configured", "unchanged", "deleted", "pruned" */
	/* As it was shown before it was configured, JSON; NULL: not told, or no such object. */
	const char *before;
	size_t before_len;
};

/* One block that differs. bytes NULL: delete. Valid until the change ends. */
struct model_block {
	uint16_t kind;
	uint64_t id;
	const void *bytes;
	size_t len;
};

/* One thing to keep over restarts. text NULL: forget the key. Valid until the change ends. */
struct model_record {
	const char *key; /* "object/Service/default/kubia", "alloc/default/kubia", "version" ... */
	const char *text;
	size_t len;
};

typedef int (*model_result_cb)(void *arg, const struct model_result *r);
typedef int (*model_block_cb)(void *arg, const struct model_block *b);
typedef int (*model_record_cb)(void *arg, const struct model_record *r);

/**
 * Called with one object as JSON text, Kubernetes-shaped. Text is valid during the call.
 * A non-zero return ends the walk and is returned by it.
 */
typedef int (*model_object_cb)(void *arg, const char *json, size_t len);

/**
 * Make a model; the built-in Services come with its first change.
 * @param board stays the caller's and must outlive the model
 * @return 0 or -ENOMEM
 */
int model_create(const struct board *board, struct model **out);

/** Free a model; NULL is allowed. No change may be open. */
void model_destroy(struct model *m);

/**
 * Give back a record that was stored before a restart, before the first change: objects are put
 * with MODEL_RESTORE, allocations come here.
 * @return 0, -EINVAL when the text is not what model_change_records gave, -ENOMEM
 */
int model_restore_allocation(struct model *m, const char *key, const char *text, size_t len);

/** The same for a record of uid and creationTimestamp. @return as model_restore_allocation */
int model_restore_birth(struct model *m, const char *key, const char *text, size_t len);

/** The same for the record of the resourceVersions, where to go on from. @return 0 or -EINVAL */
int model_restore_version(struct model *m, const char *text, size_t len);

/**
 * All manifests have been read once: restored allocations that no Service claimed are free again
 * with the next change that is checked, which lists their records as to be forgotten. So it is
 * with restored births.
 */
void model_restore_done(struct model *m);

/**
 * Open a change.
 * @param wall_s wall clock, for creationTimestamp
 * @param faults collects all that is wrong; must outlive the change
 * @return 0, -EBUSY while another is open, -ENOMEM
 */
int model_change_begin(struct model *m, uint64_t wall_s, struct faults *faults,
		       struct model_change **out);

/** A file comes next in the order of faults, if it has not come before. @return 0 or -ENOMEM */
int model_change_next_file(struct model_change *c, const char *file);

/**
 * Put all objects of a text.
 * @return 0; with faults added: -EEXIST, -ENOENT, -ESTALE where all are of that kind (to create,
 *         to replace, another resourceVersion), else -EINVAL; -EFBIG (with a fault), -ENOMEM
 */
int model_change_put(struct model_change *c, const struct model_text *text);

/**
 * Put a file again: what it holds is put, what it held before and holds no more is deleted.
 * @return as model_change_put
 */
int model_change_put_file(struct model_change *c, const struct model_text *text);

/**
 * Delete what was applied by the socket out of these folders and is not put by this change.
 * @param folders up to NULL
 * @return 0 or -ENOMEM
 */
int model_change_prune(struct model_change *c, const char *const *folders);

/** From now on results tell how objects were before. */
void model_change_tell(struct model_change *c);

/** Delete what a file held. @return 0 or -ENOMEM */
int model_change_drop_file(struct model_change *c, const char *file);

/**
 * Delete one object.
 * @param kind any name a user may give: "Service", "services", "svc"
 * @return 0, -ENOENT when there is none (with a fault), -EINVAL unknown kind (with a fault),
 *         -EPERM built in (with a fault), -ENOMEM
 */
int model_change_delete(struct model_change *c, const char *kind, const char *ns, const char *name);

/** Delete the objects that a text names. @return 0, -ENOENT, -EINVAL, -ENOMEM as above */
int model_change_delete_text(struct model_change *c, const struct model_text *text);

enum model_amend_how {
	MODEL_PATCH_STRATEGIC, /* a merge patch that merges lists item by item, kubectl's default */
	MODEL_PATCH_MERGE,     /* RFC 7386 */
	MODEL_PATCH_JSON,      /* RFC 6902 */
	MODEL_LABEL,
	MODEL_ANNOTATE,
};

/* A change of what is shown of an object. */
struct model_amend {
	enum model_amend_how how;
	const char *name; /* of the patch, in faults; may be NULL */
	const char *text; /* the patch, YAML or JSON */
	size_t len;
	const char *const *sets; /* labels or annotations: "key=value", "key-", up to NULL */
	bool overwrite;          /* they may replace other values */
};

/**
 * Change one object. A patch that names another resourceVersion than the object's is refused.
 * @return 0, -ENOENT, -ESTALE, -EINVAL, each with a fault, -ENOMEM
 */
int model_change_amend(struct model_change *c, const struct model_amend *am, const char *kind,
		       const char *ns, const char *name);

/**
 * Set what a probe found out about a pod, over its own conditions.
 * @param ready -1: nothing is known, its conditions decide again
 * @return 0, -ENOENT no such pod, -ENOMEM
 */
int model_change_set_ready(struct model_change *c, const char *ns, const char *pod, int ready);

#define MODEL_PART_MAX 64

/**
 * What has been put so far is one part; what is put from now on is the next, which may name again
 * what a part before it has named.
 * @param faults collects what is wrong with the new part; must outlive the change
 * @return 0, -ENOSPC there are MODEL_PART_MAX, -ENOMEM; then there is no new part
 */
int model_change_part(struct model_change *c, struct faults *faults);

/** Whether the last part changed an object that one before it has changed. */
bool model_change_part_clashes(const struct model_change *c);

/** Take the last part, which is not the first, back. */
void model_change_part_undo(struct model_change *c);

/** No further part; `faults` collects what the check finds wrong with all of them together. */
void model_change_part_end(struct model_change *c, struct faults *faults);

/** The part that put or deleted an object. @param key "Service/default/kubia" @return -ENOENT: none
 */
int model_change_part_of(const struct model_change *c, const char *key);

/** Give the results of one part, from 0 in their order; before, those of all are given. */
void model_change_part_show(struct model_change *c, size_t part);

/**
 * Validate across objects, allocate, join, compile what is dirty. Once a change, as its last step
 * before commit or abort. Of a change with errors it finds what else is wrong; then the faults of
 * all that was put are in the order of files, lines and columns.
 * @return 0, -EINVAL when the change's faults hold an error, -ENOMEM
 */
int model_change_check(struct model_change *c);

/** The same, also when something was refused with that error. @return it, -EINVAL when more is
 * wrong, else as above */
int model_change_check_put(struct model_change *c, int refused);

/** Outcomes in the order of the input. Valid before the check too. */
int model_change_results(const struct model_change *c, model_result_cb cb, void *arg);

/**
 * Some of them.
 * @param at  from where on; moved on; 0 at first
 * @param max how many
 * @return 1: there are more, 0: these were the last, or what cb returned
 */
int model_change_some_results(const struct model_change *c, size_t *at, size_t max,
			      model_result_cb cb, void *arg);

/** Blocks that differ, after a check: endpoint sets first, then Services, then deletions. */
int model_change_blocks(const struct model_change *c, model_block_cb cb, void *arg);

/**
 * Some more of the records that differ, after a check.
 * @param max how many things to look at, each of which gives two records at most
 * @return 1: there are more, 0: all were given, -EINVAL unchecked, -ENOMEM, or cb's
 */
int model_change_records(struct model_change *c, size_t max, model_record_cb cb, void *arg);

/* What a Service's healthCheckNodePort is to tell. Strings live until the change ends. */
struct model_health {
	const char *ns;
	const char *name;
	uint16_t port;    /* 0: it has none, any more */
	int32_t local[2]; /* its ready endpoints on this node, IPv4 and IPv6; -1: not its family */
};

typedef int (*model_health_cb)(void *arg, const struct model_health *h);

/** Services whose healthCheckNodePort has to tell something else, after a check. */
int model_change_health(const struct model_change *c, model_health_cb cb, void *arg);

/** Whether this node is about to be removed: its Node is being deleted, or tainted to be. */
bool model_node_is_leaving(const struct model *m);

/* What a Service was given, or what was taken from it. Valid during the call. */
struct model_allocation {
	const char *ns;
	const char *name;
	const char *what;  /* "ClusterIP", "NodePort", "LoadBalancer", "HealthCheckNodePort" */
	const char *value; /* "10.96.0.7", "30123, 30124"; pending: why, as a sentence */
	bool released;
	bool pending; /* it was given none of what it waits for from now on */
};

typedef int (*model_allocation_cb)(void *arg, const struct model_allocation *a);

/**
 * What was given and taken, after a check, from some Services.
 * @param at  from which on; moved on; 0 at first
 * @param max how many Services to look at
 * @return 1: there are more, 0: these were the last, -EINVAL unchecked, -ENOMEM, or cb's
 */
int model_change_allocations(const struct model_change *c, size_t *at, size_t max,
			     model_allocation_cb cb, void *arg);

enum model_endpoint_event {
	MODEL_ENDPOINT_ADDED,
	MODEL_ENDPOINT_REMOVED,
	MODEL_ENDPOINT_READY,
	MODEL_ENDPOINT_NOT_READY,
	MODEL_ENDPOINT_TERMINATING,
	MODEL_ENDPOINT_EVENT_CNT,
};

/* What became of an endpoint of a Service. Valid during the call. */
struct model_endpoint_change {
	const char *service; /* "default/kubia" */
	struct ip_addr ip;
	uint16_t port;
	enum model_endpoint_event what;
};

typedef int (*model_endpoint_cb)(void *arg, const struct model_endpoint_change *e);

/**
 * What became of the endpoints of Services that were there before, after a check. A new one is
 * added, and told of again unless it is ready. @return 0, -EINVAL unchecked, or cb's
 */
int model_change_endpoints(const struct model_change *c, model_endpoint_cb cb, void *arg);

/**
 * Make a checked change the state of things: another may be opened. Results, records and
 * allocations of this one can be read on, until it is released. Of closed changes the oldest is
 * read and released first.
 */
void model_change_close(struct model_change *c);

/**
 * Free a closed change bit by bit.
 * @param max how many things to let go
 * @return whether it is still there
 */
bool model_change_release(struct model_change *c, size_t max);

/** Close a checked change and release it at once. */
void model_change_commit(struct model_change *c);

/** Take a change back, and free it; NULL is allowed. */
void model_change_abort(struct model_change *c);

/** All blocks of the present state, endpoint sets first: for the replay of the channel. */
int model_each_block(const struct model *m, model_block_cb cb, void *arg);

struct model_query {
	const char *kind;     /* any name a user may give */
	const char *ns;       /* NULL: all namespaces */
	const char *name;     /* NULL: all */
	const char *selector; /* "app=kubia,tier!=db,enabled,!old,zone in (a,b)"; NULL: all */
	const char *fields;   /* "status.phase=Running,metadata.name!=a"; NULL: all */
};

/**
 * List objects as a Kubernetes API server would show them: with defaults, metadata.uid,
 * resourceVersion, creationTimestamp and status; derived ones too (the Endpoints and EndpointSlices
 * of Services with a selector, the Pods of workloads). Sorted by namespace and name.
 * @param faults what is wrong with the query; may be NULL
 * @return 0, -EINVAL unknown kind or bad selector, -EBADMSG bad fields (each with a fault), -ENOENT
 *         a name that does not exist, -ENOMEM, or what cb returned
 */
int model_list(const struct model *m, const struct model_query *q, struct faults *faults,
	       model_object_cb cb, void *arg);

/* What is shown by itself: a stored object, or all that is made of one Service. */
struct model_unit {
	const char *kind; /* proper name */
	const char *ns;   /* "" for Nodes and Namespaces */
	const char *name; /* the Service's where it is derived */
	bool derived;     /* its Endpoints, or its EndpointSlices */
};

typedef int (*model_unit_cb)(void *arg, const struct model_unit *unit);

/**
 * Name the units of a kind that may be shown otherwise with a change, some of them repeatedly.
 * @param kind proper name
 * @return 0 or what cb returned
 * @cost follows the change, not what there is
 */
int model_change_units(const struct model_change *c, const char *kind, model_unit_cb cb, void *arg);

/** Name all units of a kind, in no order. @return as model_change_units */
int model_each_unit(const struct model *m, const char *kind, model_unit_cb cb, void *arg);

/**
 * Name the objects that a text is about, whether or not they are there, in its order.
 * @return 0, -EINVAL with faults added, -ENOMEM, or what cb returned
 */
int model_text_units(const struct model_text *text, struct faults *faults, model_unit_cb cb,
		     void *arg);

/** Show the objects of a unit, as model_list does: none where there are none. @return 0, -ENOMEM,
 * or what cb returned */
int model_show(const struct model *m, const struct model_unit *unit, model_object_cb cb, void *arg);

/** Whether a change is open, which readers see already. */
bool model_is_changing(const struct model *m);

/**
 * Append what differs between two showings of an object, as a JSON array of {"path":"spec.type",
 * "old":...,"new":...}; old or new is missing where there is none. What says nothing is left out:
 * resourceVersion and such.
 * @return 0, -EINVAL, -ENOMEM
 */
int model_fields(const char *kind, const char *before, const char *after, struct buf *json);

/**
 * What `describe service` shows beyond the object, as one JSON object:
 *   {"object": {...},
 *    "ports": [{"name": "http", "port": 80, "protocol": "TCP", "targetPort": 8080,
 *               "nodePort": 30123, "endpoints": ["10.1.0.1:8080", ...]}],
 *    "notEndpoints": [{"pod": "kubia-1", "port": "http", "reason": "not ready"}]}
 * port is "" where the reason holds for all ports.
 * @return 0, -ENOENT, -ENOMEM
 */
int model_describe_service(const struct model *m, const char *ns, const char *name,
			   struct buf *json);

/**
 * The Service behind a block id, for flows and counters.
 * @param ns,name out: live until the next change
 * @return 0 or -ENOENT
 */
int model_service_of_block(const struct model *m, uint64_t id, const char **ns, const char **name);

struct model_counts {
	size_t objects;
	size_t services;
	size_t endpoints; /* endpoints in sets, an address counted once per set */
};

/** How much there is. */
void model_count(const struct model *m, struct model_counts *out);

/**
 * Who an object is.
 * @param kind proper name
 * @param api  out: the kind's apiVersion, NULL when it is none that is held
 * @param uid  out: NULL when there is no such object; lives until the next change
 * @return 0 or -ENOENT
 */
int model_identify(const struct model *m, const char *kind, const char *ns, const char *name,
		   const char **api, const char **uid);

/**
 * The proper name of a kind that a user gave by any of its names.
 * @return "Service" for "svc", "services", "service"; NULL when unknown
 */
const char *model_kind_name(const char *given);
