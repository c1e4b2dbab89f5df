/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "base/suggest.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
	WORD_MAX = 64
}; /* longer words are no names of ours */

static size_t
min3(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

static char
fold(char c)
{
	return (char)tolower((unsigned char)c);
}

/* Three rows of the usual table suffice: a swap looks back two. */
static size_t
distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t rows[3][WORD_MAX + 1];

	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *row = rows[i % 3];
		const size_t *up = rows[(i + 2) % 3];

		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			size_t differ = fold(a[i - 1]) != fold(b[j - 1]);

			row[j] = min3(up[j] + 1, row[j - 1] + 1, up[j - 1] + differ);
			if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) &&
			    fold(a[i - 2]) == fold(b[j - 1])) {
				size_t swapped = rows[(i + 1) % 3][j - 2] + 1;

				row[j] = swapped < row[j] ? swapped : row[j];
			}
		}
	}
	return rows[a_len % 3][b_len];
}

const char *
suggest_nearest(const char *word, const char *const *known, size_t known_cnt)
{
	size_t word_len = strlen(word);
	size_t best_distance = 0;
	const char *best = NULL;

	if (word_len > WORD_MAX)
		return NULL;
	for (size_t i = 0; i < known_cnt; i++) {
		size_t known_len = strlen(known[i]);
		size_t limit = (word_len > known_len ? word_len : known_len) / 3;
		size_t d;

		if (known_len > WORD_MAX)
			continue;
		d = distance(word, word_len, known[i], known_len);
		if (d <= (limit > 0 ? limit : 1) && (best == NULL || d < best_distance)) {
			best = known[i];
			best_distance = d;
		}
	}
	return best;
}
