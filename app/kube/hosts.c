/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Who has which address: pods and nodes, mostly one for each, a hundred thousand of them. Linear
 * probing over a power of two of slots, at least a quarter of them free. Removal shifts the rest of
 * the run back. Others who have an address that is there already stand beside, in a set: however
 * many they are, they make no run long.
 */
#include "kube/hosts_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	HOSTS_FIRST_SLOTS = 16
};

struct host {
	struct ip_addr addr;
	const struct object *o; /* NULL: free */
};

static size_t
home_of(const struct hosts *h, const struct ip_addr *a)
{
	return siphash13(&h->key, a->b, sizeof(a->b)) & (h->slots - 1);
}

static size_t
next_of(const struct hosts *h, size_t i)
{
	return (i + 1) & (h->slots - 1);
}

static void
put(struct hosts *h, const struct host *who)
{
	size_t i = home_of(h, &who->addr);

	while (h->v[i].o != NULL)
		i = next_of(h, i);
	h->v[i] = *who;
}

static int
grow(struct hosts *h)
{
	struct hosts bigger = *h;

	bigger.slots = h->slots == 0 ? HOSTS_FIRST_SLOTS : h->slots * 2;
	bigger.v = calloc(bigger.slots, sizeof(*bigger.v));
	if (bigger.v == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < h->slots; i++)
		if (h->v[i].o != NULL)
			put(&bigger, &h->v[i]);
	free(h->v);
	*h = bigger;
	return 0;
}

int
hosts_init(struct hosts *h)
{
	*h = (struct hosts){0};
	return sip_key_random(&h->key);
}

/* Where an address stands, or would. There are slots. */
static size_t
find(const struct hosts *h, const struct ip_addr *a)
{
	size_t i = home_of(h, a);

	while (h->v[i].o != NULL && !addr_equal(&h->v[i].addr, a))
		i = next_of(h, i);
	return i;
}

int
hosts_add(struct hosts *h, const struct ip_addr *a, const struct object *o)
{
	const struct host who = {.addr = *a, .o = o};
	char text[ADDR_TEXT_BYTES];

	if (hosts_find(h, a) != NULL)
		return index_set_add(&h->others, addr_format(a, text), o->key,
				     (void *)(uintptr_t)o);
	if (h->cnt + 1 > h->slots / 4 * 3 && grow(h) != 0)
		return -ENOMEM;
	put(h, &who);
	h->cnt++;
	return 0;
}

/* One of the others who have an address; he is no other any more. */
static const struct object *
take_other(struct hosts *h, const struct ip_addr *a)
{
	char text[ADDR_TEXT_BYTES];
	const struct map *set = map_find(&h->others, addr_format(a, text));
	const struct map_entry *e;
	const struct object *o;
	size_t pos = 0;

	e = set == NULL ? NULL : map_next(set, &pos);
	if (e == NULL)
		return NULL;
	o = e->value;
	index_set_remove(&h->others, text, o->key);
	return o;
}

void
hosts_remove(struct hosts *h, const struct ip_addr *a, const struct object *o)
{
	char text[ADDR_TEXT_BYTES];
	size_t hole, i;

	if (hosts_find(h, a) == NULL)
		return;
	hole = find(h, a);
	if (h->v[hole].o != o) {
		index_set_remove(&h->others, addr_format(a, text), o->key);
		return;
	}
	h->v[hole].o = take_other(h, a);
	if (h->v[hole].o != NULL)
		return;
	for (i = next_of(h, hole); h->v[i].o != NULL; i = next_of(h, i)) {
		size_t away = (i - home_of(h, &h->v[i].addr)) & (h->slots - 1);

		/* may move back only if its home does not lie behind the hole */
		if (away >= ((i - hole) & (h->slots - 1))) {
			h->v[hole] = h->v[i];
			hole = i;
		}
	}
	h->v[hole] = (struct host){0};
	h->cnt--;
}

const struct object *
hosts_find(const struct hosts *h, const struct ip_addr *a)
{
	return h->slots == 0 ? NULL : h->v[find(h, a)].o;
}

void
hosts_fini(struct hosts *h)
{
	free(h->v);
	index_sets_fini(&h->others);
	*h = (struct hosts){.key = h->key};
}
