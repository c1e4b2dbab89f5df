/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * IP addresses, prefixes and MAC addresses: one type for both families, text in and out.
 *
 * Model: an address is 16 bytes in network order; IPv4 is stored mapped:
 *
 *     0          10    12          16
 *     | zeroes    | ff ff | a b c d |     a.b.c.d
 *     | 16 bytes of the IPv6 address|
 *
 * so that both families are one key type. The IPv6 addresses ::ffff:0:0/96 therefore have no
 * place: they are refused as text here and on the wire by the header walk.
 *
 * Sources: RFC 4291 2.2 (text in), RFC 5952 4 (text out), RFC 1122 3.2.1.3, RFC 6890 (classes).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <rte_byteorder.h>

struct ip_addr {
	uint8_t b[16];
};

/** A prefix as users write it: address and length; bits past the length may be set. */
struct ip_prefix {
	struct ip_addr addr;
	uint8_t len; /* in bits of the address's own family: 0..32 or 0..128 */
};

/** One end of a packet's way. No padding: may be hashed and compared as bytes. */
struct ip_end {
	struct ip_addr addr;
	rte_be16_t port; /* or the id of an ICMP query */
};
_Static_assert(sizeof(struct ip_end) == 18, "an end has no padding");

struct mac_addr {
	uint8_t b[6];
};

enum {
	ADDR_TEXT_BYTES = 40,   /* longest address and its NUL */
	PREFIX_TEXT_BYTES = 44, /* longest prefix and its NUL */
	MAC_TEXT_BYTES = 18,
};

/** What an address is good for; exactly one holds. */
enum addr_class {
	ADDR_UNICAST,     /* may be anybody's */
	ADDR_UNSPECIFIED, /* 0.0.0.0, :: */
	ADDR_THIS_NET,    /* 0.0.0.0/8 but for 0.0.0.0 */
	ADDR_LOOPBACK,    /* 127.0.0.0/8, ::1 */
	ADDR_LINK_LOCAL,  /* 169.254.0.0/16, fe80::/10 */
	ADDR_MULTICAST,   /* 224.0.0.0/4, ff00::/8 */
	ADDR_RESERVED,    /* 240.0.0.0/4 but for the broadcast address: class E */
	ADDR_BROADCAST,   /* 255.255.255.255 */
};

/** @return true when the address is an IPv4 address */
static inline bool
addr_is_v4(const struct ip_addr *a)
{
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

	return memcmp(a->b, mapped, sizeof(mapped)) == 0;
}

/** The address of an IPv4 header field. @param v4 network order */
static inline struct ip_addr
addr_from_v4(rte_be32_t v4)
{
	struct ip_addr a = {{[10] = 0xff, [11] = 0xff}};

	memcpy(a.b + 12, &v4, sizeof(v4));
	return a;
}

/** The IPv4 header field of an address for which addr_is_v4 holds. @return network order */
static inline rte_be32_t
addr_v4(const struct ip_addr *a)
{
	rte_be32_t v4;

	memcpy(&v4, a->b + 12, sizeof(v4));
	return v4;
}

static inline bool
addr_equal(const struct ip_addr *a, const struct ip_addr *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

/** Order by bytes. @return less than, equal to or more than 0, as memcmp */
static inline int
addr_compare(const struct ip_addr *a, const struct ip_addr *b)
{
	return memcmp(a->b, b->b, sizeof(a->b));
}

/** The class of an IPv4 address. @param v4 network order @thread any; @cost a few compares */
static inline enum addr_class
addr_v4_class(rte_be32_t v4)
{
	uint32_t host = rte_be_to_cpu_32(v4);
	uint32_t first = host >> 24;

	if (first - 1 < 223 && first != 127)
		return host >> 16 == 0xa9fe ? ADDR_LINK_LOCAL : ADDR_UNICAST;
	if (first == 0)
		return host == 0 ? ADDR_UNSPECIFIED : ADDR_THIS_NET;
	if (first == 127)
		return ADDR_LOOPBACK;
	if (first < 240)
		return ADDR_MULTICAST;
	return host == UINT32_MAX ? ADDR_BROADCAST : ADDR_RESERVED;
}

/** The class of an address of either family. @thread any */
enum addr_class addr_class(const struct ip_addr *a);

/** The name of a class for messages: "loopback", "multicast", ... */
const char *addr_class_name(enum addr_class c);

/**
 * Read an address. Strict: IPv4 is four decimal octets without leading zeroes (some readers take
 * those for octal); IPv6 as RFC 4291 2.2, also with a dotted quad at its end, without a zone.
 * @param out untouched unless 0 is returned
 * @return 0; -EINVAL: not an address; -EAFNOSUPPORT: IPv4-mapped IPv6 text
 */
int addr_parse(struct ip_addr *out, const char *text);

/** Write an address as RFC 5952 wants it. @return text */
char *addr_format(const struct ip_addr *a, char text[ADDR_TEXT_BYTES]);

/**
 * The address n further on.
 * @return 0; -ERANGE: would leave the family's address space, *out untouched
 */
int addr_add(const struct ip_addr *a, uint64_t n, struct ip_addr *out);

/**
 * Read "address/length". Bits past the length are kept: see prefix_has_host_bits, prefix_mask.
 * @return as addr_parse; -EINVAL also for a missing, malformed or too large length
 */
int prefix_parse(struct ip_prefix *out, const char *text);

/** Write a prefix as "address/length". @return text */
char *prefix_format(const struct ip_prefix *p, char text[PREFIX_TEXT_BYTES]);

/** Is any bit past the length set, as in 10.0.0.1/8? */
bool prefix_has_host_bits(const struct ip_prefix *p);

/** Clear the bits past the length. */
void prefix_mask(struct ip_prefix *p);

/** Does the address lie in the prefix? Never across families. @thread any */
bool prefix_contains(const struct ip_prefix *p, const struct ip_addr *a);

/** Do two prefixes share an address? Never across families. */
bool prefix_overlaps(const struct ip_prefix *p, const struct ip_prefix *q);

/**
 * Read a MAC address: six pairs of hex digits, separated by ':' throughout or '-' throughout.
 * @return 0 or -EINVAL, then *out is untouched
 */
int mac_parse(struct mac_addr *out, const char *text);

/** Write a MAC address as "02:00:00:00:00:01". @return text */
char *mac_format(const struct mac_addr *m, char text[MAC_TEXT_BYTES]);
