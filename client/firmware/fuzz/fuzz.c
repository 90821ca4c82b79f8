/* A libFuzzer target for the whole way of an answer: HTTP, frames, messages, points, records. The input is a script of
 * up to eight runs with faults; world.c asserts what must hold. Its first byte says which kind:
 *
 *   even: right answers, each with one fault. After them a run without faults completes the grid, and each point of it
 *         was given once or is in doubt.
 *   odd:  the rest is an answer as it is, of a service about which nothing is known.
 */
#include <string.h>

#include "world.h"

struct script {
	const uint8_t *at;
	size_t left;
};

/* Zeros follow the end. */
static uint32_t next(struct script *s) {
	if (s->left == 0) {
		return 0;
	}
	s->left--;
	return *s->at++;
}

static uint32_t next16(struct script *s) {
	uint32_t high = next(s);
	return high << 8 | next(s);
}

static struct world w;

enum { NOTHING, FLIP, CUT, DROP, REPEAT, TEAR, POWER, REFUSE, FAULTS };

static void fault(struct script *s, uint32_t chunk, enum framing framing) {
	static struct bytes other;
	const uint32_t kind = next(s) % FAULTS, at = next16(s), how = next(s);
	struct bytes *a = &w.answer;
	const size_t from = at % (a->size + 1), n = how % 64 < a->size - from ? how % 64 : a->size - from;
	switch (kind) {
	case FLIP: /* a burst of up to 32 bits, which CRC-32C always finds */
		for (size_t i = from; i < a->size && i < from + 1 + at % 4; i++) {
			a->at[i] ^= (uint8_t)(how | 1);
		}
		break;
	case CUT:
		a->size = from;
		break;
	case DROP:
		memmove(a->at + from, a->at + from + n, a->size - from - n);
		a->size -= n;
		break;
	case REPEAT:
		if (a->size + n <= sizeof a->at) {
			other = *a;
			memcpy(a->at + from + n, other.at + from, other.size - from);
			a->size += n;
		}
		break;
	case TEAR:
		w.cut_at_save = 1 + at % 16;
		w.torn_bytes = how % (MESOGRID_RECORD_BYTES + 1);
		w.erases = at & 0x8000;
		break;
	case POWER:
		w.cut_at_give = 1 + at % 16;
		w.cut_after_give = how & 1;
		break;
	case REFUSE:
		world_body(&w, world_next(&w), chunk, &other);
		other.size = at % (other.size + 1);
		world_end_frame(&other, how & 1 ? "{\"error\":{\"code\":\"unavailable\"}}" : "{\"error\":{\"code\":\"aborted\"}}");
		world_frame(&w, framing, &other);
		break;
	default:
		break;
	}
}

static void scripted(struct script *s) {
	const uint32_t count = next(s) % (MOST_POINTS / 2), chunk = 1 + next(s) % MESOGRID_CHUNK_POINTS;
	bool lost = false; /* the first record was torn: what was given is not known, and nothing is given */
	world_begin(&w, count, next(s));
	w.port.chunk_points = chunk;
	w.piece = 100;
	for (int i = 0; i < 8 && s->left > 0; i++) {
		const enum framing framing = (enum framing)(next(s) % FRAMINGS);
		w.piece = 1 + next(s);
		w.cut_at_save = w.cut_at_give = 0;
		world_answer(&w, world_next(&w), chunk, framing);
		fault(s, chunk, framing);
		world_run(&w);
		struct mesogrid_progress p;
		lost = lost || (w.saves > 0 && !mesogrid_read_record(w.slots[0], &p) && !mesogrid_read_record(w.slots[1], &p) &&
		                w.torn_bytes > 0);
	}
	w.cut_at_save = w.cut_at_give = 0;
	world_answer(&w, world_next(&w), chunk, CHUNKED);
	enum mesogrid_result result = world_run(&w);
	if (lost) {
		require(result == MESOGRID_STATE, "without a whole record nothing is asked");
		for (uint32_t i = 0; i < count; i++) {
			require(w.given[i] == 0, "nothing was given before the first record");
		}
		return;
	}
	require(result == MESOGRID_COMPLETE, "without faults the grid becomes complete");
	world_check_complete(&w);
}

static void raw(struct script *s) {
	world_begin(&w, 0, 0);
	w.foreign = true;
	w.piece = 1 + next(s);
	w.port.chunk_points = 1 + next(s) % MESOGRID_CHUNK_POINTS;
	w.answer.size = s->left < sizeof w.answer.at ? s->left : sizeof w.answer.at;
	memcpy(w.answer.at, s->at, w.answer.size);
	if (world_run(&w) == MESOGRID_COMPLETE) {
		require(w.saw_header && w.next == w.m.header.key.point_count, "a complete grid has a header and all points");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct script s = {data, size};
	if (next(&s) % 2 == 0) {
		scripted(&s);
	} else {
		raw(&s);
	}
	return 0;
}
