/* What is asked: one POST, whose body is one frame with the request and the client's own fields after it. */
#include <string.h>

#include "contract.h"
#include "internal.h"

static bool send_all(struct mesogrid *m, const void *data, size_t size) {
	if (size > 0 && m->port->send(m->port->context, data, size) != 0) {
		return mesogrid_fail(m, MESOGRID_CUT, "the request cannot be sent");
	}
	return true;
}

static bool send_text(struct mesogrid *m, const char *text) { return text == NULL || send_all(m, text, strlen(text)); }

/* The next part of the request, into the buffer that is for the answer later. */
static bool read_part(struct mesogrid *m, size_t offset, size_t *size) {
	*size = m->port->request_bytes - offset;
	if (*size > sizeof m->http.received) {
		*size = sizeof m->http.received;
	}
	if (m->port->request(m->port->context, offset, m->http.received, *size) != 0) {
		return mesogrid_fail(m, MESOGRID_STATE, "the request cannot be read");
	}
	return true;
}

bool mesogrid_request_crc32c(struct mesogrid *m, uint32_t *crc) {
	*crc = 0;
	for (size_t at = 0, size; at < m->port->request_bytes; at += size) {
		if (!read_part(m, at, &size)) {
			return false;
		}
		*crc = mesogrid_crc32c(*crc, m->http.received, size);
	}
	return true;
}

static size_t put_varint(uint8_t *to, uint64_t value) {
	size_t n = 0;
	for (; value > 0x7F; value >>= 7) {
		to[n++] = (uint8_t)(value | 0x80);
	}
	to[n++] = (uint8_t)value;
	return n;
}

enum { LENGTH = 2, FIXED32 = 5 }; /* wire types; that of integers is 0 */

static size_t put_field(uint8_t *to, uint32_t tag, uint64_t value) {
	size_t n = put_varint(to, tag << 3);
	return n + put_varint(to + n, value);
}

static size_t put_key(uint8_t *to, const struct mesogrid_key *key) {
	size_t n = put_field(to, mesogrid_v1_GridKey_point_count_tag, key->point_count);
	n += put_varint(to + n, mesogrid_v1_GridKey_crc32c_tag << 3 | FIXED32);
	mesogrid_put_u32(to + n, key->crc32c);
	n += 4;
	return n + put_field(to + n, mesogrid_v1_GridKey_revision_tag, key->revision);
}

/* The client's own fields. They stand last, so they hold whatever the request says, zeros too. */
enum { OWN_FIELDS = 64 };
static size_t put_own_fields(const struct mesogrid *m, uint8_t to[OWN_FIELDS]) {
	uint32_t points = m->port->chunk_points;
	size_t n = put_field(to, mesogrid_v1_StreamGridRequest_first_point_tag, m->has_progress ? m->progress.next : 0);
	n += put_field(to + n, mesogrid_v1_StreamGridRequest_chunk_points_tag, points > 0 ? points : MESOGRID_CHUNK_POINTS);
	if (m->has_progress) {
		uint8_t key[24];
		size_t size = put_key(key, &m->progress.key);
		n += put_varint(to + n, mesogrid_v1_StreamGridRequest_expect_tag << 3 | LENGTH);
		n += put_varint(to + n, size);
		memcpy(to + n, key, size);
		n += size;
	}
	return n;
}

static bool send_decimal(struct mesogrid *m, uint32_t value) {
	char digits[10];
	size_t n = sizeof digits;
	do {
		digits[--n] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	return send_all(m, digits + n, sizeof digits - n);
}

bool mesogrid_ask(struct mesogrid *m) {
	const struct mesogrid_port *port = m->port;
	uint8_t own[OWN_FIELDS], frame[5] = {0};
	size_t own_bytes = put_own_fields(m, own);
	if (port->request_bytes > UINT32_MAX - sizeof frame - own_bytes) {
		return mesogrid_fail(m, MESOGRID_LIMIT, "the request is longer than a frame can be");
	}
	uint32_t bytes = (uint32_t)(port->request_bytes + own_bytes);
	for (int i = 0; i < 4; i++) {
		frame[1 + i] = (uint8_t)(bytes >> (24 - 8 * i));
	}
	if (!send_text(m, "POST ") || !send_text(m, port->prefix) ||
	    !send_text(m, "/mesogrid.v1.GridService/StreamGrid HTTP/1.") ||
	    !send_text(m, port->http10 ? "0\r\nHost: " : "1\r\nHost: ") || !send_text(m, port->host) ||
	    !send_text(m, "\r\nContent-Type: application/connect+proto\r\nConnect-Protocol-Version: 1\r\n"
	                  "Connection: close\r\nContent-Length: ") ||
	    !send_decimal(m, (uint32_t)(bytes + sizeof frame)) || !send_text(m, "\r\n") || !send_text(m, port->headers) ||
	    !send_text(m, "\r\n") || !send_all(m, frame, sizeof frame)) {
		return false;
	}
	for (size_t at = 0, size; at < port->request_bytes; at += size) {
		if (!read_part(m, at, &size) || !send_all(m, m->http.received, size)) {
			return false;
		}
	}
	return send_all(m, own, own_bytes);
}
