/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "drivers/mirror.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <libmnl/libmnl.h>

#include "base/log.h"
#include "base/map.h"

#define ADDR_MAX         256
#define RECEIVE_BYTES    (8u << 20) /* kernel's buffer for notifications */
#define READ_BYTES       (64u << 10)
#define PORT_DISCARD     9
#define LOOPBACK_IFINDEX 1
#define OPEN_TRIES       10

struct mirror_addr {
	unsigned int ifindex;
	struct ip_prefix prefix;
};

struct mirror {
	struct fib *fib;
	struct mirror_port ports[MIRROR_PORT_MAX];
	size_t port_cnt;
	void (*addrs_changed)(void *arg);
	void *arg;
	struct mnl_socket *events;
	struct mirror_addr addrs[ADDR_MAX];
	size_t addr_cnt;
	bool addrs_dirty;
	/* Prefix -> metric + 1 of the route that is installed; a prefix may have others in waiting,
	 * which only a dump tells apart: */
	struct map routes;
	bool routes_hidden;
	bool resync_due;
	struct mirror_stats stats;
	char read[READ_BYTES];
};

static uint16_t
port_of(const struct mirror *m, unsigned int ifindex)
{
	for (size_t i = 0; i < m->port_cnt; i++)
		if (m->ports[i].ifindex == ifindex)
			return m->ports[i].port;
	return FIB_PORT_NONE;
}

/* An address attribute of either family. */
static bool
attr_addr(const struct nlattr *attr, struct ip_addr *out)
{
	uint16_t len;

	if (attr == NULL)
		return false;
	len = mnl_attr_get_payload_len(attr);
	if (len == 4) {
		rte_be32_t v4;

		memcpy(&v4, mnl_attr_get_payload(attr), sizeof(v4));
		*out = addr_from_v4(v4);
		return true;
	}
	if (len != 16)
		return false;
	memcpy(out->b, mnl_attr_get_payload(attr), 16);
	return true;
}

struct attrs {
	const struct nlattr **v;
	uint16_t max;
};

static int
collect_attr(const struct nlattr *attr, void *arg)
{
	const struct attrs *a = arg;

	if (mnl_attr_get_type(attr) <= a->max)
		a->v[mnl_attr_get_type(attr)] = attr;
	return MNL_CB_OK;
}

static void
take_addr(struct mirror *m, const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[IFA_MAX + 1] = {NULL};
	const struct ifaddrmsg *ifa = mnl_nlmsg_get_payload(nlh);
	struct mirror_addr a = {.ifindex = ifa->ifa_index, .prefix.len = ifa->ifa_prefixlen};
	size_t i;

	mnl_attr_parse(nlh, sizeof(*ifa), collect_attr, &(struct attrs){tb, IFA_MAX});
	if (!attr_addr(tb[IFA_LOCAL] != NULL ? tb[IFA_LOCAL] : tb[IFA_ADDRESS], &a.prefix.addr))
		return;
	for (i = 0; i < m->addr_cnt; i++)
		if (m->addrs[i].ifindex == a.ifindex && m->addrs[i].prefix.len == a.prefix.len &&
		    addr_equal(&m->addrs[i].prefix.addr, &a.prefix.addr))
			break;
	if (nlh->nlmsg_type == RTM_NEWADDR && i == m->addr_cnt) {
		if (m->addr_cnt == ADDR_MAX) {
			log_warn("mirror", "more addresses than are followed max=%d", ADDR_MAX);
			return;
		}
		m->addrs[m->addr_cnt++] = a;
		m->addrs_dirty = true;
	} else if (nlh->nlmsg_type == RTM_DELADDR && i < m->addr_cnt) {
		memmove(&m->addrs[i], &m->addrs[i + 1],
			(m->addr_cnt - i - 1) * sizeof(m->addrs[0]));
		m->addr_cnt--;
		m->addrs_dirty = true;
	}
}

static void
take_neighbor(struct mirror *m, const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[NDA_MAX + 1] = {NULL};
	const struct ndmsg *ndm = mnl_nlmsg_get_payload(nlh);
	uint16_t port = port_of(m, (unsigned int)ndm->ndm_ifindex);
	struct rte_ether_addr mac;
	struct ip_addr addr;

	if (port == FIB_PORT_NONE)
		return;
	mnl_attr_parse(nlh, sizeof(*ndm), collect_attr, &(struct attrs){tb, NDA_MAX});
	if (!attr_addr(tb[NDA_DST], &addr) || addr_class(&addr) == ADDR_MULTICAST)
		return;
	if (nlh->nlmsg_type == RTM_NEWNEIGH && !(ndm->ndm_state & (NUD_FAILED | NUD_INCOMPLETE)) &&
	    tb[NDA_LLADDR] != NULL && mnl_attr_get_payload_len(tb[NDA_LLADDR]) == sizeof(mac)) {
		memcpy(&mac, mnl_attr_get_payload(tb[NDA_LLADDR]), sizeof(mac));
		if (fib_neighbor_set(m->fib, port, &addr, &mac) < 0)
			log_warn("mirror", "neighbour table is full");
	} else {
		fib_neighbor_remove(m->fib, port, &addr);
	}
}

/* Gateway and leaving interface; of several next hops the first that is one of our twins. */
static void
route_target(const struct mirror *m, const struct nlattr *const *tb, unsigned int *ifindex,
	     struct ip_addr *gateway, bool *has_gateway)
{
	*ifindex = tb[RTA_OIF] != NULL ? mnl_attr_get_u32(tb[RTA_OIF]) : 0;
	*has_gateway = attr_addr(tb[RTA_GATEWAY], gateway);
	if (tb[RTA_VIA] != NULL && mnl_attr_get_payload_len(tb[RTA_VIA]) == 2 + 16) {
		memcpy(gateway->b, (const char *)mnl_attr_get_payload(tb[RTA_VIA]) + 2, 16);
		*has_gateway = true;
	}
	if (tb[RTA_MULTIPATH] == NULL)
		return;

	int left = mnl_attr_get_payload_len(tb[RTA_MULTIPATH]);
	const struct rtnexthop *nh = mnl_attr_get_payload(tb[RTA_MULTIPATH]);

	for (; RTNH_OK(nh, left); left -= RTNH_ALIGN(nh->rtnh_len), nh = RTNH_NEXT(nh)) {
		const struct nlattr *attr = (const struct nlattr *)RTNH_DATA(nh);
		const char *end = (const char *)nh + nh->rtnh_len;

		if (port_of(m, (unsigned int)nh->rtnh_ifindex) == FIB_PORT_NONE)
			continue;
		*ifindex = (unsigned int)nh->rtnh_ifindex;
		*has_gateway = false;
		for (; mnl_attr_ok(attr, (int)(end - (const char *)attr));
		     attr = mnl_attr_next(attr))
			if (mnl_attr_get_type(attr) == RTA_GATEWAY)
				*has_gateway = attr_addr(attr, gateway);
		return;
	}
}

/* @return false for a route that does not concern us */
static bool
route_hop(const struct mirror *m, const struct rtmsg *rtm, const struct nlattr *const *tb,
	  struct fib_hop *hop)
{
	unsigned int ifindex;
	bool has_gateway;

	memset(hop, 0, sizeof(*hop));
	route_target(m, tb, &ifindex, &hop->gateway, &has_gateway);
	hop->port = port_of(m, ifindex);
	switch (rtm->rtm_type) {
	case RTN_UNICAST:
		hop->kind = has_gateway ? FIB_HOP_GATEWAY : FIB_HOP_ON_LINK;
		return hop->port != FIB_PORT_NONE;
	case RTN_LOCAL:
	case RTN_BROADCAST:
	case RTN_ANYCAST:
		hop->kind = FIB_HOP_LOCAL;
		return ifindex != LOOPBACK_IFINDEX || rtm->rtm_dst_len == 32 ||
		       rtm->rtm_dst_len == 128;
	case RTN_BLACKHOLE:
		hop->kind = FIB_HOP_BLACKHOLE;
		return true;
	case RTN_UNREACHABLE:
	case RTN_PROHIBIT:
		hop->kind = FIB_HOP_UNREACHABLE;
		return true;
	default:
		return false;
	}
}

static void
install_route(struct mirror *m, const char *key, const struct ip_prefix *to,
	      const struct fib_hop *hop, uint32_t metric)
{
	uintptr_t rank = (uintptr_t)metric + 1;
	uintptr_t have = (uintptr_t)map_find(&m->routes, key);

	if (have != 0 && have != rank)
		m->routes_hidden = true;
	if (have != 0 && have < rank)
		return;
	if (fib_route_set(m->fib, to, hop) < 0)
		log_warn("mirror", "route table is full route=%s", key);
	else
		(void)map_set(&m->routes, key, (void *)rank, NULL);
}

static void
remove_route(struct mirror *m, const char *key, const struct ip_prefix *to, uint32_t metric)
{
	if ((uintptr_t)map_find(&m->routes, key) != (uintptr_t)metric + 1)
		return;
	(void)map_remove(&m->routes, key);
	fib_route_remove(m->fib, to);
	if (m->routes_hidden)
		m->resync_due = true; /* one behind it may come to light */
}

static void
take_route(struct mirror *m, const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[RTA_MAX + 1] = {NULL};
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	char key[PREFIX_TEXT_BYTES];
	struct ip_prefix to = {.len = rtm->rtm_dst_len};
	struct fib_hop hop;
	uint32_t metric, table;

	mnl_attr_parse(nlh, sizeof(*rtm), collect_attr, &(struct attrs){tb, RTA_MAX});
	table = tb[RTA_TABLE] != NULL ? mnl_attr_get_u32(tb[RTA_TABLE]) : rtm->rtm_table;
	if ((table != RT_TABLE_MAIN && table != RT_TABLE_LOCAL) ||
	    (rtm->rtm_flags & RTM_F_CLONED) || !route_hop(m, rtm, tb, &hop))
		return;
	if (!attr_addr(tb[RTA_DST], &to.addr)) {
		if (to.len != 0)
			return;
		if (rtm->rtm_family == AF_INET)
			to.addr = addr_from_v4(0);
	}
	if (addr_class(&to.addr) == ADDR_LOOPBACK)
		return;
	metric = tb[RTA_PRIORITY] != NULL ? mnl_attr_get_u32(tb[RTA_PRIORITY]) : 0;
	prefix_format(&to, key);
	if (nlh->nlmsg_type == RTM_NEWROUTE)
		install_route(m, key, &to, &hop, metric);
	else
		remove_route(m, key, &to, metric);
}

/* With an interface or an address the kernel drops routes without telling each. */
static void
take_link(struct mirror *m, const struct nlmsghdr *nlh)
{
	const struct ifinfomsg *ifi = mnl_nlmsg_get_payload(nlh);

	if (port_of(m, (unsigned int)ifi->ifi_index) != FIB_PORT_NONE)
		m->resync_due = true;
}

static int
take_message(const struct nlmsghdr *nlh, void *arg)
{
	struct mirror *m = arg;

	m->stats.messages++;
	switch (nlh->nlmsg_type) {
	case RTM_NEWLINK:
	case RTM_DELLINK:
		take_link(m, nlh);
		break;
	case RTM_DELADDR:
		m->resync_due = true;
		take_addr(m, nlh);
		break;
	case RTM_NEWADDR:
		take_addr(m, nlh);
		break;
	case RTM_NEWNEIGH:
	case RTM_DELNEIGH:
		take_neighbor(m, nlh);
		break;
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
		take_route(m, nlh);
		break;
	default:
		break;
	}
	return MNL_CB_OK;
}

/* Read all objects of one type, on a socket of its own. */
static int
dump(struct mirror *m, uint16_t type)
{
	struct mnl_socket *nl = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	char request[MNL_NLMSG_HDRLEN + 64] = {0};
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(request);
	struct rtgenmsg *gen = mnl_nlmsg_put_extra_header(nlh, sizeof(struct rtmsg));
	ssize_t n;
	int rc = 0;

	if (nl == NULL)
		return -errno;
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	nlh->nlmsg_seq = 1;
	gen->rtgen_family = AF_UNSPEC;
	if (mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		rc = -errno;
	while (rc == 0) {
		n = mnl_socket_recvfrom(nl, m->read, sizeof(m->read));
		if (n < 0) {
			rc = -errno;
			break;
		}
		n = mnl_cb_run(m->read, (size_t)n, 1, mnl_socket_get_portid(nl), take_message, m);
		if (n < 0)
			rc = -errno;
		else if (n == MNL_CB_STOP)
			break;
	}
	mnl_socket_close(nl);
	return rc;
}

static void
push_addrs(struct mirror *m)
{
	struct ip_prefix list[ADDR_MAX];

	m->addrs_dirty = false;
	for (size_t i = 0; i < m->port_cnt; i++) {
		size_t n = mirror_addrs(m, m->ports[i].port, list, ADDR_MAX);

		if (fib_port_addrs_set(m->fib, m->ports[i].port, list, n, false) < 0)
			log_warn("mirror", "addresses of a port do not fit port=%u",
				 m->ports[i].port);
	}
	m->addrs_changed(m->arg);
}

static int
resync(struct mirror *m)
{
	static const uint16_t types[] = {RTM_GETADDR, RTM_GETROUTE, RTM_GETNEIGH};
	struct mirror_addr addrs[ADDR_MAX];
	size_t addr_cnt = m->addr_cnt;
	int rc = 0;

	m->resync_due = false;
	m->routes_hidden = false;
	memcpy(addrs, m->addrs, addr_cnt * sizeof(addrs[0]));
	m->addr_cnt = 0;
	m->addrs_dirty = true;
	map_fini(&m->routes);
	fib_resync_begin(m->fib);
	for (size_t i = 0; rc == 0 && i < sizeof(types) / sizeof(types[0]); i++)
		rc = dump(m, types[i]);
	if (rc < 0) { /* what was not read is not taken for removed */
		m->resync_due = true;
		memcpy(m->addrs, addrs, addr_cnt * sizeof(addrs[0]));
		m->addr_cnt = addr_cnt;
	}
	push_addrs(m);
	if (rc == 0)
		fib_resync_end(m->fib);
	return rc;
}

static int
open_events(struct mirror *m)
{
	static const int groups[] = {RTNLGRP_LINK,       RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR,
				     RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE,  RTNLGRP_NEIGH};
	int bytes = RECEIVE_BYTES;

	m->events = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (m->events == NULL || mnl_socket_bind(m->events, 0, MNL_SOCKET_AUTOPID) < 0)
		return -errno;
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		int group = groups[i];

		if (mnl_socket_setsockopt(m->events, NETLINK_ADD_MEMBERSHIP, &group,
					  sizeof(group)) < 0)
			return -errno;
	}
	if (setsockopt(mirror_fd(m), SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)) < 0)
		(void)setsockopt(mirror_fd(m), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
	return 0;
}

/* The kernel's tables may change under a dump, which then says so and is taken again. */
static int
first_dump(struct mirror *m)
{
	int tries = OPEN_TRIES, rc;

	do {
		rc = resync(m);
	} while (rc == -EINTR && --tries > 0);
	return rc;
}

int
mirror_open(const struct mirror_params *params, struct mirror **out)
{
	struct mirror *m;
	int rc;

	if (params->port_cnt > MIRROR_PORT_MAX)
		return -EINVAL;
	m = calloc(1, sizeof(*m));
	if (m == NULL)
		return -ENOMEM;
	m->fib = params->fib;
	memcpy(m->ports, params->ports, params->port_cnt * sizeof(m->ports[0]));
	m->port_cnt = params->port_cnt;
	m->addrs_changed = params->addrs_changed;
	m->arg = params->arg;
	rc = open_events(m);
	if (rc == 0)
		rc = first_dump(m);
	if (rc < 0) {
		mirror_close(m);
		return rc;
	}
	*out = m;
	return 0;
}

void
mirror_close(struct mirror *m)
{
	if (m == NULL)
		return;
	if (m->events != NULL)
		mnl_socket_close(m->events);
	map_fini(&m->routes);
	free(m);
}

int
mirror_fd(const struct mirror *m)
{
	return mnl_socket_get_fd(m->events);
}

int
mirror_read(struct mirror *m)
{
	ssize_t n;

	/* to the last one, also after ENOBUFS: what waits is older than a dump taken now, and until
	 * all is read the kernel goes on dropping, without telling so again */
	for (;;) {
		n = mnl_socket_recvfrom(m->events, m->read, sizeof(m->read));
		if (n > 0) {
			(void)mnl_cb_run(m->read, (size_t)n, 0, 0, take_message, m);
		} else if (n < 0 && errno == ENOBUFS) {
			m->stats.resyncs++;
			m->resync_due = true;
		} else {
			break;
		}
	}
	if (n < 0 && errno != EAGAIN)
		return -errno;
	if (m->resync_due)
		return resync(m);
	if (m->addrs_dirty)
		push_addrs(m);
	return 0;
}

size_t
mirror_addrs(const struct mirror *m, uint16_t port, struct ip_prefix *out, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < m->addr_cnt; i++) {
		if (port_of(m, m->addrs[i].ifindex) != port)
			continue;
		if (n < max)
			out[n] = m->addrs[i].prefix;
		n++;
	}
	return n;
}

/* The discard port of a neighbour. @return bytes of the address */
static socklen_t
discard_port(const struct ip_addr *neighbor, unsigned int ifindex, struct sockaddr_storage *to)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)to;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)to;

	memset(to, 0, sizeof(*to));
	if (addr_is_v4(neighbor)) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(PORT_DISCARD);
		v4->sin_addr.s_addr = addr_v4(neighbor);
		return sizeof(*v4);
	}
	v6->sin6_family = AF_INET6;
	v6->sin6_port = htons(PORT_DISCARD);
	memcpy(&v6->sin6_addr, neighbor->b, 16);
	v6->sin6_scope_id = ifindex;
	return sizeof(*v6);
}

void
mirror_resolve(struct mirror *m, uint16_t port, const struct ip_addr *neighbor)
{
	struct sockaddr_storage to;
	unsigned int ifindex = 0;
	socklen_t len;
	int fd;

	for (size_t i = 0; i < m->port_cnt; i++)
		if (m->ports[i].port == port)
			ifindex = m->ports[i].ifindex;
	if (ifindex == 0)
		return;
	len = discard_port(neighbor, ifindex, &to);
	fd = socket(to.ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return;
	(void)setsockopt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, &(int){(int)ifindex}, sizeof(int));
	(void)sendto(fd, NULL, 0, 0, (const struct sockaddr *)&to, len);
	close(fd);
}

void
mirror_stats(const struct mirror *m, struct mirror_stats *out)
{
	*out = m->stats;
}
