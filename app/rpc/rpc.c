/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "rpc/rpc.h"

#include <string.h>

const struct rpc_method rpc_methods[RPC_METHOD_CNT] = {
#define RPC_METHOD(name_, flags_, params_, help_)                                                  \
	[RPC_##name_] = {.name = #name_, .flags = (flags_), .params = (params_), .help = (help_)},
#include "rpc/methods.def"
#undef RPC_METHOD
};

static const char *const type_names[] = {
	[RPC_TYPE_STRING] = "string",
	[RPC_TYPE_BOOL] = "bool",
	[RPC_TYPE_INT] = "int",
	[RPC_TYPE_STRINGS] = "strings",
};

const struct rpc_method *
rpc_method_find(const char *name)
{
	for (size_t i = 0; i < RPC_METHOD_CNT; i++)
		if (strcmp(rpc_methods[i].name, name) == 0)
			return &rpc_methods[i];
	return NULL;
}

bool
rpc_param_next(const char **pos, struct rpc_param *param)
{
	const char *word = *pos + strspn(*pos, " ");
	size_t word_len = strcspn(word, " ");
	size_t name_len = strcspn(word, "?:");
	const char *type;
	size_t type_len;

	if (word_len == 0 || name_len >= word_len || name_len >= sizeof(param->name))
		return false;
	param->optional = word[name_len] == '?';
	type = word + name_len + (param->optional ? 2 : 1);
	type_len = (size_t)(word + word_len - type);
	for (size_t i = 0; i < sizeof(type_names) / sizeof(type_names[0]); i++) {
		if (strlen(type_names[i]) != type_len || memcmp(type_names[i], type, type_len) != 0)
			continue;
		memcpy(param->name, word, name_len);
		param->name[name_len] = '\0';
		param->type = (enum rpc_type)i;
		*pos = word + word_len;
		return true;
	}
	return false;
}
