/* What the files of the client share. */
#ifndef MESOGRID_INTERNAL_H
#define MESOGRID_INTERNAL_H

#include "mesogrid.h"

/* crc32c.c: CRC-32C (Castagnoli), from the CRC of what came before; 0 at the start. */
uint32_t mesogrid_crc32c(uint32_t crc, const void *data, size_t size);
uint32_t mesogrid_crc32c_u32(uint32_t crc, uint32_t value); /* little-endian */
uint32_t mesogrid_crc32c_u64(uint32_t crc, uint64_t value);

/* bytes.c: little-endian integers. */
uint32_t mesogrid_get_u32(const uint8_t *from);
uint64_t mesogrid_get_u64(const uint8_t *from);
void mesogrid_put_u32(uint8_t *to, uint32_t value);
void mesogrid_put_u64(uint8_t *to, uint64_t value);

/* mesogrid.c: keeps the first failure. It gives false, so that callers return it. */
bool mesogrid_fail(struct mesogrid *m, enum mesogrid_result result, const char *why);

/* record.c: what is remembered. */
bool mesogrid_load(struct mesogrid *m);
bool mesogrid_save(struct mesogrid *m);
uint32_t mesogrid_grid_crc32c(const struct mesogrid_progress *p); /* the key's, of the points before next */

/* request.c: what is asked. */
bool mesogrid_request_crc32c(struct mesogrid *m, uint32_t *crc);
bool mesogrid_ask(struct mesogrid *m);

/* http.c: the answer. mesogrid_http_body copies up to size bytes of the body; got is less than size only at its end. */
bool mesogrid_http_head(struct mesogrid *m);
bool mesogrid_http_body(struct mesogrid *m, void *to, size_t size, size_t *got);
int mesogrid_hex(char c); /* value of a digit; -1: it is none */

/* connect.c: frames of the body. */
struct mesogrid_frame {
	bool last; /* the end, in JSON, instead of a message */
	uint32_t bytes;
};
bool mesogrid_next_frame(struct mesogrid *m, struct mesogrid_frame *frame);
bool mesogrid_read_frame(struct mesogrid *m, const struct mesogrid_frame *frame); /* into message_bytes */
bool mesogrid_skip(struct mesogrid *m, uint32_t bytes);
bool mesogrid_read_end(struct mesogrid *m, const struct mesogrid_frame *frame);

/* parts.c: messages of the stream. */
struct mesogrid_chunk {
	uint64_t first_index;
	uint32_t points;
	const uint8_t *columns[3]; /* x_um, y_um, volume_nl, 4 bytes each, little-endian */
};
bool mesogrid_take_header(struct mesogrid *m, size_t bytes);
bool mesogrid_take_report(struct mesogrid *m, const struct mesogrid_frame *frame);
/* A chunk or the end: end says which. What it gives was checked against the header and the progress. */
bool mesogrid_take_part(struct mesogrid *m, size_t bytes, struct mesogrid_chunk *chunk, bool *end);

#endif
