/* A gun that injects a grid, with a file for its flash and a file for the skin. It shows a port on POSIX sockets, and
 * can be killed at every step; the tests do so.
 *
 *     gun --connect HOST:PORT --request FILE --state FILE --skin FILE [--http10] [--chunk N] [--kill-step N] [--slow-us N]
 */
#define _DEFAULT_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "../mesogrid.h"

/* Exit codes. */
enum { COMPLETE = 0, USAGE = 2, CHANGED = 3, CORRUPT = 4, CONNECTION = 5, REFUSED = 6, LATER = 7, STATE = 8 };

enum { TIMEOUT_S = 30 }; /* without a byte */

enum { STATE_BYTES = 2 * MESOGRID_RECORD_BYTES };

struct gun {
	const struct mesogrid *client;
	const char *host, *port; /* of the service */
	int socket;              /* -1: not connected */
	int request, skin;
	int state;               /* -1: there is none yet */
	const char *state_path;
	uint32_t depth_um;
	uint64_t steps, kill_step; /* so far; to be killed before; 0: never */
	useconds_t slow_us;
	char error[200]; /* of the transport or of a file */
};

static int file_error(struct gun *g, const char *what) {
	snprintf(g->error, sizeof g->error, "%s: %s", what, strerror(errno));
	return -1;
}

/* A power cut, where the next step is the one. */
static void step(struct gun *g) {
	if (++g->steps == g->kill_step) {
		raise(SIGKILL);
	}
}

static int dial(struct gun *g) {
	struct addrinfo hints, *all;
	const struct timeval timeout = {TIMEOUT_S, 0};
	memset(&hints, 0, sizeof hints);
	hints.ai_socktype = SOCK_STREAM;
	int failed = getaddrinfo(g->host, g->port, &hints, &all);
	if (failed != 0) {
		snprintf(g->error, sizeof g->error, "%.60s: %s", g->host, gai_strerror(failed));
		return -1;
	}
	for (const struct addrinfo *a = all; a != NULL && g->socket < 0; a = a->ai_next) {
		g->socket = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
		if (g->socket >= 0 && (setsockopt(g->socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout) != 0 ||
		                       setsockopt(g->socket, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout) != 0 ||
		                       connect(g->socket, a->ai_addr, a->ai_addrlen) != 0)) {
			file_error(g, "connect");
			close(g->socket);
			g->socket = -1;
		}
	}
	freeaddrinfo(all);
	return g->socket < 0 ? -1 : 0;
}

static int gun_send(void *context, const void *data, size_t size) {
	struct gun *g = context;
	const char *at = data;
	if (g->socket < 0 && dial(g) != 0) {
		return -1;
	}
	while (size > 0) {
		ssize_t n = send(g->socket, at, size, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n < 0) {
			return file_error(g, "send");
		}
		at += n;
		size -= (size_t)n;
	}
	return 0;
}

static int gun_receive(void *context, void *to, size_t size) {
	struct gun *g = context;
	for (;;) {
		ssize_t n = recv(g->socket, to, size, 0);
		if (n >= 0) {
			return (int)n;
		}
		if (errno != EINTR) {
			return file_error(g, "receive");
		}
	}
}

static int gun_request(void *context, size_t offset, void *to, size_t size) {
	struct gun *g = context;
	ssize_t n = pread(g->request, to, size, (off_t)offset);
	return n == (ssize_t)size ? 0 : file_error(g, "request");
}

/* The slots lie one after the other. Without a file nothing was ever saved; one that is cut has lost what was. */
static int gun_load(void *context, int slot, uint8_t record[MESOGRID_RECORD_BYTES]) {
	struct gun *g = context;
	struct stat info;
	if (g->state < 0) {
		memset(record, 0xFF, MESOGRID_RECORD_BYTES);
		return 0;
	}
	if (fstat(g->state, &info) != 0) {
		return file_error(g, g->state_path);
	}
	if (info.st_size != STATE_BYTES) {
		snprintf(g->error, sizeof g->error, "%.120s: %lld bytes, want %d", g->state_path, (long long)info.st_size,
		         STATE_BYTES);
		return -1;
	}
	ssize_t n = pread(g->state, record, MESOGRID_RECORD_BYTES, (off_t)slot * MESOGRID_RECORD_BYTES);
	return n == MESOGRID_RECORD_BYTES ? 0 : file_error(g, g->state_path);
}

/* Makes both slots appear at once, blank. */
static int create_state(struct gun *g) {
	uint8_t blank[STATE_BYTES];
	char path[4096];
	memset(blank, 0xFF, sizeof blank);
	if ((size_t)snprintf(path, sizeof path, "%s.new", g->state_path) >= sizeof path) {
		errno = ENAMETOOLONG;
		return file_error(g, g->state_path);
	}
	g->state = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (g->state < 0 || pwrite(g->state, blank, sizeof blank, 0) != sizeof blank || fsync(g->state) != 0 ||
	    rename(path, g->state_path) != 0) {
		return file_error(g, g->state_path);
	}
	char *slash = strrchr(path, '/');
	if (slash != NULL) {
		slash[1] = 0;
	}
	int folder = open(slash != NULL ? path : ".", O_RDONLY | O_DIRECTORY);
	int synced = folder < 0 ? -1 : fsync(folder);
	if (folder >= 0) {
		close(folder);
	}
	return synced != 0 ? file_error(g, g->state_path) : 0;
}

static int gun_save(void *context, int slot, const uint8_t record[MESOGRID_RECORD_BYTES]) {
	struct gun *g = context;
	struct mesogrid_progress p;
	if (mesogrid_read_record(record, &p) && (p.intent || p.next > 0)) { /* else it is of the header */
		step(g);
	}
	if (g->state < 0 && create_state(g) != 0) {
		return -1;
	}
	ssize_t n = pwrite(g->state, record, MESOGRID_RECORD_BYTES, (off_t)slot * MESOGRID_RECORD_BYTES);
	if (n != MESOGRID_RECORD_BYTES || fdatasync(g->state) != 0) {
		return file_error(g, g->state_path);
	}
	return 0;
}

static int gun_header(void *context, const struct mesogrid_header *h) {
	struct gun *g = context;
	g->depth_um = h->depth_um;
	printf("header points=%" PRIu64 " crc=%08" PRIX32 " revision=%" PRIu32 " total_nl=%" PRIu64 " depth_um=%" PRIu32
	       " needle_mdeg=%" PRIu32 "\n",
	       h->key.point_count, h->key.crc32c, h->key.revision, h->total_volume_nl, h->depth_um, h->needle_angle_mdeg);
	if (g->client->has_progress && g->client->progress.next > 0) {
		fprintf(stderr, "gun: %s: goes on at point %" PRIu64 " of %" PRIu64 "\n", g->state_path, g->client->progress.next,
		        h->key.point_count);
	}
	return 0;
}

static int gun_ready(void *context, const struct mesogrid_point *p, bool refill) {
	(void)context;
	if (refill) {
		printf("refill %" PRIu64 "\n", p->index);
	}
	return 0;
}

static int gun_give(void *context, const struct mesogrid_point *p) {
	struct gun *g = context;
	uint8_t shot[24];
	const uint32_t words[6] = {(uint32_t)p->index, (uint32_t)(p->index >> 32), (uint32_t)p->x_um,
	                           (uint32_t)p->y_um,  p->volume_nl,               g->depth_um};
	for (int i = 0; i < 24; i++) {
		shot[i] = (uint8_t)(words[i / 4] >> 8 * (i % 4));
	}
	step(g); /* the needle moves */
	step(g);
	if (write(g->skin, shot, sizeof shot) != sizeof shot) {
		return file_error(g, "skin");
	}
	if (g->slow_us > 0) {
		usleep(g->slow_us);
	}
	return 0;
}

static int gun_doubt(void *context, const struct mesogrid_point *p) {
	(void)context;
	printf("doubt %" PRIu64 " %" PRId32 " %" PRId32 " %" PRIu32 "\n", p->index, p->x_um, p->y_um, p->volume_nl);
	return 0;
}

/* What is left of a run, as an exit code and a line. */
static int end(const struct gun *g, const struct mesogrid *m, enum mesogrid_result result) {
	static const int codes[] = {
		[MESOGRID_COMPLETE] = COMPLETE, [MESOGRID_CUT] = CONNECTION,  [MESOGRID_LATER] = LATER,
		[MESOGRID_REFUSED] = REFUSED,   [MESOGRID_CHANGED] = CHANGED, [MESOGRID_CORRUPT] = CORRUPT,
		[MESOGRID_STATE] = STATE,       [MESOGRID_STOPPED] = STATE,   [MESOGRID_LIMIT] = CORRUPT,
	};
	const struct mesogrid_progress *p = &m->progress;
	if (result == MESOGRID_COMPLETE) {
		printf("complete given=%" PRIu64 " doubt=%" PRIu64 "\n", p->next - p->doubts, p->doubts);
		if (m->status == 0) {
			fprintf(stderr, "gun: %s: was complete before, so nothing was given now; for another treatment take another file\n",
			        g->state_path);
		}
		return COMPLETE;
	}
	if (result == MESOGRID_CHANGED) {
		fprintf(stderr, "gun: %s is of another grid: use the request that it was begun with, or another state file: ", g->state_path);
	} else {
		fprintf(stderr, "gun: ");
	}
	fprintf(stderr, "%s", m->why);
	if (m->code[0] != 0) {
		fprintf(stderr, ": %s: %s", m->code, m->message);
	} else if (m->status != 0 && m->status != 200) {
		fprintf(stderr, ": HTTP %d", m->status);
	}
	fprintf(stderr, "%s%s\n", g->error[0] != 0 ? ": " : "", g->error);
	return codes[result];
}

static int usage(void) {
	fprintf(stderr, "gun: usage: gun --connect HOST:PORT --request FILE --state FILE --skin FILE [--http10] [--chunk N] "
	                "[--kill-step N] [--slow-us N]\n");
	return USAGE;
}

static int bad(const char *flag, const char *value, const char *rule) {
	fprintf(stderr, "gun: %s %s: %s\n", flag, value, rule);
	return USAGE;
}

static bool number(const char *text, uint64_t most, uint64_t *value) {
	char *rest;
	errno = 0;
	*value = strtoull(text, &rest, 10);
	return *text >= '0' && *text <= '9' && *rest == 0 && errno == 0 && *value <= most;
}

int main(int argc, char **argv) {
	static struct mesogrid m;
	static struct gun g;
	static char host[256];
	struct mesogrid_port port = {
		.context = &g,       .request = gun_request, .send = gun_send,   .receive = gun_receive, .load = gun_load,
		.save = gun_save,    .header = gun_header,   .ready = gun_ready, .give = gun_give,       .doubt = gun_doubt,
	};
	const char *connect_to = NULL, *request = NULL, *state = NULL, *skin = NULL;
	g.client = &m;
	g.socket = -1;
	for (int i = 1; i < argc; i++) {
		const char *flag = argv[i];
		uint64_t value = 0;
		if (strcmp(flag, "--http10") == 0) {
			port.http10 = true;
			continue;
		}
		if (++i == argc) {
			return usage();
		}
		if (strcmp(flag, "--connect") == 0) {
			connect_to = argv[i];
		} else if (strcmp(flag, "--request") == 0) {
			request = argv[i];
		} else if (strcmp(flag, "--state") == 0) {
			state = argv[i];
		} else if (strcmp(flag, "--skin") == 0) {
			skin = argv[i];
		} else if (strcmp(flag, "--chunk") == 0) {
			if (!number(argv[i], MESOGRID_CHUNK_POINTS, &value) || value == 0) {
				char rule[40];
				snprintf(rule, sizeof rule, "give 1 to %d points", MESOGRID_CHUNK_POINTS);
				return bad(flag, argv[i], rule);
			}
			port.chunk_points = (uint32_t)value;
		} else if (strcmp(flag, "--kill-step") == 0) {
			if (!number(argv[i], UINT64_MAX, &g.kill_step)) {
				return bad(flag, argv[i], "give the number of a step; 0: never");
			}
		} else if (strcmp(flag, "--slow-us") == 0) {
			if (!number(argv[i], 999999, &value)) {
				return bad(flag, argv[i], "give 0 to 999999 microseconds, as a number alone");
			}
			g.slow_us = (useconds_t)value;
		} else {
			return usage();
		}
	}
	const char *colon = connect_to != NULL ? strrchr(connect_to, ':') : NULL;
	if (connect_to == NULL || request == NULL || state == NULL || skin == NULL) {
		return usage();
	}
	if (colon == NULL || strstr(connect_to, "://") != NULL || (size_t)(colon - connect_to) >= sizeof host) {
		return bad("--connect", connect_to, "give HOST:PORT of the service's HTTP port, such as 127.0.0.1:7172");
	}
	memcpy(host, connect_to, (size_t)(colon - connect_to));
	port.host = connect_to;
	g.host = host;
	g.port = colon + 1;
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);

	struct stat info;
	g.request = open(request, O_RDONLY);
	if (g.request < 0 || fstat(g.request, &info) != 0) {
		fprintf(stderr, "gun: %s: %s\n", request, strerror(errno));
		return USAGE;
	}
	port.request_bytes = (size_t)info.st_size;
	g.state_path = state;
	char path[4096];
	if ((size_t)snprintf(path, sizeof path, "%s.lock", state) >= sizeof path) {
		return bad("--state", state, "is too long");
	}
	int lock = open(path, O_RDWR | O_CREAT, 0600); /* is let go at the end, however that comes */
	if (lock < 0 || flock(lock, LOCK_EX | LOCK_NB) != 0) {
		fprintf(stderr, "gun: %s: %s\n", path, errno == EWOULDBLOCK ? "another gun is at work with this state" : strerror(errno));
		return STATE;
	}
	g.state = open(state, O_RDWR);
	if (g.state < 0 && errno != ENOENT) {
		fprintf(stderr, "gun: %s: %s\n", state, strerror(errno));
		return STATE;
	}
	g.skin = open(skin, O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (g.skin < 0) {
		fprintf(stderr, "gun: %s: %s\n", skin, strerror(errno));
		return STATE;
	}
	return end(&g, &m, mesogrid_run(&m, &port));
}
