/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "drivers/device.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* One driver: its options, those that name files apart. Lists end with NULL. */
struct driver {
	const char *name;
	bool lab_only;
	const char *const *options;
	const char *const *file_options;
};

static const char *const none[] = {NULL};
static const char *const af_packet_options[] = {
	"iface", "qpairs", "blocksz", "framesz", "framecnt", "qdisc_bypass", NULL,
};
static const char *const af_xdp_options[] = {
	"iface", "start_queue", "queue_count", "shared_umem", "busy_budget", "force_copy", NULL,
};
static const char *const tap_options[] = {"iface", "mac", "persist", NULL};
static const char *const memif_options[] = {
	"id", "role", "bsize", "rsize", "mac", "secret", "zero-copy", "socket-abstract", NULL,
};
static const char *const memif_files[] = {"socket", NULL};
static const char *const null_options[] = {"size", "copy", "no-rx", NULL};
static const char *const pcap_files[] = {
	"rx_pcap", "tx_pcap", "rx_iface",    "rx_iface_in", "tx_iface",
	"iface",   "phy_mac", "infinite_rx", NULL,
};
static const char *const virtio_user_options[] = {
	"queues",    "cq",        "queue_size", "mac",   "iface",
	"packed_vq", "mrg_rxbuf", "in_order",   "speed", NULL,
};
static const char *const virtio_user_files[] = {"path", NULL};
static const char *const pci_options[] = {"dv_flow_en", "representor", NULL};

static const struct driver drivers[] = {
	{"net_af_packet", false, af_packet_options, none},
	{"net_af_xdp", false, af_xdp_options, none},
	{"net_tap", false, tap_options, none},
	{"net_memif", false, memif_options, memif_files},
	{"net_virtio_user", false, virtio_user_options, virtio_user_files},
	{"net_ring", true, none, none},
	{"net_null", true, null_options, none},
	{"net_pcap", true, none, pcap_files},
};
static const struct driver pci_driver = {"PCI", false, pci_options, none};

static bool
is_listed(const char *const *list, const char *word, size_t len)
{
	for (; *list != NULL; list++)
		if (strlen(*list) == len && memcmp(*list, word, len) == 0)
			return true;
	return false;
}

/* "[DDDD:]BB:DD.F" */
static bool
is_pci_name(const char *s)
{
	static const char *const forms[] = {"xxxx:xx:xx.d", "xx:xx.d"};

	for (size_t f = 0; f < sizeof(forms) / sizeof(forms[0]); f++) {
		size_t i;

		for (i = 0; forms[f][i] != '\0' && s[i] != '\0'; i++) {
			if (forms[f][i] == 'x'   ? !isxdigit((unsigned char)s[i])
			    : forms[f][i] == 'd' ? s[i] < '0' || s[i] > '7'
						 : s[i] != forms[f][i])
				break;
		}
		if (forms[f][i] == '\0' && s[i] == '\0')
			return true;
	}
	return false;
}

/* A driver's name with digits or a word behind it: "net_tap0". */
static const struct driver *
find_driver(const char *name)
{
	for (size_t i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++) {
		size_t n = strlen(drivers[i].name);

		if (strncmp(name, drivers[i].name, n) != 0)
			continue;
		if (name[n] != '\0' && name[n + strspn(name + n, "0123456789")] == '\0')
			return &drivers[i];
	}
	return NULL;
}

static int
vet_option(const struct driver *d, const char *option, size_t len, bool lab, char *why,
	   size_t why_bytes)
{
	const char *eq = memchr(option, '=', len);
	size_t key_len = eq == NULL ? len : (size_t)(eq - option);

	if (is_listed(d->options, option, key_len))
		return 0;
	if (!is_listed(d->file_options, option, key_len)) {
		snprintf(why, why_bytes, "option '%.*s' of %s is not allowed", (int)key_len, option,
			 d->name);
		return -EPERM;
	}
	if (lab)
		return 0;
	snprintf(why, why_bytes, "option '%.*s' of %s names a file: start sluiced with --lab",
		 (int)key_len, option, d->name);
	return -EPERM;
}

static int
vet_options(const struct driver *d, struct device *dev, bool lab, char *why, size_t why_bytes)
{
	const char *p = dev->args;

	while (*p != '\0') {
		size_t len = strcspn(p, ",");
		int rc = vet_option(d, p, len, lab, why, why_bytes);

		if (rc < 0)
			return rc;
		if (len > 6 && memcmp(p, "iface=", 6) == 0) {
			if (len - 6 >= sizeof(dev->iface)) {
				snprintf(why, why_bytes, "interface name '%.*s' is too long",
					 (int)len - 6, p + 6);
				return -EINVAL;
			}
			memcpy(dev->iface, p + 6, len - 6);
			dev->iface[len - 6] = '\0';
		}
		p += len + (p[len] == ',');
	}
	return 0;
}

int
device_parse(const char *text, bool lab, struct device *out, char *why, size_t why_bytes)
{
	const struct driver *d = &pci_driver;
	size_t name_len = strcspn(text, ",");
	const char *args = text[name_len] == ',' ? text + name_len + 1 : "";

	memset(out, 0, sizeof(*out));
	if (name_len == 0 || name_len >= sizeof(out->name) || strlen(args) >= sizeof(out->args)) {
		snprintf(why, why_bytes, "device '%.80s' is empty or too long", text);
		return -EINVAL;
	}
	for (const char *p = text; *p != '\0'; p++)
		if (!isgraph((unsigned char)*p)) {
			snprintf(why, why_bytes,
				 "device '%.80s' holds a space or control character", text);
			return -EINVAL;
		}
	memcpy(out->name, text, name_len);
	strcpy(out->args, args);

	out->is_pci = is_pci_name(out->name);
	if (!out->is_pci)
		d = find_driver(out->name);
	if (d == NULL) {
		snprintf(why, why_bytes,
			 "device '%s' is neither a PCI address (0000:03:00.0) nor one of "
			 "net_af_packetN, net_af_xdpN, net_tapN, net_memifN, net_virtio_userN%s",
			 out->name, lab ? ", net_ringN, net_nullN, net_pcapN" : "");
		return -EPERM;
	}
	if (d->lab_only && !lab) {
		snprintf(why, why_bytes, "device '%s' serves tests only: start sluiced with --lab",
			 out->name);
		return -EPERM;
	}
	return vet_options(d, out, lab, why, why_bytes);
}
