# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
"""A case: a folder with case.txt and, if need be, manifests of its own.

case.txt, line by line (# begins a comment; the first comment says why the case is there):

    families 4                  the families that the case is run for, once each: it says addresses by the
                                names of names.py (@client, @vip, @pod1), as manifests do; else it is of IPv4
    board FILE                  the board's configuration; default board.yaml beside the cases
    set FIELD VALUE             replace or add a field of the board's spec
    manifests FILE... [with KEY=VALUE...]   from the case's folder or from manifests/ beside the cases;
                                KEY=VALUE: their lines "KEY: ..." say VALUE instead, none: are left out
    settle SECONDS              let the clock run on after the last packet
    at SECONDS apply FILE [with ...] | delete KIND/NAME | ready pod/NAME true|false|none
    announce                    VIPs are announced, as when a link comes up
    split BYTES                 packets come in buffers of so many bytes each
    spread hash                 packets of a flow stay with one worker, as RSS has it; else any
                                packet may reach any worker
    let $X VALUE...             a variable may have these values: addresses, numbers, 1-9 ranges
    let $X maglev FLOW over A:PORT...   $X is the address, $X.port the port of the endpoint that the
                                documented choice gives for a flow; packets that come in may say it too
    each $I FIRST..LAST [step SECONDS] LINE   a line for each number, with $I in it replaced
    SECONDS PORT in PACKET      a packet arrives at a port      SECONDS PORT out PACKET   one leaves it
    SECONDS PORT.twin in PACKET the board's kernel sends one    SECONDS PORT.twin out PACKET  it gets one
    count NAME KEY=N...         counters: drops, totals, flows, affinity, service NS/NAME:PORT[/UDP]

Packets are in the form of packets.py. All that leaves must be listed, in its order and with its time
(within a poll's 10 ms), byte for byte. All counters must be listed that are not 0, but for those that
the packets tell: a port's rx, tx, twin and fromTwin, and their totals; and, in a case of families, for
a Service's bytes, which differ with the family.
"""
import json
import re
import subprocess
from pathlib import Path

import captures
import maglev
import names
import packets
from packets import Bad

HERE = Path(__file__).resolve().parent
LINKS = {"wire0": ("192.0.2.1/24", "192.0.2.254"), "pods0": ("10.180.0.1/24", "10.180.0.254")}
SLACK_NS = 11 * 10**6
REPORTED = 4
RUN_S = 120


def families(folder):
    """The families that a case lists; None: it does not, and is of IPv4."""
    m = re.search(r"^families (.+)$", (folder / "case.txt").read_text(), re.MULTILINE)
    return [int(w) for w in m[1].split()] if m else [None]


def link(cidr, gateway):
    own, _, length = cidr.partition("/")
    return packets.Link(packets.addr(own), int(length), packets.addr(gateway))


class Case:
    """What case.txt says to one family; files that are not taken as they stand go to tmp."""

    def __init__(self, folder, family, tmp):
        self.folder, self.board = folder, HERE / "board.yaml"
        self.family, self.tmp, self.written = family, tmp, 0
        self.options, self.manifests, self.ins, self.outs = [], [], [], []
        self.links = {name: link(*of) for name, of in LINKS.items()}
        self.lets, self.env, self.counts = {}, {}, {}
        self.spread, self.board_fields = "any", {}
        for no, line in enumerate((folder / "case.txt").read_text().splitlines(), 1):
            try:
                line = line.split("#", 1)[0].strip()
                self._line(names.resolve(line, family or 4))
            except (Bad, ValueError, KeyError, IndexError) as e:
                raise Bad(f"{folder.name}/case.txt:{no}: {e}") from e
        self.ins.sort(key=lambda p: p[0])
        self.outs.sort(key=lambda p: p[0])

    def _line(self, line):
        words = line.split()
        if not words:
            return
        if words[0][0].isdigit():
            self._packet(words[0], words[1], words[2], line.split(None, 3)[3])
        elif words[0] == "each":
            self._each(words)
        else:
            getattr(self, "_do_" + words[0])(words[1:])

    def _each(self, words):
        first, last = map(int, words[2].split(".."))
        step, words = (float(words[4]), words[:3] + words[5:]) if words[3] == "step" else (0, words)
        for i in range(first, last + 1):
            time = float(words[3]) + (i - first) * step
            self._line(" ".join([f"{time:.6f}"] + words[4:]).replace(words[1], str(i)))

    def _packet(self, time, port, way, text):
        name, _, side = port.partition(".")
        if name not in self.links or side not in ("", "twin") or way not in ("in", "out"):
            raise Bad(f"not PORT[.twin] in|out: {port} {way}")
        ns = round(float(time) * 10**9)
        (self.ins if way == "in" else self.outs).append((ns, name, side or "wire", packets.parse(text), text))

    def _file(self, name):
        for folder in (self.folder, HERE / "manifests", HERE):
            if (folder / name).exists():
                return folder / name
        raise Bad(f"no file {name}")

    def _manifest(self, name, edits):
        """A manifest's path, of a copy when this case wants it otherwise than it stands."""
        path = self._file(name)
        text = was = path.read_text()
        for key, _, value in (e.partition("=") for e in edits):
            text, n = re.subn(rf"^( *(?:- )?)({key}:).*\n", "" if value == "none" else rf"\1\2 {value}\n", text,
                              flags=re.MULTILINE)
            if n == 0:
                raise Bad(f"{name} has no line {key}:")
        text = names.resolve(text, self.family or 4)
        if text == was:
            return path
        self.written += 1
        copy = self.tmp / f"{self.written}-{name}"
        copy.write_text(text)
        return copy

    def _manifests(self, words):
        """FILE... [with KEY=VALUE...]"""
        cut = words.index("with") if "with" in words else len(words)
        return [self._manifest(w, words[cut + 1:]) for w in words[:cut]]

    def _do_families(self, _):
        """Read before: families()."""

    def _do_board(self, words):
        self.board = self._file(words[0])

    def _do_set(self, words):
        self.board_fields[words[0]] = " ".join(words[1:])

    def _do_manifests(self, words):
        self.manifests += self._manifests(words)

    def _do_settle(self, words):
        self.options += ["--settle", words[0]]

    def _do_split(self, words):
        self.options += ["--split", words[0]]

    def _do_announce(self, _):
        self.options.append("--announce")

    def _do_spread(self, words):
        self.spread = words[0]

    def _do_at(self, words):
        if words[1] == "apply":
            for path in self._manifests(words[2:]):
                self.options += ["--at", f"{words[0]}=apply:{path}"]
        else:
            self.options += ["--at", f"{words[0]}={words[1]}:{words[2]}" + (f"={words[3]}" if len(words) > 3 else "")]

    def _do_let(self, words):
        if words[1] == "maglev":
            f = packets.parse(" ".join(words[2:words.index("over")]))
            proto = {"tcp": 6, "udp": 17}[f["kind"]]
            ends = [(packets.addr(e.split(":")[0]), int(e.split(":")[1])) for e in words[words.index("over") + 1:]]
            key = maglev.flow_key(f["src"], f["dst"], f["sport"], f["dport"], proto)
            self.env[words[0]], self.env[words[0] + ".port"] = ends[maglev.pick(maglev.table(ends), key)]
        else:
            self.lets[words[0]] = words[1:]

    def _do_count(self, words):
        what = words[:1] if words[0] != "service" else words[:2]
        for key, _, value in (w.partition("=") for w in words[len(what):]):
            n = [int(v) for v in value.split(",")]
            self.counts[" ".join(what + [key])] = n if len(n) > 1 else n[0]

    def allows(self, var, value):
        """May a variable have this value?"""
        if var not in self.lets:
            raise Bad(f"{var} has no let")
        for text in self.lets[var]:
            first, dash, last = text.partition("-")
            if "." in text:
                ok = packets.addr(text) == value
            else:
                ok = int(first, 0) <= value <= int(last if dash else first, 0)
            if ok:
                return True
        return False

    # The run ----------------------------------------------------------------------------------

    def _write_board(self, path):
        """The board's configuration with the fields that are set: each is one line of spec."""
        text = self.board.read_text()
        for field, value in self.board_fields.items():
            line = f"  {field}: {value}\n"
            text, n = re.subn(rf"^  {field}:.*\n(   .*\n|  - .*\n)*", lambda _: line, text, flags=re.MULTILINE)
            text += "" if n else line
        path.write_text(text)

    def run(self, program, workers):
        """Run the case. Returns lines of diagnosis: none, if all is as wanted."""
        tmp = self.tmp
        self._write_board(tmp / "board.yaml")
        args = [program, "--config", tmp / "board.yaml", "--counters", tmp / "counters", "--workers", str(workers),
                "--seed", str(1000 + workers), "--spread", self.spread, *self.options]
        for m in self.manifests:
            args += ["--manifests", m]
        for name, side in self._sides():
            mine = [(ns, packets.build(packets.bind(f, None, self.env, self.allows), self.links[name], side, True))
                    for ns, port, s, f, _ in self.ins if (port, s) == (name, side)]
            if mine:
                captures.write(tmp / f"{name}.{side}.in", mine)
                args += ["--in" if side == "wire" else "--from-twin", f"{name}={tmp}/{name}.{side}.in"]
            args += ["--out" if side == "wire" else "--twin", f"{name}={tmp}/{name}.{side}.out"]
        try:
            got = subprocess.run(list(map(str, args)), capture_output=True, text=True, timeout=RUN_S, check=False)
        except subprocess.TimeoutExpired:
            return [f"did not end in {RUN_S} s: {' '.join(map(str, args))}"]
        if got.returncode != 0 or got.stderr:
            return [f"exit code {got.returncode}: {' '.join(map(str, args))}", *got.stderr.splitlines()[:60]]
        found = []
        for name, side in self._sides():
            found += self._compare(name, side, list(captures.read(tmp / f"{name}.{side}.out")))
        return found + self._compare_counters(json.loads((tmp / "counters").read_text()))

    def _sides(self):
        return [(name, side) for name in self.links for side in ("wire", "twin")]

    def _compare(self, name, side, got):
        wanted = [p for p in self.outs if p[1:3] == (name, side)]
        where, bad = name + (".twin" if side == "twin" else ""), []
        for (ns, _, _, fields, text), (got_ns, frame) in zip(wanted, got):
            try:
                f = packets.bind(fields, packets.decode(frame), self.env, self.allows)
                right = packets.build(f, self.links[name], side, False)
            except Bad as e:
                bad += [f"{where}: {e}", f"  wanted {text}", f"  got    {packets.text(frame)}"]
                continue
            if right != frame:
                bad += [f"{where} at {ns / 1e9:.3f}:", f"  wanted {packets.text(right)}",
                        f"  got    {packets.text(frame)}", f"  wanted {right.hex()}", f"  got    {frame.hex()}"]
            elif abs(got_ns - ns) > SLACK_NS:
                bad.append(f"{where}: came at {got_ns / 1e9:.3f}, not {ns / 1e9:.3f}: {text}")
        bad += [f"{where}: did not come: {p[4]}" for p in wanted[len(got):]]
        bad += [f"{where}: not wanted at {ns / 1e9:.3f}: {packets.text(frame)}" for ns, frame in got[len(wanted):]]
        return bad[:REPORTED * 5]

    def _derived(self):
        """The counters that the packets tell."""
        tally = {}

        def add(key):
            tally[key] = tally.get(key, 0) + 1

        for way, lines in (("in", self.ins), ("out", self.outs)):
            for _, name, side, _, _ in lines:
                key = {"inwire": "rx", "intwin": "fromTwin", "outwire": "tx", "outtwin": "twin"}[way + side]
                add(f"ports {name} {key}")
                add("totals " + ("toTwin" if key == "twin" else key))
        return tally

    def _compare_counters(self, counters):
        wanted = self._derived() | self.counts
        got = {}
        counters.pop("memory")
        for section, values in counters.items():
            for key, value in values.items():
                if section in ("drops", "totals", "flows", "affinity"):
                    got[f"{section} {key}"] = value
                else:
                    if section == "services" and self.family:
                        value.pop("bytes")
                    for k, v in value.items():
                        got[f"{section.removesuffix('s') if section == 'services' else section} {key} {k}"] = v

        def nothing(v):
            return not any(v) if isinstance(v, list) else not v

        bad = []
        for key in sorted(wanted.keys() | got.keys()):
            a, b = wanted.get(key, 0), got.get(key, 0)
            if a != b and not (nothing(a) and nothing(b)):
                bad.append("count " + re.sub(" ([^ ]*)$", f" \\1={b}", key) + f", not {a}")
        return bad
