/* One run: load, ask, check, and for each point: save that it is begun, give it, save that it is done. */
#include "mesogrid.h"

#include <string.h>

#include "internal.h"

bool mesogrid_fail(struct mesogrid *m, enum mesogrid_result result, const char *why) {
	if (m->result == MESOGRID_COMPLETE) {
		m->result = result;
		m->why = why;
	}
	return false;
}

static bool stop(struct mesogrid *m, const char *why) { return mesogrid_fail(m, MESOGRID_STOPPED, why); }

/* The points of a whole grid are those of its key. */
static bool check_whole(struct mesogrid *m) {
	const struct mesogrid_progress *p = &m->progress;
	if (mesogrid_grid_crc32c(p) != p->key.crc32c) {
		return mesogrid_fail(m, MESOGRID_CORRUPT, "CRC-32C of the points");
	}
	if (p->volume_nl != p->total_volume_nl) {
		return mesogrid_fail(m, MESOGRID_CORRUPT, "volume of the points");
	}
	return true;
}

static bool needs_refill(const struct mesogrid *m, uint64_t index) {
	for (uint32_t i = 0; i < m->header.refill_count; i++) {
		if (m->header.refill_before[i] == index) {
			return true;
		}
	}
	return false;
}

/* Gives a point, unless it was begun before a reset, and remembers that it is done. */
static bool give(struct mesogrid *m, const struct mesogrid_chunk *chunk, uint32_t at) {
	const struct mesogrid_port *port = m->port;
	struct mesogrid_progress *p = &m->progress;
	const struct mesogrid_point point = {
		p->next,
		(int32_t)mesogrid_get_u32(chunk->columns[0] + 4 * at),
		(int32_t)mesogrid_get_u32(chunk->columns[1] + 4 * at),
		mesogrid_get_u32(chunk->columns[2] + 4 * at),
	};
	if (p->intent) {
		if (port->doubt(port->context, &point) != 0) {
			return stop(m, "stopped at a point in doubt");
		}
		p->doubts++;
	} else {
		if (port->ready != NULL && port->ready(port->context, &point, needs_refill(m, point.index)) != 0) {
			return stop(m, "stopped before a point");
		}
		p->intent = true;
		if (!mesogrid_save(m)) {
			return false;
		}
		if (port->give(port->context, &point) != 0) {
			return stop(m, "a point could not be given, and is in doubt");
		}
	}
	p->intent = false;
	p->next++;
	p->volume_nl += point.volume_nl;
	for (int i = 0; i < 3; i++) {
		p->columns[i] = mesogrid_crc32c(p->columns[i], chunk->columns[i] + 4 * at, 4);
	}
	return mesogrid_save(m);
}

/* The header that came is that of the grid that was begun, or begins one. */
static bool begin(struct mesogrid *m, uint32_t request_crc32c) {
	const struct mesogrid_header *h = &m->header;
	struct mesogrid_progress *p = &m->progress;
	const bool resumed = m->has_progress;
	if (resumed && (h->crc32c != p->header_crc32c || h->key.point_count != p->key.point_count ||
	                h->key.crc32c != p->key.crc32c || h->key.revision != p->key.revision ||
	                h->total_volume_nl != p->total_volume_nl || h->depth_um != p->depth_um ||
	                h->needle_angle_mdeg != p->needle_angle_mdeg)) {
		return mesogrid_fail(m, MESOGRID_CHANGED, "the header is not that of the grid that was begun");
	}
	if (m->port->header(m->port->context, h) != 0) {
		return stop(m, "the header was not accepted");
	}
	if (!resumed) {
		memset(p, 0, sizeof *p);
		p->key = h->key;
		p->total_volume_nl = h->total_volume_nl;
		p->depth_um = h->depth_um;
		p->needle_angle_mdeg = h->needle_angle_mdeg;
		p->header_crc32c = h->crc32c;
		p->request_crc32c = request_crc32c;
		if (!mesogrid_save(m)) {
			return false;
		}
	}
	p->request_crc32c = request_crc32c;
	/* Both slots, see record.c. A doubt is written down before it is reported: it must stay one whatever is cut next. */
	return (p->sequence > 0 && !m->inferred) || mesogrid_save(m);
}

/* A message where it must come; the end frame in its place says why it does not. */
static bool next_message(struct mesogrid *m, struct mesogrid_frame *frame) {
	if (!mesogrid_next_frame(m, frame)) {
		return false;
	}
	if (!frame->last) {
		return true;
	}
	return mesogrid_read_end(m, frame) ? mesogrid_fail(m, MESOGRID_CORRUPT, "the stream ends before the end of the grid")
	                                   : false;
}

static bool take_points(struct mesogrid *m) {
	struct mesogrid_frame frame;
	struct mesogrid_chunk chunk;
	for (bool end = false; !end;) {
		if (!next_message(m, &frame) || !mesogrid_read_frame(m, &frame) ||
		    !mesogrid_take_part(m, frame.bytes, &chunk, &end)) {
			return false;
		}
		for (uint32_t i = 0; i < chunk.points; i++) {
			if (!give(m, &chunk, i)) {
				return false;
			}
		}
	}
	if (!mesogrid_next_frame(m, &frame)) {
		return false;
	}
	if (!frame.last) {
		return mesogrid_fail(m, MESOGRID_CORRUPT, "a message follows the end of the grid");
	}
	return mesogrid_read_end(m, &frame) && check_whole(m);
}

static bool run(struct mesogrid *m) {
	struct mesogrid_frame frame;
	uint32_t request_crc32c;
	if (m->port->chunk_points > MESOGRID_CHUNK_POINTS) {
		return mesogrid_fail(m, MESOGRID_LIMIT, "chunk_points is more than MESOGRID_CHUNK_POINTS");
	}
	if (!mesogrid_load(m) || !mesogrid_request_crc32c(m, &request_crc32c)) {
		return false;
	}
	if (m->has_progress && m->progress.next == m->progress.key.point_count &&
	    m->progress.request_crc32c == request_crc32c) {
		return check_whole(m);
	}
	return mesogrid_ask(m) && mesogrid_http_head(m) &&                                                         /* */
	       next_message(m, &frame) && mesogrid_read_frame(m, &frame) && mesogrid_take_header(m, frame.bytes) && /* */
	       next_message(m, &frame) && mesogrid_take_report(m, &frame) &&                                       /* */
	       begin(m, request_crc32c) && take_points(m);
}

enum mesogrid_result mesogrid_run(struct mesogrid *m, const struct mesogrid_port *port) {
	m->port = port;
	m->result = MESOGRID_COMPLETE;
	m->why = "";
	m->code[0] = m->message[0] = 0;
	m->status = 0;
	run(m);
	return m->result;
}
