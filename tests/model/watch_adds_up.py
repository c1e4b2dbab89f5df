#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
"""Follow every kind while objects come, change and go at random: what each watch has told must add
up, step by step, and in the end to what is listed.

usage: watch_adds_up.py SOCKET CHANGES SEED
"""
import json
import random
import socket
import sys
import threading
import time

PATH, CHANGES = sys.argv[1], int(sys.argv[2])
PATIENCE_S = 30
QUERIES = [{"kind": k} for k in ("svc", "ep", "endpointslices", "po", "rs", "no", "ns", "events")] + [
    {"kind": "po", "selector": "x=1"},
    {"kind": "po", "selector": "x in (0,2)", "fieldSelector": "status.podIP!=10.180.1.1"},
    {"kind": "svc", "selector": "!x"},
    {"kind": "endpointslices", "selector": "kubernetes.io/service-name=s1"},
    {"kind": "ep", "names": ["s2"]},
]


class Client:
    def __init__(self):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(PATH)
        self.lines = self.socket.makefile("rb")

    def send(self, method, params):
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        self.socket.sendall((json.dumps(request) + "\n").encode())

    def parts(self):
        for line in self.lines:
            answer = json.loads(line)
            yield answer.get("result", {})
            if not answer.get("more"):
                return

    def list(self, query):
        self.send("get", query)
        return {key(o): plain(o) for part in self.parts() for o in part.get("items", [])}


def key(obj):
    return obj["metadata"].get("namespace"), obj["metadata"]["name"]


def plain(obj):
    obj.get("involvedObject", {}).pop("uid", None)  # of who it is about by now
    return obj


class Watch(threading.Thread):
    def __init__(self, query):
        super().__init__(daemon=True)
        self.query, self.have, self.told, self.wrong = query, {}, 0, []
        self.client = Client()
        self.client.send("get", {**query, "watch": True})
        self.listed = threading.Event()

    def run(self):
        for part in self.client.parts():
            self.have.update((key(o), plain(o)) for o in part.get("items", []))
            self.listed.set()
            for event in part.get("events", []):
                self.take(event["type"], plain(event["object"]))

    def take(self, what, obj):
        self.told += 1
        if (what == "ADDED") == (key(obj) in self.have):
            self.wrong.append((what, key(obj)))
        if what == "DELETED":
            self.have.pop(key(obj), None)
        else:
            self.have[key(obj)] = obj


def manifest(kind, name, labels, api="v1", annotations=None, **rest):
    meta = {"name": name, "labels": labels, "annotations": annotations or {}}
    return {"text": json.dumps({"apiVersion": api, "kind": kind, "metadata": meta, **rest})}


def change(rnd):
    n, x = rnd.randrange(20), {"x": str(rnd.randrange(3))}
    service, dice = f"s{n % 5}", rnd.random()
    if dice < 0.55:
        status = {"podIP": f"10.180.1.{n + 1}",
                  "conditions": [{"type": "Ready", "status": rnd.choice(["True", "False"])}]}
        return "apply", manifest("Pod", f"p{n}", {"app": service, **x}, status=status)
    if dice < 0.7:
        return "delete", {"kind": "po", "names": [f"p{n}"], "ignoreNotFound": True}
    if dice < 0.8:
        spec = {"selector": {"app": service}, "ports": [{"port": 80}]}
        return "apply", manifest("Service", service, rnd.choice([{}, x]), spec=spec)
    if dice < 0.85:
        return "delete", {"kind": "svc", "names": [service], "ignoreNotFound": True}
    if dice < 0.9:
        return "apply", manifest("Node", "n1", {"topology.kubernetes.io/zone": "z" + x["x"]})
    if dice < 0.95:
        ips = ", ".join(f"10.180.2.{i}" for i in range(1, rnd.randrange(2, 5)))
        template = {"metadata": {"labels": {"app": "s1"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
        spec = {"selector": {"matchLabels": {"app": "s1"}}, "template": template}
        return "apply", manifest("ReplicaSet", "s1", x, "apps/v1", {"sluice/pod-ips": ips}, spec=spec)
    return "apply", manifest("Service", "wrong", {}, spec={"ports": [{"port": 0}]})


def main():
    rnd, client = random.Random(int(sys.argv[3])), Client()
    watches = [Watch(q) for q in QUERIES]
    for w in watches:
        w.start()
        w.listed.wait(PATIENCE_S)
    for _ in range(CHANGES):
        client.send(*change(rnd))
        for _ in client.parts():
            pass
    until = time.monotonic() + PATIENCE_S
    for w in watches:
        while (now := client.list(w.query)) != w.have and time.monotonic() < until:
            time.sleep(0.05)
        odd = [k for k in now.keys() | w.have.keys() if now.get(k) != w.have.get(k)]
        if odd or w.wrong or (w.told == 0 and w.query["kind"] != "ns"):
            print(w.query, "told", w.told, "out of step", w.wrong[:3], "differs", odd[:3])


main()
