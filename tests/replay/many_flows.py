#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
"""Sets up many flows at once and checks each packet that leaves against a model of its own.

    tests/replay/many_flows.py [--build DIR] [--flows N] [--workers N] [--seed N]

Half of the clients are pods, which keep their address, half are outside and masqueraded. All flows
open (SYN), then each is answered (SYN+ACK), then each carries data; all of them live at the end. Which
masquerading ports were taken is learnt from a first run of the opening packets: the same input gives
the same output. The model (maglev.py, and checksums over all bytes) knows the rest: endpoint,
addresses, ports, TTL, MAC addresses, payload. Prints what was checked, and memory and time.
"""
import argparse
import json
import random
import resource
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import captures  # noqa: E402
import maglev  # noqa: E402
from packets import csum, station  # noqa: E402

PODS_PER_SERVICE = 10
SERVICES = 40
STEP_NS = 5000
BOARD_WIRE, BOARD_PODS = 0xc0000201, 0x0ab40001  # 192.0.2.1, 10.180.0.1
GATEWAY_WIRE, GATEWAY_PODS = 0xc00002fe, 0x0ab400fe
VIP, POD = 0x0a6f0000, 0x0ab41000  # 10.111.0.0 and 10.180.16.0 and on
PORT, TARGET = 80, 8080
MASQ = [*range(20000, 30000), *range(61000, 65536)]
SYN, SYN_ACK, PUSH_ACK = 0x02, 0x12, 0x18

BOARD = """
apiVersion: sluice/v1
kind: Board
metadata: {{name: edge-1}}
spec:
  cores: {{control: 0, workers: [1]}}
  flows: {flows}
  ports:
  - name: wire0
    device: net_null0
    mac: "02:00:c0:00:02:01"
    addresses: [192.0.2.1/24]
    neighbors: [{{address: 192.0.2.254, mac: "02:00:c0:00:02:fe"}}]
  - name: pods0
    device: net_null1
    mac: "02:00:0a:b4:00:01"
    addresses: [10.180.0.1/24]
    neighbors: [{{address: 10.180.0.254, mac: "02:00:0a:b4:00:fe"}}]
  routes:
  - {{to: 0.0.0.0/0, via: 192.0.2.254}}
  - {{to: 10.180.0.0/16, via: 10.180.0.254}}
  cluster: {{podCIDRs: [10.180.0.0/16]}}
"""

SERVICE = """---
apiVersion: v1
kind: Service
metadata: {{name: service-{n}}}
spec:
  clusterIP: {vip}
  ports: [{{port: 80, targetPort: 8080}}]
---
apiVersion: v1
kind: Endpoints
metadata: {{name: service-{n}}}
subsets:
- addresses: [{pods}]
  ports: [{{port: 8080}}]
"""


def dotted(a):
    return ".".join(map(str, a.to_bytes(4, "big")))


class Wire:
    """Frames between two stations, and their checks."""

    IP = struct.Struct("!BBHHHBBHII")
    TCP = struct.Struct("!HHIIBBHHH")

    def __init__(self, sender, receiver):
        self.head = station(receiver) + station(sender) + b"\x08\x00"

    def frame(self, ends, ttl, seq, flags, data):
        """A frame of (src, dst, sport, dport), with all checksums computed over all its bytes."""
        src, dst, sport, dport = ends
        n = 40 + len(data)
        ip = self.IP.pack(0x45, 0, n, seq & 0xffff, 0, ttl, 6, 0, src, dst)
        ip = ip[:10] + csum(ip).to_bytes(2, "big") + ip[12:]
        seg = self.TCP.pack(sport, dport, seq, 0, 0x50, flags, 8192, 0, 0) + data
        right = csum(ip[12:] + struct.pack("!HH", 6, n - 20) + seg)
        return b"".join((self.head, ip, seg[:16], right.to_bytes(2, "big"), seg[18:]))


def make_flows(count, rng):
    """(client, port, service) of each, no two alike; every other client is a pod."""
    seen, flows = set(), []
    while len(flows) < count:
        is_pod = len(flows) % 2
        client = (0x0ab48000 if is_pod else 0xc6120000) + rng.randrange(1 << 13)  # 10.180.128.0, 198.18.0.0
        flow = (client, rng.randrange(1024, 65536), rng.randrange(SERVICES))
        if flow not in seen:
            seen.add(flow)
            flows.append(flow)
    return flows


class Model:
    """What each flow is to become."""

    def __init__(self, count, seed):
        self.flows = make_flows(count, random.Random(seed))
        pods = [[POD + n * PODS_PER_SERVICE + i for i in range(PODS_PER_SERVICE)] for n in range(SERVICES)]
        self.pods = pods
        slots = [maglev.table([(pod, TARGET) for pod in of]) for of in pods]
        self.endpoint = []
        for client, port, n in self.flows:
            key = maglev.flow_key(client, VIP + n, port, PORT, 6)
            self.endpoint.append(pods[n][maglev.pick(slots[n], key)])
        self.source = [None] * count  # (address, port) that the endpoint sees; learnt where it is free
        self.taken = {}               # (endpoint, source) -> flow: no two alike

    def requests(self, seq0, flags, data):
        """(index, is from a pod, frame) of each client's packet."""
        wire = {False: Wire(GATEWAY_WIRE, BOARD_WIRE), True: Wire(GATEWAY_PODS, BOARD_PODS)}
        for i, (client, port, n) in enumerate(self.flows):
            yield i % 2 == 1, wire[i % 2 == 1].frame((client, VIP + n, port, PORT), 64, seq0 + i, flags, data)

    def answers(self, seq0, data):
        wire = Wire(GATEWAY_PODS, BOARD_PODS)
        for i, (address, port) in enumerate(self.source):
            yield True, wire.frame((self.endpoint[i], address, TARGET, port), 64, seq0 + i, SYN_ACK, data)

    def learn(self, i, address, port):
        """The source that an endpoint sees for a flow. Returns what is wrong with it, or None."""
        client, own, _ = self.flows[i]
        if i % 2:
            # a pod's port is its own, unless one port goes to two VIPs of one pod
            fine = address == client and port >= 1024
        else:
            fine = address == BOARD_PODS and (20000 <= port < 30000 or 61000 <= port)
        if not fine:
            return f"flow {i}: source {dotted(address)}:{port}"
        other = self.taken.setdefault((self.endpoint[i], address, port), i)
        if other != i:
            return f"flow {i}: shares {dotted(address)}:{port} towards {dotted(self.endpoint[i])} with {other}"
        if i % 2 and port != own and (self.endpoint[i], client, own) not in self.taken:
            return f"flow {i}: port {own} was free"
        self.source[i] = (address, port)
        return None


def run_replay(args, tmp, model, packets, name):
    """Write a capture for each port, replay them; returns outputs by port, counters, figures."""
    base = 1000  # ns
    with open(tmp / "wire0", "wb") as wire, open(tmp / "pods0", "wb") as pods:
        for f in (wire, pods):
            f.write(captures.HEAD)
        for k, (is_pod, frame) in enumerate(packets):
            (pods if is_pod else wire).write(captures.record(base + k * STEP_NS, frame))
    program = args.build / "tests/replay/sluice-replay"
    command = [program, "--config", tmp / "board.yaml", "--manifests", tmp / "services.yaml", "--workers",
               args.workers, "--seed", args.seed, "--counters", tmp / "counters"]
    for port in ("wire0", "pods0"):
        command += ["--in", f"{port}={tmp}/{port}", "--out", f"{port}={tmp}/{port}.out"]
    began = time.monotonic()
    got = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    took = time.monotonic() - began
    if got.returncode != 0 or got.stderr:
        sys.exit(f"{name}: exit code {got.returncode}\n{got.stderr}")
    counters = json.loads((tmp / "counters").read_text())
    return {p: captures.read(tmp / f"{p}.out") for p in ("wire0", "pods0")}, counters, took


class Check:
    """Outputs against what the model wants."""

    def __init__(self):
        self.checked, self.wrong = 0, []

    def equal(self, got, want, what):
        self.checked += 1
        if got != want:
            self.wrong.append(f"{what}:\n  wanted {want.hex()}\n  got    {got.hex() if got else None}")

    def nothing_left(self, out, what):
        for _, frame in out:
            self.wrong.append(f"{what}: not wanted: {frame.hex()}")


def check_requests(model, check, out, seq0, flags, data):
    """The clients' packets, as the endpoints get them; sources are learnt the first time."""
    to_pods = Wire(BOARD_PODS, GATEWAY_PODS)
    for i in range(len(model.flows)):
        _, frame = next(out, (0, b""))
        if model.source[i] is None and len(frame) >= 54:
            wrong = model.learn(i, *struct.unpack_from("!I4xH", frame, 26))
            if wrong:
                check.wrong.append(wrong)
        source = model.source[i] or (0, 0)
        want = to_pods.frame((source[0], model.endpoint[i], source[1], TARGET), 63, seq0 + i, flags, data)
        check.equal(frame, want, f"flow {i}")


def check_answers(model, check, outs, seq0, data):
    """The endpoints' packets, as the clients get them."""
    wires = {"wire0": Wire(BOARD_WIRE, GATEWAY_WIRE), "pods0": Wire(BOARD_PODS, GATEWAY_PODS)}
    for i, (client, port, n) in enumerate(model.flows):
        name = "pods0" if i % 2 else "wire0"
        _, frame = next(outs[name], (0, b""))
        want = wires[name].frame((VIP + n, client, PORT, port), 63, seq0 + i, SYN_ACK, data)
        check.equal(frame, want, f"answer of flow {i}")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--build", type=Path, default=Path(__file__).resolve().parent.parent.parent / "build")
    p.add_argument("--flows", type=int, default=1000000)
    p.add_argument("--workers", type=int, default=1)
    p.add_argument("--seed", type=int, default=7)
    args = p.parse_args()
    count = args.flows
    model, check = Model(count, args.seed), Check()
    opening = (0x1000000, SYN, b"")
    data = (0x3000000, PUSH_ACK, b"GET / HTTP/1.1\r\n\r\n!")
    with tempfile.TemporaryDirectory(prefix="sluice-flows-") as folder:
        tmp = Path(folder)
        (tmp / "board.yaml").write_text(BOARD.format(flows=max(1024, count + count // 5)))
        (tmp / "services.yaml").write_text("".join(
            SERVICE.format(n=n, vip=dotted(VIP + n), pods=", ".join(f"{{ip: {dotted(a)}}}" for a in of))
            for n, of in enumerate(model.pods)))
        outs, _, took_open = run_replay(args, tmp, model, model.requests(*opening), "opening")
        check_requests(model, check, outs["pods0"], *opening)
        check.nothing_left(outs["pods0"], "pods0")
        if check.wrong:
            sys.exit("\n".join(check.wrong[:20]))

        def everything():
            yield from model.requests(*opening)
            yield from model.answers(0x2000000, b"")
            yield from model.requests(*data)

        outs, counters, took = run_replay(args, tmp, model, everything(), "all")
        both = outs["pods0"]
        check_requests(model, check, both, *opening)
        check_answers(model, check, outs, 0x2000000, b"")
        check_requests(model, check, both, *data)
        check.nothing_left(both, "pods0")
        check.nothing_left(outs["wire0"], "wire0")
        flows = counters["flows"]
        if (flows["live"], flows["created"], flows["expired"]) != (count, count, 0) or counters["drops"]:
            check.wrong.append(f"flows {flows}, drops {counters['drops']}; wanted {count} live")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    moved = sum(1 for i, s in enumerate(model.source) if s and s[1] != model.flows[i][1])
    print(f"{count} flows, {args.workers} workers: {check.checked} packets checked, {len(check.wrong)} mismatches; "
          f"{moved} ports changed; {counters['memory']['flowBytes'] / counters['memory']['flowMax']:.0f} bytes a flow of the table's capacity, "
          f"{peak:.0f} MiB at peak; opening {took_open:.1f} s, all {took:.1f} s")
    if check.wrong:
        sys.exit("\n".join(check.wrong[:20]))


if __name__ == "__main__":
    main()
