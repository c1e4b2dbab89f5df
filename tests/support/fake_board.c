/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/fake_board.h"

#include <dirent.h>
#include <jansson.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define CALL_MAX 32
#define WORD_MAX 32
#define NOW_S    1767323045u

char *ran_out, *ran_err;
struct cli ran = {.now_s = NOW_S, .in_fd = -1};

static const struct fake_answer *answers;
static char *params[CALL_MAX];
static size_t call_cnt, used[CALL_MAX];
static char dir[64], sock_path[96], file_path[192];
static pthread_t server;
static int listener = -1;

static const struct fake_answer *
answer_find(const char *method)
{
	const struct fake_answer *found = NULL;

	for (size_t i = 0; answers[i].method != NULL; i++) {
		if (strcmp(answers[i].method, method) != 0)
			continue;
		found = &answers[i];
		if (used[i] == 0) {
			used[i] = 1;
			break;
		}
	}
	return found;
}

static void
serve_line(FILE *peer, const char *line)
{
	json_t *request = json_loads(line, 0, NULL);
	const char *method = json_string_value(json_object_get(request, "method"));
	long long id = json_integer_value(json_object_get(request, "id"));
	const struct fake_answer *a = method != NULL ? answer_find(method) : NULL;

	if (call_cnt < CALL_MAX)
		params[call_cnt++] = json_dumps(json_object_get(request, "params"),
						JSON_SORT_KEYS | JSON_COMPACT);
	for (size_t i = 0; a != NULL && i < PART_MAX && a->parts[i] != NULL; i++) {
		int more = a->error != NULL || a->hang_up ||
			   (i + 1 < PART_MAX && a->parts[i + 1] != NULL);

		fprintf(peer, "{\"jsonrpc\":\"2.0\",\"id\":%lld,%s\"result\":%s}\n", id,
			more ? "\"more\":true," : "", a->parts[i]);
	}
	if (a == NULL || a->error != NULL)
		fprintf(peer, "{\"jsonrpc\":\"2.0\",\"id\":%lld,\"error\":%s}\n", id,
			a != NULL ? a->error : "{\"code\":-32601,\"message\":\"no such method\"}");
	fflush(peer);
	json_decref(request);
}

static void *
serve(void *arg)
{
	int fd;

	while ((fd = accept(listener, NULL, NULL)) >= 0) {
		FILE *peer = fdopen(fd, "r+");
		char *line = NULL;
		size_t line_bytes = 0;

		if (getline(&line, &line_bytes, peer) > 0) {
			fseek(peer, 0, SEEK_CUR);
			serve_line(peer, line);
		}
		free(line);
		fclose(peer);
	}
	return arg;
}

const char *
fake_board_dir(void)
{
	if (dir[0] == '\0') {
		strcpy(dir, "/tmp/sluice-cli-XXXXXX");
		if (mkdtemp(dir) == NULL)
			abort();
	}
	return dir;
}

const char *
fake_board_file(const char *name, const char *text)
{
	FILE *f;

	snprintf(file_path, sizeof(file_path), "%s/%s", fake_board_dir(), name);
	f = fopen(file_path, "w");
	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		abort();
	return file_path;
}

void
fake_board_start(const struct fake_answer *list)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};

	answers = list;
	memset(used, 0, sizeof(used));
	snprintf(sock_path, sizeof(sock_path), "%s/board.sock", fake_board_dir());
	strcpy(addr.sun_path, sock_path);
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(listener, (struct sockaddr *)&addr, sizeof(addr)) < 0 || listen(listener, 8) < 0 ||
	    pthread_create(&server, NULL, serve, NULL) != 0)
		abort();
	ran.socket = sock_path;
}

void
fake_board_stop(void)
{
	shutdown(listener, SHUT_RDWR);
	pthread_join(server, NULL);
	close(listener);
	unlink(sock_path);
	for (size_t i = 0; i < call_cnt; i++)
		free(params[i]);
	call_cnt = 0;
}

const char *
fake_board_params(size_t n)
{
	return n < call_cnt ? params[n] : "";
}

int
run(const char *line)
{
	char *words = strdup(line), *argv[WORD_MAX + 2] = {(char[]){"sluice"}};
	size_t out_bytes, err_bytes;
	int argc = 1, rc;

	for (char *w = strtok(words, " "); w != NULL && argc <= WORD_MAX; w = strtok(NULL, " "))
		argv[argc++] = w;
	free(ran_out);
	free(ran_err);
	ran.out = open_memstream(&ran_out, &out_bytes);
	ran.err = open_memstream(&ran_err, &err_bytes);
	rc = (int)cli_run(&ran, argc, argv);
	fclose(ran.out);
	fclose(ran.err);
	free(words);
	return rc;
}

void
fake_board_clean(void)
{
	struct dirent **names = NULL;
	int cnt = dir[0] != '\0' ? scandir(dir, &names, NULL, NULL) : 0;

	for (int i = 0; i < cnt; i++) {
		char path[512];

		snprintf(path, sizeof(path), "%s/%s", dir, names[i]->d_name);
		unlink(path);
		free(names[i]);
	}
	free(names);
	if (dir[0] != '\0')
		rmdir(dir);
	dir[0] = '\0';
	free(ran_out);
	free(ran_err);
	ran_out = ran_err = NULL;
}
