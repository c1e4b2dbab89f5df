/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What a document is: one of our kinds, one that a gateway has no use for, or a mistake.
 */
#pragma once

#include "kube/fields.h"
#include "kube/object.h"

#define KIND_PASSED_BYTES 200

/**
 * The kind of a document, from its apiVersion and kind; what is wrong with these becomes a fault.
 * @param passed out: the name of a kind that is valid and passed over,
 * "Certificate.cert-manager.io" for a custom resource's; else ""
 * @return KIND_CNT after a fault, and for what is passed over
 */
enum kind kind_of(struct decoder *d, const struct node *root, char passed[KIND_PASSED_BYTES]);

/** A kind that is passed over, by a name as users give it. @return its proper name or NULL */
const char *kind_passed_find(const char *name);
