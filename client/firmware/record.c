/* What is remembered. Two slots are written in turn, so that one of them is whole whenever power is cut.
 *
 * Before the first point is begun, records 0 and 1 say that none is: from then on both slots hold something, and a blank
 * one was erased for a record that never came. */
#include <string.h>

#include "internal.h"

enum { MAGIC = 0x3147534D /* "MSG1" */, VERSION = 1, SLOTS = 2 };

static void write_record(uint8_t to[MESOGRID_RECORD_BYTES], const struct mesogrid_progress *p) {
	mesogrid_put_u32(to, MAGIC);
	mesogrid_put_u32(to + 4, VERSION | (uint32_t)p->intent << 16);
	mesogrid_put_u32(to + 8, p->sequence);
	mesogrid_put_u32(to + 12, p->request_crc32c);
	mesogrid_put_u64(to + 16, p->key.point_count);
	mesogrid_put_u32(to + 24, p->key.crc32c);
	mesogrid_put_u32(to + 28, p->key.revision);
	mesogrid_put_u64(to + 32, p->total_volume_nl);
	mesogrid_put_u32(to + 40, p->depth_um);
	mesogrid_put_u32(to + 44, p->needle_angle_mdeg);
	mesogrid_put_u32(to + 48, p->header_crc32c);
	mesogrid_put_u64(to + 52, p->next);
	mesogrid_put_u64(to + 60, p->doubts);
	mesogrid_put_u64(to + 68, p->volume_nl);
	for (int i = 0; i < 3; i++) {
		mesogrid_put_u32(to + 76 + 4 * i, p->columns[i]);
	}
	mesogrid_put_u32(to + 88, 0);
	mesogrid_put_u32(to + 92, mesogrid_crc32c(0, to, 92));
}

bool mesogrid_read_record(const uint8_t record[MESOGRID_RECORD_BYTES], struct mesogrid_progress *progress) {
	uint32_t version = mesogrid_get_u32(record + 4);
	if (mesogrid_get_u32(record) != MAGIC || (version & ~(UINT32_C(1) << 16)) != VERSION ||
	    mesogrid_get_u32(record + 88) != 0 || mesogrid_get_u32(record + 92) != mesogrid_crc32c(0, record, 92)) {
		return false;
	}
	progress->intent = version != VERSION;
	progress->sequence = mesogrid_get_u32(record + 8);
	progress->request_crc32c = mesogrid_get_u32(record + 12);
	progress->key.point_count = mesogrid_get_u64(record + 16);
	progress->key.crc32c = mesogrid_get_u32(record + 24);
	progress->key.revision = mesogrid_get_u32(record + 28);
	progress->total_volume_nl = mesogrid_get_u64(record + 32);
	progress->depth_um = mesogrid_get_u32(record + 40);
	progress->needle_angle_mdeg = mesogrid_get_u32(record + 44);
	progress->header_crc32c = mesogrid_get_u32(record + 48);
	progress->next = mesogrid_get_u64(record + 52);
	progress->doubts = mesogrid_get_u64(record + 60);
	progress->volume_nl = mesogrid_get_u64(record + 68);
	for (int i = 0; i < 3; i++) {
		progress->columns[i] = mesogrid_get_u32(record + 76 + 4 * i);
	}
	/* What no client writes, whatever its checksum says. */
	return progress->next <= progress->key.point_count &&
	       (!progress->intent || progress->next < progress->key.point_count) && progress->doubts <= progress->next &&
	       progress->volume_nl <= progress->total_volume_nl;
}

static bool is_blank(const uint8_t record[MESOGRID_RECORD_BYTES]) {
	for (int i = 1; i < MESOGRID_RECORD_BYTES; i++) {
		if (record[i] != record[0]) {
			return false;
		}
	}
	return record[0] == 0xFF || record[0] == 0;
}

static bool same_grid(const struct mesogrid_progress *a, const struct mesogrid_progress *b) {
	return a->key.point_count == b->key.point_count && a->key.crc32c == b->key.crc32c &&
	       a->key.revision == b->key.revision && a->total_volume_nl == b->total_volume_nl && a->depth_um == b->depth_um &&
	       a->needle_angle_mdeg == b->needle_angle_mdeg && a->header_crc32c == b->header_crc32c;
}

/* A slot that is not right was cut while it was written, or has rotted since. Both are taken for the worst: that it
 * said that the next point is begun. It must stay so if this run is cut too, while it writes that slot again: a blank
 * slot counts as well. */
bool mesogrid_load(struct mesogrid *m) {
	uint8_t bytes[MESOGRID_RECORD_BYTES];
	struct mesogrid_progress other;
	int broken = 0, blank = 0;
	m->has_progress = m->inferred = false;
	for (int slot = 0; slot < SLOTS; slot++) {
		if (m->port->load(m->port->context, slot, bytes) != 0) {
			return mesogrid_fail(m, MESOGRID_STATE, "a record cannot be read");
		}
		if (is_blank(bytes)) {
			blank++;
			continue;
		}
		if (!mesogrid_read_record(bytes, &other)) {
			broken++;
			continue;
		}
		if ((other.sequence & 1) != (uint32_t)slot) {
			return mesogrid_fail(m, MESOGRID_STATE, "a record is in the slot of the other");
		}
		if (!m->has_progress) {
			m->progress = other;
			m->has_progress = true;
			continue;
		}
		if (!same_grid(&m->progress, &other)) {
			return mesogrid_fail(m, MESOGRID_STATE, "the two records are of different grids");
		}
		if (m->progress.sequence + 1 == other.sequence) {
			m->progress = other;
		} else if (other.sequence + 1 != m->progress.sequence) {
			return mesogrid_fail(m, MESOGRID_STATE, "the two records do not follow one another");
		}
	}
	if (!m->has_progress) {
		return broken == 0 ? true : mesogrid_fail(m, MESOGRID_STATE, "no record is whole, and at least one was begun");
	}
	if (broken + blank > 0 && m->progress.sequence > 0 && m->progress.next < m->progress.key.point_count) {
		m->inferred = !m->progress.intent;
		m->progress.intent = true;
	}
	return true;
}

bool mesogrid_save(struct mesogrid *m) {
	uint8_t bytes[MESOGRID_RECORD_BYTES];
	m->progress.sequence = m->has_progress ? m->progress.sequence + 1 : 0;
	m->has_progress = true;
	write_record(bytes, &m->progress);
	if (m->port->save(m->port->context, (int)(m->progress.sequence & 1), bytes) != 0) {
		return mesogrid_fail(m, MESOGRID_STATE, "a record cannot be written");
	}
	return true;
}

uint32_t mesogrid_grid_crc32c(const struct mesogrid_progress *p) {
	uint32_t crc = mesogrid_crc32c_u64(0, p->key.point_count);
	crc = mesogrid_crc32c_u64(crc, p->total_volume_nl);
	crc = mesogrid_crc32c_u32(crc, p->depth_um);
	crc = mesogrid_crc32c_u32(crc, p->needle_angle_mdeg);
	for (int i = 0; i < 3; i++) {
		crc = mesogrid_crc32c_u32(crc, p->columns[i]);
	}
	return crc;
}
