/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include <errno.h>
#include <string.h>

#include "drivers/device.h"
#include "support/unit.h"

static const struct {
	const char *text;
	int rc, rc_lab;
	const char *why; /* part of the message */
} cases[] = {
	{"0000:03:00.0", 0, 0, NULL},
	{"03:00.1", 0, 0, NULL},
	{"0000:03:00.0,dv_flow_en=2", 0, 0, NULL},
	{"0000:03:00.0,exec=/bin/sh", -EPERM, -EPERM, "'exec' of PCI"},
	{"0000:03:00.9", -EPERM, -EPERM, "neither a PCI address"},
	{"net_af_packet0,iface=veth0,qpairs=2", 0, 0, NULL},
	{"net_af_packet0,iface=a-name-that-is-too-long", -EINVAL, -EINVAL, "too long"},
	{"net_af_packet,iface=veth0", -EPERM, -EPERM, "neither"},
	{"net_af_packet0x,iface=veth0", -EPERM, -EPERM, "neither"},
	{"net_tap0,iface=t0,persist", 0, 0, NULL},
	{"net_tap0,remote=eth0", -EPERM, -EPERM, "'remote' of net_tap"},
	{"net_memif0,role=client,socket-abstract=yes", 0, 0, NULL},
	{"net_memif0,socket=/run/x.sock", -EPERM, 0, "names a file"},
	{"net_virtio_user0,path=/dev/vhost-net", -EPERM, 0, "names a file"},
	{"net_pcap0,rx_pcap=a,tx_pcap=b", -EPERM, 0, "--lab"},
	{"net_null0", -EPERM, 0, "--lab"},
	{"net_ring0", -EPERM, 0, "--lab"},
	{"net_vhost0,iface=/tmp/x", -EPERM, -EPERM, "neither"},
	{"", -EINVAL, -EINVAL, "empty"},
	{",iface=x", -EINVAL, -EINVAL, "empty"},
	{"net_tap0,iface=a b", -EINVAL, -EINVAL, "space"},
};

static void
test_only_listed_drivers_and_options_pass(void)
{
	struct device dev;
	char why[256];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		why[0] = '\0';
		CU_ASSERT_EQUAL(device_parse(cases[i].text, false, &dev, why, sizeof(why)),
				cases[i].rc);
		if (cases[i].rc < 0)
			CU_ASSERT_PTR_NOT_NULL(strstr(why, cases[i].why));
		CU_ASSERT_EQUAL(device_parse(cases[i].text, true, &dev, why, sizeof(why)),
				cases[i].rc_lab);
	}
}

static void
test_parts_of_a_device_string_are_told_apart(void)
{
	struct device dev;
	char why[256];

	CU_ASSERT_EQUAL(
		device_parse("net_af_packet3,iface=wire0,qpairs=4", false, &dev, why, sizeof(why)),
		0);
	CU_ASSERT_FALSE(dev.is_pci);
	CU_ASSERT_STRING_EQUAL(dev.name, "net_af_packet3");
	CU_ASSERT_STRING_EQUAL(dev.args, "iface=wire0,qpairs=4");
	CU_ASSERT_STRING_EQUAL(dev.iface, "wire0");
	CU_ASSERT_EQUAL(device_parse("0000:03:00.0", false, &dev, why, sizeof(why)), 0);
	CU_ASSERT_TRUE(dev.is_pci);
	CU_ASSERT_STRING_EQUAL(dev.iface, "");
}

UNIT_MAIN("drivers/device", UNIT_TEST(test_only_listed_drivers_and_options_pass),
	  UNIT_TEST(test_parts_of_a_device_string_are_told_apart))
