/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "drivers/rtnl.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <libmnl/libmnl.h>

int
rtnl_open(struct mnl_socket **out)
{
	struct mnl_socket *nl = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);

	if (nl == NULL)
		return -errno;
	if (mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0) {
		int rc = -errno;

		mnl_socket_close(nl);
		return rc;
	}
	*out = nl;
	return 0;
}

void
rtnl_close(struct mnl_socket *nl)
{
	if (nl != NULL)
		mnl_socket_close(nl);
}

/* Send a request and wait for the kernel's verdict on it. */
static int
request(struct mnl_socket *nl, struct nlmsghdr *nlh)
{
	static uint32_t seq;
	char reply[8192];
	ssize_t n;

	nlh->nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
	nlh->nlmsg_seq = ++seq;
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		return -errno;
	n = mnl_socket_recvfrom(nl, reply, sizeof(reply));
	if (n < 0)
		return -errno;
	if (mnl_cb_run(reply, (size_t)n, nlh->nlmsg_seq, mnl_socket_get_portid(nl), NULL, NULL) < 0)
		return -errno;
	return 0;
}

static void
put_addr(struct nlmsghdr *nlh, uint16_t attr, const struct ip_addr *a)
{
	if (addr_is_v4(a))
		mnl_attr_put(nlh, attr, 4, a->b + 12);
	else
		mnl_attr_put(nlh, attr, 16, a->b);
}

static uint8_t
family_of(const struct ip_addr *a)
{
	return addr_is_v4(a) ? AF_INET : AF_INET6;
}

int
rtnl_link_up(struct mnl_socket *nl, unsigned int ifindex, const struct rte_ether_addr *mac,
	     uint32_t mtu)
{
	char msg[1024];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(msg);
	struct ifinfomsg *ifi = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifi));

	nlh->nlmsg_type = RTM_NEWLINK;
	ifi->ifi_family = AF_UNSPEC;
	ifi->ifi_index = (int)ifindex;
	ifi->ifi_flags = IFF_UP;
	ifi->ifi_change = IFF_UP;
	mnl_attr_put(nlh, IFLA_ADDRESS, sizeof(mac->addr_bytes), mac->addr_bytes);
	mnl_attr_put_u32(nlh, IFLA_MTU, mtu);
	return request(nl, nlh);
}

int
rtnl_addr_add(struct mnl_socket *nl, unsigned int ifindex, const struct ip_prefix *addr)
{
	char msg[1024];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(msg);
	struct ifaddrmsg *ifa = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifa));

	nlh->nlmsg_type = RTM_NEWADDR;
	nlh->nlmsg_flags = NLM_F_CREATE | NLM_F_REPLACE;
	ifa->ifa_family = family_of(&addr->addr);
	ifa->ifa_prefixlen = addr->len;
	ifa->ifa_flags = ifa->ifa_family == AF_INET6 ? IFA_F_NODAD : 0;
	ifa->ifa_index = ifindex;
	put_addr(nlh, IFA_LOCAL, &addr->addr);
	put_addr(nlh, IFA_ADDRESS, &addr->addr);
	return request(nl, nlh);
}

int
rtnl_route_set(struct mnl_socket *nl, const struct ip_prefix *to, const struct ip_addr *via,
	       unsigned int ifindex)
{
	char msg[1024];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(msg);
	struct rtmsg *rtm = mnl_nlmsg_put_extra_header(nlh, sizeof(*rtm));

	nlh->nlmsg_type = RTM_NEWROUTE;
	nlh->nlmsg_flags = NLM_F_CREATE | NLM_F_REPLACE;
	rtm->rtm_family = family_of(&to->addr);
	rtm->rtm_dst_len = to->len;
	rtm->rtm_table = RT_TABLE_MAIN;
	rtm->rtm_protocol = RTPROT_STATIC;
	rtm->rtm_type = RTN_UNICAST;
	rtm->rtm_scope = via == NULL ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
	if (to->len > 0)
		put_addr(nlh, RTA_DST, &to->addr);
	if (via != NULL)
		put_addr(nlh, RTA_GATEWAY, via);
	if (ifindex != 0)
		mnl_attr_put_u32(nlh, RTA_OIF, ifindex);
	return request(nl, nlh);
}

int
rtnl_neighbor_set(struct mnl_socket *nl, unsigned int ifindex, const struct ip_addr *addr,
		  const struct rte_ether_addr *mac)
{
	char msg[1024];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(msg);
	struct ndmsg *ndm = mnl_nlmsg_put_extra_header(nlh, sizeof(*ndm));

	nlh->nlmsg_type = RTM_NEWNEIGH;
	nlh->nlmsg_flags = NLM_F_CREATE | NLM_F_REPLACE;
	ndm->ndm_family = family_of(addr);
	ndm->ndm_ifindex = (int)ifindex;
	ndm->ndm_state = NUD_PERMANENT;
	put_addr(nlh, NDA_DST, addr);
	mnl_attr_put(nlh, NDA_LLADDR, sizeof(mac->addr_bytes), mac->addr_bytes);
	return request(nl, nlh);
}
