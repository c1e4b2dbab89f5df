/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Do the sanitizers see what they are there for? Each test does in a child what must not be done,
 * and wants AddressSanitizer's report of it. Built with the sanitizers only.
 */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <rte_mbuf.h>

#include "replay/packet.h"
#include "support/flows.h"

static struct flow_bench bench;
static struct rte_mempool *pool;
static flow_handle_t flow;

/* What a child says on its way out. */
static void
say_last_words(uint8_t (*deed)(void), char *words, size_t size)
{
	int ends[2], status = 0;
	size_t len = 0;
	ssize_t n;
	pid_t pid;

	CU_ASSERT_FATAL(pipe(ends) == 0);
	pid = fork();
	CU_ASSERT_FATAL(pid >= 0);
	if (pid == 0) {
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		_exit(deed() == 0 ? 0 : 1);
	}
	close(ends[1]);
	/* all of it: a child whose pipe is full does not end */
	do {
		char *to = len < size - 1 ? words + len : words + size - 2;

		n = read(ends[0], to, len < size - 1 ? size - 1 - len : 1);
		len += n > 0 && len < size - 1 ? (size_t)n : 0;
	} while (n > 0);
	words[len] = '\0';
	close(ends[0]);
	CU_ASSERT_EQUAL(waitpid(pid, &status, 0), pid);
	snprintf(words + strlen(words), size - strlen(words), "\nended with %#x",
		 (unsigned int)status);
}

static bool
is_reported(uint8_t (*deed)(void), const char *as)
{
	static char words[16384];

	say_last_words(deed, words, sizeof(words) - 64);
	if (strstr(words, as) != NULL)
		return true;
	fprintf(stderr, "%s\n", words);
	return false;
}

/* A packet's last byte, and the one behind it. */
static uint8_t
read_packet_at(uint32_t off)
{
	static const uint8_t bytes[60];
	struct rte_mbuf *m = packet_mbuf(pool, bytes, sizeof(bytes));

	return m == NULL ? 1 : *rte_pktmbuf_mtod_offset(m, const uint8_t *, off);
}

static uint8_t
read_packet_end(void)
{
	return read_packet_at(59);
}

static uint8_t
read_past_packet(void)
{
	return read_packet_at(60);
}

static uint8_t
write_past_packet(void)
{
	static const uint8_t bytes[60];
	struct rte_mbuf *m = packet_mbuf(pool, bytes, sizeof(bytes));

	memset(rte_pktmbuf_mtod(m, uint8_t *) + 58, 0, 4);
	return 0;
}

/* A flow's line as it was found, read when the flow is gone and its slot is free. */
static uint8_t
read_free_slot(void)
{
	const struct flow_line4 *line = flowtab_line4(bench.ft, flow);

	flowtab_kill4(bench.fw[0], flow);
	settle(&bench, 0);
	return line->rewrite.src == 0 ? 0 : 1;
}

static uint8_t
read_live_slot(void)
{
	const struct flow_line4 *line = flowtab_line4(bench.ft, flow);

	return line->rewrite.src == 0 ? 1 : 0;
}

static void
test_reading_past_a_packet_is_reported(void)
{
	CU_ASSERT(is_reported(read_past_packet, "heap-buffer-overflow"));
}

static void
test_writing_past_a_packet_is_reported(void)
{
	CU_ASSERT(is_reported(write_past_packet, "heap-buffer-overflow"));
}

static void
test_reading_a_free_slot_is_reported(void)
{
	CU_ASSERT(is_reported(read_free_slot, "use-after-poison"));
}

static void
test_what_may_be_read_is_not_reported(void)
{
	CU_ASSERT(is_reported(read_packet_end, "ended with 0"));
	CU_ASSERT(is_reported(read_live_slot, "ended with 0"));
}

static void
test_a_packet_pool_and_a_flow_are_made(void)
{
	struct flow_new4 new;

	bench = bench_new(1024, 1);
	new = nth_flow(&bench, 1);
	pool = rte_pktmbuf_pool_create("packets", 127, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE,
				       SOCKET_ID_ANY);
	CU_ASSERT_PTR_NOT_NULL_FATAL(pool);
	CU_ASSERT_EQUAL(flowtab_add4(bench.fw[0], &new, 0, &flow), FLOW_ADDED);
}

UNIT_MAIN("replay/overrun", UNIT_TEST(test_a_packet_pool_and_a_flow_are_made),
	  UNIT_TEST(test_what_may_be_read_is_not_reported),
	  UNIT_TEST(test_reading_past_a_packet_is_reported),
	  UNIT_TEST(test_writing_past_a_packet_is_reported),
	  UNIT_TEST(test_reading_a_free_slot_is_reported))
