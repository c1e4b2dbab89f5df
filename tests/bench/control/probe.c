/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "bench/control/probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/if_ether.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <netpacket/packet.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

#define CLIENT      0xc0000202u /* 192.0.2.2 */
#define CLIENT_PORT 20000
#define PORT        80
#define RECEIVE_MAX (64 << 20)
#define MAGIC       0x50726f62u

struct frame {
	struct ether_header eth;
	struct iphdr ip;
	struct udphdr udp;
	uint32_t magic;
	uint32_t flow;
	uint32_t seq;
} __attribute__((packed));

int
probe_open(struct probe *p, const char *iface)
{
	static const uint8_t board_mac[6] = {2, 0, 0, 0, 0, 1}, own_mac[6] = {2, 0, 0, 0, 0, 2};
	struct sockaddr_ll at = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP)};
	int on = 1, bytes = RECEIVE_MAX;

	memcpy(p->board_mac, board_mac, sizeof(p->board_mac));
	memcpy(p->own_mac, own_mac, sizeof(p->own_mac));
	at.sll_ifindex = (int)if_nametoindex(iface);
	p->fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, htons(ETH_P_IP));
	if (p->fd < 0 || at.sll_ifindex == 0 ||
	    bind(p->fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
	    setsockopt(p->fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof(on)) < 0 ||
	    setsockopt(p->fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on)) < 0 ||
	    setsockopt(p->fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)) < 0)
		return -errno;
	return 0;
}

static uint16_t
header_sum(const void *header)
{
	const uint16_t *words = header;
	uint32_t sum = 0;

	for (unsigned int i = 0; i < sizeof(struct iphdr) / 2; i++)
		sum += words[i];
	sum = (sum >> 16) + (sum & 0xffff);
	return (uint16_t) ~(sum + (sum >> 16));
}

bool
probe_send(const struct probe *p, uint32_t vip, uint32_t flow, uint32_t seq)
{
	struct frame f = {.magic = MAGIC, .flow = flow, .seq = seq};
	uint16_t header[sizeof(struct iphdr) / 2];

	memcpy(f.eth.ether_dhost, p->board_mac, ETH_ALEN);
	memcpy(f.eth.ether_shost, p->own_mac, ETH_ALEN);
	f.eth.ether_type = htons(ETH_P_IP);
	f.ip.version = 4;
	f.ip.ihl = 5;
	f.ip.tot_len = htons(sizeof(f) - sizeof(f.eth));
	f.ip.ttl = 64;
	f.ip.protocol = IPPROTO_UDP;
	f.ip.saddr = htonl(CLIENT);
	f.ip.daddr = htonl(vip);
	memcpy(header, &f.ip, sizeof(header));
	f.ip.check = header_sum(header);
	f.udp.source = htons((uint16_t)(CLIENT_PORT + flow));
	f.udp.dest = htons(PORT);
	f.udp.len = htons(sizeof(f) - sizeof(f.eth) - sizeof(f.ip));
	return send(p->fd, &f, sizeof(f), MSG_DONTWAIT) == sizeof(f);
}

/* The kernel dates what comes in by the wall clock. */
static uint64_t
date_of(struct msghdr *m)
{
	const struct cmsghdr *c = CMSG_FIRSTHDR(m);
	uint64_t now_ns = clock_now_ns();
	struct timespec wall, at;

	if (c == NULL || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS)
		return now_ns;
	memcpy(&at, CMSG_DATA(c), sizeof(at));
	clock_gettime(CLOCK_REALTIME, &wall);
	return now_ns -
	       (uint64_t)((wall.tv_sec - at.tv_sec) * 1000000000L + wall.tv_nsec - at.tv_nsec);
}

bool
probe_take(const struct probe *p, struct probe_seen *seen)
{
	char control[CMSG_SPACE(sizeof(struct timespec))];
	struct frame f;
	struct iovec iov = {.iov_base = &f, .iov_len = sizeof(f)};
	struct msghdr m;

	for (;;) {
		ssize_t n;

		m = (struct msghdr){.msg_iov = &iov,
				    .msg_iovlen = 1,
				    .msg_control = control,
				    .msg_controllen = sizeof(control)};
		n = recvmsg(p->fd, &m, MSG_DONTWAIT);
		if (n < 0)
			return false;
		if (n < (ssize_t)sizeof(f) || f.magic != MAGIC)
			continue;
		*seen = (struct probe_seen){.endpoint = ntohl(f.ip.daddr),
					    .flow = f.flow,
					    .seq = f.seq,
					    .at_ns = date_of(&m)};
		return true;
	}
}
