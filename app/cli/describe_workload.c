/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The kinds that make pods.
 */
#include "cli/describe.h"

#include <string.h>

static void
put_selector(const struct describe *d)
{
	struct buf selector = {0};

	jput_selector(&selector, jat(d->object, "spec.selector"));
	buf_printf(d->out, "Selector:\t%s\n", selector.failed ? "" : selector.data);
	buf_fini(&selector);
}

/* Without addresses there are no pods here: say what gives them some. */
static void
put_addresses(const struct describe *d)
{
	if (jat(d->object, "metadata.annotations.sluice/pod-ips") != NULL ||
	    jint(d->object, "status.replicas", 0) > 0 || jint(d->object, "spec.replicas", 1) == 0)
		return;
	buf_adds(d->out, "Pods:\tits pods have no address here: name them in the annotation "
			 "sluice/pod-ips: \"10.1.0.1, 10.1.0.2\"\n");
}

static void
put_template(const struct describe *d)
{
	const json_t *template = jat(d->object, "spec.template"), *spec = jat(template, "spec");
	const struct describe inside = {.object = template, .out = d->out, .now_s = d->now_s};
	const char *account = jtext(spec, "serviceAccountName", NULL);

	buf_adds(d->out, "Pod Template:\n  ");
	describe_map(&inside, "Labels", jat(template, "metadata.labels"), "=");
	if (json_object_size(jat(template, "metadata.annotations")) > 0) {
		buf_adds(d->out, "  ");
		describe_annotations(&inside);
	}
	if (account != NULL)
		buf_printf(d->out, "  Service Account:\t%s\n", account);
	describe_pod_spec(&inside, spec, NULL, "  ");
	describe_pod_volumes(&inside, spec, "  ");
	describe_scheduling(&inside, spec, "  ");
}

/* Its pods run, as nobody here starts or ends any. */
static void
put_pods_status(const struct describe *d)
{
	buf_printf(d->out, "Pods Status:\t%lld Running / 0 Waiting / 0 Succeeded / 0 Failed\n",
		   jint(d->object, "status.replicas", 0));
	put_addresses(d);
}

void
describe_replicas(const struct describe *d)
{
	describe_text(d, "Name", "metadata.name", "");
	describe_text(d, "Namespace", "metadata.namespace", NULL);
	put_selector(d);
	describe_map(d, "Labels", jat(d->object, "metadata.labels"), "=");
	describe_annotations(d);
	describe_owner(d);
	buf_printf(d->out, "Replicas:\t%lld current / %lld desired\n",
		   jint(d->object, "status.replicas", 0), jint(d->object, "spec.replicas", 1));
	put_pods_status(d);
	put_template(d);
}

static void
put_share(const struct describe *d, const char *path, const char *what)
{
	const json_t *share = jat(d->object, path);

	if (share != NULL)
		jput(share, d->out);
	else
		buf_adds(d->out, "25%");
	buf_adds(d->out, what);
}

void
describe_deployment(const struct describe *d)
{
	long long desired = jint(d->object, "spec.replicas", 1);
	long long total = jint(d->object, "status.replicas", 0);
	long long available = jint(d->object, "status.availableReplicas",
				   jint(d->object, "status.readyReplicas", 0));
	const char *strategy = jtext(d->object, "spec.strategy.type", "RollingUpdate");

	describe_text(d, "Name", "metadata.name", "");
	describe_text(d, "Namespace", "metadata.namespace", NULL);
	describe_stamp(d, "CreationTimestamp", "metadata.creationTimestamp");
	describe_map(d, "Labels", jat(d->object, "metadata.labels"), "=");
	describe_annotations(d);
	put_selector(d);
	buf_printf(d->out,
		   "Replicas:\t%lld desired | %lld updated | %lld total | %lld available | "
		   "%lld unavailable\n",
		   desired, jint(d->object, "status.updatedReplicas", total), total, available,
		   jint(d->object, "status.unavailableReplicas",
			total > available ? total - available : 0));
	buf_printf(d->out, "StrategyType:\t%s\nMinReadySeconds:\t%lld\n", strategy,
		   jint(d->object, "spec.minReadySeconds", 0));
	if (strcmp(strategy, "RollingUpdate") == 0) {
		buf_adds(d->out, "RollingUpdateStrategy:\t");
		put_share(d, "spec.strategy.rollingUpdate.maxUnavailable", " max unavailable, ");
		put_share(d, "spec.strategy.rollingUpdate.maxSurge", " max surge\n");
	}
	put_addresses(d);
	put_template(d);
}

static void
put_claim(const struct describe *d, const json_t *claim)
{
	struct buf modes = {0};

	buf_printf(d->out, "  Name:\t%s\n  StorageClass:\t%s\n  ",
		   jtext(claim, "metadata.name", ""), jtext(claim, "spec.storageClassName", ""));
	describe_map(d, "Labels", jat(claim, "metadata.labels"), "=");
	buf_adds(d->out, "  ");
	describe_map(d, "Annotations", jat(claim, "metadata.annotations"), "=");
	jjoin_array(&modes, " ", jat(claim, "spec.accessModes"));
	buf_printf(d->out, "  Capacity:\t%s\n  Access Modes:\t[%s]\n",
		   jtext(claim, "spec.resources.requests.storage", "<default>"),
		   modes.len > 0 ? modes.data : "");
	buf_fini(&modes);
}

void
describe_stateful(const struct describe *d)
{
	const char *strategy = jtext(d->object, "spec.updateStrategy.type", "RollingUpdate");
	const json_t *claims = jat(d->object, "spec.volumeClaimTemplates"), *claim;
	size_t i;

	describe_text(d, "Name", "metadata.name", "");
	describe_text(d, "Namespace", "metadata.namespace", NULL);
	describe_stamp(d, "CreationTimestamp", "metadata.creationTimestamp");
	put_selector(d);
	describe_map(d, "Labels", jat(d->object, "metadata.labels"), "=");
	describe_annotations(d);
	buf_printf(d->out, "Replicas:\t%lld desired | %lld total\nUpdate Strategy:\t%s\n",
		   jint(d->object, "spec.replicas", 1), jint(d->object, "status.replicas", 0),
		   strategy);
	if (strcmp(strategy, "RollingUpdate") == 0)
		buf_printf(d->out, "  Partition:\t%lld\n",
			   jint(d->object, "spec.updateStrategy.rollingUpdate.partition", 0));
	put_pods_status(d);
	put_template(d);
	buf_printf(d->out, "Volume Claims:%s\n", json_array_size(claims) == 0 ? "\t<none>" : "");
	json_array_foreach(claims, i, claim) put_claim(d, claim);
}
