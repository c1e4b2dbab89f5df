/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/yaml_scalar.h"

#include <string.h>
#include <yaml.h>

bool
yaml_scalar_is(const char *text, size_t text_len, const char *scalar, size_t scalar_len)
{
	yaml_parser_t parser;
	yaml_document_t doc;
	bool is = false;

	yaml_parser_initialize(&parser);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, text_len);
	if (yaml_parser_load(&parser, &doc)) {
		const yaml_node_t *n = yaml_document_get_root_node(&doc);

		if (n != NULL && n->type == YAML_MAPPING_NODE)
			n = yaml_document_get_node(&doc, n->data.mapping.pairs.start->value);
		is = n != NULL && n->type == YAML_SCALAR_NODE &&
		     n->data.scalar.length == scalar_len &&
		     memcmp(n->data.scalar.value, scalar, scalar_len) == 0;
		yaml_document_delete(&doc);
	}
	yaml_parser_delete(&parser);
	return is;
}
