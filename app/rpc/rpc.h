/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The management socket's language, as both its ends know it: methods (methods.def), error codes,
 * limits. JSON-RPC 2.0 over a Unix stream socket, one object a line; no batches, no notifications.
 *
 *	> {"jsonrpc":"2.0","id":1,"method":"get","params":{"kind":"svc"}}
 *	< {"jsonrpc":"2.0","id":1,"more":true,"result":{"kind":"Service","items":[...]}}
 *	< {"jsonrpc":"2.0","id":1,"result":{"kind":"Service","items":[...]}}
 *
 * A method that streams answers in parts of the same id; all but the last carry "more":true. A
 * part may hold an empty array. Requests of one connection are answered in order. A method that
 * writes is refused on the read-only socket. An answer may be as long as the objects in it.
 *
 * Errors: {"code":N,"message":"one line","data":{"faults":[FAULT...]}}; data only where there are
 * faults. FAULT is {"file":"a.yaml","line":3,"column":5,"path":"spec.type","level":"error",
 * "reason":"..."}; level is error, warning or note; file, line, column and path may be absent.
 *
 * OBJECT is a Kubernetes object as `kubectl get -o json` shows it, with what the board allocated
 * and found out (spec.clusterIP, spec.ports[].nodePort, status.loadBalancer). Kinds are taken as
 * kubectl takes them (svc, services, Service); an absent namespace is "default". CHANGE is
 * {"kind":"Service","namespace":"default","name":"kubia","shown":"service/kubia",
 * "action":"created"}; action is created, configured, unchanged, deleted or pruned. Counters are
 * numbers since the forwarder's start. The results:
 *
 * apply, create, replace, patch, label, delete
 *	{"changes":[CHANGE...],"dryRun":false,"installed":true,"faults":[FAULT...]}
 *	The faults are warnings and notes. With errors nothing is changed and the answer is
 *	RPC_REFUSED or, where all errors are of one kind, RPC_EXISTS (create), RPC_NOT_FOUND
 *	(replace, patch, label, delete) or RPC_CONFLICT; errors in data.faults.
 *	installed is false while the forwarder is away: it gets the change when it is back.
 *	With objects, each CHANGE of what is still there has "object":OBJECT. With fields (apply),
 *	each configured one has "fields":[{"path":"spec.type","old":"ClusterIP","new":"NodePort"}
 *	...], values of any type; old or new is absent where there is none.
 *	places (also of validate, diff) are "LINE FILE": from this line of the text on it is a file,
 *	which is where its objects are said to be written, and to be wrong.
 *	replace: shown is a JSON array, as text, of the objects as they were before they were
 *	edited: what differs from them is changed, and what others changed meanwhile stays.
 *	With force, objects are deleted and made anew, those that do not exist are made.
 *	apply: origins are "LINE FOLDER" or "LINE": from this line on the text came out of a folder,
 *	or of none. The folder is remembered at each object; with prune, what was applied out of the
 *	folders that are named here, and is not in the text, is deleted.
 *	patch, label, delete: one of names, selectors (selector, fieldSelector) or all.
 *	label: sets are "key=value" and "key-", of annotations where these are wanted.
 * get
 *	parts {"kind":"Service","items":[OBJECT...]}, then, with watch, parts
 *	{"kind":"Service","events":[{"type":"ADDED","object":OBJECT}...]} until the client hangs
 *	up; type is ADDED, MODIFIED or DELETED. Each change is told by itself, in order; what enters
 *	or leaves the selection is ADDED or DELETED. A client that reads too slowly for what changes
 *	gets RPC_EXPIRED (in Kubernetes 410 Gone). Absent names: RPC_NOT_FOUND after the parts.
 * describe
 *	A name that is none may be the beginning of some: these are shown.
 *	parts {"kind":"Service","items":[{"object":OBJECT,"events":[OBJECT...]}...]}; Services
 *	have more: {"service":{"object":OBJECT,"ports":[...],"notEndpoints":[...]},"events":
 *	[OBJECT...]}, where service is as model_describe_service() in kube/model.h draws it. Its
 *	events are Kubernetes' v1 Events, oldest first; `get` lists them all as kind Event.
 * names
 *	{"objects":[{"kind":"Service","namespace":"default","name":"kubia"}...]} in the manifest's
 *	order, whether or not they are there; namespace is "" for Nodes and Namespaces.
 * validate
 *	{"faults":[FAULT...]}: warnings and notes; errors answer RPC_REFUSED.
 * diff
 *	{"diffs":[{"kind":..,"namespace":..,"name":..,"live":OBJECT or null,"applied":OBJECT}
 *	...],"faults":[FAULT...]}; only objects that differ.
 * flows
 *	parts {"flows":[{"proto":"TCP","state":"established","src":"198.51.100.7:40000",
 *	"dst":"10.96.0.5:80","endpoint":"10.180.0.2:8080","as":"10.180.0.1:40000",
 *	"service":"default/kubia","worker":0,"endpointState":"ready","ageMs":12,"idleMs":3,
 *	"pkts":[5,4],"bytes":[420,900]}...]}; pairs are towards the endpoint, back. proto is TCP,
 *	UDP, SCTP, ICMP or a number; state opening, established, closing, unreplied or replied;
 *	endpointState ready, draining, gone or purge; service is absent where there is none.
 * drops
 *	{"drops":[{"reason":"no_route","help":"...","pkts":0}...]}
 * ports
 *	{"ports":[{"name":"wire0","device":"...","twin":"sluice0","mac":"02:00:00:00:00:01",
 *	"link":"up","mtu":1500,"queues":1,"rxPkts":0,"rxBytes":0,"txPkts":0,"txBytes":0,
 *	"fromTwinPkts":0,"toTwinPkts":0,"rxMissed":0}...]}; twin "" for none, link up or down.
 * workers
 *	{"workers":[{"worker":0,"lcore":1,"rx":0,"fromTwin":0,"generated":0,"tx":0,"toTwin":0,
 *	"consumed":0,"dropped":0,"held":0,"polls":0,"emptyPolls":0,"flowsLive":0}...]}
 * top
 *	parts {"timeMs":N,"services":[{"service":"default/kubia","port":80,"proto":"TCP",
 *	"pkts":[0,0],"bytes":[0,0],"newFlows":0,"rejected":0,"liveFlows":0}...]}
 *	timeMs is monotonic: rates come from two samples.
 * status
 *	{"state":"ready","problems":["..."],"name":"edge-1","version":"0.1.0","build":"...",
 *	"pid":N,"uptimeMs":N,"config":{"file":"...","lastGood":false},
 *	"forwarder":{"connected":true,"ready":true,"installed":true,"uptimeMs":N,"flowsLive":N,
 *	"flowsMax":N,"flowsCreated":N,"flowsExpired":N,"affinityLive":N,
 *	"affinityMax":N,"affinityExpired":N,"affinityRefused":N,"services":N,"servicePorts":N,
 *	"endpoints":N,"workers":N,"commits":N,"unprivileged":true},
 *	"objects":N,"services":N,"endpoints":N,
 *	"manifests":[{"path":"/etc/sluice/manifests","files":2,"errors":0}...],
 *	"faults":[FAULT...]}
 *	state is ready, starting or degraded; `status --wait` waits until it is not starting.
 *	problems are sentences for red letters. installed: all that is loaded is in the forwarder,
 *	whose numbers are absent while it is away. faults are of files that are not in force.
 * version
 *	{"version":"0.1.0","build":"..."}
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define RPC_SOCKET_DEFAULT          "/run/sluice/control.sock"
#define RPC_SOCKET_READONLY_DEFAULT "/run/sluice/view.sock"

/* Limits of one request line, newline included. */
#define RPC_REQUEST_BYTES_MAX      (64u << 10)  /* methods without text */
#define RPC_TEXT_REQUEST_BYTES_MAX (136u << 20) /* 64 MiB of text, escaped */
#define RPC_TEXT_BYTES_MAX         (64u << 20)

/* Seconds that a client has from the first byte of a request to its last, without progress. */
#define RPC_REQUEST_DEADLINE_S 4

enum rpc_error {
	RPC_PARSE = -32700,
	RPC_INVALID_REQUEST = -32600,
	RPC_UNKNOWN_METHOD = -32601,
	RPC_INVALID_PARAMS = -32602,
	RPC_INTERNAL = -32603,
	RPC_REFUSED = -32001, /* the manifest is wrong or cannot be installed: data.faults */
	RPC_NOT_FOUND = -32002,
	RPC_EXISTS = -32003,
	RPC_FORBIDDEN = -32004,   /* this user or this socket may not */
	RPC_UNAVAILABLE = -32005, /* the forwarder is not there */
	RPC_TOO_LARGE = -32006,
	RPC_BUSY = -32007,        /* too many clients */
	RPC_BAD_REQUEST = -32008, /* a selector names what cannot be selected by */
	RPC_CONFLICT = -32009,    /* the object has another resourceVersion by now */
	RPC_EXPIRED = -32010,     /* a watch fell behind what changed: list anew */
};

#define RPC_WRITES  (1u << 0)
#define RPC_STREAMS (1u << 1)

enum rpc_method_id {
#define RPC_METHOD(name_, flags_, params_, help_) RPC_##name_,
#include "rpc/methods.def"
#undef RPC_METHOD
	RPC_METHOD_CNT,
};

struct rpc_method {
	const char *name;
	unsigned int flags; /* RPC_WRITES, RPC_STREAMS */
	const char *params; /* see methods.def */
	const char *help;
};

enum rpc_type {
	RPC_TYPE_STRING,
	RPC_TYPE_BOOL,
	RPC_TYPE_INT,
	RPC_TYPE_STRINGS,
};

struct rpc_param {
	char name[32];
	enum rpc_type type;
	bool optional;
};

/** All methods, indexed by enum rpc_method_id. */
extern const struct rpc_method rpc_methods[RPC_METHOD_CNT];

/** @return the method of that name, or NULL. @thread any */
const struct rpc_method *rpc_method_find(const char *name);

/**
 * Walk a method's parameters: *pos starts as method->params.
 * @return whether there was one more
 * @thread any
 */
bool rpc_param_next(const char **pos, struct rpc_param *param);
