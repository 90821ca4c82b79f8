/* The answer of HTTP/1.1 or 1.0: its head, and a body that is chunked, has a length, or goes on until the other side
 * closes. What could be read in two ways is refused. */
#include <string.h>

#include "internal.h"

enum { UNTIL_CLOSE, BY_LENGTH, CHUNKED, ENDED };

/* The most bytes of status lines, headers, chunk extensions and trailers of one answer. It ends what would never. */
#define MOST_LINE_BYTES 65536u

/* The next byte as it came; -1 at the end or on a failure, which fail tells apart. */
static int next_byte(struct mesogrid *m) {
	if (m->http.at == m->http.end) {
		int n = m->port->receive(m->port->context, m->http.received, sizeof m->http.received);
		if (n < 0 || (size_t)n > sizeof m->http.received) {
			mesogrid_fail(m, MESOGRID_CUT, "the connection failed");
			return -1;
		}
		if (n == 0) {
			return -1;
		}
		m->http.at = 0;
		m->http.end = (uint16_t)n;
	}
	return m->http.received[m->http.at++];
}

static bool cut(struct mesogrid *m) { return mesogrid_fail(m, MESOGRID_CUT, "the connection was cut off"); }

static bool corrupt(struct mesogrid *m, const char *why) { return mesogrid_fail(m, MESOGRID_CORRUPT, why); }

/* Reads a line, without its end, as a string. Of a long one it keeps the beginning. */
static bool read_line(struct mesogrid *m, char *to, size_t size, bool *whole) {
	size_t n = 0;
	*whole = true;
	for (;;) {
		int c = next_byte(m);
		if (c < 0) {
			return cut(m);
		}
		if (++m->http.lines > MOST_LINE_BYTES) {
			return corrupt(m, "the head of the answer is too long");
		}
		if (c == '\n') {
			break;
		}
		if (c == 0) {
			return corrupt(m, "a zero byte in the head of the answer: it is not HTTP");
		}
		if (n + 1 < size) {
			to[n++] = (char)c;
		} else {
			*whole = false;
		}
	}
	if (n > 0 && to[n - 1] == '\r') {
		n--;
	}
	to[n] = 0;
	return true;
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

/* Compares without regard to case; gives what follows prefix in text, or NULL. */
static const char *after(const char *text, const char *prefix) {
	for (; *prefix != 0; text++, prefix++) {
		if (lower(*text) != *prefix) {
			return NULL;
		}
	}
	return text;
}

static const char *skip_spaces(const char *text) {
	while (*text == ' ' || *text == '\t') {
		text++;
	}
	return text;
}

/* True when text is word, whatever follows after a space or one of the characters of more. */
static bool is_word(const char *text, const char *word, const char *more) {
	const char *rest = after(text, word);
	if (rest == NULL) {
		return false;
	}
	rest = skip_spaces(rest);
	return *rest == 0 || strchr(more, *rest) != NULL;
}

/* What the head says of the body. */
struct head {
	bool chunked, has_length, has_type, old;
	uint64_t length;
};

static bool take_length(struct mesogrid *m, struct head *h, const char *text) {
	uint64_t length = 0;
	int digits = 0;
	for (; *text >= '0' && *text <= '9'; text++) {
		if (++digits > 18) {
			break;
		}
		length = 10 * length + (uint64_t)(*text - '0');
	}
	if (digits == 0 || *skip_spaces(text) != 0 || (h->has_length && h->length != length)) {
		return corrupt(m, "the Content-Length of the answer");
	}
	h->has_length = true;
	h->length = length;
	return true;
}

static bool take_header_line(struct mesogrid *m, struct head *h, const char *line, bool whole) {
	const char *value;
	if (*line == ' ' || *line == '\t' || *line == ':') {
		return corrupt(m, "a header line of the answer");
	}
	if ((value = after(line, "content-length:")) != NULL) {
		return whole ? take_length(m, h, skip_spaces(value)) : corrupt(m, "the Content-Length of the answer");
	}
	if ((value = after(line, "transfer-encoding:")) != NULL) {
		if (h->chunked || !whole || !is_word(skip_spaces(value), "chunked", "")) {
			return corrupt(m, "the Transfer-Encoding of the answer");
		}
		h->chunked = true;
	} else if ((value = after(line, "content-type:")) != NULL) {
		h->has_type = is_word(skip_spaces(value), "application/connect+proto", ";");
	} else if ((value = after(line, "content-encoding:")) != NULL ||
	           (value = after(line, "connect-content-encoding:")) != NULL) {
		if (!is_word(skip_spaces(value), "identity", "")) {
			return corrupt(m, "the answer is compressed");
		}
	}
	return true;
}

/* The status line, such as "HTTP/1.1 200 OK". */
static bool take_status(struct mesogrid *m, struct head *h, const char *line) {
	if (strncmp(line, "HTTP/1.", 7) != 0 || (line[7] != '0' && line[7] != '1') || line[8] != ' ') {
		return corrupt(m, "the answer is not of HTTP/1");
	}
	h->old = line[7] == '0';
	m->status = 0;
	for (int i = 9; i < 12; i++) {
		if (line[i] < '0' || line[i] > '9') {
			return corrupt(m, "the status of the answer");
		}
		m->status = 10 * m->status + (line[i] - '0');
	}
	return (line[12] == 0 || line[12] == ' ') && m->status >= 100 ? true : corrupt(m, "the status of the answer");
}

/* Lines are read to where messages will be. */
static bool read_head(struct mesogrid *m, struct head *h) {
	char *line = (char *)m->message_bytes;
	bool whole;
	memset(h, 0, sizeof *h);
	if (!read_line(m, line, sizeof m->message_bytes, &whole) || !take_status(m, h, line)) {
		return false;
	}
	for (;;) {
		if (!read_line(m, line, sizeof m->message_bytes, &whole)) {
			return false;
		}
		if (*line == 0) {
			return true;
		}
		if (!take_header_line(m, h, line, whole)) {
			return false;
		}
	}
}

bool mesogrid_http_head(struct mesogrid *m) {
	struct head h;
	m->http.at = m->http.end = 0;
	m->http.lines = 0;
	m->http.in_chunk = false;
	do {
		if (!read_head(m, &h)) {
			return false;
		}
	} while (m->status < 200 && m->status != 101); /* an interim answer; the final one follows */
	switch (m->status) {
	case 200:
		break;
	case 429: case 502: case 503: case 504: /* what Connect takes for "unavailable" */
		return mesogrid_fail(m, MESOGRID_LATER, "HTTP says to ask later");
	default:
		return mesogrid_fail(m, MESOGRID_REFUSED, "HTTP refuses");
	}
	if (!h.has_type) {
		return corrupt(m, "the Content-Type of the answer is not application/connect+proto");
	}
	if (h.chunked && (h.has_length || h.old)) {
		return corrupt(m, "the answer has two lengths");
	}
	m->http.body = h.chunked ? CHUNKED : h.has_length ? BY_LENGTH : UNTIL_CLOSE;
	m->http.left = h.chunked ? 0 : h.has_length ? h.length : UINT64_MAX;
	return true;
}

/* The end of the data of a chunk: an empty line and nothing else. */
static bool end_chunk(struct mesogrid *m) {
	int c = next_byte(m);
	if (c == '\r') {
		c = next_byte(m);
	}
	if (c < 0) {
		return cut(m);
	}
	return c == '\n' ? true : corrupt(m, "a chunk of HTTP is longer than it says");
}

int mesogrid_hex(char c) {
	c = lower(c);
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The line before a chunk: its size, and extensions that mean nothing to us. After the last, the trailers. */
static bool next_chunk(struct mesogrid *m) {
	char line[24]; /* message_bytes may hold half a message */
	uint64_t size = 0;
	int digits = 0;
	bool whole;
	if (m->http.in_chunk && !end_chunk(m)) {
		return false;
	}
	if (!read_line(m, line, sizeof line, &whole)) {
		return false;
	}
	for (; mesogrid_hex(line[digits]) >= 0; digits++) {
		if (digits == 15) {
			return corrupt(m, "the size of a chunk of HTTP");
		}
		size = size << 4 | (uint64_t)mesogrid_hex(line[digits]);
	}
	const char *rest = skip_spaces(line + digits);
	if (digits == 0 || (*rest != 0 && *rest != ';')) {
		return corrupt(m, "the size of a chunk of HTTP");
	}
	m->http.in_chunk = true;
	m->http.left = size;
	if (size > 0) {
		return true;
	}
	do {
		if (!read_line(m, line, sizeof line, &whole)) {
			return false;
		}
	} while (line[0] != 0);
	m->http.body = ENDED;
	return true;
}

bool mesogrid_http_body(struct mesogrid *m, void *to, size_t size, size_t *got) {
	uint8_t *out = to;
	*got = 0;
	while (*got < size) {
		if (m->http.left == 0) {
			if (m->http.body == BY_LENGTH) {
				m->http.body = ENDED;
			}
			if (m->http.body == ENDED) {
				return true;
			}
			if (!next_chunk(m)) {
				return false;
			}
			continue;
		}
		int c = next_byte(m);
		if (c < 0) {
			if (m->http.body == UNTIL_CLOSE && m->result == MESOGRID_COMPLETE) {
				m->http.left = 0;
				m->http.body = ENDED;
				return true;
			}
			return cut(m);
		}
		out[(*got)++] = (uint8_t)c;
		m->http.left--;
	}
	return true;
}
