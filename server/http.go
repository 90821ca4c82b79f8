package server

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"connectrpc.com/connect/v2/connectgzip"
	"connectrpc.com/connect/v2/connecthttp"
	connectcors "connectrpc.com/cors"
	"github.com/rs/cors"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"github.com/mesogrid/mesogrid/server/page"
)

// HTTP is the service for net/http: Connect in JSON and binary, gRPC-Web and gRPC, over HTTP/1.1 and HTTP/2, with /healthz
// (the process lives), /readyz (it takes requests), /mesogrid.v1/stencil.pdf (a grid on paper) and the planning page at / for
// browsers. Its handler, timeouts and limits are set.
func (s *Server) HTTP() *http.Server {
	c := &s.cfg
	mux := http.NewServeMux()
	calls := newConnectRegistrar()
	s.register(guarded{GRPCServer: calls, server: s})
	calls.mount(mux, connectCodecs(),
		connecthttp.WithReadMaxBytes(jsonFactor*c.MaxReceiveBytes),
		connecthttp.WithSendMaxBytes(jsonFactor*c.MaxSendBytes),
		connecthttp.WithCompressors(connectgzip.New(connectgzip.WithLevel(gzipLevel))),
		connecthttp.WithCompressMinBytes(compressBytes))
	mux.HandleFunc("POST "+ours+"v1/"+stencilMethod, s.serveStencil())
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if s.draining.Err() != nil {
			say(w, http.StatusServiceUnavailable, "draining")
			return
		}
		say(w, http.StatusOK, "ready")
	})
	if !c.NoPage {
		page.Mount(mux)
	}

	var handler http.Handler = mux
	if c.Traces != nil {
		handler = otelhttp.NewHandler(handler, "mesogrid", otelhttp.WithTracerProvider(c.Traces),
			otelhttp.WithPropagators(traceContext), otelhttp.WithFilter(func(r *http.Request) bool { return isOurs(r.URL.Path) }))
	}
	handler = notForOthers(c.Origins, handler)
	if len(c.Origins) > 0 {
		handler = cors.New(cors.Options{
			AllowedOrigins: c.Origins, AllowedMethods: connectcors.AllowedMethods(),
			AllowedHeaders: append(connectcors.AllowedHeaders(), "Traceparent"),
			ExposedHeaders: append(connectcors.ExposedHeaders(), computingKey, "Trailer-"+computingKey),
			MaxAge:         7_200, // seconds; Chromium keeps it no longer
		}).Handler(handler)
	}
	return &http.Server{
		Handler:           patient(handler, c.StallTimeout),
		BaseContext:       onLoopback,
		ReadHeaderTimeout: c.ConnectionTimeout,
		ReadTimeout:       c.StallTimeout, // of a whole request
		IdleTimeout:       c.MaxConnectionIdle,
		MaxHeaderBytes:    int(c.MaxHeaderListBytes),
		Protocols:         httpProtocols(),
		HTTP2: &http.HTTP2Config{
			MaxConcurrentStreams: int(c.MaxConcurrentStreams),
			SendPingTimeout:      c.KeepaliveTime,
			PingTimeout:          c.KeepaliveTimeout,
			WriteByteTimeout:     c.StallTimeout,
		},
	}
}

const (
	// jsonFactor is how much larger a message may be in JSON than in binary form: 12 characters for 4 bytes.
	jsonFactor = 3
	// Answers are compressed for clients that ask for it, and fast: coordinates do not get much smaller.
	gzipLevel     = 1
	compressBytes = 1 << 10
)

// httpProtocols has HTTP/2 without TLS too: it is what gRPC speaks on a plain port.
func httpProtocols() *http.Protocols {
	p := new(http.Protocols)
	p.SetHTTP1(true)
	p.SetHTTP2(true)
	p.SetUnencryptedHTTP2(true)
	return p
}

func say(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_, _ = io.WriteString(w, text+"\n") // a client that is gone need not be told
}

// patient gives the client so long to take each piece of an answer: a stream may last for hours, but not stand still.
func patient(next http.Handler, stall time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := &patientWriter{ResponseWriter: w, control: http.NewResponseController(w), stall: stall, resets: r.ProtoMajor > 1}
		if !p.resets {
			p.extend() // for 100 Continue, and over the deadline of the request before
		}
		next.ServeHTTP(p, r)
	})
}

// pieceBytes is how much is written by one deadline: a client takes it in time over any line that is of use.
const pieceBytes = 32 << 10

type patientWriter struct {
	http.ResponseWriter
	control *http.ResponseController
	stall   time.Duration
	resets  bool // HTTP/2: a deadline resets the stream when it comes, whether or not anything is being written
}

// extend fails on what is no connection of net/http, which has no deadlines either.
func (w *patientWriter) extend() { _ = w.control.SetWriteDeadline(time.Now().Add(w.stall)) }

func (w *patientWriter) Write(b []byte) (written int, err error) {
	for {
		piece := b[written:min(written+pieceBytes, len(b))]
		w.extend()
		n, err := w.ResponseWriter.Write(piece)
		if written += n; err != nil || written == len(b) {
			return written, err
		}
	}
}

// Flush is for those who look for an http.Flusher. All is written then, and what comes next may have to be computed.
func (w *patientWriter) Flush() {
	w.extend()
	err := w.control.Flush() // comes again with the next write
	if err == nil && w.resets {
		_ = w.control.SetWriteDeadline(time.Time{})
	}
}

// Unwrap is for http.ResponseController.
func (w *patientWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// CheckOrigins tells what is wrong with the origins of a configuration, whose pages may call the service.
func CheckOrigins(origins []string) error {
	for k, origin := range origins {
		u, err := url.Parse(origin)
		switch {
		case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.Scheme+"://"+u.Host != origin:
			return fmt.Errorf("%q is no origin: give scheme and host, such as https://planning.example", origin)
		case slices.Contains(origins[:k], origin):
			return fmt.Errorf("%s is given twice", origin)
		}
	}
	return nil
}
