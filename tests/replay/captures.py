# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
"""Ethernet captures: the pcap format with nanoseconds written, and any byte order of both units read."""
import struct

MAGIC_US, MAGIC_NS = 0xa1b2c3d4, 0xa1b23c4d
ETHERNET = 1
HEAD = struct.pack("<IHHiIII", MAGIC_NS, 2, 4, 0, 0, 262144, ETHERNET)


def record(ns, frame):
    """One packet as it stands in a capture."""
    return struct.pack("<IIII", ns // 10**9, ns % 10**9, len(frame), len(frame)) + frame


def write(path, packets):
    """Write (ns, frame) pairs."""
    with open(path, "wb") as out:
        out.write(HEAD)
        out.writelines(record(ns, frame) for ns, frame in packets)


def read(path):
    """Yield (ns, frame) of a capture."""
    with open(path, "rb") as f:
        data = f.read()
    for order in "<>":
        magic = struct.unpack(order + "I", data[:4])[0]
        if magic in (MAGIC_US, MAGIC_NS):
            break
    else:
        raise ValueError(f"{path}: not a capture")
    unit = 1 if magic == MAGIC_NS else 1000
    head, at = struct.Struct(order + "IIII"), 24
    while at < len(data):
        s, part, n, _ = head.unpack_from(data, at)
        yield s * 10**9 + part * unit, data[at + 16:at + 16 + n]
        at += 16 + n
