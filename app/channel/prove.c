/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The proof of a block. Nothing is read before it is known to lie inside; every rule answers with a
 * static text, so that a refusal says what is wrong.
 */
#include "channel/block.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>

#include "net/addr.h"

enum {
	NAME_BYTES_MAX = 320, /* namespace, slash, name: 63 + 1 + 253 and some */
	PORT_NAME_BYTES_MAX = 31,
	DEVICE_BYTES_MAX = 1023,
	TWIN_BYTES_MAX = 15, /* IFNAMSIZ less NUL */
	LCORE_MAX = 1024,
	MTU_MIN = 68, /* RFC 791 */
	MTU_MAX = 9216,
	PORT_RANGE_MAX = 256, /* so that the sum of their ports fits 32 bits */
	FLOW_MAX = 1 << 28,
	AFFINITY_MAX_S = 86400,
};

/* What is being proven. */
struct proof {
	const uint8_t *bytes;
	uint32_t size_bytes;
	uint32_t body_bytes;
	const char **why;
};

static bool
refuse(const struct proof *p, const char *why)
{
	*p->why = why;
	return false;
}

static bool
is_zero(const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

#define IS_ZERO(field_) is_zero((const uint8_t *)&(field_), sizeof(field_))

/* A section's elements lie inside the block and past its body. */
static bool
section_inside(const struct proof *p, struct sluice_section s, size_t element_bytes)
{
	if (s.cnt == 0)
		return s.off == 0 || refuse(p, "an absent section has an offset");
	if (s.off % 8 != 0)
		return refuse(p, "a section is not aligned");
	if (s.off < p->body_bytes || s.off > p->size_bytes ||
	    (uint64_t)s.cnt * element_bytes > p->size_bytes - s.off)
		return refuse(p, "a section leaves the block");
	return true;
}

static bool
string_inside(const struct proof *p, uint32_t off, size_t min, size_t max)
{
	size_t len = 0;

	if (off < p->body_bytes || off >= p->size_bytes)
		return refuse(p, "a string leaves the block");
	for (const uint8_t *s = p->bytes + off; s[len] != '\0'; len++) {
		if (s[len] < 0x20 || s[len] == 0x7f)
			return refuse(p, "a string holds control characters");
		if (off + len + 1 >= p->size_bytes)
			return refuse(p, "a string has no end");
	}
	if (len < min || len > max)
		return refuse(p, "a name is empty or too long");
	return true;
}

static struct ip_addr
addr_of(const struct sluice_addr *a)
{
	struct ip_addr ip;

	memcpy(ip.b, a->b, sizeof(ip.b));
	return ip;
}

static int
addr_family(const struct sluice_addr *a)
{
	struct ip_addr ip = addr_of(a);

	return addr_is_v4(&ip) ? 4 : 6;
}

/* An address that a single host or Service may hold. */
static bool
addr_is_host(const struct sluice_addr *a)
{
	struct ip_addr ip = addr_of(a);

	switch (addr_class(&ip)) {
	case ADDR_UNICAST:
	case ADDR_LINK_LOCAL:
		return true;
	case ADDR_UNSPECIFIED:
	case ADDR_THIS_NET:
	case ADDR_LOOPBACK:
	case ADDR_MULTICAST:
	case ADDR_RESERVED:
	case ADDR_BROADCAST:
		break;
	}
	return false;
}

static bool
prefix_proven(const struct proof *p, const struct sluice_prefix *prefix)
{
	if (!IS_ZERO(prefix->zero))
		return refuse(p, "padding of a prefix is not zero");
	if (prefix->len > (addr_family(&prefix->addr) == 4 ? 32 : 128))
		return refuse(p, "a prefix is longer than its family allows");
	return true;
}

static bool
prefixes_proven(const struct proof *p, struct sluice_section s)
{
	const struct sluice_prefix *v;

	if (!section_inside(p, s, sizeof(*v)))
		return false;
	v = block_section(p->bytes, s);
	for (uint32_t i = 0; i < s.cnt; i++)
		if (!prefix_proven(p, &v[i]))
			return false;
	return true;
}

static bool
hosts_proven(const struct proof *p, struct sluice_section s)
{
	const struct sluice_addr *v;

	if (!section_inside(p, s, sizeof(*v)))
		return false;
	v = block_section(p->bytes, s);
	for (uint32_t i = 0; i < s.cnt; i++)
		if (!addr_is_host(&v[i]))
			return refuse(p, "an address is not a host's");
	return true;
}

static bool
proto_known(uint8_t proto)
{
	return proto == IPPROTO_TCP || proto == IPPROTO_UDP || proto == IPPROTO_SCTP;
}

/* Service ------------------------------------------------------------------------------------- */

static bool
service_port_proven(const struct proof *p, const struct sluice_service_port *port)
{
	if (port->port == 0)
		return refuse(p, "a Service port is 0");
	if (!proto_known(port->proto))
		return refuse(p, "a Service port's protocol is unknown");
	if (!IS_ZERO(port->zero) || port->zero2 != 0)
		return refuse(p, "padding of a Service port is not zero");
	return string_inside(p, port->name_off, 0, NAME_BYTES_MAX);
}

static bool
vip_proven(const struct proof *p, const struct sluice_vip *vip)
{
	if (vip->kind < SLUICE_VIP_CLUSTER || vip->kind > SLUICE_VIP_FOREIGN)
		return refuse(p, "a virtual address is of an unknown kind");
	if (!IS_ZERO(vip->zero))
		return refuse(p, "padding of a virtual address is not zero");
	return addr_is_host(&vip->addr) || refuse(p, "a virtual address is not a host's");
}

static bool
service_proven(const struct proof *p)
{
	const struct sluice_service *s = (const void *)p->bytes;
	const struct sluice_service_port *ports;
	const struct sluice_vip *vips;

	if (s->head.id == 0)
		return refuse(p, "a Service has no id");
	if (!string_inside(p, s->name_off, 3, NAME_BYTES_MAX))
		return false;
	if (strchr(block_string(s, s->name_off), '/') == NULL)
		return refuse(p, "a Service's name has no namespace");
	if (s->affinity_s > AFFINITY_MAX_S)
		return refuse(p, "affinity lasts over 86400 s");
	if (s->internal_policy > SLUICE_POLICY_LOCAL || s->external_policy > SLUICE_POLICY_LOCAL)
		return refuse(p, "a traffic policy is unknown");
	if (!IS_ZERO(s->zero))
		return refuse(p, "padding of a Service is not zero");
	if (!section_inside(p, s->ports, sizeof(*ports)) ||
	    !section_inside(p, s->vips, sizeof(*vips)))
		return false;
	ports = block_section(s, s->ports);
	for (uint32_t i = 0; i < s->ports.cnt; i++)
		if (!service_port_proven(p, &ports[i]))
			return false;
	vips = block_section(s, s->vips);
	for (uint32_t i = 0; i < s->vips.cnt; i++)
		if (!vip_proven(p, &vips[i]))
			return false;
	return prefixes_proven(p, s->source_ranges);
}

/* Endpoints ----------------------------------------------------------------------------------- */

static int
endpoint_compare(const struct sluice_endpoint *a, const struct sluice_endpoint *b)
{
	int diff = memcmp(a->addr.b, b->addr.b, sizeof(a->addr.b));

	return diff != 0 ? diff : (int)a->port - (int)b->port;
}

static bool
endpoints_proven(const struct proof *p)
{
	const uint16_t known = SLUICE_ENDPOINT_USE_CLUSTER | SLUICE_ENDPOINT_USE_LOCAL |
			       SLUICE_ENDPOINT_SERVING | SLUICE_ENDPOINT_TERMINATING |
			       SLUICE_ENDPOINT_LOCAL;
	const struct sluice_endpoints *set = (const void *)p->bytes;
	const struct sluice_endpoint *v;

	if (set->head.id == 0 || set->service_id == 0)
		return refuse(p, "an endpoint set has no id or no Service");
	if (set->family != 4 && set->family != 6)
		return refuse(p, "an endpoint set's family is unknown");
	if (!proto_known(set->proto))
		return refuse(p, "an endpoint set's protocol is unknown");
	if (!IS_ZERO(set->zero))
		return refuse(p, "padding of an endpoint set is not zero");
	if (!section_inside(p, set->endpoints, sizeof(*v)))
		return false;
	v = block_section(set, set->endpoints);
	for (uint32_t i = 0; i < set->endpoints.cnt; i++) {
		if (addr_family(&v[i].addr) != set->family || !addr_is_host(&v[i].addr))
			return refuse(p,
				      "an endpoint's address is not a host's of the set's family");
		if (v[i].port == 0)
			return refuse(p, "an endpoint's port is 0");
		if ((v[i].flags & ~known) != 0)
			return refuse(p, "an endpoint has unknown flags");
		if (v[i].zero != 0)
			return refuse(p, "padding of an endpoint is not zero");
		if (i > 0 && endpoint_compare(&v[i - 1], &v[i]) >= 0)
			return refuse(p, "endpoints are not sorted or not distinct");
	}
	return true;
}

/* Board settings ------------------------------------------------------------------------------ */

static bool
workers_proven(const struct proof *p, const struct sluice_settings *s)
{
	const uint64_t *v;

	if (s->workers.cnt == 0 || s->workers.cnt > SLUICE_WORKER_MAX)
		return refuse(p, "no worker, or too many");
	if (!section_inside(p, s->workers, sizeof(*v)))
		return false;
	v = block_section(s, s->workers);
	if (s->control_lcore >= LCORE_MAX)
		return refuse(p, "the control core's number is too large");
	for (uint32_t i = 0; i < s->workers.cnt; i++) {
		if (v[i] >= LCORE_MAX)
			return refuse(p, "a worker core's number is too large");
		if (v[i] == s->control_lcore)
			return refuse(p, "a worker stands on the control core");
		for (uint32_t j = 0; j < i; j++)
			if (v[i] == v[j])
				return refuse(p, "two workers stand on one core");
	}
	return true;
}

static bool
neighbors_proven(const struct proof *p, struct sluice_section s)
{
	const struct sluice_neighbor *v;

	if (!section_inside(p, s, sizeof(*v)))
		return false;
	v = block_section(p->bytes, s);
	for (uint32_t i = 0; i < s.cnt; i++) {
		if (!addr_is_host(&v[i].addr))
			return refuse(p, "a neighbour's address is not a host's");
		if ((v[i].mac[0] & 1) != 0 || is_zero(v[i].mac, sizeof(v[i].mac)))
			return refuse(p, "a neighbour's MAC address is not a station's");
		if (!IS_ZERO(v[i].zero))
			return refuse(p, "padding of a neighbour is not zero");
	}
	return true;
}

static bool
port_proven(const struct proof *p, const struct sluice_port *port)
{
	if (!string_inside(p, port->name_off, 1, PORT_NAME_BYTES_MAX) ||
	    !string_inside(p, port->device_off, 1, DEVICE_BYTES_MAX) ||
	    !string_inside(p, port->twin_off, 0, TWIN_BYTES_MAX))
		return false;
	if (port->mtu < MTU_MIN || port->mtu > MTU_MAX)
		return refuse(p, "a port's MTU is out of range");
	if (port->has_mac > 1 || port->zero != 0 || !IS_ZERO(port->zero2))
		return refuse(p, "padding of a port is not zero");
	if (port->has_mac ? (port->mac[0] & 1) != 0 || IS_ZERO(port->mac) : !IS_ZERO(port->mac))
		return refuse(p, "a port's MAC address is not a station's");
	return prefixes_proven(p, port->addresses) && neighbors_proven(p, port->neighbors);
}

static bool
route_proven(const struct proof *p, const struct sluice_route *route, uint32_t port_cnt)
{
	if (!prefix_proven(p, &route->to))
		return false;
	if (!IS_ZERO(route->via)) {
		if (!addr_is_host(&route->via))
			return refuse(p, "a route's gateway is not a host");
		if (addr_family(&route->via) != addr_family(&route->to.addr))
			return refuse(p, "a route's gateway is of another family");
	}
	if (route->port != UINT32_MAX && route->port >= port_cnt)
		return refuse(p, "a route's port does not exist");
	if (IS_ZERO(route->via) && route->port == UINT32_MAX)
		return refuse(p, "a route has neither gateway nor port");
	return route->zero == 0 || refuse(p, "padding of a route is not zero");
}

static bool
port_ranges_proven(const struct proof *p, struct sluice_section s)
{
	const struct sluice_port_range *v;

	if (!section_inside(p, s, sizeof(*v)))
		return false;
	if (s.cnt > PORT_RANGE_MAX)
		return refuse(p, "too many ranges of ports");
	v = block_section(p->bytes, s);
	for (uint32_t i = 0; i < s.cnt; i++)
		if (v[i].first == 0 || v[i].first > v[i].last || v[i].zero != 0)
			return refuse(p, "a range of ports is empty or begins at 0");
	return true;
}

static bool
timers_proven(const struct proof *p, const struct sluice_timers *t)
{
	if (t->tcp_established_ms == 0 || t->tcp_opening_ms == 0 || t->tcp_closing_ms == 0 ||
	    t->udp_ms == 0 || t->udp_unreplied_ms == 0 || t->icmp_ms == 0 ||
	    t->sctp_established_ms == 0)
		return refuse(p, "a timer is 0");
	return t->zero == 0 || refuse(p, "padding of the timers is not zero");
}

static bool
settings_scalars_proven(const struct proof *p, const struct sluice_settings *s)
{
	if (s->head.id != 0)
		return refuse(p, "settings have an id");
	if (s->flow_max == 0 || s->flow_max > FLOW_MAX)
		return refuse(p, "the capacity of flows is out of range");
	if (s->hugepages > SLUICE_HUGEPAGES_OFF || s->idle > SLUICE_IDLE_SLEEP ||
	    s->forward > SLUICE_FORWARD_NONE || s->masquerade > SLUICE_MASQUERADE_NEVER ||
	    s->node_addresses_auto > 1)
		return refuse(p, "a choice is unknown");
	if (!IS_ZERO(s->zero))
		return refuse(p, "padding of the settings is not zero");
	if (s->node_port_first == 0 || s->node_port_first > s->node_port_last)
		return refuse(p, "the range of node ports is empty or begins at 0");
	return string_inside(p, s->node_name_off, 1, NAME_BYTES_MAX);
}

static bool
settings_proven(const struct proof *p)
{
	const struct sluice_settings *s = (const void *)p->bytes;
	const struct sluice_port *ports;
	const struct sluice_route *routes;

	if (!settings_scalars_proven(p, s) || !workers_proven(p, s))
		return false;
	if (s->ports.cnt == 0 || s->ports.cnt > SLUICE_PORT_MAX)
		return refuse(p, "no port, or too many");
	if (!section_inside(p, s->ports, sizeof(*ports)) ||
	    !section_inside(p, s->routes, sizeof(*routes)))
		return false;
	ports = block_section(s, s->ports);
	for (uint32_t i = 0; i < s->ports.cnt; i++)
		if (!port_proven(p, &ports[i]))
			return false;
	routes = block_section(s, s->routes);
	for (uint32_t i = 0; i < s->routes.cnt; i++)
		if (!route_proven(p, &routes[i], s->ports.cnt))
			return false;
	return hosts_proven(p, s->node_addresses) && prefixes_proven(p, s->service_cidrs) &&
	       prefixes_proven(p, s->pod_cidrs) && hosts_proven(p, s->masquerade_addresses) &&
	       port_ranges_proven(p, s->masquerade_ports) && timers_proven(p, &s->timers);
}

/* Any ----------------------------------------------------------------------------------------- */

static bool
head_proven(const struct proof *p)
{
	const struct sluice_block *head = (const void *)p->bytes;

	if (p->size_bytes < sizeof(*head) || (uintptr_t)p->bytes % 8 != 0)
		return refuse(p, "too short or not aligned");
	if (head->magic != SLUICE_BLOCK_MAGIC)
		return refuse(p, "not a block");
	if (head->size_bytes != p->size_bytes || head->size_bytes % 8 != 0)
		return refuse(p, "the size is wrong");
	if (head->zero != 0 || head->zero2 != 0 || head->zero3 != 0)
		return refuse(p, "padding of the head is not zero");
	return true;
}

int
block_prove(const void *bytes, size_t size_bytes, const char **why)
{
	struct proof p = {.bytes = bytes, .size_bytes = (uint32_t)size_bytes, .why = why};
	bool (*body_proven)(const struct proof *) = NULL;

	if (size_bytes > SLUICE_BLOCK_BYTES_MAX) {
		*why = "longer than a block may be";
		return -EBADMSG;
	}
	if (!head_proven(&p))
		return -EBADMSG;
	switch (((const struct sluice_block *)bytes)->kind) {
	case SLUICE_BLOCK_SETTINGS:
		p.body_bytes = sizeof(struct sluice_settings);
		body_proven = settings_proven;
		break;
	case SLUICE_BLOCK_SERVICE:
		p.body_bytes = sizeof(struct sluice_service);
		body_proven = service_proven;
		break;
	case SLUICE_BLOCK_ENDPOINTS:
		p.body_bytes = sizeof(struct sluice_endpoints);
		body_proven = endpoints_proven;
		break;
	default:
		*why = "unknown kind of block";
		return -EPROTONOSUPPORT;
	}
	if (size_bytes < p.body_bytes) {
		*why = "shorter than its body";
		return -EBADMSG;
	}
	return body_proven(&p) ? 0 : -EBADMSG;
}
