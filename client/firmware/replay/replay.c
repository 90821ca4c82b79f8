/* A device whose power, flash and skin are memory of one process, so that a test can give it thousands of answers.
 *
 *     replay REQUEST CHUNK_POINTS
 *
 * Input, again and again: flags u8 (1: begin with empty flash and a whole skin; 2: HTTP/1.0), the most bytes of one
 * receive u16, the size of an answer u32, the answer. Output for each: the exit code of gun i32; of the header the
 * points, CRC, revision, total, depth and angle, u64 each, zeros where none was taken; the number of doubts reported
 * u32, of shots in the skin u32, of bytes that were sent u32; the shots, 24 bytes each as in gun's skin; the bytes that
 * were sent. All integers are little-endian, as is the machine that this runs on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../mesogrid.h"

enum { FRESH = 1, HTTP10 = 2, MOST_SHOTS = 1 << 16, SHOT_BYTES = 24, SENT_BYTES = 1 << 16 };

static struct mesogrid client;
static uint8_t flash[2][MESOGRID_RECORD_BYTES];
static uint8_t skin[MOST_SHOTS][SHOT_BYTES];
static uint32_t shots, doubts, sent_bytes, depth_um;
static uint64_t header_fields[6];
static uint8_t sent[SENT_BYTES];
static uint8_t *request_data, *answer;
static uint32_t answer_bytes, answer_at;
static uint16_t piece;

static void die(const char *why) {
	fprintf(stderr, "replay: %s\n", why);
	exit(1);
}

static void *copy_of(const void *data, size_t size) {
	uint8_t *copy = malloc(size ? size : 1); /* exactly so long, so that the sanitizer sees its end */
	if (copy == NULL) {
		die("no memory");
	}
	if (size) {
		memcpy(copy, data, size);
	}
	return copy;
}

static int on_request(void *context, size_t offset, void *to, size_t size) {
	(void)context;
	memcpy(to, request_data + offset, size);
	return 0;
}

static int on_send(void *context, const void *data, size_t size) {
	(void)context;
	if (size > SENT_BYTES - sent_bytes) {
		die("a request longer than it can be");
	}
	memcpy(sent + sent_bytes, data, size);
	sent_bytes += (uint32_t)size;
	return 0;
}

static int on_receive(void *context, void *to, size_t size) {
	(void)context;
	uint32_t left = answer_bytes - answer_at, most = piece ? piece : 1;
	uint32_t n = size < most ? (uint32_t)size : most;
	n = n < left ? n : left;
	memcpy(to, answer + answer_at, n);
	answer_at += n;
	return (int)n;
}

static int on_load(void *context, int slot, uint8_t record[MESOGRID_RECORD_BYTES]) {
	(void)context;
	memcpy(record, flash[slot], MESOGRID_RECORD_BYTES);
	return 0;
}

static int on_save(void *context, int slot, const uint8_t record[MESOGRID_RECORD_BYTES]) {
	(void)context;
	memcpy(flash[slot], record, MESOGRID_RECORD_BYTES);
	return 0;
}

static int on_header(void *context, const struct mesogrid_header *h) {
	(void)context;
	const uint64_t fields[6] = {h->key.point_count, h->key.crc32c, h->key.revision, h->total_volume_nl, h->depth_um, h->needle_angle_mdeg};
	memcpy(header_fields, fields, sizeof fields);
	depth_um = h->depth_um;
	return 0;
}

static int on_give(void *context, const struct mesogrid_point *p) {
	(void)context;
	if (shots == MOST_SHOTS) {
		die("more shots than any grid of this test has");
	}
	uint8_t *to = skin[shots++];
	memcpy(to, &p->index, 8);
	memcpy(to + 8, &p->x_um, 4);
	memcpy(to + 12, &p->y_um, 4);
	memcpy(to + 16, &p->volume_nl, 4);
	memcpy(to + 20, &depth_um, 4);
	return 0;
}

static int on_doubt(void *context, const struct mesogrid_point *p) {
	(void)context;
	(void)p;
	doubts++;
	return 0;
}

static int32_t exit_code(enum mesogrid_result result) {
	switch (result) {
	case MESOGRID_COMPLETE: return 0;
	case MESOGRID_CHANGED: return 3;
	case MESOGRID_CORRUPT: return 4;
	case MESOGRID_CUT: return 5;
	case MESOGRID_REFUSED: return 6;
	case MESOGRID_LATER: return 7;
	case MESOGRID_STATE: return 8;
	default: return 100 + (int32_t)result;
	}
}

static bool take(void *to, size_t size) { return fread(to, 1, size, stdin) == size; }

static void give_out(const void *from, size_t size) {
	if (fwrite(from, 1, size, stdout) != size) {
		die("the output is closed");
	}
}

int main(int argc, char **argv) {
	if (argc != 3) {
		die("usage: replay REQUEST CHUNK_POINTS");
	}
	static uint8_t request_file[1 << 16];
	FILE *file = fopen(argv[1], "rb");
	if (file == NULL) {
		die("the request cannot be read");
	}
	struct mesogrid_port port = {
	    .request_bytes = fread(request_file, 1, sizeof request_file, file),
	    .request = on_request,
	    .host = "replay",
	    .chunk_points = (uint32_t)atoi(argv[2]),
	    .send = on_send,
	    .receive = on_receive,
	    .load = on_load,
	    .save = on_save,
	    .header = on_header,
	    .give = on_give,
	    .doubt = on_doubt,
	};
	fclose(file);
	request_data = copy_of(request_file, port.request_bytes);

	uint8_t flags;
	while (take(&flags, 1)) {
		if (!take(&piece, 2) || !take(&answer_bytes, 4) || answer_bytes > 1u << 28) {
			die("half a frame");
		}
		uint8_t *whole = malloc(answer_bytes ? answer_bytes : 1);
		if (whole == NULL || !take(whole, answer_bytes)) {
			die("half an answer");
		}
		answer = whole;
		answer_at = 0;
		if (flags & FRESH) {
			memset(flash, 0xFF, sizeof flash);
			shots = 0;
		}
		doubts = sent_bytes = 0;
		memset(header_fields, 0, sizeof header_fields);
		memset(&client, 0xA5, sizeof client); /* its memory may hold anything */
		port.http10 = (flags & HTTP10) != 0;
		int32_t code = exit_code(mesogrid_run(&client, &port));
		free(whole);
		if (client.why == NULL || strlen(client.code) >= sizeof client.code || strlen(client.message) >= sizeof client.message) {
			die("no text of why it ended");
		}
		give_out(&code, sizeof code);
		give_out(header_fields, sizeof header_fields);
		give_out(&doubts, sizeof doubts);
		give_out(&shots, sizeof shots);
		give_out(&sent_bytes, sizeof sent_bytes);
		give_out(skin, (size_t)shots * SHOT_BYTES);
		give_out(sent, sent_bytes);
		fflush(stdout);
	}
	free(request_data);
	return 0;
}
