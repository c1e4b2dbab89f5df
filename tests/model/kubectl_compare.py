#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
"""Compare what sluice makes of patches, labels, annotations and options with what the distribution's
kubectl makes of the same without a server (--local, --dry-run=client), field by field.

  kubectl_compare.py SLUICE KUBECTL     at the board of SLUICE_SOCKET, which has objects.yaml

What only a server fills in (a type's own fields, allocations) is filled in for kubectl's result by the
board too: such cases are marked served. Prints each case that differs, then how many agree.
"""
import json
import os
import subprocess
import sys
import tempfile

SLUICE, KUBECTL = sys.argv[1:3]

OBJECTS = """
apiVersion: v1
kind: Service
metadata:
  name: kubia
  labels: {app: kubia, tier: web}
  annotations: {note: old, example.com/a: b}
  finalizers: [example.com/one, example.com/two]
  ownerReferences: [{apiVersion: v1, kind: Node, name: edge-1, uid: u-1}]
spec:
  selector: {app: kubia}
  externalIPs: [198.18.5.7]
  ports:
  - {name: http, port: 80, targetPort: 8080}
  - {name: https, port: 443, targetPort: tls}
---
apiVersion: v1
kind: Pod
metadata: {name: kubia-1, labels: {app: kubia}}
spec:
  imagePullSecrets: [{name: s1}]
  hostAliases: [{ip: 10.9.9.1, hostnames: [a]}]
  tolerations: [{key: k, operator: Exists}]
  volumes: [{name: v1, emptyDir: {}}, {name: v2, emptyDir: {}}]
  containers:
  - name: main
    image: luksa/kubia
    args: [a, b]
    env: [{name: A, value: "1"}, {name: B, value: "2"}]
    ports: [{containerPort: 8080, name: http}, {containerPort: 8443, name: tls}]
    volumeMounts: [{name: v1, mountPath: /v1}]
  - {name: side, image: busybox}
status:
  podIP: 10.180.0.11
  podIPs: [{ip: 10.180.0.11}]
  conditions: [{type: Ready, status: "True"}, {type: Initialized, status: "True"}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: "nginx:1", ports: [{containerPort: 80}]}
"""

SVC, POD, DEPLOY = "svc/kubia", "po/kubia-1", "deploy/web"

# (object, type of patch, patch, served)
PATCHES = [
    (SVC, "strategic", {"spec": {"ports": [{"port": 80, "targetPort": 9090}]}}),
    (SVC, "strategic", {"spec": {"ports": [{"port": 81, "name": "new", "protocol": "TCP", "targetPort": 81}]}}),
    (SVC, "strategic", {"spec": {"ports": [{"port": 80, "$patch": "delete"}]}}),
    (SVC, "strategic", {"spec": {"ports": [{"$patch": "replace"}, {"port": 82, "protocol": "TCP", "targetPort": 1}]}}),
    (SVC, "strategic", {"spec": {"$setElementOrder/ports": [{"port": 443}, {"port": 80}]}}),
    (SVC, "strategic", {"spec": {"$setElementOrder/ports": [{"port": 443}, {"port": 80}],
                                 "ports": [{"port": 80, "targetPort": 1}]}}),
    (SVC, "strategic", {"spec": {"selector": {"b": "c", "app": None}}}),
    (SVC, "strategic", {"spec": {"selector": {"$patch": "replace", "x": "y"}}}),
    (SVC, "strategic", {"spec": {"externalIPs": ["198.18.5.8"]}}),
    (SVC, "strategic", {"spec": {"externalIPs": None}}, True),
    (SVC, "strategic", {"metadata": {"labels": None}}),
    (SVC, "strategic", {"metadata": {"labels": {"tier": None, "new": "1"}}}),
    (SVC, "strategic", {"metadata": {"finalizers": ["example.com/three"]}}),
    (SVC, "strategic", {"metadata": {"$deleteFromPrimitiveList/finalizers": ["example.com/one"]}}),
    (SVC, "strategic", {"metadata": {"ownerReferences": [{"uid": "u-1", "controller": True}]}}),
    (SVC, "strategic", {"metadata": {"ownerReferences": [{"uid": "u-2", "apiVersion": "v1", "kind": "Node",
                                                           "name": "n"}]}}),
    (SVC, "strategic", {"spec": {"sessionAffinity": "ClientIP"}}, True),
    (SVC, "strategic", {"spec": {"type": "NodePort"}}, True),
    (SVC, "strategic", {"spec": {"ports": [{"port": 80, "targetPort": None}]}}, True),
    (SVC, "strategic", {}),
    (POD, "strategic", {"spec": {"containers": [{"name": "main", "image": "other"}]}}),
    (POD, "strategic", {"spec": {"containers": [{"name": "third", "image": "x"}]}}),
    (POD, "strategic", {"spec": {"containers": [{"name": "side", "$patch": "delete"}]}}),
    (POD, "strategic", {"spec": {"containers": [{"name": "main", "env": [{"name": "B", "value": "3"},
                                                                          {"name": "C", "value": "4"}]}]}}),
    (POD, "strategic", {"spec": {"containers": [{"name": "main", "env": [{"name": "A", "$patch": "delete"}]}]}}),
    (POD, "strategic", {"spec": {"containers": [{"name": "main", "args": ["c"]}]}}),
    (POD, "strategic", {"spec": {"containers": [{"name": "main", "ports": [{"containerPort": 8080, "name": "web"}]}]}}),
    (POD, "strategic", {"spec": {"containers": [{"name": "main", "volumeMounts": [{"name": "v2", "mountPath": "/v2"}]}]}}),
    (POD, "strategic", {"spec": {"volumes": [{"name": "v3", "emptyDir": {}}]}}),
    (POD, "strategic", {"spec": {"imagePullSecrets": [{"name": "s2"}]}}),
    (POD, "strategic", {"spec": {"hostAliases": [{"ip": "10.9.9.1", "hostnames": ["b"]}]}}),
    (POD, "strategic", {"spec": {"tolerations": [{"key": "z", "operator": "Exists"}]}}),
    (POD, "strategic", {"status": {"conditions": [{"type": "Ready", "status": "False"}]}}),
    (POD, "strategic", {"status": {"podIPs": [{"ip": "10.180.0.11"}, {"ip": "fd00:180::12"}]}}),
    (DEPLOY, "strategic", {"spec": {"template": {"spec": {"containers": [{"name": "web", "image": "nginx:2"}]}}}}),
    (DEPLOY, "strategic", {"spec": {"replicas": 3}}, True),
    (SVC, "merge", {"spec": {"ports": [{"port": 80, "protocol": "TCP", "targetPort": 1}]}}),
    (SVC, "merge", {"spec": {"selector": {"app": None, "x": "y"}}}),
    (SVC, "merge", {"metadata": {"annotations": None, "labels": {"a": "b"}}}),
    (SVC, "merge", {"metadata": {"finalizers": ["example.com/three"]}}),
    (POD, "merge", {"spec": {"containers": [{"name": "only", "image": "x"}]}}),
    (POD, "merge", {"spec": {"volumes": None}}),
    (SVC, "json", [{"op": "add", "path": "/metadata/labels/example.com~1x", "value": "y"}]),
    (SVC, "json", [{"op": "remove", "path": "/metadata/annotations/example.com~1a"}]),
    (SVC, "json", [{"op": "replace", "path": "/spec/ports/1/targetPort", "value": "other"}]),
    (SVC, "json", [{"op": "test", "path": "/spec/ports/0/port", "value": 80},
                   {"op": "move", "from": "/spec/ports/0", "path": "/spec/ports/1"}]),
    (SVC, "json", [{"op": "add", "path": "/spec/ports/-", "value": {"name": "n", "port": 90, "protocol": "TCP",
                                                                     "targetPort": 90}}]),
    (SVC, "json", [{"op": "copy", "from": "/metadata/labels/app", "path": "/spec/selector/copy"}]),
    (SVC, "json", [{"op": "test", "path": "/spec/ports/0/port", "value": 81}]),
    (SVC, "json", [{"op": "remove", "path": "/spec/nothing"}]),
    (SVC, "json", [{"op": "add", "path": "/spec/no/such", "value": 1}]),
]

# (verb, object, words)
LABELS = [
    ("label", SVC, ["new=1"]),
    ("label", SVC, ["app=other"]),
    ("label", SVC, ["app=other", "--overwrite"]),
    ("label", SVC, ["tier-", "x=", "y=1"]),
    ("label", SVC, ["tier-", "app-"]),
    ("label", SVC, ["nothing-"]),
    ("label", SVC, ["bad=a b"]),
    ("label", POD, ["example.com/enabled=true"]),
    ("annotate", SVC, ["text=a b = c"]),
    ("annotate", SVC, ["note=new"]),
    ("annotate", SVC, ["note=new", "--overwrite"]),
    ("annotate", SVC, ["note-", "example.com/a-"]),
    ("annotate", DEPLOY, ["note=x"]),
]

NAMESPACES = [
    ["namespace", "other"],
    ["ns", "other", "-n", "third"],
    ["namespace"],
    ["ns", "a", "b"],
]
SERVICES = [
    ["clusterip", "a", "--tcp=80:8080"],
    ["clusterip", "a", "--tcp=80", "--tcp=443:https"],
    ["clusterip", "a", "--clusterip=None"],
    ["clusterip", "a", "--tcp=5678:8080", "--clusterip=10.96.0.40"],
    ["nodeport", "a", "--tcp=80:8080", "--node-port=30123"],
    ["nodeport", "a", "--tcp=80,81"],
    ["loadbalancer", "a", "--tcp=80:8080"],
    ["externalname", "a", "--external-name=example.com"],
    ["externalname", "a", "--external-name=example.com", "--tcp=80"],
    ["clusterip", "a"],
    ["externalname", "a"],
]


def run(argv, text=None):
    """(whether it went well, standard output as JSON or None)"""
    env = dict(os.environ, KUBECONFIG="/dev/null", HOME=tempfile.gettempdir())
    done = subprocess.run(argv, input=text, capture_output=True, text=True, env=env, check=False)
    if done.returncode != 0:
        return False, None
    return True, json.loads(done.stdout)


def bare(value):
    """Without what is empty: typed clients and free ones differ in what they write of nothing."""
    if isinstance(value, dict):
        value = {k: bare(v) for k, v in value.items()}
        return {k: v for k, v in value.items() if v not in (None, {}, [])}
    return [bare(v) for v in value] if isinstance(value, list) else value


def plain(obj):
    obj = bare(obj)
    if obj is not None:
        obj["metadata"].pop("resourceVersion", None)
    return obj


def differences(ours, theirs, path=""):
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted(ours.keys() | theirs.keys()):
            yield from differences(ours.get(key), theirs.get(key), f"{path}.{key}")
    elif ours != theirs:
        yield f"{path}: sluice {json.dumps(ours)}, kubectl {json.dumps(theirs)}"


def served(obj):
    """What the board makes of an object of kubectl's."""
    obj = {k: v for k, v in obj.items() if k != "status"}
    return run([SLUICE, "replace", "--dry-run=server", "-o", "json", "-f", "-"], json.dumps(obj))


agreed = refused = 0


def compare(title, ours, theirs, by_board=False):
    global agreed, refused
    if theirs[0] and by_board:
        theirs = served(theirs[1])
    found = []
    if ours[0] != theirs[0]:
        found = ["sluice " + ("accepts" if ours[0] else "refuses") + " it, kubectl does not"]
    elif ours[0]:
        found = list(differences(plain(ours[1]), plain(theirs[1])))
    if found:
        print(f"{title}:", *found, sep="\n  ")
    else:
        agreed += 1
        refused += not ours[0]


def main():
    live = {}
    subprocess.run([SLUICE, "create", "-f", "-"], input=OBJECTS, text=True, check=True, capture_output=True)
    for name in SVC, POD, DEPLOY:
        ok, live[name] = run([SLUICE, "get", name, "-o", "json"])
        assert ok, name
        with open(name.replace("/", "-") + ".json", "w", encoding="utf-8") as f:
            json.dump(live[name], f)
    for name, kind, patch, *by_board in PATCHES:
        words = ["--type", kind, "-p", json.dumps(patch), "-o", "json"]
        compare(f"patch {name} {' '.join(words[:-2])}",
                run([SLUICE, "patch", name, "--dry-run=server"] + words),
                run([KUBECTL, "patch", "--local", "-f", name.replace("/", "-") + ".json"] + words),
                bool(by_board))
    for verb, name, words in LABELS:
        compare(f"{verb} {name} {' '.join(words)}",
                run([SLUICE, verb, name, "--dry-run=server", "-o", "json"] + words),
                run([KUBECTL, verb, "--local", "-f", name.replace("/", "-") + ".json", "-o", "json"] + words))
    for words in [["service", *words] for words in SERVICES] + NAMESPACES:
        argv = ["create", *words, "--dry-run=client", "-o", "json"]
        compare(" ".join(argv), run([SLUICE] + argv), run([KUBECTL] + argv))
    print(f"{agreed} cases agree, {refused} of them refused by both")


main()
