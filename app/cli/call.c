/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "cli/call.h"

#include "base/buf.h"
#include "cli/jget.h"

#include <errno.h>
#include <string.h>

/* What the codes of the socket mean to a user of this command. */
static const struct meaning {
	enum rpc_error code;
	const char *title; /* as kubectl puts it; NULL: just "error" */
	enum cli_exit status;
} meanings[] = {
	{RPC_REFUSED, NULL, CLI_REFUSED},
	{RPC_TOO_LARGE, NULL, CLI_REFUSED},
	{RPC_NOT_FOUND, "NotFound", CLI_DIFFERS},
	{RPC_EXISTS, "AlreadyExists", CLI_DIFFERS},
	{RPC_CONFLICT, "Conflict", CLI_DIFFERS},
	{RPC_EXPIRED, "Expired", CLI_DIFFERS},
	{RPC_FORBIDDEN, "Forbidden", CLI_DIFFERS},
	{RPC_BAD_REQUEST, "BadRequest", CLI_USAGE},
	{RPC_INVALID_PARAMS, NULL, CLI_USAGE},
	{RPC_UNAVAILABLE, "ServiceUnavailable", CLI_NO_DAEMON},
	{RPC_BUSY, "TooManyRequests", CLI_NO_DAEMON},
	{RPC_INTERNAL, "InternalError", CLI_DIFFERS},
	{RPC_UNKNOWN_METHOD, "MethodNotAllowed", CLI_DIFFERS},
};

static void
put_fault(const json_t *fault, struct buf *out)
{
	const char *file = jtext(fault, "file", NULL), *path = jtext(fault, "path", NULL);
	long long line = jint(fault, "line", 0), col = jint(fault, "column", 0);

	if (file != NULL)
		buf_printf(out, "%s:", file);
	if (line > 0)
		buf_printf(out, "%lld:", line);
	if (line > 0 && col > 0)
		buf_printf(out, "%lld:", col);
	buf_printf(out, "%s%s: ", file != NULL || line > 0 ? " " : "",
		   jtext(fault, "level", "error"));
	if (path != NULL)
		buf_printf(out, "%s: ", path);
	buf_adds(out, jtext(fault, "reason", "no reason given"));
}

size_t
call_print_faults(const struct cli *cli, const json_t *faults)
{
	struct buf line = {0};
	const json_t *fault;
	size_t errors = 0, i;

	json_array_foreach(faults, i, fault)
	{
		buf_reset(&line);
		put_fault(fault, &line);
		errors += strcmp(jtext(fault, "level", "error"), "error") == 0;
		fprintf(cli->err, "%s\n", line.failed ? "error: out of memory" : line.data);
	}
	buf_fini(&line);
	return errors;
}

/* Objects that are (not) there are named one a line, as kubectl names them. */
static void
print_titled(const struct cli *cli, const struct meaning *meaning, const char *message,
	     const json_t *faults)
{
	const json_t *fault;
	size_t i;

	if (json_array_size(faults) == 0)
		fprintf(cli->err, "Error from server (%s): %s\n", meaning->title, message);
	json_array_foreach(faults, i, fault)
		fprintf(cli->err, "Error from server (%s): %s\n", meaning->title,
			jtext(fault, "reason", message));
}

static enum cli_exit
print_error(const struct cli *cli, const json_t *error)
{
	static const struct meaning other = {.status = CLI_DIFFERS};
	const struct meaning *meaning = &other;
	const json_t *faults = jat(error, "data.faults");
	const char *message = jtext(error, "message", "the board gave no reason");
	long long code = jint(error, "code", 0);

	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (meanings[i].code == code)
			meaning = &meanings[i];
	if (meaning->title != NULL) {
		print_titled(cli, meaning, message, faults);
		return meaning->status;
	}
	if (meaning->status == CLI_REFUSED)
		call_print_faults(cli, faults);
	/* One that has no place says all there is to say. */
	if (meaning->status != CLI_REFUSED || json_array_size(faults) != 1 ||
	    jat(json_array_get(faults, 0), "file") != NULL)
		cli_error(cli, "%s", message);
	return meaning->status;
}

static enum cli_exit
print_absent(const struct cli *cli, const char *path, int error)
{
	if (error == -EACCES || error == -EPERM)
		cli_error(cli, "%s: %s; join the group that owns it, or use sudo", path,
			  strerror(-error));
	else if (error == -ENAMETOOLONG)
		cli_error(cli, "%s: longer than a socket's path may be", path);
	else
		cli_error(cli,
			  "no board answers at %s: %s; start one with "
			  "'sluiced --config /etc/sluice/board.yaml'",
			  path, strerror(-error));
	return CLI_NO_DAEMON;
}

/* Who may not write may still look, by the default sockets. */
static enum cli_exit
open_socket(const struct cli *cli, const struct call *call, struct client *c)
{
	const char *path = cli->socket != NULL ? cli->socket : RPC_SOCKET_DEFAULT;
	int rc = client_open(c, path);

	if (rc == -EACCES && cli->socket == NULL &&
	    (rpc_methods[call->method].flags & RPC_WRITES) == 0 &&
	    client_open(c, RPC_SOCKET_READONLY_DEFAULT) == 0)
		return CLI_OK;
	if (rc == 0)
		return CLI_OK;
	return call->quiet_absent ? CLI_NO_DAEMON : print_absent(cli, path, rc);
}

bool
call_is_served(const struct cli *cli, enum rpc_method_id method)
{
	const struct call call = {.method = method, .quiet_absent = true};
	struct client c;

	if (open_socket(cli, &call, &c) != CLI_OK)
		return false;
	client_close(&c);
	return true;
}

enum cli_exit
call_run(const struct cli *cli, const struct call *call)
{
	const char *method = rpc_methods[call->method].name;
	json_t *error = NULL;
	struct client c;
	enum cli_exit rc = open_socket(cli, call, &c);
	int err;

	if (rc != CLI_OK) {
		json_decref(call->params);
		return rc;
	}
	err = client_call(&c, method, call->params, call->part, call->arg, &error);
	client_close(&c);
	if (error != NULL && call->expired != NULL && jint(error, "code", 0) == RPC_EXPIRED) {
		*call->expired = true;
	} else if (error != NULL && call->may_be_absent &&
		   jint(error, "code", 0) == RPC_NOT_FOUND) {
		rc = CLI_OK;
	} else if (error != NULL) {
		rc = print_error(cli, error);
	} else if (err == -ECONNRESET || err == -EPIPE) {
		rc = CLI_NO_DAEMON;
		if (!call->quiet_absent)
			cli_error(cli, "the board hung up in the middle of its answer");
	} else if (err == -EBADMSG) {
		rc = CLI_DIFFERS;
		cli_error(cli, "what listens at the socket does not speak JSON-RPC");
	} else if (err < 0 && err != -ECANCELED) {
		rc = CLI_DIFFERS;
		cli_error(cli, "%s: %s", method, strerror(-err));
	}
	json_decref(error);
	return rc;
}

static bool
keep_part(void *arg, const json_t *result)
{
	json_t **kept = arg;

	json_decref(*kept);
	*kept = json_incref((json_t *)(uintptr_t)result);
	return true;
}

enum cli_exit
call_one(const struct cli *cli, const struct call *call, json_t **result)
{
	struct call one = *call;
	enum cli_exit rc;

	*result = NULL;
	one.part = keep_part;
	one.arg = result;
	rc = call_run(cli, &one);
	if (rc != CLI_OK) {
		json_decref(*result);
		*result = NULL;
	}
	return rc;
}
