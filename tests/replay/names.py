# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
"""Addresses by name, so that a case and its manifests hold for both families: @pod1, @vip:80.

An IPv6 address with a port behind it gets its brackets. @family is IPv4 or IPv6.
"""
import re

from packets import Bad

TABLE = {  # name: (IPv4, IPv6)
    # clients: off the link, and on it
    "client": ("198.51.100.7", "2001:db8:51::7"),
    "client2": ("198.51.100.8", "2001:db8:51::8"),
    "client3": ("198.51.100.9", "2001:db8:51::9"),
    "near": ("192.0.2.7", "2001:db8:2::7"),
    "near2": ("192.0.2.8", "2001:db8:2::8"),
    "clients": ("198.51.100.0/24", "2001:db8:51::/64"),
    "strangers": ("2001:db8:99::/64", "198.51.99.0/24"),  # of the other family
    "nears": ("192.0.2.0/24", "2001:db8:2::/64"),
    # the board: towards clients, and towards pods
    "node": ("192.0.2.1", "2001:db8:2::1"),
    "node2": ("10.180.0.1", "fd00:180::1"),
    # a further node address that the board is handed
    "node3": ("192.0.2.50", "2001:db8:2::50"),
    # pods here, and elsewhere; an endpoint out of the cluster
    "pod1": ("10.180.0.11", "fd00:180::11"),
    "pod2": ("10.180.0.12", "fd00:180::12"),
    "pod3": ("10.180.0.13", "fd00:180::13"),
    "away": ("10.180.1.5", "fd00:180:1::5"),
    "away2": ("10.180.1.2", "fd00:180:1::2"),
    "away3": ("10.180.1.3", "fd00:180:1::3"),
    "outer": ("11.11.11.11", "2001:db8:11::11"),
    "pods": ("10.180.0.0/16", "fd00:180::/32"),
    # Services' addresses; such that nobody holds
    "vip": ("10.111.88.195", "fd00:111::195"),
    **{f"vip{n}": (f"10.111.88.{n}", f"fd00:111::{n}") for n in range(180, 200)},
    "novip": ("10.111.88.250", "fd00:111::250"),
    "novip2": ("10.96.77.1", "fd00:96::77:1"),
    "novip3": ("10.111.255.255", "fd00:111::ffff"),
    "external": ("198.18.5.5", "2001:db8:5::5"),
    "lb": ("203.0.113.20", "2001:db8:113::20"),
    "lb2": ("203.0.113.21", "2001:db8:113::21"),
    "foreign": ("203.0.113.77", "2001:db8:113::77"),
    "family": ("IPv4", "IPv6"),
}


def resolve(text, family):
    """A text with its names replaced."""
    def one(m):
        if m[1] not in TABLE:
            raise Bad(f"no address has the name @{m[1]}")
        value = TABLE[m[1]][family == 6]
        return f"[{value}]:" if m[2] and family == 6 else value + m[2]

    return re.sub(r"@([a-z]+[0-9]*)(:(?=[0-9$])|)", one, text)
