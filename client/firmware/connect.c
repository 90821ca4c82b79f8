/* Frames of a Connect stream: a byte of flags, 4 bytes of length, big-endian, and a message; in the last one, JSON. */
#include <string.h>

#include "internal.h"

enum { COMPRESSED = 1, LAST = 2 };

bool mesogrid_next_frame(struct mesogrid *m, struct mesogrid_frame *frame) {
	uint8_t head[5];
	size_t got;
	if (!mesogrid_http_body(m, head, sizeof head, &got)) {
		return false;
	}
	if (got < sizeof head) {
		return mesogrid_fail(m, MESOGRID_CUT, "the stream ends without its end frame");
	}
	if (head[0] & COMPRESSED) {
		return mesogrid_fail(m, MESOGRID_CORRUPT, "a frame is compressed");
	}
	if (head[0] & ~LAST) {
		return mesogrid_fail(m, MESOGRID_CORRUPT, "the flags of a frame");
	}
	frame->last = head[0] == LAST;
	frame->bytes = (uint32_t)head[1] << 24 | (uint32_t)head[2] << 16 | (uint32_t)head[3] << 8 | head[4];
	return true;
}

static bool read_exactly(struct mesogrid *m, void *to, size_t size) {
	size_t got;
	if (!mesogrid_http_body(m, to, size, &got)) {
		return false;
	}
	return got == size ? true : mesogrid_fail(m, MESOGRID_CUT, "the stream ends within a frame");
}

bool mesogrid_read_frame(struct mesogrid *m, const struct mesogrid_frame *frame) {
	if (frame->bytes > sizeof m->message_bytes) {
		return mesogrid_fail(m, MESOGRID_LIMIT, "a message is longer than was asked for");
	}
	return read_exactly(m, m->message_bytes, frame->bytes);
}

bool mesogrid_skip(struct mesogrid *m, uint32_t bytes) {
	while (bytes > 0) {
		uint32_t part = bytes < sizeof m->message_bytes ? bytes : (uint32_t)sizeof m->message_bytes;
		if (!read_exactly(m, m->message_bytes, part)) {
			return false;
		}
		bytes -= part;
	}
	return true;
}

/* A scanner for {"error": {"code": "...", "message": "..."}}, byte by byte. It knows strings and depths, no more, and
 * takes whatever else is there for what it may be. */
struct scan {
	uint8_t depth;     /* of objects and arrays */
	bool ended;        /* the outermost object is */
	bool in_string, escaped;
	uint8_t unicode;   /* digits of \u that are still to come */
	uint16_t rune;     /* of them */
	bool is_value;     /* a colon came at this depth, and no comma since */
	bool is_error;     /* the last name at depth 1 is "error" */
	bool in_error;     /* depth 2 is its object */
	bool found;        /* an error that is not null */
	char name[9];      /* the last string that is no value */
	uint8_t name_size;
	char *to;          /* where a value goes; NULL: nowhere */
	size_t room, size; /* of it */
};

/* A character of a string. Those that could break a line become spaces. */
static void scan_char(struct scan *s, char c) {
	if ((unsigned char)c < 0x20 || c == 0x7F) {
		c = ' ';
	}
	if (!s->is_value) {
		if (s->name_size < sizeof s->name - 1) {
			s->name[s->name_size++] = c;
		} else {
			s->name_size = sizeof s->name; /* too long to be one of ours */
		}
	} else if (s->to != NULL && s->size + 1 < s->room) {
		s->to[s->size++] = c;
		s->to[s->size] = 0;
	}
}

static bool scan_string(struct scan *s, char c) {
	if (s->unicode > 0) {
		const int digit = mesogrid_hex(c);
		if (digit < 0) {
			return false;
		}
		s->rune = (uint16_t)(s->rune << 4 | digit);
		if (--s->unicode == 0) {
			scan_char(s, s->rune < 0x80 ? (char)s->rune : '?');
		}
	} else if (s->escaped) {
		s->escaped = false;
		if (c == 'u') {
			s->unicode = 4;
			s->rune = 0;
		} else {
			scan_char(s, strchr("bfnrt", c) != NULL ? ' ' : c);
		}
	} else if (c == '\\') {
		s->escaped = true;
	} else if (c == '"') {
		s->in_string = false;
	} else {
		scan_char(s, c);
	}
	return true;
}

static bool is_name(const struct scan *s, const char *name) {
	return s->name_size == strlen(name) && memcmp(s->name, name, s->name_size) == 0;
}

static void scan_string_begins(struct mesogrid *m, struct scan *s) {
	s->in_string = true;
	s->to = NULL;
	if (!s->is_value) {
		s->name_size = 0;
	} else if (s->in_error && s->depth == 2) {
		if (is_name(s, "code")) {
			s->to = m->code;
			s->room = sizeof m->code;
		} else if (is_name(s, "message")) {
			s->to = m->message;
			s->room = sizeof m->message;
		}
		s->size = 0;
	}
}

static bool scan_byte(struct mesogrid *m, struct scan *s, char c) {
	if (s->in_string) {
		return scan_string(s, c);
	}
	if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
		return true;
	}
	if (s->ended || (s->depth == 0 && c != '{')) {
		return false;
	}
	if (s->depth == 1 && s->is_value && s->is_error) {
		s->found = s->found || c != 'n'; /* null is none */
		s->in_error = c == '{';
		s->is_error = false;
	}
	switch (c) {
	case '{': case '[':
		s->is_value = false;
		return ++s->depth < 100;
	case '}': case ']':
		s->is_value = true; /* it was one, in what is around it */
		s->ended = --s->depth == 0;
		s->in_error = s->in_error && s->depth >= 2;
		break;
	case ',':
		s->is_value = false;
		s->is_error = s->is_error && s->depth > 1;
		break;
	case ':':
		s->is_value = true;
		s->is_error = s->depth == 1 ? is_name(s, "error") : s->is_error;
		break;
	case '"':
		scan_string_begins(m, s);
		break;
	default: /* numbers, true, false, null */
		break;
	}
	return true;
}

static bool refusal(struct mesogrid *m) {
	if (strcmp(m->code, "aborted") == 0) {
		return mesogrid_fail(m, MESOGRID_CHANGED, "the service computes another grid");
	}
	if (strcmp(m->code, "unavailable") == 0 || strcmp(m->code, "resource_exhausted") == 0) {
		return mesogrid_fail(m, MESOGRID_LATER, "the service says to ask later");
	}
	return mesogrid_fail(m, MESOGRID_REFUSED, "the service refuses");
}

bool mesogrid_read_end(struct mesogrid *m, const struct mesogrid_frame *frame) {
	struct scan s;
	uint8_t byte;
	size_t got;
	memset(&s, 0, sizeof s);
	for (uint32_t i = 0; i < frame->bytes; i++) {
		if (!read_exactly(m, &byte, 1)) {
			return false;
		}
		if (!scan_byte(m, &s, (char)byte)) {
			return mesogrid_fail(m, MESOGRID_CORRUPT, "the JSON of the end frame");
		}
	}
	if (!s.ended) {
		return mesogrid_fail(m, MESOGRID_CORRUPT, "the JSON of the end frame");
	}
	/* HTTP must end here too. */
	if (!mesogrid_http_body(m, &byte, 1, &got)) {
		return false;
	}
	if (got > 0) {
		return mesogrid_fail(m, MESOGRID_CORRUPT, "bytes follow the end frame");
	}
	return s.found ? refusal(m) : true;
}
