/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The inside of the model, for its own files.
 *
 *   store.c    objects, with the journal that takes a change back; index.c the indices over them,
 *              hosts.c that of addresses
 *   change.c   the life of a change; intake.c reads texts into it, owner.c merges them with what
 *              is there, part.c holds several requests apart
 *   alloc.c    cluster IPs, node ports and LoadBalancer addresses; families.c, keep.c, claim.c,
 *              draw.c, vacant.c and grant.c are parts of it
 *   update.c   what a Service keeps, and may not change, when it is put again
 *   birth.c    uid and creationTimestamp over restarts
 *   pod.c      a pod's addresses and readiness
 *   join.c     which endpoints a Service has, and why others are none: with join_pods.c, hints.c
 *   compile.c  a joined Service to blocks
 *   health.c   what load balancers ask of this node
 *   workload.c the pods of workloads, with workload_change.c
 *   builtin.c  the objects that are always there
 *   report.c   what a change gave and took, report_endpoints.c from Services' endpoints; record.c
 * what is to be kept over restarts show.c     objects as an API server shows them; list.c finds
 * them, units.c names those that a change bears on
 */
#pragma once

#include "base/map.h"
#include "base/siphash.h"
#include "kube/model.h"
#include "kube/object.h"

#define FAMILY_CNT 2

#define HEADLESS_LABEL "service.kubernetes.io/headless"
#define SERVICE_NAME   "kubernetes.io/service-name" /* label of a slice */

struct grant_port {
	enum proto proto;
	uint16_t port; /* the Service's */
	uint16_t node_port;
};

/** What a Service asks for and cannot have now. */
struct want {
	char *path; /* of the field that asks; either is NULL without memory */
	char *reason;
};

/** What a Service was given. Unset addresses are all zero, unset ports 0. */
struct grant {
	enum family families[FAMILY_CNT];
	size_t family_cnt; /* 0: an ExternalName Service, or none given yet */
	enum family_policy policy;
	bool headless;
	struct ip_addr cluster[FAMILY_CNT]; /* in the order of families */
	struct ip_addr lb[FAMILY_CNT];      /* the same */
	struct grant_port *ports; /* one for each port of the Service, in order; malloc'd */
	size_t port_cnt;
	uint16_t health_port;
	bool podded; /* its pods took the place of what a cluster's controllers wrote about them */
	struct want *wants; /* of one that is kept all the same; malloc'd */
	size_t want_cnt;
	char wants_since[32]; /* as creationTimestamp */
	char *pending;        /* why it has no external IP that it waits for; malloc'd, or NULL */
};

struct endpoint {
	struct ip_addr ip;
	uint16_t port;
	uint16_t flags; /* SLUICE_ENDPOINT_* */
	bool ready;
	const char *pod; /* name, or NULL */
	const char *pod_ns;
	const char *node;
	const char *zone;
	const struct slice_endpoint *hints; /* whose hints count; NULL: these two */
	const char *hint_zone;
	const char *hint_node;
};

struct endpoint_list {
	struct endpoint *v;
	size_t cnt;
	size_t max;
};

struct absent {
	const char *pod;
	const char *port;   /* "" : all */
	const char *reason; /* static text */
};

/** A Service joined with its endpoints: lists are by port, then family. A headless Service without
 * ports has its endpoints in one list, with port 0. */
struct joined {
	struct endpoint_list (*ports)[FAMILY_CNT]; /* V4, V6 */
	size_t port_cnt;
	struct absent *absent;
	size_t absent_cnt;
	size_t absent_max;
	bool podded; /* pods are the truth, and something else that speaks of them is there */
	bool failed; /* no memory */
};

/** Blocks of one Service: the Service's own last. */
struct view {
	struct block {
		uint16_t kind;
		uint64_t id;
		size_t off;
		size_t len;
	} * blocks;
	size_t cnt;
	struct buf bytes;
	size_t endpoint_cnt;
	uint64_t version; /* resourceVersion of what is made of its endpoints; 0: the Service's */
	bool podded;      /* of joined */
	uint16_t health_port;      /* 0: none */
	int32_t local[FAMILY_CNT]; /* of model_health */
};

struct svc {
	const struct object *obj; /* the Service; never NULL while in the store */
	char *key;                /* "ns/name" */
	uint64_t id;              /* of its block */
	struct grant grant;
	struct view *view; /* NULL: no blocks yet */
	bool dirty;
	bool respecified; /* dirty, and its own object changed */

	/* while a change is open */
	const struct object *was_obj; /* what the change replaced; NULL: the Service is new */
	struct grant old_grant;
	struct view *next;
	const struct view *was; /* of the Service of this name that the change deleted before */
	bool was_podded;
	bool restated; /* what speaks of its pods was put: it counts again without pods */
	bool granted;  /* old_grant is what to go back to */
	bool compiled; /* next is what to go on with */
};

/** All that has one namespace. */
struct space {
	struct map labels;    /* "key=value" -> struct map of pods by name */
	struct map pods;      /* name -> pod */
	struct map watchers;  /* "key=value" of a selector's first entry -> map of svc by name */
	struct map slices;    /* Service's name -> map of slices by name */
	struct map workloads; /* key -> workload */
};

struct file_set {
	struct map keys; /* object key -> itself */
};

/** Pods and nodes by their addresses. */
struct hosts {
	struct host *v;
	size_t cnt;        /* addresses */
	size_t slots;      /* power of two, or 0 */
	struct map others; /* address -> struct map of those who have it, but for one */
	struct sip_key key;
};

struct model {
	const struct board *board;
	struct map objects;    /* key -> struct object */
	struct map spaces;     /* namespace -> struct space */
	struct map services;   /* "ns/name" -> struct svc */
	struct map ids;        /* block id as hex -> struct svc */
	struct map files;      /* file -> struct file_set */
	struct map taken;      /* "ip A", "np N", "ext A proto port" -> struct svc */
	struct map shared;     /* address -> struct map of the Services that have ports of it */
	struct vacant *vacant; /* one for each range of the pools */
	size_t vacant_cnt;
	struct map waiting; /* "ns/name" -> struct svc whose external IP is pending */
	struct map tenants; /* node -> struct map of pods that have its addresses */
	struct map near;    /* "ns/name" -> struct svc with a trafficDistribution */
	struct hosts hosts; /* of addresses that might be virtual; see board_may_be_vip */
	struct map hints;   /* "ns/name" -> struct grant: restored, not yet claimed */
	struct map births;  /* object key -> "TIME UID": restored, not yet claimed; "": spent */
	bool hints_done;
	uint64_t version;       /* the last that was given; 0: none yet */
	uint64_t version_first; /* none below was ever given here */
	uint64_t version_kept;  /* the record says that none above was ever given */
	struct model_change *open;
	size_t closed_cnt; /* changes in force that are not released yet */
	bool built_in;     /* builtin objects have been put */
};

enum step_kind {
	STEP_OBJECT,
	STEP_TAKEN,
	STEP_SHARED,
};

struct step {
	enum step_kind kind;
	const char *key;           /* STEP_OBJECT: that of one of the two; else the step's own */
	struct object *old_object; /* each holds a reference */
	struct object *new_object;
	struct svc *old_svc; /* STEP_OBJECT: the Service's svc that went; else: who had it */
	struct svc *new_svc;
	const struct object *was; /* records: what the first step of this key replaced */
};

/** A Service that a change gave something to, or took something from. */
struct granted {
	const char *key;    /* its svc's */
	struct object *obj; /* with a reference; gone: what it was */
	struct grant was;   /* copies */
	struct grant now;
	bool gone;
};

/** How far records have been given. */
struct told {
	size_t stage;
	size_t at;
	struct map last;  /* key -> its last step */
	uint64_t version; /* that was given; 0: none */
};

struct result {
	struct object *object; /* with a reference */
	const char *verb;
	struct buf *before; /* model_result's; NULL: not told */
};

/** A pod's probed state before this change, newest first. */
struct probe_undo {
	struct object *pod; /* with a reference */
	int probed;
	struct probe_undo *next;
};

/** Where a part of a change begins in its lists. */
struct part {
	size_t step;
	size_t result;
	size_t dirty;
};

struct model_change {
	struct model *m;
	struct faults *faults;
	size_t errors_before;
	size_t faults_before;
	struct map order; /* file -> before which line of all that was put it begins: a number */
	size_t text_cnt;
	uint64_t wall_s;
	struct step *steps;
	size_t step_cnt;
	size_t step_max;
	struct svc **dirty;
	size_t dirty_cnt;
	size_t dirty_max;
	struct result *results;
	size_t result_cnt;
	size_t result_max;
	struct granted *granted;
	size_t granted_cnt;
	size_t granted_max;
	struct told told;
	struct map put; /* key -> object put by this change, or its last part */
	struct part parts[MODEL_PART_MAX];
	size_t part_cnt;    /* 0: never divided */
	size_t shown;       /* part whose results are given, from 1; 0: all */
	struct map parted;  /* keys of steps of all parts but the last */
	struct map along;   /* keys of pods that went with a workload -> object */
	struct map touched; /* files put or dropped by this change -> it, or its touched: refused */
	struct probe_undo *probes;
	char now[32];                 /* as creationTimestamp; "": not needed yet */
	const char *created;          /* the last that was given, shared */
	const struct node *originals; /* of the text that is being put; NULL: none */
	size_t silent;                /* results of built-in objects, before the user's */
	bool tells;                   /* results get before */
	bool looks_again;             /* at what others ask for since before this change */
	bool settles;                 /* what was restored and not claimed is forgotten with it */
	bool drained;                 /* no node port is free: a search found none */
	bool checked;
	bool closed;
	bool failed; /* no memory */
};

/* change.c */

/**
 * Put an object; takes over the caller's reference.
 * @return 0, -EINVAL or -EEXIST after a fault, -ENOMEM
 */
int change_put(struct model_change *c, struct object *o, enum model_mode mode);

/** A creationTimestamp, shared. @return with a reference for the caller; NULL: no memory */
const char *change_share(struct model_change *c, const char *created);

/** Delete an object, with what hangs on it and a result of that verb. @return 0 or -ENOMEM */
int change_remove(struct model_change *c, struct object *o, const char *verb);

void result_fini(struct result *r);

/** From here on what is wrong goes to these faults. */
void change_tell_faults(struct model_change *c, struct faults *faults);

/** The change's time, as creationTimestamp. */
const char *change_now(struct model_change *c);

/** Remember the order in which files are put. @return 0 or -ENOMEM */
int change_note_files(struct model_change *c, const struct model_text *text);

/** Order the faults by file, line and column, from an index on. */
void change_sort_faults(struct model_change *c, size_t from);

/** Somebody said of an object what it is already. @return 0, -EINVAL after a fault, -ENOMEM */
int change_keep(struct model_change *c, struct object *o);

/**
 * Somebody said what is made of a Service already: it is not stored, to follow the Service still.
 * @return 0, -EEXIST after a fault, -ENOMEM
 */
int change_leave(struct model_change *c, struct object *o, enum model_mode mode);

/** Find one object that a user names. @return 0, -EINVAL, -ENOENT or -EPERM after a fault */
int change_find(struct model_change *c, const char *kind, const char *ns, const char *name,
		struct object **out);

/** Delete one object that a user names. @return as model_change_delete; faults point to at */
int change_delete(struct model_change *c, enum kind kind, const char *ns, const char *name,
		  const struct fault_at *at);

/** Somebody wants deleted what went with a workload already: that is told once. @return whether */
bool change_went_along(struct model_change *c, const char *key);

/* index.c */

#define INDEX_KEY_BYTES 1024

/** A key of two texts and a character between them. */
void index_key(const char *a, char between, const char *b, char key[INDEX_KEY_BYTES]);
void index_label_key(const struct label *l, char key[INDEX_KEY_BYTES]);

/** Enter or take out an object. @param s of a Service that is added, else NULL */
int index_object(struct model *m, struct object *o, struct svc *s, bool add);
/** Enter or take out a Service that shares an address. @return 0 or -ENOMEM */
int index_share(struct model *m, const char *addr, struct svc *s, bool add);
void index_sets_fini(struct map *sets);
void index_space_destroy(struct space *sp);

/* store.c */

struct object *store_find(const struct model *m, enum kind kind, const char *ns, const char *name);
struct space *store_space(struct model *m, const char *ns);
const struct space *store_space_find(const struct model *m, const char *ns);

/** Whether a Service is there, and not only among what a change took away. */
bool store_is_live(const struct model *m, const struct svc *s);

/** Replace an object (old or new may be NULL), keep the indices, write the journal. */
int store_replace(struct model_change *c, const char *key, struct object *next);

/** Hold or free (svc NULL) a number or address, in the journal. */
int store_take(struct model_change *c, const char *what, struct svc *svc);

/** Let a Service share an external address, or no more, in the journal. */
int store_share(struct model_change *c, const struct ip_addr *a, struct svc *s, bool shares);

/** A Service that shares an address, other than one, which may be NULL. @return NULL: none */
const struct svc *store_sharer(const struct model *m, const struct ip_addr *a,
			       const struct svc *but);

/** Does the Service share this address, so that it is served there? */
bool store_shares(const struct model *m, const struct ip_addr *a, const struct svc *s);

/** A pod or node that has an address which might be a virtual one. @return NULL: none */
const struct object *store_host(const struct model *m, const struct ip_addr *a);

/** Somebody put what speaks of a Service's pods in their place. */
void store_restate(struct model_change *c, const struct object *o);

/** Mark Services whose endpoints an object bears on. */
void store_mark(struct model_change *c, const struct object *o);
void store_mark_svc(struct model_change *c, struct svc *s, bool respecified);

/** Take steps back, down to the first `kept` of them. */
void store_undo(struct model_change *c, size_t kept);

/** Forget how to go back over the last step. */
void store_keep_last(struct model_change *c);

void store_fini(struct model *m);

/* part.c */

/** Which results are asked for. */
void part_results(const struct model_change *c, size_t *first, size_t *end);

/* alloc.c, families.c, grant.c */
int alloc_grant(struct model_change *c);
void grant_fini(struct grant *g);
void grant_json(const struct grant *g, struct buf *out);
int grant_parse(const char *text, size_t len, struct grant *out);
bool service_is_headless(const struct service_spec *s);

/** Does somebody else balance it? Then its status is theirs, and no pool gives it anything. */
bool service_is_foreign(const struct service *svc);

/** Which families the Service has and by which policy: into its grant. */
void alloc_families(struct model_change *c, struct svc *s, const struct grant *before);
const char *family_name(enum family f);

/** As ipFamilyPolicy has it; "" when unset. */
const char *policy_name(enum family_policy p);

/* guard.c */

/** Refuse an object whose addresses lie in the board's serviceCIDRs. */
void guard_object(const struct model *m, const struct object *o, struct faults *faults);

/* vacant.c */

/** Begin to keep account of the free addresses of the board's pools. @return 0 or -ENOMEM */
int vacant_start(struct model *m);

/** One that held this address, or shared it, holds it no more. */
void vacant_note(struct model *m, const char *addr);

/* wait.c */

/** Note whether a Service waits for an external IP. @return 0 or -ENOMEM: it is overlooked */
int wait_note(struct model *m, struct svc *s);
void wait_forget(struct model *m, const struct svc *s);

/* update.c */

/** Refuse what may not change in an object of another kind. @param old what it replaces */
void update_check_other(const struct object *o, const struct object *old, struct faults *faults);

/** Refuse what may not change in a Service that the change replaced. */
void update_check(struct model_change *c, const struct svc *s);

/**
 * A whole object that a user made of what was shown: a LoadBalancer Service that draws no node
 * ports gives back those that it leaves out, as it would at an API server.
 * @param a owns the tree
 */
void update_release_node_ports(struct arena *a, const struct node *root);

/**
 * Before a manifest is decoded that puts a Service again: carry over and drop in it what the API
 * server does. A file says all of it itself: from one nothing is dropped.
 * @param a owns the tree
 */
void update_adapt(const struct model *m, const struct model_text *text, struct arena *a,
		  struct node *root);
bool addr_is_set(const struct ip_addr *a);

/* commit.c */

/** A Service that a step of the change deleted and that is not there again; else NULL. */
const struct svc *commit_gone_svc(const struct model_change *c, const struct step *st);

/** A block of a view, which may be NULL, by the kind and id of another one; NULL: none. */
const struct block *commit_block(const struct view *v, const struct block *like);

/** The blocks of a Service as they were before the change; NULL: none. */
const struct view *commit_base(const struct svc *s);

/* record.c */

/** Whether an object, which may be NULL, has a record: the socket made it, or changed it. */
bool object_is_recorded(const struct object *o);

/* report.c */

/** Note what a change that was checked gave and took. @return 0 or -ENOMEM */
int grants_note(struct model_change *c);
void granted_fini(struct granted *g);

/* birth.c */

#define UID_BYTES 37

/** A uid in the form of RFC 9562, always the same for what the seed names. @return uid */
const char *uid_format(const char *seed, char uid[UID_BYTES]);

/** Whether uid and creationTimestamp of an object have a record of their own; NULL has none. */
bool birth_is_kept(const struct object *o);

/** Give a new object what was restored for it. @return whether there was anything */
bool birth_take(struct model_change *c, struct object *o);

/**
 * The record of an object whose birth is kept.
 * @return 1 when it is to be written, 0 when what is stored holds already, -ENOMEM
 */
int birth_print(const struct model *m, const struct object *was, const struct object *now,
		struct buf *out);
void birth_forget(struct model *m, const char *key);
/** The same where others may be walking over what was restored: nobody takes it any more. */
void birth_spend(struct model *m, const char *key);

/** Choose where resourceVersions begin, unless they have begun. */
void version_begin(struct model *m, uint64_t wall_s);

/** Whether this board may have given out that resourceVersion. */
bool version_is_ours(const struct model *m, uint64_t version);

/** The version that the record is to hold with this change; 0: what is stored holds. */
uint64_t version_to_keep(const struct model *m);
void births_fini(struct model *m);

/* join.c */
int join_service(const struct model *m, const struct svc *s, struct joined *out);
void joined_fini(struct joined *j);

/* hints.c */

/** The zone that a Node object's labels name, or NULL. */
const char *node_zone_label(const struct object *node);

/** The zone of a node by name, of our own as the board has it. @return NULL: unknown */
const char *node_zone(const struct model *m, const char *name);

/* compile.c */
int compile_service(const struct model *m, const struct svc *s, struct view **out);
void view_destroy(struct view *v);

/* health.c */

/** Note in a view what healthCheckNodePort is to tell of a Service. @return 0 or -ENOMEM */
int health_note(const struct svc *s, const struct joined *j, struct view *v);

/* workload.c */
bool is_workload(enum kind kind);

/** Whether pods with these labels are a workload's. */
bool workload_selects(const struct object *w, const struct labels *labels);

/** Whether its status counts a pod: made for it, or of its labels and with a name that it gives. */
bool workload_counts(const struct object *w, const struct object *pod);

/** How many pods its annotation has addresses for. */
size_t workload_pod_cnt(const struct workload *w);

/** The pods that a workload stands for, in order, each with a reference for take. */
typedef int (*object_take)(void *arg, struct object *o);
int workload_pods(const struct object *w, struct faults *faults, object_take take, void *arg);

/* workload_change.c */

/**
 * A pod that a workload makes can be changed by name: the Pod that is applied takes its place, and
 * keeps it when the workload is put again.
 */
bool workload_is_replaced(const struct object *pod, const struct object *made);

/** Put the pods of a workload, and delete those that it had and has no more. */
int workload_put(struct model_change *c, const struct object *w);

/** Delete the pods of a workload, with those that took the place of one and are still its own. */
int workload_drop(struct model_change *c, const struct object *w);

/** A pod that took another's place was deleted: its workload makes one again. */
int workload_make_again(struct model_change *c, const struct object *pod);

/* builtin.c */
int builtin_text(const struct board *b, struct buf *out);

/* show.c */
int show_object(const struct model *m, const struct object *o, struct buf *out);

/** The Endpoints of a Service as its controller would write them. */
int show_endpoints(const struct model *m, const struct svc *s, struct buf *out);

/**
 * The order in which Endpoints have a Service's ports.
 * @param numbers of these ports at the endpoints
 * @return indexes into spec->ports, to be freed; NULL: no memory
 */
size_t *port_order(const struct service_spec *spec, const uint16_t *numbers);

/** Whether Endpoints or slices are made of a Service: none of that kind are stored for it. */
bool service_derives(const struct model *m, const struct object *service, enum kind kind);

/** Whether one of them has, or had, this name and metadata.uid. */
bool derived_is(const struct model *m, const struct object *service, enum kind kind,
		const char *name, const char *uid);

/**
 * The labels that its Endpoints or EndpointSlices have.
 * @param out v: to be freed, its strings live as long as the Service
 * @return 0 or -ENOMEM
 */
int derived_labels(const struct svc *s, enum kind kind, struct labels *out);

/** Its EndpointSlices, each into cb. @return what cb returned, or -ENOMEM */
int show_slices(const struct model *m, const struct svc *s, model_object_cb cb, void *arg);
int show_record(const struct object *o, struct buf *out);

const char *proto_name(enum proto p);
