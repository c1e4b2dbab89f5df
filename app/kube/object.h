/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Objects as the model needs them: what fields.def decodes out of a manifest. Strings are NULL and
 * addresses all zero where the manifest says nothing and there is no default. An object is never
 * changed once it is decoded and completed; the next version is another object.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kube/model.h"
#include "kube/notes.h"
#include "kube/tree.h"
#include "kube/unsound.h"
#include "net/addr.h"

enum kind {
#define KIND(id_, ...) KIND_##id_,
#include "kube/kinds.def"
#undef KIND
	KIND_CNT,
};

struct strings {
	const char **v;
	size_t cnt;
};

struct label {
	const char *key;
	const char *value;
};

/** Sorted by key. */
struct labels {
	struct label *v;
	size_t cnt;
};

struct addrs {
	struct ip_addr *v;
	size_t cnt;
};

struct prefixes {
	struct ip_prefix *v;
	size_t cnt;
};

struct meta {
	const char *name;
	const char *ns;
	const char *uid;
	const char *created;
	const char *deleted; /* deletionTimestamp: it is terminating */
	const char *version;
	struct labels labels;
	struct labels annotations;
};

struct int_or_string {
	int64_t num;
	const char *text; /* NULL: num counts */
};

enum proto {
	PROTO_TCP,
	PROTO_UDP,
	PROTO_SCTP,
};

enum service_type {
	SERVICE_CLUSTER_IP,
	SERVICE_NODE_PORT,
	SERVICE_LOAD_BALANCER,
	SERVICE_EXTERNAL_NAME,
};

enum family {
	FAMILY_V4,
	FAMILY_V6,
};

enum family_policy {
	FAMILY_SINGLE,
	FAMILY_PREFER_DUAL,
	FAMILY_REQUIRE_DUAL,
	FAMILY_POLICY_UNSET, /* the manifest names none */
};

/* trafficDistribution */
enum distribution {
	DISTRIBUTION_CLOSE, /* an older name of the next */
	DISTRIBUTION_SAME_ZONE,
	DISTRIBUTION_SAME_NODE,
	DISTRIBUTION_NONE,
};

enum traffic_policy {
	POLICY_CLUSTER,
	POLICY_LOCAL,
};

struct service_port {
	const char *name; /* never NULL once completed */
	enum proto proto;
	uint16_t port;
	uint16_t node_port; /* 0: the manifest names none */
	bool no_node_port;  /* it says 0: of a balancer that draws none, what was drawn goes */
	struct int_or_string target;
};

struct families {
	enum family *v;
	size_t cnt;
};

struct service_spec {
	enum service_type type;
	struct labels selector;
	struct {
		struct service_port *v;
		size_t cnt;
	} ports;
	const char *cluster_ip;
	struct strings cluster_ips;
	struct families families;
	enum family_policy family_policy;
	const char *external_name;
	struct addrs external_ips;
	bool client_ip; /* sessionAffinity: ClientIP */
	uint32_t affinity_s;
	enum traffic_policy external_policy;
	enum traffic_policy internal_policy;
	enum distribution distribution;
	struct ip_addr lb_ip;
	const char *lb_class;
	struct prefixes lb_ranges; /* or those of the annotation, once completed */
	bool lb_node_ports;        /* allocateLoadBalancerNodePorts */
	uint16_t health_port;
	bool publish_not_ready;
};

struct lb_ingress {
	struct ip_addr ip;
	const char *hostname;
	bool proxy; /* ipMode: Proxy */
};

struct service {
	struct service_spec spec;
	struct {
		struct lb_ingress *v;
		size_t cnt;
	} wanted; /* status.loadBalancer.ingress of the manifest */
};

struct object_ref {
	const char *kind;
	const char *ns;
	const char *name;
};

struct endpoint_port {
	const char *name; /* never NULL once completed */
	enum proto proto;
	uint16_t port;
};

struct endpoint_ports {
	struct endpoint_port *v;
	size_t cnt;
};

struct subset_address {
	struct ip_addr ip;
	const char *hostname;
	const char *node;
	struct object_ref target;
};

struct subset_addresses {
	struct subset_address *v;
	size_t cnt;
};

struct subset {
	struct subset_addresses ready;
	struct subset_addresses not_ready;
	struct endpoint_ports ports;
};

struct endpoints {
	struct {
		struct subset *v;
		size_t cnt;
	} subsets;
};

enum address_type {
	ADDRESS_V4,
	ADDRESS_V6,
	ADDRESS_FQDN,
};

struct slice_endpoint {
	struct strings addresses;
	bool ready;
	bool serving;
	bool terminating;
	const char *hostname;
	const char *node;
	const char *zone;
	struct object_ref target;
	struct {
		const char **v;
		size_t cnt;
	} hint_zones;
	struct {
		const char **v;
		size_t cnt;
	} hint_nodes;
	struct ip_addr ip; /* addresses[0], once completed */
};

struct slice {
	enum address_type type;
	struct {
		struct slice_endpoint *v;
		size_t cnt;
	} endpoints;
	struct endpoint_ports ports;
};

struct container_port {
	const char *name;
	uint16_t port;
	enum proto proto;
};

struct http_header {
	const char *name;
	const char *value;
};

struct probe_http {
	const char *path;
	struct int_or_string port;
	const char *host; /* NULL: the pod's address */
	bool https;
	struct {
		struct http_header *v;
		size_t cnt;
	} headers;
};

struct probe_tcp {
	struct int_or_string port;
	const char *host; /* NULL: the pod's address */
};

struct probe_grpc {
	uint16_t port;
	const char *service;
};

struct probe_exec {
	struct strings command;
};

/** How readiness is found out: one of the four is not NULL. */
struct probe {
	struct probe_http *http;
	struct probe_tcp *tcp;
	struct probe_grpc *grpc;
	struct probe_exec *exec;
	uint32_t delay_s;
	uint32_t timeout_s;
	uint32_t period_s;
	uint32_t success;
	uint32_t failure;
};

struct container {
	const char *name;
	const char *restart; /* restartPolicy of an init container: "Always" keeps it running */
	struct {
		struct container_port *v;
		size_t cnt;
	} ports;
	struct probe *readiness; /* NULL: none */
};

struct containers {
	struct container *v;
	size_t cnt;
};

struct condition {
	const char *type;
	const char *status;
};

struct pod_ip {
	struct ip_addr ip;
};

struct readiness_gate {
	const char *type; /* of the condition that must be True */
};

struct pod_spec {
	const char *node;
	const char *hostname;
	const char *subdomain;
	bool host_network;
	struct {
		struct readiness_gate *v;
		size_t cnt;
	} gates;
	struct containers containers;
	struct containers init_containers;
};

struct pod {
	struct pod_spec spec;
	const char *phase;
	struct ip_addr status_ip;
	struct {
		struct pod_ip *v;
		size_t cnt;
	} status_ips;
	struct {
		struct condition *v;
		size_t cnt;
	} conditions;
	struct addrs ips; /* what counts: status, else the annotation, once completed */
	int probed;       /* what a probe found: 1 ready, 0 not, -1 unknown */
};

struct node_address {
	const char *type;
	const char *address;
};

struct node_taint {
	const char *key;
	const char *effect;
};

struct kube_node {
	struct {
		struct node_address *v;
		size_t cnt;
	} addresses;
	struct {
		struct node_taint *v;
		size_t cnt;
	} taints;
};

/* An item of matchExpressions. */
struct label_rule {
	const char *key;
	enum label_op {
		LABEL_IN,
		LABEL_NOT_IN,
		LABEL_EXISTS,
		LABEL_ABSENT,
	} op;
	struct strings values;
};

struct workload {
	uint32_t replicas;
	struct labels selector; /* ReplicationController; the template's if it has none */
	struct labels match;    /* selector.matchLabels of the others */
	struct {
		struct label_rule *v;
		size_t cnt;
	} rules;
	const char *service; /* StatefulSet: serviceName */
	uint32_t first;      /* StatefulSet: ordinals.start */
	struct meta template_meta;
	struct pod_spec template_spec;
	struct addrs ips; /* annotation sluice/pod-ips, once completed */
};

struct object {
	enum kind kind;
	enum model_source source;
	struct meta meta;
	const char *key;  /* "Service/default/kubia" */
	const char *file; /* where it was written, or changed last; shared */
	uint32_t line;    /* of the document there */
	uint32_t col;
	const char *home;    /* the file of a folder that owns it, shared; NULL: none */
	const char *applied; /* what its owner, who is not the socket, says, where json is more */
	const char *json;    /* as written, canonical: what is printed is completed from it */
	size_t json_len;
	const char *uid;
	const char *created; /* shared */
	uint64_t version;    /* resourceVersion */
	const char *owner;   /* key of the workload that this pod was made for, or NULL */
	bool restored; /* read back: kept, even if others have its external addresses by now */
	bool refused;  /* something is wrong with it: it is there to find what else is */
	struct unsound *unsound; /* of one that is refused: what it was not decoded from */
	struct arena *arena;     /* owns all of it, and the object */
	const struct node *tree; /* for places; until its change is checked */
	struct arena *tree_arena;
	uint32_t refs;
	union { /* no longer than its kind's */
		struct service service;
		struct endpoints endpoints;
		struct slice slice;
		struct pod pod;
		struct kube_node node;
		struct workload workload;
	} u;
};

/** What a kind is called and how it is read. */
struct kind_info {
	const char *name;   /* "EndpointSlice" */
	const char *plural; /* "endpointslices" */
	const char *single; /* "endpointslice", before the '/' in output */
	const char *shorts; /* "eps,es" */
	const char *api;    /* "discovery.k8s.io/v1" */
	int schema;         /* enum schema_id */
	bool namespaced;
};

extern const struct kind_info kinds[KIND_CNT];

/**
 * A kind by any of its names, without regard to case, and with its own version and group behind a
 * dot each, or one of them: "deployments.v1.apps". @return KIND_CNT when unknown
 */
enum kind kind_find(const char *name);

/** Tell that there is no such kind, and which one may be meant. */
void kind_refuse(struct faults *faults, const char *name);

#define KIND_PLURAL_BYTES 64

/** "services", "deployments.apps", as messages about one of them begin. @return buf */
const char *kind_plural(enum kind kind, char buf[KIND_PLURAL_BYTES]);

/** What the objects of one text have in common: zeroed at first, siblings_fini() ends it. */
struct siblings {
	const char *file;       /* of the last, shared */
	size_t extra[KIND_CNT]; /* bytes that the last of a kind needed beside its JSON */
};

void siblings_fini(struct siblings *s);

/** An object has all that belongs to it: the next of its kind will need as much. */
void siblings_learn(struct siblings *s, const struct object *o);

/** What a document is read with. */
struct object_text {
	const struct model_text *text;
	bool named;                  /* who it is is enough: the rest is not looked at */
	bool partial;                /* a syntax error cut the document off */
	const struct unsound *twice; /* as struct document has it, without prefix */
	const char *prefix;          /* of the paths in twice that are this object's: "items[3]" */
	struct faults *faults;       /* gets what is wrong */
	struct notes *notes;         /* gets what is ignored; NULL: nobody wants to know */
	bool served;                 /* came out of a cluster, whether or not it has metadata.uid */
	struct siblings *siblings;   /* of the same text */
};

/**
 * Decode, complete and validate one document as one object (not a List).
 * @param root object_strip()ped of what the object then has itself
 * @param out      a new object with one reference; with -EINVAL one that is refused, or NULL
 * @return 0, -EINVAL after a fault, -ENODATA: nothing to hold (a note was added), -ENOMEM
 */
int object_decode(const struct object_text *from, struct node *root, struct object **out);

/** Take out of a document what a server says of an object's identity: it is no part of json. */
void object_strip(struct node *root);

/** Fill what follows from the fields and check what the field table cannot. Part of decode. */
int object_complete(struct object *o, const struct node *root, struct faults *faults);

/** Whether a field of an object, and all below it, is what was written there. */
bool object_is_sound(const struct object *o, const char *path);

/** Add a fault at a path of an object whose tree is still there; else at the object. None is added
 * about a field that is not sound. */
void object_fault(const struct object *o, struct faults *faults, enum fault_level level,
		  const char *path, const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/** "service/kubia (services.yaml:12)", for messages that name another object. */
const char *object_shown(const struct object *o, char *buf, size_t buf_bytes);

struct object *object_ref(struct object *o);
void object_unref(struct object *o);

/** The value of a label or annotation, or NULL. */
const char *labels_get(const struct labels *set, const char *key);

/** Whether every entry of want is in set. */
bool labels_match(const struct labels *want, const struct labels *set);
