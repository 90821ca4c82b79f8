/* A client of mesogrid for microcontrollers: it fetches an injection grid over HTTP/1.1 or 1.0, gives each point once,
 * and goes on after a power cut where it stopped.
 *
 * One call does it all:
 *
 *     static struct mesogrid m;                                // too large for most stacks
 *     enum mesogrid_result result = mesogrid_run(&m, &port);   // returns when the grid is complete, or why it is not
 *
 * The port is what the device provides: bytes out and in, two records in flash, and a needle. Every callback takes
 * port.context first and returns 0 when it has done what it is for. mesogrid_run calls them one at a time and from its
 * own thread; they may block as long as they like, and must not call mesogrid_run.
 *
 * A needle cannot inject and remember in one act. So for each point the client saves that it is about to give it, gives
 * it, and saves that it is done. A point that was begun and, after a reset, is not done is in doubt: it may or may not
 * have been injected. It is fetched again, reported through doubt(), counted, and never given. No point is given twice.
 *
 * Nothing is given before the checksum of the header was right, nothing of a chunk before the checksum of the chunk was.
 *
 * No heap, no recursion, no static data that changes; two grids at a time take two struct mesogrid and two ports.
 * Units are in the names: um is micrometres, nl nanolitres, mdeg thousandths of a degree. y points up.
 */
#ifndef MESOGRID_H
#define MESOGRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Points of a chunk, 12 bytes each: 1 to 65,536. It is what the client asks for and the most that it takes. */
#ifndef MESOGRID_CHUNK_POINTS
#define MESOGRID_CHUNK_POINTS 256
#endif

/* The most refills of one grid, 1 to 65,536, 8 bytes each. A grid with more is MESOGRID_LIMIT. */
#ifndef MESOGRID_REFILLS
#define MESOGRID_REFILLS 32
#endif

/* Bytes that are received at a time, 1 to 32,767. */
#ifndef MESOGRID_RECEIVE_BYTES
#define MESOGRID_RECEIVE_BYTES 256
#endif

#if MESOGRID_CHUNK_POINTS < 1 || MESOGRID_CHUNK_POINTS > 65536 || MESOGRID_REFILLS < 1 || MESOGRID_REFILLS > 65536 || \
	MESOGRID_RECEIVE_BYTES < 1 || MESOGRID_RECEIVE_BYTES > 32767
#error "a compile-time maximum is out of its range"
#endif

/* The longest message: a chunk, or a header with all refills, and what stands around their values. */
#define MESOGRID_CHUNK_BYTES (12u * MESOGRID_CHUNK_POINTS + 48u)
#define MESOGRID_HEADER_BYTES (10u * MESOGRID_REFILLS + 192u)
#define MESOGRID_MESSAGE_BYTES \
	(MESOGRID_CHUNK_BYTES > MESOGRID_HEADER_BYTES ? MESOGRID_CHUNK_BYTES : MESOGRID_HEADER_BYTES)

/* Bytes of a record, see load and save. */
#define MESOGRID_RECORD_BYTES 96

/* How mesogrid_run ends. After CUT and LATER, and after a reset, call it again and it goes on. */
enum mesogrid_result {
	MESOGRID_COMPLETE, /* every point is given, or was reported as in doubt, and together they are the grid */
	MESOGRID_CUT,      /* the connection failed, or ended before the end of the stream: ask again */
	MESOGRID_LATER,    /* the service, or what is in front of it, has too much to do or is away: ask again later */
	MESOGRID_REFUSED,  /* the service refused the request; code and message say why */
	MESOGRID_CHANGED,  /* the service computes another grid than the one that was begun (GRID_CHANGED) */
	MESOGRID_CORRUPT,  /* what came is not right: a checksum, an order, a count. Nothing wrong was given */
	MESOGRID_STATE,    /* the records cannot be read or written, or are not this client's; or the request cannot be read */
	MESOGRID_STOPPED,  /* a callback said so */
	MESOGRID_LIMIT     /* the answer is larger than this build can hold */
};

/* A grid's name by its content. */
struct mesogrid_key {
	uint64_t point_count;
	uint32_t crc32c;
	uint32_t revision; /* of the algorithm */
};

/* What holds for the whole grid. Its checksum was right. */
struct mesogrid_header {
	struct mesogrid_key key;
	uint64_t total_volume_nl;
	uint64_t residue_nl;        /* what was asked less what is given */
	uint32_t depth_um;          /* 0: not said */
	uint32_t needle_angle_mdeg; /* between needle and skin; 0: not said */
	struct {
		int32_t min_x_um, min_y_um, max_x_um, max_y_um;
	} bounds;              /* around all points; zeros when there is none */
	int64_t lattice[6];    /* origin x, y; step a x, y; step b x, y; um * 2^-20; zeros when there is none */
	uint32_t refill_count; /* the reservoir is full at the start */
	uint64_t refill_before[MESOGRID_REFILLS]; /* indices of points, ascending */
	uint32_t crc32c;
};

/* One injection. */
struct mesogrid_point {
	uint64_t index; /* in the grid, from 0 */
	int32_t x_um;
	int32_t y_um; /* upwards */
	uint32_t volume_nl;
};

/* What a device provides. It may lie in flash. All callbacks are required but ready, which may be NULL. */
struct mesogrid_port {
	void *context; /* for the callbacks */

	/* The request: a StreamGridRequest in binary form, as `mesogrid grid -o request` writes it. The client does not look
	 * into it; it appends what it needs. */
	size_t request_bytes;
	/* Copies size bytes from offset on. They must be the same in every call. */
	int (*request)(void *context, size_t offset, void *to, size_t size);

	/* The service. */
	const char *host;    /* for the Host line, such as "grids.example:7172" */
	const char *prefix;  /* in front of the path, such as "/clinic"; NULL: none */
	const char *headers; /* more lines, each with its "\r\n", such as an Authorization; NULL: none */
	bool http10;         /* HTTP/1.0, for proxies that need it */
	uint32_t chunk_points; /* 1 to MESOGRID_CHUNK_POINTS; 0: that */

	/* The transport: a socket, a TLS session, a modem. mesogrid_run sends one request and then receives; the port may
	 * connect at the first send, and closes the connection after mesogrid_run has returned. Time limits are the port's. */
	int (*send)(void *context, const void *data, size_t size); /* all of it */
	/* Gives how many bytes came, 1 to size; 0 when the other side closed; negative on an error or when time is up. */
	int (*receive)(void *context, void *to, size_t size);

	/* The memory: two slots, 0 and 1, of MESOGRID_RECORD_BYTES each, that outlive a power cut.
	 *
	 * save replaces one slot and returns when it would outlive one. It must not touch the other slot: not on the same
	 * page of flash. When power is cut during a save the slot may hold anything; it is recognized. Each point is saved
	 * twice, so mind the wear: FRAM, or a log in flash whose newest entry, whole or not, is the slot.
	 *
	 * A grid begins with both slots.
	 *
	 * load copies a slot, as it is; where nothing was ever saved, all bytes 0xFF or all 0. To forget a grid and begin
	 * another, erase both slots: a person decides that. Nothing can tell an older copy of both slots, put back, from the
	 * state of that time: what was given since would be given again. */
	int (*load)(void *context, int slot, uint8_t record[MESOGRID_RECORD_BYTES]);
	int (*save)(void *context, int slot, const uint8_t record[MESOGRID_RECORD_BYTES]);

	/* The injector. Once a run: what is going to be given. Not 0: not with this device, and nothing is begun. */
	int (*header)(void *context, const struct mesogrid_header *header);
	/* Before each point, when nothing of it is saved yet: fill up if refill, move, wait for the trigger. Not 0: pause, and
	 * no point comes into doubt. After a reset it may be called for the same point again. */
	int (*ready)(void *context, const struct mesogrid_point *point, bool refill);
	/* Injects. Not 0: it could not, or it is not known whether; the point is in doubt from then on. */
	int (*give)(void *context, const struct mesogrid_point *point);
	/* A point that was begun before a reset and is not known to be done. Do not inject it: tell a person. It may be
	 * reported again, after another reset. Not 0: stop. */
	int (*doubt)(void *context, const struct mesogrid_point *point);
};

/* How far a grid is, and what the records hold. */
struct mesogrid_progress {
	struct mesogrid_key key;
	uint64_t total_volume_nl;
	uint32_t depth_um;
	uint32_t needle_angle_mdeg;
	uint32_t header_crc32c;
	uint64_t next;      /* points before this one are given or were reported as in doubt */
	bool intent;        /* point next was begun */
	uint64_t doubts;    /* points before next that were reported as in doubt */
	uint64_t volume_nl; /* of the points before next, those in doubt included */
	uint32_t columns[3];     /* CRC-32C of x_um, y_um, volume_nl of the points before next */
	uint32_t request_crc32c; /* of the request */
	uint32_t sequence;       /* number of the save; slot sequence % 2 */
};

/* A client at work. Its memory may hold anything before mesogrid_run. After it, the first part may be read. */
struct mesogrid {
	const char *why; /* what was not right, as text; never NULL */
	char code[24];      /* of the service's refusal, such as "invalid_argument"; may be empty */
	char message[160];  /* of the service's refusal, cut where it is longer; may be empty */
	int status;         /* of HTTP; 0: no answer */
	bool has_progress;  /* a grid was begun */
	struct mesogrid_progress progress;
	struct mesogrid_header header; /* once header() was called */

	/* What follows is the client's own. */
	const struct mesogrid_port *port;
	enum mesogrid_result result;
	bool inferred; /* that point next was begun, from a record that is not right; no record says so */
	struct {
		uint16_t at, end; /* in received */
		uint8_t body;
		bool in_chunk;
		uint64_t left; /* bytes of the body, or of its chunk */
		uint32_t lines; /* bytes of heads and trailers so far */
		uint8_t received[MESOGRID_RECEIVE_BYTES];
	} http;
	uint8_t message_bytes[MESOGRID_MESSAGE_BYTES];
};

/* Fetches the grid, or what is left of it, and gives it. A grid that is complete already, by the same request, gives
 * nothing and needs no connection. */
enum mesogrid_result mesogrid_run(struct mesogrid *m, const struct mesogrid_port *port);

/* Reads a record, for devices that want to show how far they are: false where it is not a whole one. */
bool mesogrid_read_record(const uint8_t record[MESOGRID_RECORD_BYTES], struct mesogrid_progress *progress);

#endif
