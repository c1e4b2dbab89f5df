/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/handlers.h"

const mgmt_handler control_handlers[RPC_METHOD_CNT] = {
#define RPC_METHOD(name_, flags_, params_, help_) [RPC_##name_] = handle_##name_,
#include "rpc/methods.def"
#undef RPC_METHOD
};
