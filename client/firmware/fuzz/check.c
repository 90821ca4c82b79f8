/* Every cut, tear and flipped byte of small grids, one after another. */
#include <stdio.h>
#include <string.h>

#include "world.h"

static struct world w;
static struct bytes body;
static unsigned runs;

static enum mesogrid_result run(void) {
	runs++;
	return world_run(&w);
}

/* Goes on without faults to the end. */
static void finish(uint32_t chunk, enum framing framing) {
	w.cut_at_save = w.cut_at_give = 0;
	w.port.http10 = framing == UNTIL_CLOSE;
	world_answer(&w, world_next(&w), chunk, framing);
	require(run() == MESOGRID_COMPLETE, "without faults the grid becomes complete");
	world_check_complete(&w);
	w.answer.size = 0;
	require(run() == MESOGRID_COMPLETE && w.asked.size == 0, "a complete grid asks nothing");
	world_check_complete(&w);
}

static const uint32_t counts[] = {0, 1, 7, 16, 21};
enum { CHUNK = 7 };

static void begin(uint32_t count, size_t piece) {
	world_begin(&w, count, count + 1);
	w.piece = piece;
	w.port.chunk_points = CHUNK;
}

static void whole(uint32_t count, enum framing framing) {
	for (size_t piece = 1; piece < 40; piece++) {
		begin(count, piece);
		finish(CHUNK, framing);
	}
}

/* The connection ends after so many bytes. */
static void cuts(uint32_t count, enum framing framing) {
	bool ended = false;
	for (size_t at = 0; !ended; at++) {
		begin(count, 100);
		world_answer(&w, 0, CHUNK, framing);
		ended = at == w.answer.size;
		w.answer.size = at;
		require(run() == (ended ? MESOGRID_COMPLETE : MESOGRID_CUT), "an answer that is cut off is not complete");
		finish(CHUNK, framing);
	}
}

/* Bytes that are not those that were sent, a burst of 1, 2 and 4. What HTTP says for people may change unnoticed. */
static void flips(uint32_t count, enum framing framing) {
	for (size_t at = 0, size = 1; at < size; at++) {
		for (size_t i = 0; i < 3; i++) {
			const uint8_t mask = (uint8_t)(i == 2 ? 0xFF : 1 << at % 8);
			begin(count, 100);
			world_answer(&w, 0, CHUNK, framing);
			size = w.answer.size;
			for (size_t n = 0; n < (size_t)1 << i && at + n < size; n++) {
				w.answer.at[at + n] ^= mask;
			}
			run();
			finish(CHUNK, framing);
		}
	}
}

/* Power is cut in each save, after each number of bytes. */
static void tears(uint32_t count, bool erases) {
	for (uint32_t save = 1; save <= 2 + 2 * count; save++) {
		for (size_t bytes = 0; bytes <= MESOGRID_RECORD_BYTES; bytes++) {
			begin(count, 100);
			w.cut_at_save = save;
			w.torn_bytes = bytes;
			w.erases = erases;
			world_answer(&w, 0, CHUNK, CHUNKED);
			require(run() == MESOGRID_STATE, "a save that fails ends the run");
			if (save == 1 && bytes > 0 && bytes < MESOGRID_RECORD_BYTES) {
				require(run() == MESOGRID_STATE && w.asked.size == 0, "without a whole record nothing is asked");
				require(w.given[0] == 0, "nothing was given before the first record");
				continue;
			}
			finish(CHUNK, LENGTH);
		}
	}
}

/* Power is cut before and after each injection, and again in the next run. */
static void power(uint32_t count) {
	for (uint32_t i = 1; i <= 2 * count; i++) {
		for (uint32_t k = 1; k < 4; k++) {
			begin(count, 100);
			w.cut_at_give = (i + 1) / 2;
			w.cut_after_give = i % 2;
			world_answer(&w, 0, CHUNK, CHUNKED);
			require(run() == MESOGRID_STOPPED, "a point that could not be given ends the run");
			w.cut_at_give = k;
			world_answer(&w, world_next(&w), CHUNK, UNTIL_CLOSE);
			run();
			w.cut_at_give = 0;
			w.cut_at_save = k;
			w.torn_bytes = 10;
			world_answer(&w, world_next(&w), CHUNK, UNTIL_CLOSE);
			run();
			finish(CHUNK, LENGTH);
		}
	}
}

/* Power is cut before or after a save, and one record rots: what it said is not known, so no point is given twice. Not
 * even when power is cut again, just when the record that has rotted is erased for the next. */
static void rot(uint32_t count) {
	for (uint32_t i = 1; i <= 2 + 2 * count; i++) {
		for (int variant = 0; variant < 8; variant++) {
			const int slot = variant & 1;
			begin(count, 100);
			w.cut_at_save = i;
			w.torn_bytes = variant & 2 ? MESOGRID_RECORD_BYTES : 0;
			world_answer(&w, 0, CHUNK, CHUNKED);
			run();
			w.slots[slot][i % MESOGRID_RECORD_BYTES] ^= 1;
			w.cuts++; /* it may make a point doubtful too */
			w.cut_at_save = variant & 4 ? 1 : 0;
			w.torn_bytes = 0;
			w.erases = true;
			world_answer(&w, world_next(&w), CHUNK, CHUNKED);
			const enum mesogrid_result result = run();
			struct mesogrid_progress p;
			if (!mesogrid_read_record(w.slots[0], &p) && !mesogrid_read_record(w.slots[1], &p)) {
				require(result == MESOGRID_STATE && w.given[0] == 0, "without a whole record nothing is given");
			} else {
				finish(CHUNK, LENGTH);
			}
		}
	}
}

/* Power is cut in a save, and again in the first one after it: of a memory that keeps what was not written, the second may
 * bring back what stood there before the first. A point that was reported as in doubt stays so. */
static void tears_twice(uint32_t save, bool erases) {
	for (size_t first = 0; first <= MESOGRID_RECORD_BYTES; first++) {
		for (size_t second = 0; second <= MESOGRID_RECORD_BYTES; second++) {
			begin(2, 100);
			w.erases = erases;
			w.cut_at_save = save;
			w.torn_bytes = first;
			world_answer(&w, 0, CHUNK, CHUNKED);
			run();
			w.cut_at_save = 1;
			for (int i = 0; i < 2; i++) {
				w.torn_bytes = i == 0 ? second : first;
				world_answer(&w, world_next(&w), CHUNK, CHUNKED);
				run();
			}
			finish(CHUNK, LENGTH);
		}
	}
}

/* Before the first point is begun, a cut leaves nothing in doubt. */
static void early(void) {
	for (size_t bytes = 0; bytes < MESOGRID_RECORD_BYTES; bytes++) {
		begin(9, 100);
		w.cut_at_save = 2;
		w.torn_bytes = bytes;
		world_answer(&w, 0, CHUNK, CHUNKED);
		require(run() == MESOGRID_STATE, "a save that fails ends the run");
		finish(CHUNK, LENGTH);
		require(w.m.progress.doubts == 0, "what was not begun is not in doubt");
	}
}

/* Slots that no client leaves behind. */
static void strangers(void) {
	uint8_t other[2][MESOGRID_RECORD_BYTES];
	for (int kind = 0; kind < 3; kind++) {
		begin(9, 100);
		w.cut_at_save = 9;
		world_answer(&w, 0, CHUNK, CHUNKED);
		require(run() == MESOGRID_STATE, "a save that fails ends the run");
		memcpy(other, w.slots, sizeof other);
		if (kind == 0) { /* one of another grid */
			begin(9, 100);
			w.header.depth_um++;
			world_sign(&w, 0);
			w.cut_at_save = 9;
			world_answer(&w, 0, CHUNK, CHUNKED);
			run();
			memcpy(w.slots[0], other[0], sizeof w.slots[0]);
		} else if (kind == 1) { /* one too old */
			w.cut_at_save = 4;
			world_answer(&w, world_next(&w), CHUNK, CHUNKED);
			run();
			memcpy(w.slots[1], other[1], sizeof w.slots[1]);
		} else { /* the same twice */
			memcpy(w.slots[1], w.slots[0], sizeof w.slots[0]);
		}
		require(run() == MESOGRID_STATE && w.asked.size == 0, "records that do not fit are refused");
	}
}

/* Another request for a grid that is complete is asked, and gives nothing. */
static void again(void) {
	begin(9, 100);
	finish(CHUNK, CHUNKED);
	w.request++;
	world_answer(&w, 9, CHUNK, CHUNKED);
	require(run() == MESOGRID_COMPLETE && w.asked.size > 0, "another request is asked");
	world_check_complete(&w);
}

/* A service whose checksums are right and which is wrong all the same. */
static void lies(void) {
	enum { COUNT = 9, LIES = 21 };
	for (int lie = 0; lie < LIES; lie++) {
		uint32_t chunk = CHUNK;
		uint64_t first = 0;
		begin(lie == 0 ? 0 : COUNT, 100);
		struct mesogrid_header *h = &w.header;
		switch (lie) {
		case 0: case 1: w.odd_bounds = true; break;
		case 2: memset(h->lattice, 0, sizeof h->lattice); break;
		case 3: h->bounds.min_x_um++; break;
		case 4: h->bounds.min_y_um++; break;
		case 5: h->bounds.max_x_um--; break;
		case 6: h->bounds.max_y_um--; break;
		case 7: h->total_volume_nl++; break;
		case 8: h->total_volume_nl--; break;
		case 9: h->refill_before[0] = COUNT; break;
		case 10: h->refill_before[0] = 0; break;
		case 11: h->refill_count = 2; h->refill_before[1] = h->refill_before[0]; break;
		case 12: w.more_points = 1; break;
		case 13: w.more_points = -1; break;
		case 14: w.end.point_count = 1; break;
		case 15: w.end.crc32c = 1; break;
		case 16: w.end.revision = 1; break;
		case 17: chunk = CHUNK + 1; break;
		case 18: first = 1; break;
		case 19: w.more_points = 6; break; /* in one chunk more */
		default: break;                    /* the key */
		}
		world_sign(&w, lie == LIES - 1);
		world_answer(&w, first, chunk, CHUNKED);
		require(run() == MESOGRID_CORRUPT, "a lie is noticed");
	}
}

/* Where the nth frame of the body begins. */
static size_t frame_at(unsigned n) {
	size_t at = 0;
	for (; n > 0 && at < body.size; n--) {
		at += 5 + ((size_t)body.at[at + 3] << 8 | body.at[at + 4]);
	}
	return at;
}

/* Messages that are missing, come twice, or hold a byte more. */
static void orders(void) {
	for (int kind = 0; kind < 4; kind++) {
		bool ended = false;
		for (unsigned n = 0; !ended; n++) {
			begin(9, 100);
			world_body(&w, 0, CHUNK, &body);
			const size_t at = frame_at(n), next = frame_at(n + 1), rest = body.size - next;
			ended = next == body.size;
			switch (kind) {
			case 0:
				memmove(body.at + at, body.at + next, rest);
				body.size -= next - at;
				break;
			case 1:
				memmove(body.at + next + (next - at), body.at + next, rest);
				memcpy(body.at + next, body.at + at, next - at);
				body.size += next - at;
				break;
			case 2: /* after the part; or in it, where its length has one byte */
			case 3:
				memmove(body.at + next + 1, body.at + next, rest);
				body.at[next] = 0x80; /* a tag that does not end */
				body.at[at + 4]++;
				if (kind == 3) {
					body.at[at + 6]++;
				}
				body.size++;
				break;
			}
			if (n == 1 && kind == 3) {
				continue; /* nobody reads the report */
			}
			world_end_frame(&body, "{}");
			world_frame(&w, CHUNKED, &body);
			require(run() == MESOGRID_CORRUPT, "messages that do not fit are noticed");
			finish(CHUNK, CHUNKED);
		}
	}
	for (int framing = 0; framing < FRAMINGS; framing++) {
		begin(9, 100);
		world_body(&w, 0, CHUNK, &body);
		world_end_frame(&body, "{}");
		body.at[body.size++] = 0;
		world_frame(&w, (enum framing)framing, &body);
		require(run() == MESOGRID_CORRUPT && w.m.progress.next == 9, "bytes after the end are noticed");
		finish(CHUNK, CHUNKED);
	}
}

/* What the end frame says, before any message and after a chunk. */
static void ends(void) {
	static const struct {
		const char *json;
		enum mesogrid_result result;
		const char *code, *message;
	} cases[] = {
		{"{\"error\":{\"code\":\"aborted\",\"message\":\"GRID_CHANGED\"}}", MESOGRID_CHANGED, "aborted", "GRID_CHANGED"},
		{"{\"error\":{\"code\":\"unavailable\"}}", MESOGRID_LATER, "unavailable", ""},
		{" { \"metadata\":{\"error\":[\"x\"],\"code\":[\"y\"]}, \"error\" : { \"code\" : \"resource_exhausted\" } } \n",
		 MESOGRID_LATER, "resource_exhausted", ""},
		{"{\"error\":{\"message\":\"a \\\"b\\\" \\u0041\\n{\","
		 "\"details\":[{\"code\":\"no\",\"message\":\"no\"}],\"code\":\"invalid_argument\"}}",
		 MESOGRID_REFUSED, "invalid_argument", "a \"b\" A {"},
		{"{\"error\":{}}", MESOGRID_REFUSED, "", ""},
		{"{\"error\":\"aborted\"}", MESOGRID_REFUSED, "", ""},
		{"{\"error\":{\"code\":\"aborted but longer than any code there is\"}}", MESOGRID_REFUSED, "aborted but longer than", ""},
		{"{\"error\":{\"codes\":\"aborted\",\"cod\":\"aborted\"}}", MESOGRID_REFUSED, "", ""},
		{"{\"metadata\":{\"code\":\"aborted\"}}", MESOGRID_CORRUPT, "", ""},
		{"{\"error\":null}", MESOGRID_CORRUPT, "", ""},
		{"{}", MESOGRID_CORRUPT, "", ""},
		{"", MESOGRID_CORRUPT, "", ""},
		{"{", MESOGRID_CORRUPT, "", ""},
		{"[]", MESOGRID_CORRUPT, "", ""},
		{"{\"error\":{\"code\":\"aborted\"}", MESOGRID_CORRUPT, "aborted", ""},
		{"{}{}", MESOGRID_CORRUPT, "", ""},
		{"{\"error\":{\"message\":\"\\uD8\"}}", MESOGRID_CORRUPT, "", ""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		begin(9, 3);
		body.size = 0;
		world_end_frame(&body, cases[i].json);
		world_frame(&w, CHUNKED, &body);
		enum mesogrid_result got = run();
		if (got != cases[i].result || strcmp(w.m.code, cases[i].code) != 0 || strcmp(w.m.message, cases[i].message) != 0) {
			fprintf(stderr, "%s: result %d (%s), code %s, message %s; want %d, %s, %s\n", cases[i].json, got, w.m.why, w.m.code,
			        w.m.message, cases[i].result, cases[i].code, cases[i].message);
			require(false, "the end frame is understood");
		}
		require(w.m.has_progress == false && w.given[0] == 0, "a refusal begins nothing");
	}
	begin(9, 50);
	world_body(&w, 0, CHUNK, &body);
	body.size -= 5 + 2 + 2 + 2 + 5 + 2; /* the end of the grid: frame, part, key, count, checksum, revision */
	world_end_frame(&body, "{}");
	world_frame(&w, LENGTH, &body);
	require(run() == MESOGRID_CORRUPT && w.m.progress.next == 9, "an end without the end of the grid is no end");
	finish(CHUNK, LENGTH);
}

/* What is not an answer of the service. */
static void heads(void) {
#define TYPE "Content-Type: application/connect+proto\r\n"
	static const struct {
		const char *text;
		enum mesogrid_result result;
	} cases[] = {
		{"", MESOGRID_CUT},
		{"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n\r\n", MESOGRID_LATER},
		{"HTTP/1.1 429 \r\n\r\n", MESOGRID_LATER},
		{"HTTP/1.0 502\r\n\r\n", MESOGRID_LATER},
		{"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\nHTTP/1.1 504 T\r\n\r\n", MESOGRID_LATER},
		{"HTTP/1.1 404 Not Found\r\n\r\n", MESOGRID_REFUSED},
		{"HTTP/1.1 101 Switching Protocols\r\n\r\n", MESOGRID_REFUSED},
		{"HTTP/1.1 302 Found\r\n\r\n", MESOGRID_REFUSED},
		{"HTTP/2 200\r\n\r\n", MESOGRID_CORRUPT},
		{"SSH-2.0-OpenSSH\r\n", MESOGRID_CORRUPT},
		{"HTTP/1.1 20\r\n\r\n", MESOGRID_CORRUPT},
		{"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", MESOGRID_CORRUPT},
		{"HTTP/1.1 200 OK\r\nContent-Type: application/connect+protobuf\r\n\r\n", MESOGRID_CORRUPT},
		{"HTTP/1.1 200 OK\r\n" TYPE "Content-Encoding: gzip\r\n\r\n", MESOGRID_CORRUPT},
		{"HTTP/1.1 200 OK\r\n" TYPE "Connect-Content-Encoding: gzip\r\n\r\n", MESOGRID_CORRUPT},
		{"HTTP/1.1 200 OK\r\n" TYPE "Transfer-Encoding: gzip, chunked\r\n\r\n", MESOGRID_CORRUPT},
		{"HTTP/1.1 200 OK\r\n" TYPE "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", MESOGRID_CORRUPT},
		{"HTTP/1.0 200 OK\r\n" TYPE "Transfer-Encoding: chunked\r\n\r\n", MESOGRID_CORRUPT},
		{"HTTP/1.1 200 OK\r\n" TYPE "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", MESOGRID_CORRUPT},
		{"HTTP/1.1 200 OK\r\n" TYPE "Content-Length: -5\r\n\r\n", MESOGRID_CORRUPT},
		{"HTTP/1.1 200 OK\r\n" TYPE "Content-Length: 99999999999999999999\r\n\r\n", MESOGRID_CORRUPT},
		{"HTTP/1.1 200 OK\r\n" TYPE " folded: 1\r\n\r\n", MESOGRID_CORRUPT},
		{"HTTP/1.1 200 OK\r\n" TYPE "Content-Length: 0\r\n\r\n", MESOGRID_CUT},
		{"HTTP/1.1 200 OK\n" TYPE "transfer-ENCODING:\tchunked \r\n\r\n0\r\n\r\n", MESOGRID_CUT},
		{"HTTP/1.1 200 OK\r\n" TYPE "Transfer-Encoding: chunked\r\n\r\nx\r\n", MESOGRID_CORRUPT},
		{"HTTP/1.1 200 OK\r\n" TYPE "Transfer-Encoding: chunked\r\n\r\n1 2\r\n", MESOGRID_CORRUPT},
		{"HTTP/1.1 200 OK\r\n" TYPE "Transfer-Encoding: chunked\r\n\r\n1000000000000000\r\n", MESOGRID_CORRUPT},
		{"HTTP/1.1 200 OK\r\n" TYPE "Transfer-Encoding: chunked\r\n\r\n2\r\n\2\1\1\r\n", MESOGRID_CORRUPT},
		{"HTTP/1.1 200 OK\r\n" TYPE "Transfer-Encoding: chunked\r\n\r\n2\r\n\2\1X3\r\n\1\1\1\r\n0\r\n\r\n", MESOGRID_CORRUPT},
		{"HTTP/1.1 200 OK\r\n" TYPE "\r\n\1\377\377\377\377", MESOGRID_CORRUPT},
		{"HTTP/1.1 200 OK\r\n" TYPE "\r\n\4\377\377\377\377", MESOGRID_CORRUPT},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		begin(9, 3);
		w.answer.size = strlen(cases[i].text);
		memcpy(w.answer.at, cases[i].text, w.answer.size);
		enum mesogrid_result got = run();
		if (got != cases[i].result) {
			fprintf(stderr, "%s: result %d (%s), want %d\n", cases[i].text, got, w.m.why, cases[i].result);
			require(false, "the head is understood");
		}
		finish(CHUNK, CHUNKED);
	}
}

/* A service that goes on with another grid, of which it does not tell. */
static void changes(void) {
	static struct world other;
	for (uint32_t seed = 1; seed < 10; seed++) {
		begin(9, 50);
		w.cut_at_give = 4;
		world_answer(&w, 0, CHUNK, CHUNKED);
		require(run() == MESOGRID_STOPPED, "a point that could not be given ends the run");
		world_begin(&other, 9, seed);
		if (seed == 1) { /* the same points, and another header */
			other = w;
			other.header.residue_nl++;
			world_sign(&other, 0);
		}
		world_answer(&other, 3, CHUNK, CHUNKED);
		w.answer = other.answer;
		w.foreign = true;
		uint8_t before[2][MESOGRID_RECORD_BYTES];
		memcpy(before, w.slots, sizeof before);
		require(run() == MESOGRID_CHANGED, "another grid is noticed");
		require(memcmp(before, w.slots, sizeof before) == 0 && !w.saw_header, "another grid changes nothing");
		w.foreign = false;
		finish(CHUNK, LENGTH);
	}
}

int main(void) {
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		for (int framing = 0; framing < FRAMINGS; framing++) {
			whole(counts[i], (enum framing)framing);
			cuts(counts[i], (enum framing)framing);
			flips(counts[i], (enum framing)framing);
		}
		tears(counts[i], true);
		tears(counts[i], false);
		power(counts[i]);
		rot(counts[i]);
	}
	for (uint32_t save = 3; save < 6; save++) { /* intent, done and intent */
		tears_twice(save, false);
		tears_twice(save, true);
	}
	early();
	strangers();
	again();
	lies();
	orders();
	ends();
	heads();
	changes();
	printf("check: %u runs\n", runs);
	return 0;
}
