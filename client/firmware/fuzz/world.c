#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void require(bool holds, const char *what) {
	if (!holds) {
		fprintf(stderr, "does not hold: %s\n", what);
		abort();
	}
}

/* CRC-32C bit by bit: slow and obvious. */
static uint32_t crc32c(uint32_t crc, const void *data, size_t size) {
	const uint8_t *at = data;
	crc = ~crc;
	while (size-- > 0) {
		crc ^= *at++;
		for (int i = 0; i < 8; i++) {
			crc = crc & 1 ? crc >> 1 ^ 0x82F63B78 : crc >> 1;
		}
	}
	return ~crc;
}

static uint32_t crc_of(uint32_t crc, uint64_t value, size_t size) {
	uint8_t bytes[8];
	for (size_t i = 0; i < size; i++) {
		bytes[i] = (uint8_t)(value >> 8 * i);
	}
	return crc32c(crc, bytes, size);
}

static uint32_t header_crc(const struct mesogrid_header *h) {
	const uint64_t values[] = {
		h->key.point_count, h->key.crc32c, h->key.revision, h->total_volume_nl, h->residue_nl, h->depth_um,
		h->needle_angle_mdeg, (uint64_t)(int64_t)h->bounds.min_x_um, (uint64_t)(int64_t)h->bounds.min_y_um,
		(uint64_t)(int64_t)h->bounds.max_x_um, (uint64_t)(int64_t)h->bounds.max_y_um, (uint64_t)h->lattice[0],
		(uint64_t)h->lattice[1], (uint64_t)h->lattice[2], (uint64_t)h->lattice[3], (uint64_t)h->lattice[4],
		(uint64_t)h->lattice[5], h->refill_count,
	};
	uint32_t crc = 0;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		crc = crc_of(crc, values[i], 8);
	}
	for (uint32_t i = 0; i < h->refill_count; i++) {
		crc = crc_of(crc, h->refill_before[i], 8);
	}
	return crc_of(crc, 0, 8);
}

static uint32_t random32(uint32_t *seed) {
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static int32_t least(int32_t a, int32_t b) { return a < b ? a : b; }
static int32_t most(int32_t a, int32_t b) { return a > b ? a : b; }

/* Columns of a point: x, y, volume. */
static uint32_t column(const struct mesogrid_point *p, int i) {
	return i == 0 ? (uint32_t)p->x_um : i == 1 ? (uint32_t)p->y_um : p->volume_nl;
}

void world_begin(struct world *w, uint32_t count, uint32_t seed) {
	struct mesogrid_header *h = &w->header;
	memset(w, 0, sizeof *w);
	memset(w->slots, 0xFF, sizeof w->slots);
	for (uint32_t i = 0; i < count; i++) {
		struct mesogrid_point *p = &w->points[i];
		p->index = i;
		p->x_um = (int32_t)(random32(&seed) % 200001) - 100000;
		p->y_um = (int32_t)(random32(&seed) % 200001) - 100000;
		p->volume_nl = random32(&seed) % 20000;
		h->total_volume_nl += p->volume_nl;
		h->bounds.min_x_um = i == 0 ? p->x_um : least(h->bounds.min_x_um, p->x_um);
		h->bounds.min_y_um = i == 0 ? p->y_um : least(h->bounds.min_y_um, p->y_um);
		h->bounds.max_x_um = i == 0 ? p->x_um : most(h->bounds.max_x_um, p->x_um);
		h->bounds.max_y_um = i == 0 ? p->y_um : most(h->bounds.max_y_um, p->y_um);
	}
	h->residue_nl = random32(&seed) % 1000;
	h->depth_um = random32(&seed) % 6000;
	h->needle_angle_mdeg = random32(&seed) % 90001;
	h->lattice[0] = -(int64_t)random32(&seed);
	h->lattice[2] = (int64_t)random32(&seed) + 1;
	h->lattice[5] = (int64_t)random32(&seed) << 20;
	for (uint32_t i = 5; i < count && h->refill_count < MESOGRID_REFILLS; i += 5) {
		h->refill_before[h->refill_count++] = i;
	}
	h->key.point_count = count;
	h->key.revision = 1;
	world_sign(w, 0);
}

void world_sign(struct world *w, uint32_t lie) {
	struct mesogrid_header *h = &w->header;
	uint32_t columns[3] = {0, 0, 0};
	for (uint64_t i = 0; i < h->key.point_count; i++) {
		for (int c = 0; c < 3; c++) {
			columns[c] = crc_of(columns[c], column(&w->points[i], c), 4);
		}
	}
	h->key.crc32c = crc_of(crc_of(0, h->key.point_count, 8), h->total_volume_nl, 8);
	h->key.crc32c = crc_of(crc_of(h->key.crc32c, h->depth_um, 4), h->needle_angle_mdeg, 4);
	for (int c = 0; c < 3; c++) {
		h->key.crc32c = crc_of(h->key.crc32c, columns[c], 4);
	}
	h->key.crc32c += lie;
	h->crc32c = header_crc(h);
}

static void put(struct bytes *to, const void *data, size_t size) {
	require(size <= sizeof to->at - to->size, "an answer fits into its buffer");
	if (size > 0) {
		memcpy(to->at + to->size, data, size);
	}
	to->size += size;
}

static void put_byte(struct bytes *to, uint32_t value) {
	const uint8_t byte = (uint8_t)value;
	put(to, &byte, 1);
}

static void put_text(struct bytes *to, const char *text) { put(to, text, strlen(text)); }

static void put_number(struct bytes *to, uint64_t value, size_t size) {
	for (size_t i = 0; i < size; i++, value >>= 8) {
		put_byte(to, (uint8_t)value);
	}
}

static void put_varint(struct bytes *to, uint64_t value) {
	for (; value > 0x7F; value >>= 7) {
		put_byte(to, (uint8_t)value | 0x80u);
	}
	put_byte(to, (uint8_t)value);
}

static void put_field(struct bytes *to, uint32_t tag, uint64_t value) {
	if (value != 0) {
		put_varint(to, tag << 3);
		put_varint(to, value);
	}
}

static void put_fixed(struct bytes *to, uint32_t tag, uint64_t value, size_t size) {
	if (value != 0) {
		put_varint(to, tag << 3 | (size == 4 ? 5 : 1));
		put_number(to, value, size);
	}
}

static void put_message(struct bytes *to, uint32_t tag, const struct bytes *message) {
	put_varint(to, tag << 3 | 2);
	put_varint(to, message->size);
	put(to, message->at, message->size);
}

static void put_frame(struct bytes *to, uint8_t flags, const struct bytes *message) {
	put(to, &flags, 1);
	for (int i = 24; i >= 0; i -= 8) {
		put_byte(to, (uint32_t)message->size >> i);
	}
	put(to, message->at, message->size);
}

/* A part of a stream, in its frame. */
static void put_part(struct bytes *to, uint32_t tag, const struct bytes *part) {
	static struct bytes message;
	message.size = 0;
	put_message(&message, tag, part);
	put_frame(to, 0, &message);
}

static void put_key(struct bytes *to, const struct mesogrid_key *key) {
	static struct bytes inner;
	inner.size = 0;
	put_field(&inner, 1, key->point_count);
	put_fixed(&inner, 2, key->crc32c, 4);
	put_field(&inner, 3, key->revision);
	put_message(to, 1, &inner);
}

static void put_header(struct bytes *to, const struct mesogrid_header *h, bool bounds) {
	static struct bytes part, inner;
	part.size = 0;
	put_key(&part, &h->key);
	put_field(&part, 2, h->total_volume_nl);
	put_field(&part, 3, h->residue_nl);
	put_field(&part, 4, h->depth_um);
	put_field(&part, 5, h->needle_angle_mdeg);
	if (bounds) {
		inner.size = 0;
		put_fixed(&inner, 1, (uint32_t)h->bounds.min_x_um, 4);
		put_fixed(&inner, 2, (uint32_t)h->bounds.min_y_um, 4);
		put_fixed(&inner, 3, (uint32_t)h->bounds.max_x_um, 4);
		put_fixed(&inner, 4, (uint32_t)h->bounds.max_y_um, 4);
		put_message(&part, 6, &inner);
	}
	inner.size = 0;
	for (uint32_t i = 0; i < 6; i++) {
		put_fixed(&inner, 1 + i, (uint64_t)h->lattice[i], 8);
	}
	put_message(&part, 7, &inner);
	inner.size = 0;
	for (uint32_t i = 0; i < h->refill_count; i++) {
		put_varint(&inner, h->refill_before[i]);
	}
	if (inner.size > 0) {
		put_message(&part, 8, &inner);
	}
	put_fixed(&part, 10, h->crc32c, 4);
	put_part(to, 1, &part);
}

static void put_chunk(struct bytes *to, const struct mesogrid_point *p, uint32_t n) {
	static struct bytes part, points, inner;
	uint32_t crc = crc_of(0, p->index, 8);
	part.size = points.size = 0;
	for (int c = 0; c < 3; c++) {
		inner.size = 0;
		for (uint32_t i = 0; i < n; i++) {
			put_number(&inner, column(&p[i], c), 4);
			crc = crc_of(crc, column(&p[i], c), 4);
		}
		put_message(&points, 1 + (uint32_t)c, &inner);
	}
	put_field(&part, 1, p->index);
	put_message(&part, 2, &points);
	put_fixed(&part, 4, crc, 4);
	put_part(to, 3, &part);
}

void world_body(const struct world *w, uint64_t first, uint32_t chunk, struct bytes *to) {
	static struct bytes part;
	const uint64_t count = w->header.key.point_count + (uint64_t)(int64_t)w->more_points;
	struct mesogrid_key key = w->header.key;
	to->size = 0;
	put_header(to, &w->header, (key.point_count > 0) != w->odd_bounds);
	part.size = 0;
	for (int i = 0; i < 40; i++) {
		put_field(&part, 4, 1000); /* of a report nobody reads a field */
	}
	put_part(to, 2, &part);
	while (first < count) {
		uint32_t n = count - first < chunk ? (uint32_t)(count - first) : chunk;
		put_chunk(to, &w->points[first], n);
		first += n;
	}
	key.point_count += w->end.point_count;
	key.crc32c += w->end.crc32c;
	key.revision += w->end.revision;
	part.size = 0;
	put_key(&part, &key);
	put_part(to, 4, &part);
}

void world_end_frame(struct bytes *to, const char *json) {
	static struct bytes text;
	text.size = 0;
	put_text(&text, json);
	put_frame(to, 2, &text);
}

void world_frame(struct world *w, enum framing framing, const struct bytes *body) {
	struct bytes *to = &w->answer;
	char line[64];
	to->size = 0;
	put_text(to, framing == UNTIL_CLOSE ? "HTTP/1.0 200 OK\r\n" : "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n");
	put_text(to, "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Type: application/connect+proto\r\n");
	if (framing == LENGTH) {
		snprintf(line, sizeof line, "Content-Length: %u\r\n\r\n", (unsigned)body->size);
		put_text(to, line);
		put(to, body->at, body->size);
		return;
	}
	if (framing == UNTIL_CLOSE) {
		put_text(to, "\r\n");
		put(to, body->at, body->size);
		return;
	}
	put_text(to, "Transfer-Encoding: chunked\r\n\r\n");
	for (size_t at = 0, n = 1; at < body->size; at += n, n = n * 3 % 101) {
		if (n > body->size - at) {
			n = body->size - at;
		}
		snprintf(line, sizeof line, n % 2 ? "%x\r\n" : "%X;name=\"value\"\r\n", (unsigned)n);
		put_text(to, line);
		put(to, body->at + at, n);
		put_text(to, "\r\n");
	}
	put_text(to, "0\r\nMesogrid-Computing-Us: 12\r\n\r\n");
}

void world_answer(struct world *w, uint64_t first, uint32_t chunk, enum framing framing) {
	static struct bytes body;
	world_body(w, first, chunk, &body);
	world_end_frame(&body, "{}");
	world_frame(w, framing, &body);
}

uint64_t world_next(const struct world *w) {
	struct mesogrid_progress p, other;
	if (!mesogrid_read_record(w->slots[0], &p)) {
		return mesogrid_read_record(w->slots[1], &other) ? other.next : 0;
	}
	return mesogrid_read_record(w->slots[1], &other) && other.next > p.next ? other.next : p.next;
}

static struct world *alive(void *context) {
	struct world *w = context;
	require(!w->dead, "nothing is called after a failure");
	return w;
}

static int cut_power(struct world *w) {
	w->dead = true;
	w->cuts++;
	return -1;
}

enum { REQUEST_BYTES = 300 };

static int on_request(void *context, size_t offset, void *to, size_t size) {
	const struct world *w = alive(context);
	require(size <= REQUEST_BYTES && offset <= REQUEST_BYTES - size, "no more is read than there is");
	for (size_t i = 0; i < size; i++) {
		((uint8_t *)to)[i] = (uint8_t)(w->request + offset + i);
	}
	return 0;
}

/* The request is the one of the port, and asks for what has not come of the grid that was begun. */
static void check_request(const struct world *w, bool begun) {
	static struct bytes want, frame;
	const struct mesogrid_key *key = &w->header.key;
	char text[400];
	frame.size = 0;
	for (size_t i = 0; i < REQUEST_BYTES; i++) {
		put_byte(&frame, (uint8_t)(w->request + i));
	}
	put_varint(&frame, 3 << 3);
	put_varint(&frame, world_next(w));
	put_varint(&frame, 4 << 3);
	put_varint(&frame, w->port.chunk_points);
	if (begun) {
		static struct bytes inner;
		inner.size = 0;
		put_varint(&inner, 1 << 3);
		put_varint(&inner, key->point_count);
		put_varint(&inner, 2 << 3 | 5);
		put_number(&inner, key->crc32c, 4);
		put_varint(&inner, 3 << 3);
		put_varint(&inner, key->revision);
		put_message(&frame, 5, &inner);
	}
	snprintf(text, sizeof text,
	         "POST /mesogrid.v1.GridService/StreamGrid HTTP/1.%d\r\nHost: world\r\n"
	         "Content-Type: application/connect+proto\r\nConnect-Protocol-Version: 1\r\nConnection: close\r\n"
	         "Content-Length: %u\r\nX-Device: 1\r\n\r\n",
	         w->port.http10 ? 0 : 1, (unsigned)frame.size + 5);
	want.size = 0;
	put_text(&want, text);
	put_frame(&want, 0, &frame);
	require(w->asked.size == want.size && memcmp(w->asked.at, want.at, want.size) == 0, "what is asked is right");
}

static int on_send(void *context, const void *data, size_t size) {
	put(&alive(context)->asked, data, size);
	return 0;
}

static int on_receive(void *context, void *to, size_t size) {
	struct world *w = alive(context);
	if (w->received == 0) {
		struct mesogrid_progress p;
		check_request(w, mesogrid_read_record(w->slots[0], &p) || mesogrid_read_record(w->slots[1], &p));
	}
	size_t n = w->answer.size - w->received;
	n = n < size ? n : size;
	n = n < w->piece ? n : w->piece;
	memcpy(to, w->answer.at + w->received, n);
	w->received += n;
	return (int)n;
}

static int on_load(void *context, int slot, uint8_t record[MESOGRID_RECORD_BYTES]) {
	memcpy(record, alive(context)->slots[slot], MESOGRID_RECORD_BYTES);
	return 0;
}

/* A cut leaves the beginning of the record in the slot. */
static int on_save(void *context, int slot, const uint8_t record[MESOGRID_RECORD_BYTES]) {
	struct world *w = alive(context);
	struct mesogrid_progress p;
	require(mesogrid_read_record(record, &p), "what is saved can be read");
	require(w->saw_header, "the header comes before the first save");
	require((p.sequence & 1) == (uint32_t)slot, "slots take turns");
	require(p.next == w->next, "what is saved is where we are");
	if (++w->saves == w->cut_at_save) {
		if (w->erases) {
			memset(w->slots[slot], 0xFF, MESOGRID_RECORD_BYTES);
		}
		memcpy(w->slots[slot], record, w->torn_bytes);
		return cut_power(w);
	}
	memcpy(w->slots[slot], record, MESOGRID_RECORD_BYTES);
	w->saw_intent = p.intent;
	w->intent = p.next;
	return 0;
}

static int on_header(void *context, const struct mesogrid_header *h) {
	struct world *w = alive(context);
	require(!w->saw_header && w->saves == 0, "the header comes first, and once");
	require(h->crc32c == header_crc(h), "the header's checksum is right");
	require(w->foreign || memcmp(h, &w->header, sizeof *h) == 0, "the header is that of the grid");
	w->saw_header = true;
	return 0;
}

/* What holds of each point, given or in doubt. */
static void check_point(const struct world *w, const struct mesogrid_point *p) {
	require(w->saw_header, "the header comes before the points");
	require(p->index == w->next, "points come one after the other");
	require(p->index < w->m.header.key.point_count, "no point lies behind the last");
	if (!w->foreign) {
		const struct mesogrid_point *want = &w->points[p->index];
		require(p->x_um == want->x_um && p->y_um == want->y_um && p->volume_nl == want->volume_nl,
		        "the point is that of the grid");
	}
}

static int on_ready(void *context, const struct mesogrid_point *p, bool refill) {
	struct world *w = alive(context);
	check_point(w, p);
	require(!w->saw_intent, "nothing is begun before it is ready");
	require(w->foreign || refill == (p->index > 0 && p->index % 5 == 0 && p->index / 5 <= w->header.refill_count),
	        "the reservoir is filled where the header says");
	return 0;
}

static int on_give(void *context, const struct mesogrid_point *p) {
	struct world *w = alive(context);
	check_point(w, p);
	require(w->saw_intent && w->intent == p->index, "the intent is saved before a point is given");
	w->gives++;
	if (w->gives == w->cut_at_give && !w->cut_after_give) {
		return cut_power(w);
	}
	if (p->index < MOST_POINTS) {
		require(w->given[p->index]++ == 0, "no point is given twice");
	}
	w->next++;
	return w->gives == w->cut_at_give ? cut_power(w) : 0;
}

static int on_doubt(void *context, const struct mesogrid_point *p) {
	struct world *w = alive(context);
	check_point(w, p);
	require(w->gives == 0, "only the first point of a run is in doubt");
	require(w->cuts > 0, "without a cut nothing is in doubt");
	if (p->index < MOST_POINTS) {
		w->doubted[p->index] = 1;
	}
	w->next++;
	return 0;
}

enum mesogrid_result world_run(struct world *w) {
	w->port = (struct mesogrid_port){
		.context = w, .request_bytes = REQUEST_BYTES, .request = on_request, .host = "world", .headers = "X-Device: 1\r\n",
		.chunk_points = w->port.chunk_points, .http10 = w->port.http10, .send = on_send, .receive = on_receive,
		.load = on_load, .save = on_save, .header = on_header, .ready = on_ready, .give = on_give, .doubt = on_doubt,
	};
	w->asked.size = 0;
	w->received = 0;
	w->saves = w->gives = 0;
	w->dead = w->saw_header = w->saw_intent = false;
	w->next = world_next(w);
	memset(&w->m, 0xA5, sizeof w->m); /* it may hold anything */
	enum mesogrid_result result = mesogrid_run(&w->m, &w->port);
	require(!w->dead || result == MESOGRID_STATE || result == MESOGRID_STOPPED, "a cut is no success");
	require((result == MESOGRID_COMPLETE) == (w->m.why[0] == 0), "a failure has a reason");
	require(memchr(w->m.code, 0, sizeof w->m.code) != NULL && memchr(w->m.message, 0, sizeof w->m.message) != NULL,
	        "texts have an end");
	return result;
}

void world_check_complete(const struct world *w) {
	const struct mesogrid_progress *p = &w->m.progress;
	uint64_t doubts = 0;
	require(p->next == w->header.key.point_count && p->volume_nl == w->header.total_volume_nl, "all points came");
	for (uint64_t i = 0; i < w->header.key.point_count; i++) {
		require(w->given[i] <= 1 && w->given[i] + w->doubted[i] >= 1, "each point is given once or in doubt");
		doubts += w->doubted[i];
	}
	require(p->doubts == doubts && doubts <= w->cuts, "points in doubt are counted, and no more than cuts");
}
