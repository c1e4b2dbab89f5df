# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
"""The choice of an endpoint, written anew from what app/net/maglev.h and app/net/flowhash.h document."""
import struct

M64 = (1 << 64) - 1
KEY = struct.unpack("<QQ", b"Sluice endpoint ")
LADDER = ((2, 251), (10, 1021), (40, 4093), (163, 16381), (655, 65521))


def siphash13(key, data):
    """SipHash-1-3 of bytes."""
    k0, k1 = key
    v0, v1, v2, v3 = (k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d, k0 ^ 0x6c7967656e657261,
                      k1 ^ 0x7465646279746573)
    tail = len(data) % 8
    words = struct.unpack_from(f"<{len(data) // 8}Q", data)
    last = int.from_bytes(data[len(data) - tail:], "little") | (len(data) & 0xff) << 56
    for word, end in [*((w, 0) for w in words), (last, 0), (0, 0xff), (0, 0), (0, 0)]:
        v3 ^= word
        v2 ^= end
        v0 = (v0 + v1) & M64
        v1 = ((v1 << 13 | v1 >> 51) & M64) ^ v0
        v0 = (v0 << 32 | v0 >> 32) & M64
        v2 = (v2 + v3) & M64
        v3 = ((v3 << 16 | v3 >> 48) & M64) ^ v2
        v0 = (v0 + v3) & M64
        v3 = ((v3 << 21 | v3 >> 43) & M64) ^ v0
        v2 = (v2 + v1) & M64
        v1 = ((v1 << 17 | v1 >> 47) & M64) ^ v2
        v2 = (v2 << 32 | v2 >> 32) & M64
        v0 ^= word
    return v0 ^ v1 ^ v2 ^ v3


def table(ends):
    """The slots of a set of (address, port), each an index into it."""
    size = next((size for most, size in LADDER if len(ends) <= most), 131071)
    packed = [b"\0" * 10 + b"\xff\xff" + struct.pack("!IH", *end) for end in ends]
    walkers = []
    for i in sorted(range(len(ends)), key=lambda i: (packed[i], i)):
        h = siphash13(KEY, packed[i])
        walkers.append([(h & 0xffffffff) % size, (h >> 32) % (size - 1) + 1, i])
    slots, left = [None] * size, size
    while True:
        for w in walkers:
            slot = w[0]
            while slots[slot] is not None:
                slot = (slot + w[1]) % size
            w[0] = (slot + w[1]) % size
            slots[slot] = w[2]
            left -= 1
            if left == 0:
                return slots


def flow_key(src, dst, sport, dport, proto):
    """An IPv4 flow key: 16 bytes."""
    return struct.pack("!IIHHBxxx", src, dst, sport, dport, proto)


def pick(slots, key):
    """The index of the endpoint that a flow goes to."""
    return slots[(siphash13(KEY, key) & 0xffffffff) * len(slots) >> 32]
