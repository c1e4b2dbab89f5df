/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Which CPUs control runs on.
 */
#pragma once

#include "channel/block.h"

/**
 * Keep off the CPUs of workers that spin, where the board leaves any other. Such a worker never
 * rests: the kernel would have it wait for each thread that it puts there, and its packets with it.
 * @param s proven settings
 * @thread main, before there is another one: threads and children inherit it
 */
void cpus_leave_to_workers(const struct sluice_settings *s);
