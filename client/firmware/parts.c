/* The messages of a stream, read from memory with nanopb's low-level reader and checked. Structs of nanopb's generator
 * would hold every column, the report and all they do not need a second time. */
#include <string.h>

#include "contract.h"
#include "internal.h"
#include "nanopb.h"

static bool corrupt(struct mesogrid *m, const char *why) { return mesogrid_fail(m, MESOGRID_CORRUPT, why); }

/* A field of a message. */
struct field {
	uint32_t tag;
	pb_wire_type_t type;
};

/* False at the end of the message; ok says that it is one. */
static bool next_field(pb_istream_t *from, struct field *f, bool *ok) {
	bool eof;
	if (from->bytes_left == 0) {
		return false;
	}
	*ok = pb_decode_tag(from, &f->type, &f->tag, &eof);
	return *ok;
}

static bool get_u64(pb_istream_t *from, const struct field *f, uint64_t *value) {
	return f->type == PB_WT_VARINT && pb_decode_varint(from, value);
}

static bool get_u32(pb_istream_t *from, const struct field *f, uint32_t *value) {
	uint64_t wide;
	if (!get_u64(from, f, &wide) || wide > UINT32_MAX) {
		return false;
	}
	*value = (uint32_t)wide;
	return true;
}

static bool get_fixed32(pb_istream_t *from, const struct field *f, void *value) {
	return f->type == PB_WT_32BIT && pb_decode_fixed32(from, value);
}

static bool get_fixed64(pb_istream_t *from, const struct field *f, void *value) {
	return f->type == PB_WT_64BIT && pb_decode_fixed64(from, value);
}

static bool get_message(pb_istream_t *from, const struct field *f, pb_istream_t *message) {
	return f->type == PB_WT_STRING && pb_make_string_substream(from, message);
}

/* What is unknown is left out; what acts is under a checksum. */
static bool skip(pb_istream_t *from, const struct field *f) { return f->tag > 0 && pb_skip_field(from, f->type); }

static bool take_key(pb_istream_t *from, struct mesogrid_key *key) {
	struct field f;
	bool ok = true;
	while (ok && next_field(from, &f, &ok)) {
		switch (f.tag) {
		case mesogrid_v1_GridKey_point_count_tag:
			ok = get_u64(from, &f, &key->point_count);
			break;
		case mesogrid_v1_GridKey_crc32c_tag:
			ok = get_fixed32(from, &f, &key->crc32c);
			break;
		case mesogrid_v1_GridKey_revision_tag:
			ok = get_u32(from, &f, &key->revision);
			break;
		default:
			ok = skip(from, &f);
		}
	}
	return ok;
}

static bool take_bounds(pb_istream_t *from, struct mesogrid_header *h) {
	struct field f;
	bool ok = true;
	while (ok && next_field(from, &f, &ok)) {
		switch (f.tag) {
		case mesogrid_v1_Bounds_min_x_um_tag:
			ok = get_fixed32(from, &f, &h->bounds.min_x_um);
			break;
		case mesogrid_v1_Bounds_min_y_um_tag:
			ok = get_fixed32(from, &f, &h->bounds.min_y_um);
			break;
		case mesogrid_v1_Bounds_max_x_um_tag:
			ok = get_fixed32(from, &f, &h->bounds.max_x_um);
			break;
		case mesogrid_v1_Bounds_max_y_um_tag:
			ok = get_fixed32(from, &f, &h->bounds.max_y_um);
			break;
		default:
			ok = skip(from, &f);
		}
	}
	return ok;
}

static bool take_lattice(pb_istream_t *from, struct mesogrid_header *h) {
	struct field f;
	bool ok = true;
	while (ok && next_field(from, &f, &ok)) {
		if (f.tag >= mesogrid_v1_Lattice_origin_x_tag && f.tag <= mesogrid_v1_Lattice_b_y_tag) {
			ok = get_fixed64(from, &f, &h->lattice[f.tag - mesogrid_v1_Lattice_origin_x_tag]);
		} else {
			ok = skip(from, &f);
		}
	}
	return ok;
}

/* fits is false where there are more than this build can hold. */
static bool take_refills(pb_istream_t *from, struct mesogrid_header *h, bool *fits) {
	while (from->bytes_left > 0) {
		uint64_t index;
		if (!pb_decode_varint(from, &index)) {
			return false;
		}
		if (h->refill_count == MESOGRID_REFILLS) {
			*fits = false;
			return true;
		}
		h->refill_before[h->refill_count++] = index;
	}
	return true;
}

/* What a header has beside its values. */
struct presence {
	bool bounds, lattice, fits;
};

static bool take_header_fields(pb_istream_t *from, struct mesogrid_header *h, struct presence *has) {
	pb_istream_t inner;
	struct field f;
	bool ok = true;
	while (ok && has->fits && next_field(from, &f, &ok)) {
		switch (f.tag) {
		case mesogrid_v1_GridHeader_key_tag:
			ok = get_message(from, &f, &inner) && take_key(&inner, &h->key) && pb_close_string_substream(from, &inner);
			break;
		case mesogrid_v1_GridHeader_total_volume_nl_tag:
			ok = get_u64(from, &f, &h->total_volume_nl);
			break;
		case mesogrid_v1_GridHeader_residue_nl_tag:
			ok = get_u64(from, &f, &h->residue_nl);
			break;
		case mesogrid_v1_GridHeader_depth_um_tag:
			ok = get_u32(from, &f, &h->depth_um);
			break;
		case mesogrid_v1_GridHeader_needle_angle_mdeg_tag:
			ok = get_u32(from, &f, &h->needle_angle_mdeg);
			break;
		case mesogrid_v1_GridHeader_bounds_tag:
			has->bounds = true;
			ok = get_message(from, &f, &inner) && take_bounds(&inner, h) && pb_close_string_substream(from, &inner);
			break;
		case mesogrid_v1_GridHeader_lattice_tag:
			has->lattice = true;
			ok = get_message(from, &f, &inner) && take_lattice(&inner, h) && pb_close_string_substream(from, &inner);
			break;
		case mesogrid_v1_GridHeader_refill_before_tag:
			ok = get_message(from, &f, &inner) && take_refills(&inner, h, &has->fits) &&
			     pb_close_string_substream(from, &inner);
			break;
		case mesogrid_v1_GridHeader_crc32c_tag:
			ok = get_fixed32(from, &f, &h->crc32c);
			break;
		default:
			ok = skip(from, &f);
		}
	}
	return ok;
}

/* In the order of the comment at GridHeader.crc32c in the contract. */
static uint32_t header_crc32c(const struct mesogrid_header *h) {
	uint32_t crc = mesogrid_crc32c_u64(0, h->key.point_count);
	crc = mesogrid_crc32c_u64(crc, h->key.crc32c);
	crc = mesogrid_crc32c_u64(crc, h->key.revision);
	crc = mesogrid_crc32c_u64(crc, h->total_volume_nl);
	crc = mesogrid_crc32c_u64(crc, h->residue_nl);
	crc = mesogrid_crc32c_u64(crc, h->depth_um);
	crc = mesogrid_crc32c_u64(crc, h->needle_angle_mdeg);
	crc = mesogrid_crc32c_u64(crc, (uint64_t)(int64_t)h->bounds.min_x_um);
	crc = mesogrid_crc32c_u64(crc, (uint64_t)(int64_t)h->bounds.min_y_um);
	crc = mesogrid_crc32c_u64(crc, (uint64_t)(int64_t)h->bounds.max_x_um);
	crc = mesogrid_crc32c_u64(crc, (uint64_t)(int64_t)h->bounds.max_y_um);
	for (int i = 0; i < 6; i++) {
		crc = mesogrid_crc32c_u64(crc, (uint64_t)h->lattice[i]);
	}
	crc = mesogrid_crc32c_u64(crc, h->refill_count);
	for (uint32_t i = 0; i < h->refill_count; i++) {
		crc = mesogrid_crc32c_u64(crc, h->refill_before[i]);
	}
	return mesogrid_crc32c_u64(crc, 0); /* a field to come: poses */
}

static bool check_header(struct mesogrid *m, const struct presence *has) {
	const struct mesogrid_header *h = &m->header;
	if (h->crc32c != header_crc32c(h)) {
		return corrupt(m, "CRC-32C of the header");
	}
	/* The checksum takes what is absent and what is all zeros for the same. */
	if (has->bounds != (h->key.point_count > 0)) {
		return corrupt(m, "the bounds of the header");
	}
	if (has->lattice != (h->lattice[2] != 0 || h->lattice[3] != 0)) {
		return corrupt(m, "the lattice of the header");
	}
	for (uint32_t i = 0; i < h->refill_count; i++) {
		if (h->refill_before[i] >= h->key.point_count || h->refill_before[i] <= (i > 0 ? h->refill_before[i - 1] : 0)) {
			return corrupt(m, "refill_before of the header");
		}
	}
	return true;
}

/* The part that a message of the stream is: one field, to its end. */
static bool open_part(struct mesogrid *m, size_t bytes, pb_istream_t *part, uint32_t *tag) {
	pb_istream_t message = pb_istream_from_buffer(m->message_bytes, bytes);
	struct field f;
	bool ok;
	if (!next_field(&message, &f, &ok) || !get_message(&message, &f, part) || message.bytes_left > 0) {
		return corrupt(m, "a message of the stream is not one part");
	}
	*tag = f.tag;
	return true;
}

bool mesogrid_take_header(struct mesogrid *m, size_t bytes) {
	struct presence has = {false, false, true};
	pb_istream_t part;
	uint32_t tag;
	memset(&m->header, 0, sizeof m->header);
	if (!open_part(m, bytes, &part, &tag)) {
		return false;
	}
	if (tag != mesogrid_v1_StreamGridResponse_header_tag || !take_header_fields(&part, &m->header, &has)) {
		return corrupt(m, "the stream does not begin with a header");
	}
	if (!has.fits) {
		return mesogrid_fail(m, MESOGRID_LIMIT, "the grid has more refills than this build can hold");
	}
	return check_header(m, &has);
}

bool mesogrid_take_report(struct mesogrid *m, const struct mesogrid_frame *frame) {
	struct mesogrid_frame begin = {false, frame->bytes < 6 ? frame->bytes : 6}; /* tag and length */
	pb_istream_t message;
	struct field f;
	uint32_t length;
	bool ok;
	if (!mesogrid_read_frame(m, &begin)) {
		return false;
	}
	message = pb_istream_from_buffer(m->message_bytes, begin.bytes);
	if (!next_field(&message, &f, &ok) || f.tag != mesogrid_v1_StreamGridResponse_report_tag || f.type != PB_WT_STRING ||
	    !pb_decode_varint32(&message, &length) || length != frame->bytes - (begin.bytes - message.bytes_left)) {
		return corrupt(m, "no report follows the header");
	}
	return mesogrid_skip(m, frame->bytes - begin.bytes);
}

static bool take_points(pb_istream_t *from, struct mesogrid_chunk *chunk) {
	uint32_t sizes[3] = {0, 0, 0};
	struct field f;
	bool ok = true;
	while (next_field(from, &f, &ok)) {
		if (f.tag >= mesogrid_v1_Points_x_um_tag && f.tag <= mesogrid_v1_Points_volume_nl_tag) {
			uint32_t i = f.tag - mesogrid_v1_Points_x_um_tag, size;
			/* The service writes each column in one piece; where it lies it stays. */
			if (f.type != PB_WT_STRING || sizes[i] > 0 || !pb_decode_varint32(from, &size) || size > from->bytes_left) {
				return false;
			}
			sizes[i] = size;
			chunk->columns[i] = from->state;
			if (!pb_read(from, NULL, size)) {
				return false;
			}
		} else if (!skip(from, &f)) {
			return false;
		}
	}
	chunk->points = sizes[0] / 4;
	return ok && sizes[0] % 4 == 0 && sizes[0] > 0 && sizes[1] == sizes[0] && sizes[2] == sizes[0];
}

static bool take_chunk(pb_istream_t *from, struct mesogrid_chunk *chunk, uint32_t *crc) {
	pb_istream_t points;
	struct field f;
	bool ok = true;
	while (ok && next_field(from, &f, &ok)) {
		switch (f.tag) {
		case mesogrid_v1_Chunk_first_index_tag:
			ok = get_u64(from, &f, &chunk->first_index);
			break;
		case mesogrid_v1_Chunk_points_tag:
			ok = chunk->points == 0 && get_message(from, &f, &points) && take_points(&points, chunk) &&
			     pb_close_string_substream(from, &points);
			break;
		case mesogrid_v1_Chunk_crc32c_tag:
			ok = get_fixed32(from, &f, crc);
			break;
		default:
			ok = skip(from, &f);
		}
	}
	return ok && chunk->points > 0;
}

/* Points lie in the bounds of the header, and together have no more than its volume. */
static bool check_points(struct mesogrid *m, const struct mesogrid_chunk *chunk) {
	const struct mesogrid_header *h = &m->header;
	uint64_t left = h->total_volume_nl - m->progress.volume_nl;
	for (uint32_t i = 0; i < chunk->points; i++) {
		int32_t x = (int32_t)mesogrid_get_u32(chunk->columns[0] + 4 * i);
		int32_t y = (int32_t)mesogrid_get_u32(chunk->columns[1] + 4 * i);
		uint32_t volume = mesogrid_get_u32(chunk->columns[2] + 4 * i);
		if (x < h->bounds.min_x_um || x > h->bounds.max_x_um || y < h->bounds.min_y_um || y > h->bounds.max_y_um) {
			return corrupt(m, "a point is outside of the header's bounds");
		}
		if (volume > left) {
			return corrupt(m, "the points have more than the header's volume");
		}
		left -= volume;
	}
	return true;
}

static bool check_chunk(struct mesogrid *m, const struct mesogrid_chunk *chunk, uint32_t crc32c) {
	const struct mesogrid_progress *p = &m->progress;
	uint32_t asked = m->port->chunk_points > 0 ? m->port->chunk_points : MESOGRID_CHUNK_POINTS;
	uint32_t crc = mesogrid_crc32c_u64(0, chunk->first_index);
	if (chunk->first_index != p->next) {
		return corrupt(m, "first index of a chunk");
	}
	if (chunk->points > asked || chunk->points > p->key.point_count - p->next) {
		return corrupt(m, "number of points in a chunk");
	}
	for (int i = 0; i < 3; i++) {
		crc = mesogrid_crc32c(crc, chunk->columns[i], 4 * (size_t)chunk->points);
	}
	return crc == crc32c ? check_points(m, chunk) : corrupt(m, "CRC-32C of a chunk");
}

static bool take_end(struct mesogrid *m, pb_istream_t *from) {
	const struct mesogrid_progress *p = &m->progress;
	struct mesogrid_key key = {0, 0, 0};
	pb_istream_t inner;
	struct field f;
	bool ok = true;
	while (ok && next_field(from, &f, &ok)) {
		if (f.tag == mesogrid_v1_GridEnd_key_tag) {
			ok = get_message(from, &f, &inner) && take_key(&inner, &key) && pb_close_string_substream(from, &inner);
		} else {
			ok = skip(from, &f);
		}
	}
	if (!ok) {
		return corrupt(m, "the end of the grid cannot be read");
	}
	if (p->next != p->key.point_count) {
		return corrupt(m, "the grid ends before its last point");
	}
	if (key.point_count != p->key.point_count || key.crc32c != p->key.crc32c || key.revision != p->key.revision) {
		return corrupt(m, "the key at the end");
	}
	return true;
}

bool mesogrid_take_part(struct mesogrid *m, size_t bytes, struct mesogrid_chunk *chunk, bool *end) {
	pb_istream_t part;
	uint32_t tag, crc32c = 0;
	memset(chunk, 0, sizeof *chunk);
	if (!open_part(m, bytes, &part, &tag)) {
		return false;
	}
	*end = tag == mesogrid_v1_StreamGridResponse_end_tag;
	if (*end) {
		return take_end(m, &part);
	}
	if (tag != mesogrid_v1_StreamGridResponse_chunk_tag) {
		return corrupt(m, "a part that is neither a chunk nor the end");
	}
	return take_chunk(&part, chunk, &crc32c) ? check_chunk(m, chunk, crc32c) : corrupt(m, "a chunk cannot be read");
}
