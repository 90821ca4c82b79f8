/* A world around the client: a service with one grid, a connection, a flash and a skin, each of which can fail. Its
 * callbacks assert what must hold whatever fails, and end the process where it does not. */
#ifndef WORLD_H
#define WORLD_H

#include "../mesogrid.h"

enum { MOST_POINTS = 64, MOST_ANSWER = 16384 };

struct bytes {
	size_t size;
	uint8_t at[MOST_ANSWER];
};

/* How the body of an answer is framed. */
enum framing { CHUNKED, LENGTH, UNTIL_CLOSE, FRAMINGS };

struct world {
	/* The grid. */
	struct mesogrid_header header;
	struct mesogrid_point points[MOST_POINTS];

	/* What the service says that is not so. */
	int32_t more_points; /* than the header says */
	bool odd_bounds;     /* there are some where there should be none, or the other way round */
	struct mesogrid_key end; /* is added to the key at the end */

	/* What outlives a power cut. */
	uint8_t slots[2][MESOGRID_RECORD_BYTES];
	uint8_t given[MOST_POINTS]; /* how often: the skin */
	uint8_t doubted[MOST_POINTS];
	uint32_t cuts; /* of power */

	/* One run. */
	struct mesogrid m;
	struct mesogrid_port port;
	struct bytes asked, answer;
	size_t received;      /* of answer */
	uint8_t request;      /* which one is asked */
	size_t piece;         /* bytes that come at a time, at most */
	bool foreign;         /* the answer is not of the grid above: its points are not known */
	uint32_t saves, gives;
	uint32_t cut_at_save; /* power is cut at this one, counted from 1; 0: never */
	size_t torn_bytes;    /* of it have been written */
	bool erases;          /* what the slot held before is gone then, as in flash; false: the rest of it stays, as in FRAM */
	uint32_t cut_at_give; /* power is cut at this one, counted from 1 */
	bool cut_after_give;  /* just after it, not before */
	bool dead;            /* power is cut: nothing may be called */
	bool saw_header, saw_intent;
	uint64_t intent; /* if saw_intent, that of the last record */
	uint64_t next;   /* point that must come */
};

void world_begin(struct world *w, uint32_t count, uint32_t seed);
/* Makes the checksums right after a change of the points or of the header; lie is added to that of the key. */
void world_sign(struct world *w, uint32_t lie);
/* The answer that the service gives from a point on, in whole. */
void world_answer(struct world *w, uint64_t first, uint32_t chunk, enum framing framing);
/* An answer with a body of the caller's. */
void world_frame(struct world *w, enum framing framing, const struct bytes *body);
void world_end_frame(struct bytes *to, const char *json);
/* The body without HTTP, up to the end of the grid and without the end frame. */
void world_body(const struct world *w, uint64_t first, uint32_t chunk, struct bytes *to);
/* A run with the answer as it is now. */
enum mesogrid_result world_run(struct world *w);
/* The first point that the client will ask for. */
uint64_t world_next(const struct world *w);
/* After COMPLETE: each point was given once, or was in doubt. */
void world_check_complete(const struct world *w);

void require(bool holds, const char *what);

#endif
