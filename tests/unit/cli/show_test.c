/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What is ours: flows, drops, ports, workers, top, status, version.
 */
#include "support/fake_board.h"
#include "support/unit.h"

#define FLOW(src_, service_, state_)                                                               \
	"{\"proto\":\"TCP\",\"state\":\"established\",\"src\":\"" src_                             \
	"\",\"dst\":\"10.96.0.5:80\","                                                             \
	"\"endpoint\":\"10.180.0.2:8080\",\"as\":\"10.180.0.1:40000\"," service_ "\"worker\":0,"   \
	"\"endpointState\":\"" state_                                                              \
	"\",\"ageMs\":150000,\"idleMs\":3000,\"pkts\":[5,4],\"bytes\":[420,900]}"

static void
test_flows_are_printed_part_by_part(void)
{
	static const struct fake_answer answers[] = {
		{"flows",
		 {"{\"flows\":[]}",
		  "{\"flows\":[" FLOW("198.51.100.7:40000", "\"service\":\"default/kubia\",",
				      "ready") "]}",
		  "{\"flows\":[" FLOW("8.8.8.8:1", "", "draining") "]}"}},
		{"flows", {"{\"flows\":[]}"}},
		{0},
	};

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run("flows --service kubia -n web --client 198.51.100.7 --limit 5"),
			CLI_OK);
	EXPECT_TEXT(ran_out,
		    "PROTO   STATE         CLIENT               TO             ENDPOINT          "
		    "AS                 SERVICE         WORKER   AGE     IDLE   PACKETS   BYTES\n"
		    "TCP     established   198.51.100.7:40000   10.96.0.5:80   10.180.0.2:8080   "
		    "10.180.0.1:40000   default/kubia   0        2m30s   3s     5/4       420/900\n"
		    "TCP     established   8.8.8.8:1            10.96.0.5:80   10.180.0.2:8080 "
		    "(draining)   10.180.0.1:40000   <none>          0        2m30s   3s     5/4   "
		    "    420/900\n");
	EXPECT_TEXT(fake_board_params(0),
		    "{\"client\":\"198.51.100.7\",\"limit\":5,\"namespace\":\"web\","
		    "\"service\":\"kubia\"}");
	CU_ASSERT_EQUAL(run("flows --service default/kubia"), CLI_OK);
	EXPECT_TEXT(ran_err, "No flows\n");
	EXPECT_TEXT(fake_board_params(1), "{\"namespace\":\"default\",\"service\":\"kubia\"}");
	fake_board_stop();
}

static void
test_counters_stand_in_columns(void)
{
	static const struct fake_answer answers[] = {
		{"drops",
		 {"{\"drops\":[{\"reason\":\"no_route\",\"help\":\"no route to "
		  "it\",\"pkts\":7},{\"reason\":"
		  "\"bad\",\"help\":\"bad\",\"pkts\":0}]}"}},
		{"ports",
		 {"{\"ports\":[{\"name\":\"wire0\",\"device\":\"net_tap0\",\"twin\":\"\",\"mac\":"
		  "\"02:00:00:00:00:01\",\"link\":\"up\",\"mtu\":1500,\"queues\":1,\"rxPkts\":1,"
		  "\"rxBytes\":2,"
		  "\"txPkts\":3,\"txBytes\":4,\"fromTwinPkts\":5,\"toTwinPkts\":6,\"rxMissed\":7}]"
		  "}"}},
		{"workers", {"{\"workers\":[{\"worker\":0,\"lcore\":1,\"rx\":10}]}"}},
		{0},
	};

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run("drops"), CLI_OK);
	EXPECT_TEXT(ran_out, "REASON     PACKETS   MEANING\nno_route   7         no route to it\n");
	CU_ASSERT_EQUAL(run("drops --all --no-headers"), CLI_OK);
	EXPECT_TEXT(ran_out, "no_route   7     no route to it\nbad        0     bad\n");
	CU_ASSERT_EQUAL(run("ports"), CLI_OK);
	EXPECT_TEXT(ran_out, "NAME    LINK   TWIN     MAC                 MTU    QUEUES   RX    "
			     "RX-BYTES   MISSED   TX    TX-BYTES   FROM-TWIN   TO-TWIN   DEVICE\n"
			     "wire0   up     <none>   02:00:00:00:00:01   1500   1        1     2  "
			     "        7        3     4          5           6         net_tap0\n");
	CU_ASSERT_EQUAL(run("workers -o json"), CLI_OK);
	EXPECT_HAS(ran_out, "            \"lcore\": 1,\n");
	CU_ASSERT_EQUAL(run("workers"), CLI_OK);
	EXPECT_HAS(ran_out, "WORKER   LCORE   RX    FROM-TWIN");
	fake_board_stop();
}

#define COUNTED(service_, pkts_, bytes_, flows_)                                                   \
	"{\"service\":\"" service_ "\",\"port\":80,\"proto\":\"TCP\",\"pkts\":[" pkts_             \
	"],\"bytes\":[" bytes_ "],\"newFlows\":" flows_ ",\"rejected\":0,\"liveFlows\":2}"

static void
test_top_tells_rates_from_two_samples_busiest_first(void)
{
	static const struct fake_answer answers[] = {
		{"top",
		 {"{\"timeMs\":1000,\"services\":[" COUNTED("default/a", "10,10", "100,100",
							    "1") "," COUNTED("default/b", "0,0",
									     "0,0", "0") "]}"}},
		{"top",
		 {"{\"timeMs\":3000,\"services\":[" COUNTED("default/a", "20,20", "1100,1100",
							    "5") "]}",
		  "{\"timeMs\":3000,\"services\":[" COUNTED("default/b", "200,0", "0,0",
							    "0") "]}"}},
		{"top",
		 {"{\"timeMs\":4000,\"services\":[" COUNTED("default/a", "6,0", "0,0", "0") "]}"}},
		{0},
	};

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run("top -n 2 --interval 0.01"), CLI_OK);
	EXPECT_TEXT(ran_out,
		    "SERVICE     PORT     PACKETS/S   BITS/S   NEW-FLOWS/S   REJECTED/S   FLOWS\n"
		    "default/b   80/TCP   100         0        0             0            2\n"
		    "default/a   80/TCP   10          8000     2             0            2\n"
		    "SERVICE     PORT     PACKETS/S   BITS/S   NEW-FLOWS/S   REJECTED/S   FLOWS\n"
		    "default/a   80/TCP   6           0        0             0            2\n");
	ran.tty = true;
	CU_ASSERT_EQUAL(run("top --once --interval=0.01 --service web/a"), CLI_OK);
	ran.tty = false;
	EXPECT_HAS(ran_out, "\033[H\033[2JSERVICE");
	EXPECT_TEXT(fake_board_params(3), "{\"namespace\":\"web\",\"service\":\"a\"}");
	fake_board_stop();
}

#define STATUS(state_, problems_)                                                                  \
	"{\"state\":\"" state_ "\",\"problems\":[" problems_                                       \
	"],\"name\":\"edge-1\",\"version\":\"0.1.0\","                                             \
	"\"build\":\"abc\",\"pid\":7,\"uptimeMs\":150000,\"config\":{\"file\":\"/etc/sluice/"      \
	"board.yaml\","                                                                            \
	"\"lastGood\":false},\"forwarder\":{\"connected\":true,\"ready\":true,\"installed\":true," \
	"\"uptimeMs\":5000,\"flowsLive\":3,\"flowsMax\":1048576,\"flowsCreated\":9,"               \
	"\"flowsExpired\":6,\"affinityLive\":2,\"affinityMax\":524289,\"affinityExpired\":4,"      \
	"\"affinityRefused\":1,"                                                                   \
	"\"services\":2,\"servicePorts\":4,\"endpoints\":6,\"workers\":1,\"unprivileged\":true},"  \
	"\"objects\":12,\"services\":2,\"endpoints\":6,\"manifests\":[{\"path\":\"/etc/sluice/"    \
	"manifests\","                                                                             \
	"\"files\":2,\"errors\":1}],\"faults\":[]}"

static void
test_status_tells_all_and_ends_with_0_only_when_ready(void)
{
	static const struct fake_answer answers[] = {
		{"status", {STATUS("ready", "")}},
		{"status", {STATUS("degraded", "\"a manifest is refused\"")}},
		{0},
	};

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run("status"), CLI_OK);
	EXPECT_TEXT(ran_out,
		    "State:          ready\n"
		    "Board:          edge-1\n"
		    "Version:        0.1.0 (abc)\n"
		    "Configuration:  /etc/sluice/board.yaml\n"
		    "Control:        pid 7, up 2m30s\n"
		    "Objects:        12, of them 2 Services with 6 endpoints\n"
		    "Forwarder:      ready, up 5s, 1 worker, all is installed, unprivileged\n"
		    "Installed:      2 Services, 4 ports, 6 endpoints\n"
		    "Flows:          3 of 1048576, 9 created, 6 expired\n"
		    "Affinity:       2 of 524289, 4 expired, 1 refused\n"
		    "Manifests:      /etc/sluice/manifests: 2 files, 1 error\n");
	ran.tty = true;
	CU_ASSERT_EQUAL(run("status"), CLI_DIFFERS);
	ran.tty = false;
	EXPECT_HAS(ran_out, "\033[31mProblem: a manifest is refused\033[0m\n");
	CU_ASSERT_EQUAL(run("status"), CLI_DIFFERS);
	EXPECT_HAS(ran_out, "\nProblem: a manifest is refused\n");
	fake_board_stop();
}

static void
test_status_waits_until_the_board_has_started(void)
{
	static const struct fake_answer answers[] = {
		{"status", {STATUS("starting", "")}}, {"status", {STATUS("ready", "")}}, {0}};
	static const struct fake_answer never[] = {{"status", {STATUS("starting", "")}}, {0}};

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run("status --wait=5s"), CLI_OK);
	EXPECT_HAS(ran_out, "State:          ready\n");
	fake_board_stop();
	fake_board_start(never);
	CU_ASSERT_EQUAL(run("status --wait=0.2"), CLI_DIFFERS);
	EXPECT_HAS(ran_out, "State:          starting\n");
	fake_board_stop();
	CU_ASSERT_EQUAL(run("status --wait=0.2"), CLI_NO_DAEMON);
	EXPECT_HAS(ran_err, "no board answers");
	CU_ASSERT_EQUAL(run("status --wait=soon"), CLI_USAGE);
}

static void
test_version_tells_both_sides(void)
{
	static const struct fake_answer answers[] = {
		{"version", {"{\"version\":\"0.2.0\",\"build\":\"abc\"}"}}, {0}};

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run("version"), CLI_OK);
	EXPECT_HAS(ran_out, "Client Version: ");
	EXPECT_HAS(ran_out, "Board Version: 0.2.0 (abc)\n");
	fake_board_stop();
	CU_ASSERT_EQUAL(run("version"), CLI_NO_DAEMON);
	EXPECT_HAS(ran_out, "Client Version: ");
	fake_board_clean();
}

UNIT_MAIN("cli/show", UNIT_TEST(test_flows_are_printed_part_by_part),
	  UNIT_TEST(test_counters_stand_in_columns),
	  UNIT_TEST(test_top_tells_rates_from_two_samples_busiest_first),
	  UNIT_TEST(test_status_tells_all_and_ends_with_0_only_when_ready),
	  UNIT_TEST(test_status_waits_until_the_board_has_started),
	  UNIT_TEST(test_version_tells_both_sides))
