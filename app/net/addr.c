/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "net/addr.h"

#include <errno.h>
#include <stdio.h>

enum {
	V6_GROUPS = 8,
	MAPPED_BITS = 96, /* what stands before an IPv4 address in struct ip_addr */
};

enum addr_class
addr_class(const struct ip_addr *a)
{
	static const uint8_t zeroes[15];

	if (addr_is_v4(a))
		return addr_v4_class(addr_v4(a));
	if (a->b[0] == 0xff)
		return ADDR_MULTICAST;
	if (a->b[0] == 0xfe && (a->b[1] & 0xc0) == 0x80)
		return ADDR_LINK_LOCAL;
	if (memcmp(a->b, zeroes, sizeof(zeroes)) == 0 && a->b[15] <= 1)
		return a->b[15] == 0 ? ADDR_UNSPECIFIED : ADDR_LOOPBACK;
	return ADDR_UNICAST;
}

const char *
addr_class_name(enum addr_class c)
{
	static const char *const names[] = {
		[ADDR_UNICAST] = "unicast",       [ADDR_UNSPECIFIED] = "unspecified",
		[ADDR_THIS_NET] = "this-network", [ADDR_LOOPBACK] = "loopback",
		[ADDR_LINK_LOCAL] = "link-local", [ADDR_MULTICAST] = "multicast",
		[ADDR_RESERVED] = "reserved",     [ADDR_BROADCAST] = "broadcast",
	};

	return names[c];
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Read a decimal number without leading zeroes, up to max; *text moves past it. */
static bool
read_decimal(const char **text, unsigned int max, uint8_t *out)
{
	const char *p = *text;
	unsigned int value = 0;

	if (*p < '0' || *p > '9' || (p[0] == '0' && p[1] >= '0' && p[1] <= '9'))
		return false;
	for (; *p >= '0' && *p <= '9'; p++) {
		value = value * 10 + (unsigned int)(*p - '0');
		if (value > max)
			return false;
	}
	*out = (uint8_t)value;
	*text = p;
	return true;
}

static bool
read_v4(const char **text, uint8_t octets[4])
{
	for (int i = 0; i < 4; i++) {
		if (i > 0 && *(*text)++ != '.')
			return false;
		if (!read_decimal(text, 255, &octets[i]))
			return false;
	}
	return true;
}

/* Read one to four hex digits; *text moves past them. */
static bool
read_group(const char **text, uint8_t group[2])
{
	unsigned int value = 0;
	int digits = 0;

	for (; hex_digit(**text) >= 0; (*text)++, digits++)
		value = value << 4 | (unsigned int)hex_digit(**text);
	group[0] = (uint8_t)(value >> 8);
	group[1] = (uint8_t)value;
	return digits >= 1 && digits <= 4;
}

/* Does a dotted quad start here? A group would end at a colon or the end. */
static bool
is_quad_ahead(const char *text)
{
	while (hex_digit(*text) >= 0)
		text++;
	return *text == '.';
}

/*
 * Read groups until the end of the address, note where "::" stood (-1: nowhere).
 * Returns how many bytes were read, or -1.
 */
static int
read_groups(const char **text, uint8_t bytes[16], int *gap)
{
	int n = 0;

	*gap = -1;
	if ((*text)[0] == ':' && (*text)[1] == ':') {
		*text += 2;
		*gap = 0;
		if (hex_digit(**text) < 0)
			return 0;
	}
	for (;;) {
		if (is_quad_ahead(*text))
			return n <= 12 && read_v4(text, bytes + n) ? n + 4 : -1;
		if (n == 16 || !read_group(text, bytes + n))
			return -1;
		n += 2;
		if (**text != ':')
			return n;
		(*text)++;
		if (**text == ':') {
			if (*gap >= 0)
				return -1;
			(*text)++;
			*gap = n;
			if (hex_digit(**text) < 0)
				return n;
		}
	}
}

static bool
read_v6(const char **text, uint8_t out[16])
{
	uint8_t bytes[16] = {0};
	int gap, n = read_groups(text, bytes, &gap);

	/* "::" stands for one group at least */
	if (n < 0 || (gap < 0 && n != 16) || (gap >= 0 && n > 14))
		return false;
	if (gap < 0) {
		memcpy(out, bytes, 16);
		return true;
	}
	memset(out, 0, 16);
	memcpy(out, bytes, (size_t)gap);
	memcpy(out + 16 - (n - gap), bytes + gap, (size_t)(n - gap));
	return true;
}

/* Read an address of either family; *text moves past it. */
static int
read_addr(const char **text, struct ip_addr *out)
{
	uint8_t v4[4];
	rte_be32_t field;

	if (strchr(*text, ':') == NULL) {
		if (!read_v4(text, v4))
			return -EINVAL;
		memcpy(&field, v4, sizeof(field));
		*out = addr_from_v4(field);
		return 0;
	}
	if (!read_v6(text, out->b))
		return -EINVAL;
	return addr_is_v4(out) ? -EAFNOSUPPORT : 0;
}

int
addr_parse(struct ip_addr *out, const char *text)
{
	struct ip_addr a;
	int rc = read_addr(&text, &a);

	if (rc == -EINVAL || *text != '\0')
		return -EINVAL;
	if (rc == 0)
		*out = a;
	return rc;
}

/* The first longest run of two or more zero groups: RFC 5952 4.2. */
static void
longest_zero_run(const uint16_t groups[V6_GROUPS], int *start, int *len)
{
	*start = -1;
	*len = 1;
	for (int i = 0; i < V6_GROUPS; i++) {
		int n = 0;

		while (i + n < V6_GROUPS && groups[i + n] == 0)
			n++;
		if (n > *len) {
			*start = i;
			*len = n;
		}
	}
}

static void
format_v6(const uint8_t b[16], char text[ADDR_TEXT_BYTES])
{
	uint16_t groups[V6_GROUPS];
	int run, run_len, n = 0;

	for (int i = 0; i < V6_GROUPS; i++)
		groups[i] = (uint16_t)(b[2 * i] << 8 | b[2 * i + 1]);
	longest_zero_run(groups, &run, &run_len);
	for (int i = 0; i < V6_GROUPS; i++) {
		if (i == run) {
			n += snprintf(text + n, (size_t)(ADDR_TEXT_BYTES - n), "::");
			i += run_len - 1;
			continue;
		}
		n += snprintf(text + n, (size_t)(ADDR_TEXT_BYTES - n), "%s%x",
			      i > 0 && i != run + run_len ? ":" : "", groups[i]);
	}
}

/* By hand: a load does it for every address several times. */
static void
format_v4(const uint8_t b[4], char *to)
{
	for (int i = 0; i < 4; i++) {
		if (b[i] >= 100)
			*to++ = (char)('0' + b[i] / 100);
		if (b[i] >= 10)
			*to++ = (char)('0' + b[i] / 10 % 10);
		*to++ = (char)('0' + b[i] % 10);
		*to++ = '.';
	}
	to[-1] = '\0';
}

char *
addr_format(const struct ip_addr *a, char text[ADDR_TEXT_BYTES])
{
	if (addr_is_v4(a))
		format_v4(a->b + 12, text);
	else
		format_v6(a->b, text);
	return text;
}

int
addr_add(const struct ip_addr *a, uint64_t n, struct ip_addr *out)
{
	int first = addr_is_v4(a) ? 12 : 0;
	struct ip_addr sum = *a;
	unsigned int carry = 0;

	for (int i = 15; i >= first; i--) {
		carry += sum.b[i] + (unsigned int)(n & 0xff);
		sum.b[i] = (uint8_t)carry;
		carry >>= 8;
		n >>= 8;
	}
	if (carry != 0 || n != 0 || addr_is_v4(&sum) != addr_is_v4(a))
		return -ERANGE;
	*out = sum;
	return 0;
}

/* Length in bits of struct ip_addr. */
static unsigned int
full_len(const struct ip_prefix *p)
{
	return p->len + (addr_is_v4(&p->addr) ? MAPPED_BITS : 0u);
}

/* Are the first `bits` bits alike? */
static bool
is_same_head(const struct ip_addr *a, const struct ip_addr *b, unsigned int bits)
{
	unsigned int whole = bits / 8, rest = bits % 8;

	if (memcmp(a->b, b->b, whole) != 0)
		return false;
	return rest == 0 || ((a->b[whole] ^ b->b[whole]) >> (8 - rest)) == 0;
}

int
prefix_parse(struct ip_prefix *out, const char *text)
{
	struct ip_prefix p;
	int rc = read_addr(&text, &p.addr);

	if (rc == -EINVAL || *text++ != '/')
		return -EINVAL;
	if (!read_decimal(&text, addr_is_v4(&p.addr) && rc == 0 ? 32 : 128, &p.len) ||
	    *text != '\0')
		return -EINVAL;
	if (rc == 0)
		*out = p;
	return rc;
}

char *
prefix_format(const struct ip_prefix *p, char text[PREFIX_TEXT_BYTES])
{
	char addr[ADDR_TEXT_BYTES];

	snprintf(text, PREFIX_TEXT_BYTES, "%s/%u", addr_format(&p->addr, addr), p->len);
	return text;
}

bool
prefix_has_host_bits(const struct ip_prefix *p)
{
	struct ip_prefix masked = *p;

	prefix_mask(&masked);
	return !addr_equal(&masked.addr, &p->addr);
}

void
prefix_mask(struct ip_prefix *p)
{
	unsigned int bits = full_len(p);

	for (unsigned int i = (bits + 7) / 8; i < 16; i++)
		p->addr.b[i] = 0;
	if (bits % 8 != 0)
		p->addr.b[bits / 8] &= (uint8_t)(0xff << (8 - bits % 8));
}

bool
prefix_contains(const struct ip_prefix *p, const struct ip_addr *a)
{
	return addr_is_v4(&p->addr) == addr_is_v4(a) && is_same_head(&p->addr, a, full_len(p));
}

bool
prefix_overlaps(const struct ip_prefix *p, const struct ip_prefix *q)
{
	return prefix_contains(p->len < q->len ? p : q, p->len < q->len ? &q->addr : &p->addr);
}

int
mac_parse(struct mac_addr *out, const char *text)
{
	struct mac_addr m;
	char separator = '\0';

	for (int i = 0; i < 6; i++) {
		int high, low;

		if (i == 1)
			separator = *text;
		if (i > 0 && ((separator != ':' && separator != '-') || *text++ != separator))
			return -EINVAL;
		high = hex_digit(text[0]);
		low = high < 0 ? -1 : hex_digit(text[1]);
		if (low < 0)
			return -EINVAL;
		m.b[i] = (uint8_t)(high << 4 | low);
		text += 2;
	}
	if (*text != '\0')
		return -EINVAL;
	*out = m;
	return 0;
}

char *
mac_format(const struct mac_addr *m, char text[MAC_TEXT_BYTES])
{
	snprintf(text, MAC_TEXT_BYTES, "%02x:%02x:%02x:%02x:%02x:%02x", m->b[0], m->b[1], m->b[2],
		 m->b[3], m->b[4], m->b[5]);
	return text;
}
