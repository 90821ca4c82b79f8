/* Writes seeds for fuzz.c into a folder: right answers of each framing, and a script of each fault. */
#include <stdio.h>
#include <string.h>

#include "world.h"

static struct world w;

static void write_seed(const char *folder, unsigned number, const uint8_t *head, size_t head_size,
                       const struct bytes *rest) {
	char path[512];
	snprintf(path, sizeof path, "%s/seed%02u", folder, number);
	FILE *file = fopen(path, "wb");
	require(file != NULL, "a seed can be written");
	fwrite(head, 1, head_size, file);
	if (rest != NULL) {
		fwrite(rest->at, 1, rest->size, file);
	}
	require(fclose(file) == 0, "a seed can be written");
}

int main(int argc, char **argv) {
	unsigned number = 0;
	require(argc == 2, "the folder is the only argument");
	for (unsigned count = 0; count < 12; count += 5) {
		for (int framing = 0; framing < FRAMINGS; framing++) {
			const uint8_t head[] = {1, 40, 3}; /* raw, pieces, chunk */
			world_begin(&w, count, 1);
			world_answer(&w, 0, 4, (enum framing)framing);
			write_seed(argv[1], number++, head, sizeof head, &w.answer);
		}
	}
	for (uint8_t kind = 0; kind < 8; kind++) {
		/* scripted, count, chunk, seed; then twice: framing, pieces, fault, where (16 bits), how */
		const uint8_t script[] = {0, 13, 4, kind, kind, 60, kind, 1, 70, 30, 1, 9, kind, 0, 3, 20};
		write_seed(argv[1], number++, script, sizeof script, NULL);
	}
	/* A point that was reported as in doubt was given, after a second tear had brought an older record back. */
	static const uint8_t twice[] = {0, 255, 255, 255, 255, 255, 129, 6, 13, 255, 16, 0, 13, 119, 0, 8, 60, 255,
	                                129, 6, 13, 255, 16, 0, 13, 119, 0, 8, 60, 255};
	write_seed(argv[1], number++, twice, sizeof twice, NULL);
	return 0;
}
