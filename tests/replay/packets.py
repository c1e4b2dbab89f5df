# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
"""Packets as one line of text each, and back.

The form (what stands in [] may be left out; K=V in any order):

    A:PORT > B:PORT tcp FLAGS [seq= ack= win= urg= topts=HEX doff= len= data= sum=]
    A:PORT > B:PORT udp [len= data= udplen= sum=]
    A > B icmp echo|reply|port-unreachable|TYPE/CODE [id= seq= rest=HEX len= data= sum=] [ (QUOTED PACKET) ]
    A > B ip proto=N [len= data=]
    arp who-has A tell B            arp A is-at MAC to B
    ether TYPE HEX                  raw HEX

    FLAGS   letters of SAFRPU (SYN ACK FIN RST PSH URG), or - for none
    len=N   a payload of N bytes: 00 01 02 ...; data=HEX gives it itself
    sum=    layer-4 checksum: bad (off by one, in ones' complement), or four hex digits as they stand
    (...)   what an ICMP error quotes: an IP packet in the same form; cut=N: its first N bytes only

Of the IP header: ttl= tos= id= df mf off=BYTES opts=HEX ver= ihl= tot= ipsum=bad|HEX.
Of the frame: smac= dmac= vlan=ID pad=N (zero bytes behind the packet), trunc=N (cut to N bytes),
via=A (the station it comes from or goes to). All checksums and lengths not given are right.

What a line does not say: ttl=64 where a packet comes in or is the kernel's, 63 where it leaves by a
wire, the rest 0; win=65535. MAC addresses follow from the network: the station of IPv4 address
a.b.c.d has 02:00:aa:bb:cc:dd (its bytes), what is off the link comes and goes by the link's gateway.

A field of a wanted packet may be a variable, $x: it takes the value that the packet has, and must
have the same wherever it stands again.
"""
import re
import struct

FLAG_BITS = {"F": 1, "S": 2, "R": 4, "P": 8, "A": 16, "U": 32}
ICMP_NAMES = {"echo": (8, 0), "reply": (0, 0), "port-unreachable": (3, 3)}
NUMBERS = {"ttl", "tos", "id", "off", "ver", "ihl", "tot", "seq", "ack", "win", "urg", "doff", "len", "udplen",
           "proto", "pad", "trunc", "cut", "vlan", "iseq"}
BYTES = {"opts", "topts", "data"}
WORDS = {"df", "mf"}
TEXTS = {"sum", "ipsum", "smac", "dmac", "via", "rest"}


class Bad(Exception):
    """A line that is not of the form."""


class Var(str):
    """A field whose value the packet tells."""


def addr(text):
    """IPv4 address as an int."""
    parts = text.split(".")
    if len(parts) != 4 or not all(p.isdigit() and int(p) < 256 for p in parts):
        raise Bad(f"not an IPv4 address: {text}")
    return int.from_bytes(bytes(map(int, parts)), "big")


def addr_text(a):
    return ".".join(map(str, a.to_bytes(4, "big")))


def mac(text):
    if not re.fullmatch("([0-9a-f]{2}:){5}[0-9a-f]{2}", text):
        raise Bad(f"not a MAC address: {text}")
    return bytes.fromhex(text.replace(":", ""))


def mac_text(b):
    return b.hex(":")


def station(a):
    """The MAC address of the station that has an IPv4 address."""
    return b"\x02\x00" + a.to_bytes(4, "big")


def csum(data, start=0):
    """The Internet checksum (RFC 1071) of bytes, as it stands in a header."""
    if len(data) % 2:
        data += b"\0"
    s = start + sum(struct.unpack(f"!{len(data) // 2}H", data))
    while s >> 16:
        s = (s & 0xffff) + (s >> 16)
    return s ^ 0xffff


class Link:
    """A port of the board and what is on its wire."""

    def __init__(self, own, prefix_len, gateway):
        self.own, self.mac = own, station(own)
        self.mask = 0xffffffff ^ ((1 << (32 - prefix_len)) - 1)
        self.gateway = gateway

    def station(self, a):
        """The MAC address by which an address is reached, and comes."""
        return station(a if (a ^ self.own) & self.mask == 0 else self.gateway)


# What a line says -----------------------------------------------------------------------------

def _value(key, text):
    if text.startswith("$"):
        return Var(text)
    if key in NUMBERS:
        return int(text, 0)
    if key in BYTES:
        return bytes.fromhex(text)
    return text


def _fields(words, f):
    for w in words:
        key, eq, text = w.partition("=")
        if not eq and key in WORDS:
            f[key] = 1
        elif eq and key in NUMBERS | BYTES | TEXTS:
            f["iseq" if key == "seq" and f["kind"] == "icmp" else key] = _value(key, text)
        else:
            raise Bad(f"unknown field: {w}")
    return f


def _end(text, f, a, p):
    """A:PORT or A into two fields."""
    host, colon, port = text.partition(":")
    f[a] = Var(host) if host.startswith("$") else addr(host)
    if colon:
        f[p] = Var(port) if port.startswith("$") else int(port)


def _parse_arp(words):
    f = {"kind": "arp"}
    if words[1:2] == ["who-has"] and words[3:4] == ["tell"]:
        f.update(op=1, target=addr(words[2]), sender=addr(words[4]))
        return _fields(words[5:], f)
    if words[2:3] == ["is-at"] and words[4:5] == ["to"]:
        f.update(op=2, sender=addr(words[1]), at=mac(words[3]), target=addr(words[5]))
        return _fields(words[6:], f)
    raise Bad("arp who-has A tell B, or arp A is-at MAC to B")


def _parse_ip(words, quoted):
    f = {"kind": words[3]}
    _end(words[0], f, "src", "sport")
    _end(words[2], f, "dst", "dport")
    rest = words[4:]
    if f["kind"] in ("tcp", "udp"):
        if "sport" not in f or "dport" not in f:
            raise Bad("tcp and udp want ports")
        if f["kind"] == "tcp":
            f["flags"] = sum(FLAG_BITS[c] for c in rest[0] if c != "-")
            rest = rest[1:]
    elif f["kind"] == "icmp":
        f["type"], f["code"] = ICMP_NAMES.get(rest[0]) or map(int, rest[0].split("/"))
        rest = rest[1:]
    elif f["kind"] != "ip":
        raise Bad(f"not tcp, udp, icmp or ip: {f['kind']}")
    _fields(rest, f)
    if quoted is not None:
        f["quoted"] = parse(quoted)
    return f


def parse(text):
    """A line's packet as a dict of fields."""
    quoted = None
    m = re.fullmatch(r"(.*?)\((.*)\)(.*)", text)
    if m:
        text, quoted = m[1] + m[3], m[2]
    words = text.split()
    try:
        if words[0] == "raw":
            return _fields(words[2:], {"kind": "raw", "bytes": bytes.fromhex(words[1])})
        if words[0] == "ether":
            return _fields(words[3:], {"kind": "ether", "type": int(words[1], 16),
                                       "bytes": bytes.fromhex(words[2])})
        if words[0] == "arp":
            return _parse_arp(words)
        if words[1] == ">":
            return _parse_ip(words, quoted)
    except (IndexError, KeyError, ValueError) as e:
        raise Bad(f"{text}: {e!r}") from e
    raise Bad(f"not a packet: {text}")


# From fields to bytes -------------------------------------------------------------------------

def _sum_as_told(right, told, never_zero=False):
    if told is None:
        return 0xffff if never_zero and right == 0 else right
    if told != "bad":
        return int(told, 16)
    s = right + 1
    return (s & 0xffff) + (s >> 16)


def _payload(f):
    return f.get("data", bytes(i & 0xff for i in range(f.get("len", 0))))


def _tcp(f, pseudo):
    opts = f.get("topts", b"")
    words = f.get("doff", 5 + len(opts) // 4)
    head = struct.pack("!HHIIBBHHH", f["sport"], f["dport"], f.get("seq", 0), f.get("ack", 0), words << 4,
                       f["flags"], f.get("win", 65535), 0, f.get("urg", 0))
    seg = head + opts + _payload(f)
    right = csum(pseudo + struct.pack("!HH", 6, len(seg)) + seg)
    return seg[:16] + struct.pack("!H", _sum_as_told(right, f.get("sum"))) + seg[18:]


def _udp(f, pseudo):
    data = _payload(f)
    n = f.get("udplen", 8 + len(data))
    seg = struct.pack("!HHHH", f["sport"], f["dport"], n, 0) + data
    right = csum(pseudo + struct.pack("!HH", 17, n) + seg)
    return seg[:6] + struct.pack("!H", _sum_as_told(right, f.get("sum"), True)) + data


def _icmp(f):
    if "quoted" in f:
        rest = bytes.fromhex(f.get("rest", "00000000"))
        inner = build_ip({"ttl": 64} | f["quoted"])
        body = rest + inner[:f["quoted"].get("cut", len(inner))]
    else:
        body = struct.pack("!HH", f.get("id", 0), f.get("iseq", 0)) + _payload(f)
    head = bytes([f["type"], f["code"]])
    right = csum(head + b"\0\0" + body)
    return head + struct.pack("!H", _sum_as_told(right, f.get("sum"))) + body


def build_ip(f):
    """An IP packet of fields without variables."""
    ends = struct.pack("!II", f["src"], f["dst"])
    kind = f["kind"]
    l4 = (_tcp(f, ends) if kind == "tcp" else _udp(f, ends) if kind == "udp" else
          _icmp(f) if kind == "icmp" else _payload(f))
    proto = {"tcp": 6, "udp": 17, "icmp": 1}.get(kind, f.get("proto", 0))
    opts = f.get("opts", b"")
    head = struct.pack("!BBHHHBBH", f.get("ver", 4) << 4 | f.get("ihl", 5 + len(opts) // 4), f.get("tos", 0),
                       f.get("tot", 20 + len(opts) + len(l4)), 0 if kind == "icmp" else f.get("id", 0),
                       f.get("df", 0) << 14 | f.get("mf", 0) << 13 | f.get("off", 0) // 8, f["ttl"], proto, 0)
    head += ends + opts
    right = csum(head)
    return head[:10] + struct.pack("!H", _sum_as_told(right, f.get("ipsum"))) + head[12:] + l4


def _build_arp(f, smac):
    sender = f.get("at", smac)
    answered = b"\0" * 6 if f["op"] == 1 else station(f["target"])
    return (struct.pack("!HHBBH", 1, 0x800, 6, 4, f["op"]) + sender + struct.pack("!I", f["sender"]) + answered +
            struct.pack("!I", f["target"]))


def _remote(f, link, is_arriving):
    """The station at the other end of the wire."""
    if "via" in f:
        return station(addr(f["via"]))
    if f["kind"] == "arp":
        if f["op"] == 1 and not is_arriving:
            return b"\xff" * 6
        return station(f["sender"] if is_arriving else f["target"])
    if f["kind"] in ("raw", "ether"):
        return station(link.gateway)
    return link.station(f["src" if is_arriving else "dst"])


def build(f, link, side, is_in):
    """A frame of fields without variables. side: wire or twin; is_in: into the board's workers."""
    if f["kind"] == "raw":
        return f["bytes"]
    is_arriving = is_in == (side == "wire")
    remote = _remote(f, link, is_arriving)
    smac, dmac = (remote, link.mac) if is_arriving else (link.mac, remote)
    if f["kind"] == "arp" and f["op"] == 1 and is_arriving:
        dmac = b"\xff" * 6
    smac = mac(f["smac"]) if f.get("smac", "self") != "self" else link.mac if "smac" in f else smac
    dmac = mac(f["dmac"]) if "dmac" in f else dmac
    frame = dmac + smac
    if "vlan" in f:
        frame += struct.pack("!HH", 0x8100, f["vlan"])
    if f["kind"] == "arp":
        frame += b"\x08\x06" + _build_arp(f, smac)
    elif f["kind"] == "ether":
        frame += struct.pack("!H", f["type"]) + f["bytes"]
    else:
        ttl = 63 if side == "wire" and not is_in else 64
        frame += b"\x08\x00" + build_ip({"ttl": ttl} | f)
    frame += b"\0" * f.get("pad", 0)
    return frame[:f.get("trunc", len(frame))]


# From bytes to fields and text ----------------------------------------------------------------

def decode_ip(b):
    """What an IP packet says, as far as it goes; None when it is none."""
    if len(b) < 20 or b[0] >> 4 != 4 or (b[0] & 15) < 5 or len(b) < (b[0] & 15) * 4:
        return None
    n = (b[0] & 15) * 4
    tot, ident, frag = struct.unpack("!HHH", b[2:8])
    f = {"kind": "ip", "tos": b[1], "tot": tot, "id": ident, "df": frag >> 14 & 1, "mf": frag >> 13 & 1,
         "off": (frag & 0x1fff) * 8, "ttl": b[8], "proto": b[9], "src": int.from_bytes(b[12:16], "big"),
         "dst": int.from_bytes(b[16:20], "big"), "opts": b[20:n], "ipsum": b[10:12].hex(),
         "ipsum_ok": csum(b[:n]) == 0}
    l4 = b[n:tot]
    if f["off"]:
        f["data"] = l4
    elif f["proto"] == 6 and len(l4) >= 20:
        f["kind"] = "tcp"
        f["sport"], f["dport"], f["seq"], f["ack"], off, f["flags"], f["win"], told, f["urg"] = struct.unpack(
            "!HHIIBBHHH", l4[:20])
        f["topts"], f["data"], f["sum"] = l4[20:(off >> 4) * 4], l4[(off >> 4) * 4:], f"{told:04x}"
        f["sum_ok"] = csum(b[12:20] + struct.pack("!HH", 6, len(l4)) + l4) == 0
    elif f["proto"] == 17 and len(l4) >= 8:
        f["kind"] = "udp"
        f["sport"], f["dport"], f["udplen"], told = struct.unpack("!HHHH", l4[:8])
        f["data"], f["sum"] = l4[8:], f"{told:04x}"
        f["sum_ok"] = told == 0 or csum(b[12:20] + struct.pack("!HH", 17, f["udplen"]) + l4) == 0
    elif f["proto"] == 1 and len(l4) >= 8:
        f["kind"] = "icmp"
        f["type"], f["code"], f["sum"], f["sum_ok"] = l4[0], l4[1], l4[2:4].hex(), csum(l4) == 0
        f["id"], f["iseq"], f["rest"], f["data"] = *struct.unpack("!HH", l4[4:8]), l4[4:8].hex(), l4[8:]
        if f["type"] in (3, 11, 12):
            f["quoted"] = decode_ip(l4[8:])
    return f


def decode(frame):
    """What a frame says, as far as it goes."""
    f = None
    if frame[12:14] == b"\x08\x00":
        f = decode_ip(frame[14:])
    elif frame[12:14] == b"\x08\x06" and len(frame) >= 42:
        f = {"kind": "arp", "op": frame[21], "at": frame[22:28], "sender": int.from_bytes(frame[28:32], "big"),
             "target": int.from_bytes(frame[38:42], "big")}
    f = f or {"kind": "raw", "bytes": frame}
    f["smac"], f["dmac"] = mac_text(frame[6:12]), mac_text(frame[:6])
    return f


def _ip_text(f):
    def end(a, p):
        return addr_text(f[a]) + (f":{f[p]}" if p in f else "")

    words = [end("src", "sport"), ">", end("dst", "dport"), f["kind"]]
    if f["kind"] == "tcp":
        words += ["".join(c for c in "SAFRPU" if f["flags"] & FLAG_BITS[c]) or "-", f"seq={f['seq']}",
                  f"ack={f['ack']}", f"win={f['win']}"]
    elif f["kind"] == "icmp":
        words += [f"{f['type']}/{f['code']}", f"rest={f['rest']}"]
    else:
        words += [f"proto={f['proto']}"] if f["kind"] == "ip" else []
    if f.get("quoted"):
        words.append(f"({_ip_text(f['quoted'])})")
    elif f.get("data"):
        words.append(f"data={f['data'].hex()}")
    words += [f"{k}={f[k]}" for k in ("ttl", "tos", "off") if k == "ttl" or f[k]] + [k for k in ("df", "mf") if f[k]]
    words += [f"{k}={f[k].hex()}" for k in ("opts", "topts") if f.get(k)]
    words += [f"{k}={f[k]}(wrong)" for k in ("ipsum", "sum") if f.get(f"{k}_ok") is False]
    return " ".join(words)


def text(frame):
    """A frame as a line, for reports."""
    f = decode(frame)
    if f["kind"] == "raw":
        return f"raw {frame.hex()}"
    if f["kind"] == "arp":
        line = (f"arp who-has {addr_text(f['target'])} tell {addr_text(f['sender'])}" if f["op"] == 1 else
                f"arp {addr_text(f['sender'])} is-at {mac_text(f['at'])} to {addr_text(f['target'])}")
    else:
        line = _ip_text(f)
    return f"{line} smac={f['smac']} dmac={f['dmac']} ({len(frame)} bytes)"


# Variables ------------------------------------------------------------------------------------

def bind(f, got, env, allowed):
    """Fields with their variables replaced; unbound ones take what the decoded packet `got` has."""
    out = {}
    for key, value in f.items():
        if isinstance(value, dict):
            out[key] = bind(value, (got or {}).get(key) or {}, env, allowed)
        elif isinstance(value, Var):
            if value not in env:
                if key not in (got or {}) or not allowed(value, got[key]):
                    raise Bad(f"{value} cannot be {key}={got.get(key) if got else None}")
                env[value] = got[key]
            out[key] = env[value]
        else:
            out[key] = value
    return out
