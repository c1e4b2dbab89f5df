/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * IPv4 packets for tests as a record of their fields: written to a frame, and read back from one.
 * Nothing here shares code with what is tested; checksums are computed word by word (frames.h).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "support/frames.h"

#define PACKET_FIN 0x01
#define PACKET_SYN 0x02
#define PACKET_RST 0x04
#define PACKET_ACK 0x10

enum {
	PACKET_ICMP = 1,
	PACKET_TCP = 6,
	PACKET_UDP = 17,
	PACKET_DF = 0x4000,
	PACKET_MF = 0x2000,
};

struct packet {
	uint64_t dmac, smac; /* 48 bits each */
	uint32_t src, dst;   /* host order, as all here */
	uint8_t proto, ttl;
	uint16_t frag; /* flags and offset as in the header */
	uint16_t sport, dport;
	uint32_t seq, ack;
	uint8_t flags;
	uint8_t icmp_type, icmp_code;
	uint16_t icmp_mtu;
	uint16_t payload;     /* bytes after the layer-4 header */
	bool is_sum_zero;     /* UDP without a checksum */
	bool is_sum_wrong;    /* layer-4 checksum: one off */
	bool is_ip_sum_wrong; /* IPv4 header checksum: one off */
	size_t payload_off;   /* read: where the payload begins in the frame */
};

static inline void
packet_put_mac(struct frame *f, size_t off, uint64_t mac)
{
	frame_put16(f, off, (uint32_t)(mac >> 32));
	frame_put32(f, off + 2, (uint32_t)mac);
}

/** The layer-4 checksum of a frame as it stands: 0xffff or 0 when it holds a right one. */
static inline uint32_t
packet_l4_sum(const uint8_t *b, size_t ip, size_t l4, size_t l4_len, uint8_t proto)
{
	uint32_t sum = 0;

	if (proto != PACKET_ICMP) {
		uint8_t tail[4] = {0, proto, (uint8_t)(l4_len >> 8), (uint8_t)l4_len};

		sum = frame_sum(0, b + ip + 12, 8);
		sum = frame_sum(sum, tail, 4);
	}
	return frame_sum(sum, b + l4, l4_len);
}

static inline size_t
packet_write_l4(struct frame *f, const struct packet *p)
{
	size_t l4;

	if (p->proto == PACKET_TCP) {
		l4 = frame_tcp(f, p->sport, p->dport, p->seq, p->ack, p->flags);
		frame_fill(f, 't', p->payload);
		return l4 + 16;
	}
	if (p->proto == PACKET_UDP) {
		l4 = frame_udp(f, p->sport, p->dport, p->payload);
		frame_put16(f, l4 + 6, 0);
		return l4 + 6;
	}
	l4 = frame_fill(f, 0, 8);
	f->b[l4] = p->icmp_type;
	f->b[l4 + 1] = p->icmp_code;
	frame_fill(f, 'i', p->payload);
	return l4 + 2;
}

/** Write a packet as a frame. */
static inline void
packet_write(struct frame *f, const struct packet *p)
{
	size_t ip, sum_off;
	uint32_t sum;

	frame_ether(f, 0x0800);
	packet_put_mac(f, 0, p->dmac);
	packet_put_mac(f, 6, p->smac);
	ip = frame_ip4(f, p->src, p->dst, p->proto);
	f->b[ip + 8] = p->ttl;
	frame_put16(f, ip + 6, p->frag);
	sum_off = packet_write_l4(f, p);
	frame_ip4_end(f, ip);
	if (p->is_ip_sum_wrong)
		frame_put16(f, ip + 10, frame_get16(f->b, ip + 10) ^ 1);
	sum = 0xffff & ~packet_l4_sum(f->b, ip, ip + 20, f->len - ip - 20, p->proto);
	if (p->proto == PACKET_UDP && sum == 0)
		sum = 0xffff;
	if (!p->is_sum_zero)
		frame_put16(f, sum_off, p->is_sum_wrong ? sum ^ 1 : sum);
}

/**
 * Read a frame back. Quoted packets inside ICMP errors are read as frames of their own.
 * @return false when it is not IPv4 with a header that fits, or its total length lies
 */
static inline bool
packet_read(const uint8_t *b, size_t len, struct packet *p)
{
	size_t ip = 14, l4 = ip + 20, total;

	memset(p, 0, sizeof(*p));
	if (len < l4 + 8 || frame_get16(b, 12) != 0x0800 || b[ip] != 0x45)
		return false;
	total = frame_get16(b, ip + 2);
	if (ip + total > len)
		return false;
	p->dmac = (uint64_t)frame_get16(b, 0) << 32 | frame_get32(b, 2);
	p->smac = (uint64_t)frame_get16(b, 6) << 32 | frame_get32(b, 8);
	p->src = frame_get32(b, ip + 12);
	p->dst = frame_get32(b, ip + 16);
	p->ttl = b[ip + 8];
	p->proto = b[ip + 9];
	p->frag = (uint16_t)frame_get16(b, ip + 6);
	p->is_ip_sum_wrong = frame_sum(0, b + ip, 20) != 0xffff;
	p->is_sum_wrong = packet_l4_sum(b, ip, l4, total - 20, p->proto) != 0xffff;
	p->payload_off = l4 + (p->proto == PACKET_TCP ? 20 : 8);
	p->payload = (uint16_t)(ip + total - p->payload_off);
	if (p->proto == PACKET_ICMP) {
		p->icmp_type = b[l4];
		p->icmp_code = b[l4 + 1];
		p->icmp_mtu = (uint16_t)frame_get16(b, l4 + 6);
		return true;
	}
	p->sport = (uint16_t)frame_get16(b, l4);
	p->dport = (uint16_t)frame_get16(b, l4 + 2);
	if (p->proto == PACKET_TCP) {
		p->seq = frame_get32(b, l4 + 4);
		p->ack = frame_get32(b, l4 + 8);
		p->flags = b[l4 + 13];
	} else if (p->proto == PACKET_UDP && frame_get16(b, l4 + 6) == 0) {
		p->is_sum_zero = true;
		p->is_sum_wrong = false;
	}
	return true;
}
