/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/merge_priv.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *first;   /* NULL: the item itself */
	const char *second;  /* NULL: none */
	const char *initial; /* of the second, where an item leaves it open */
} keys[FIELD_BY_CNT] = {
	[FIELD_BY_NAME] = {"name", NULL, NULL},
	[FIELD_BY_TYPE] = {"type", NULL, NULL},
	[FIELD_BY_IP] = {"ip", NULL, NULL},
	[FIELD_BY_UID] = {"uid", NULL, NULL},
	[FIELD_BY_PORT] = {"port", "protocol", "TCP"},
	[FIELD_BY_CONTAINER_PORT] = {"containerPort", "protocol", "TCP"},
	[FIELD_BY_MOUNT_PATH] = {"mountPath", NULL, NULL},
	[FIELD_BY_DEVICE_PATH] = {"devicePath", NULL, NULL},
	[FIELD_BY_TOPOLOGY_KEY] = {"topologyKey", NULL, NULL},
};

/* What the map of first parts holds where there are several items. */
static struct item ambiguous;

const char *
items_key_name(enum field_by by)
{
	return keys[by].first != NULL ? keys[by].first : "";
}

static bool
is_scalar(const struct node *n)
{
	return n != NULL && n->type != NODE_NULL && n->type != NODE_MAP && n->type != NODE_LIST;
}

bool
items_are_keyed(enum field_by by, const struct node *list)
{
	if (by == FIELD_BY_NOTHING)
		return false;
	if (list == NULL)
		return true;
	if (list->type != NODE_LIST)
		return false;
	for (const struct node *n = list->first; n != NULL; n = n->next)
		if (!is_scalar(keys[by].first != NULL ? tree_get(n, keys[by].first) : n))
			return false;
	return true;
}

static void
put_scalar(struct buf *out, const struct node *n)
{
	if (n->type == NODE_INT)
		buf_printf(out, "%" PRId64, n->i);
	else
		buf_adds(out, n->text);
}

static void
put_first(const struct items *it, const struct node *n, struct buf *out)
{
	buf_reset(out);
	put_scalar(out, keys[it->by].first != NULL ? tree_get(n, keys[it->by].first) : n);
}

static void
put_second(const struct items *it, const struct node *n, struct buf *out)
{
	const struct node *second;

	if (keys[it->by].second == NULL)
		return;
	second = tree_get(n, keys[it->by].second);
	buf_adds(out, "\n");
	if (is_scalar(second))
		put_scalar(out, second);
	else
		buf_adds(out, keys[it->by].initial);
}

static int
add(struct items *it, struct item *item, struct buf *key)
{
	int err = 0;

	put_first(it, item->node, key);
	if (key->failed)
		return -ENOMEM;
	if (keys[it->by].second != NULL)
		err = map_set(&it->first, key->data,
			      map_find(&it->first, key->data) != NULL ? &ambiguous : item, NULL);
	put_second(it, item->node, key);
	if (key->failed)
		return -ENOMEM;
	if (err == 0 && map_find(&it->whole, key->data) == NULL)
		err = map_set(&it->whole, key->data, item, NULL);
	return err;
}

int
items_index(struct items *it, enum field_by by, const struct node *list)
{
	struct buf key = {0};
	int err = 0;

	*it = (struct items){.by = by};
	if (list == NULL || list->cnt == 0)
		return 0;
	it->v = calloc(list->cnt, sizeof(*it->v));
	if (it->v == NULL)
		return -ENOMEM;
	for (struct node *n = list->first; n != NULL && err == 0; n = n->next) {
		it->v[it->cnt] = (struct item){.node = n, .pos = it->cnt};
		err = add(it, &it->v[it->cnt++], &key);
	}
	buf_fini(&key);
	return err;
}

void
items_fini(struct items *it)
{
	free(it->v);
	map_fini(&it->whole);
	map_fini(&it->first);
	*it = (struct items){0};
}

const struct item *
items_find(const struct items *it, const struct node *like)
{
	struct buf key = {0};
	const struct item *found = NULL;

	if (it->cnt == 0)
		return NULL;
	put_first(it, like, &key);
	put_second(it, like, &key);
	if (!key.failed)
		found = map_find(&it->whole, key.data);
	buf_fini(&key);
	return found;
}

const struct item *
items_find_open(const struct items *it, const struct node *like)
{
	const struct item *found = items_find(it, like);
	struct buf key = {0};

	if (found != NULL || keys[it->by].second == NULL ||
	    tree_get(like, keys[it->by].second) != NULL)
		return found;
	put_first(it, like, &key);
	if (!key.failed)
		found = map_find(&it->first, key.data);
	buf_fini(&key);
	return found == &ambiguous ? NULL : found;
}

void
items_interleave(struct node *list, const struct items *given, const struct items *live)
{
	size_t g = 0, l = 0;

	while (g < given->cnt || l < live->cnt) {
		bool live_first =
			l < live->cnt && (g == given->cnt || (given->v[g].pos != ITEM_NEW &&
							      live->v[l].pos < given->v[g].pos));

		tree_append(list, live_first ? live->v[l++].node : given->v[g++].node);
	}
}
