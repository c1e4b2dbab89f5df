/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Shared by alloc.c, which keeps and claims, families.c and draw.c, which pick, and update.c.
 */
#pragma once

#include "kube/model_priv.h"

#define WHAT_BYTES (ADDR_TEXT_BYTES + 24)

/** Does the Service have virtual addresses? */
bool alloc_has_cluster_ip(const struct service_spec *s);

/** Names under which model.taken knows an address, a node port, a port of an external IP. */
void alloc_what_ip(const struct ip_addr *a, char what[WHAT_BYTES]);
void alloc_what_port(uint16_t port, char what[WHAT_BYTES]);
void alloc_what_external(const struct ip_addr *a, const struct service_port *p,
			 char what[WHAT_BYTES]);

#define PORT_KEY_BYTES 16
#define PORT_ANY_PROTO (-1)

/** Keys for maps of ports, or node ports, of one Service. @param proto or PORT_ANY_PROTO */
const char *alloc_port_key(int proto, uint16_t number, char key[PORT_KEY_BYTES]);

/** Has another Service this? */
bool alloc_is_held(const struct model_change *c, const char *what, const struct svc *s);

/** Refuse what a Service asks for. One that was accepted before, or is built in, is kept instead,
 * goes without that, and is looked at again when others give something back. */
void alloc_refuse(struct model_change *c, struct svc *s, const char *path, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/** Refuse it because another has it, who is named. */
void alloc_report_held(struct model_change *c, struct svc *s, const char *path, const char *what,
		       const struct svc *holder);

/** Which other Service has an address that this one's balancer might get? @return NULL: none */
const struct svc *alloc_balancer_holder(const struct model_change *c, const struct svc *s,
					const struct ip_addr *a);

/** The i-th cluster IP that the manifest names; unset: none. */
struct ip_addr alloc_explicit_ip(const struct svc *s, size_t i);

/** Hold (s) or free (NULL), failures noted in the change. */
void alloc_take(struct model_change *c, const char *what, struct svc *s);

/** Share an external address, or no more, failures noted in the change. */
void alloc_share(struct model_change *c, const struct ip_addr *a, struct svc *s, bool shares);

/** The board's network of cluster IPs of a family, or NULL. */
const struct ip_prefix *alloc_network_of(const struct board *b, enum family f);

/** Is it a node port of this board? */
bool alloc_in_node_range(const struct model *m, uint16_t port);

/** Has a port of the Service got this node port? */
bool alloc_has_node_port(const struct svc *s, uint16_t number);

bool alloc_opens_node_ports(const struct service_spec *spec);
bool alloc_draws_node_ports(const struct service_spec *spec);

/** Does it get an address from a pool? */
bool alloc_wants_balancer(const struct service *svc);
bool alloc_needs_health_port(const struct service_spec *spec);

/** Let a Service that the change left alone hold what it holds, to be given more. */
void alloc_again(struct model_change *c, struct svc *s);

/** The same, and give it what it can have by now. */
void alloc_anew(struct model_change *c, struct svc *s);

/** Take again what the Service held and still wants. */
void alloc_keep(struct model_change *c, struct svc *s, const struct grant *before);

/** Take what its manifest names, except addresses of pools, which follow. */
void alloc_claim(struct model_change *c, struct svc *s);
void alloc_claim_balancers(struct model_change *c, struct svc *s);

/** Note why a Service waits for its external IP. @param why NULL: it does not any more */
void alloc_pend(struct model_change *c, struct svc *s, const char *why);

/** Pick all that a Service needs and has not got yet. */
void alloc_draw(struct model_change *c, struct svc *s);

/* guard.c */

/** What has an address already, so that it can be nobody's virtual one: "the board's own address on
 * port wire0", "the address of node/n2", ...
 * @return whether there is anything; then text says what */
bool guard_is_host(const struct model *m, const struct ip_addr *a, char *text, size_t text_bytes);

/** Refuse pods and nodes of the change whose addresses are virtual ones of Services. */
void guard_hosts(struct model_change *c);

/* vacant.c */

/** The lowest address of the first range of the pools that nobody has. @return whether there is */
bool vacant_find(struct model *m, enum family f, struct ip_addr *out);

/* wait.c */

/** Give LoadBalancer addresses that the change freed to those who wait for one. */
void wait_serve(struct model_change *c);
