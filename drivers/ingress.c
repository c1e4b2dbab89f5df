/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "drivers/ingress.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nftables/libnftables.h>

#include "base/buf.h"

struct ingress {
	struct nft_ctx *nft;
};

static void
write_rules(struct buf *rules, const char *const *ifaces, size_t iface_cnt)
{
	buf_adds(rules, "add table netdev sluice { flags owner; }\n");
	for (size_t i = 0; i < iface_cnt; i++) {
		buf_printf(
			rules,
			"add chain netdev sluice port%zu { type filter hook ingress device \"%s\" "
			"priority -500; policy drop; }\n",
			i, ifaces[i]);
	}
}

int
ingress_block(const char *const *ifaces, size_t iface_cnt, struct ingress **out, char *why,
	      size_t why_bytes)
{
	struct ingress *in = calloc(1, sizeof(*in));
	struct buf rules = {0};
	int rc = 0;

	if (in == NULL)
		return -ENOMEM;
	in->nft = nft_ctx_new(NFT_CTX_DEFAULT);
	write_rules(&rules, ifaces, iface_cnt);
	if (in->nft == NULL || rules.failed) {
		rc = -ENOMEM;
	} else {
		nft_ctx_buffer_error(in->nft);
		nft_ctx_buffer_output(in->nft);
		if (nft_run_cmd_from_buffer(in->nft, rules.data) != 0) {
			const char *text = nft_ctx_get_error_buffer(in->nft);

			snprintf(why, why_bytes, "nftables refuses the ingress rules: %.120s",
				 text);
			why[strcspn(why, "\n")] = '\0';
			rc = strstr(text, "not permitted") != NULL ? -EPERM : -EIO;
		}
	}
	buf_fini(&rules);
	if (rc < 0) {
		ingress_unblock(in);
		return rc;
	}
	*out = in;
	return 0;
}

void
ingress_unblock(struct ingress *in)
{
	if (in == NULL)
		return;
	if (in->nft != NULL)
		nft_ctx_free(in->nft);
	free(in);
}
