package server

import (
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc/codes"
)

// meter counts calls. A nil meter counts nothing.
type meter struct {
	requests  *prometheus.CounterVec
	refusals  *prometheus.CounterVec
	latency   *prometheus.HistogramVec
	computing *prometheus.HistogramVec
	points    *prometheus.CounterVec
	panics    prometheus.Counter
}

// seconds are the bounds of histograms: from the fastest call to the longest stream.
var seconds = prometheus.ExponentialBuckets(25e-6, 4, 12)

// newMeter registers what the server counts; nil without a registry.
func newMeter(registry prometheus.Registerer, s *Server) *meter {
	if registry == nil {
		return nil
	}
	m := &meter{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "mesogrid_requests_total", Help: "Calls that have ended, by method and code."}, []string{"method", "code"}),
		refusals: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "mesogrid_refusals_total", Help: "Calls that failed, by method and the reason in their ErrorInfo; " +
				"empty where the transport refused."}, []string{"method", "reason"}),
		latency: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "mesogrid_request_duration_seconds", Help: "Time from a request to the end of its answer, waiting included.",
			Buckets: seconds}, []string{"method"}),
		computing: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "mesogrid_computing_seconds", Help: "Time that a call computed.", Buckets: seconds}, []string{"method"}),
		points: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "mesogrid_points_total", Help: "Points in answers, resumed and omitted ones not counted."}, []string{"method"}),
		panics: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "mesogrid_panics_total", Help: "Calls that failed by a fault of the server."}),
	}
	gauge := func(name, help string, value func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value)
	}
	registry.MustRegister(m.requests, m.refusals, m.latency, m.computing, m.points, m.panics,
		gauge("mesogrid_queue_waiting", "Calls that wait for their turn to compute.", func() float64 {
			waiting, _, _ := s.gate.load()
			return float64(waiting)
		}),
		gauge("mesogrid_queue_computing", "Calls that compute.", func() float64 {
			_, computing, _ := s.gate.load()
			return float64(computing)
		}),
		gauge("mesogrid_queue_backlog_seconds", "Work that was let in and is not done, as estimated.", func() float64 {
			_, _, backlog := s.gate.load()
			return backlog.Seconds()
		}),
		gauge("mesogrid_requests_in_flight", "Requests under way, from their headers to their end.", func() float64 {
			return float64(s.crowd.now.Load())
		}),
		gauge("mesogrid_unread_bytes", "Bytes of requests that wait, and of answers that clients may not have taken.", func() float64 {
			return float64(s.outbox.bytes.Load())
		}),
	)
	return m
}

// methodMeter counts the calls of one method. A nil one counts nothing.
type methodMeter struct {
	meter   *meter
	method  string
	ok      prometheus.Counter
	latency prometheus.Observer

	computing prometheus.Observer // these two are nil where a method does not compute
	points    prometheus.Counter
}

// of is the meter of a method, looked up once.
func (m *meter) of(method string) *methodMeter {
	if m == nil {
		return nil
	}
	name := strings.TrimPrefix(method, "/")
	of := &methodMeter{meter: m, method: name, latency: m.latency.WithLabelValues(name),
		ok: m.requests.WithLabelValues(name, codes.OK.String())}
	if isOurs(method) {
		of.computing, of.points = m.computing.WithLabelValues(name), m.points.WithLabelValues(name)
	}
	return of
}

func (m *methodMeter) finished(c *call, code codes.Code, reason string, took time.Duration) {
	if m == nil {
		return
	}
	m.latency.Observe(took.Seconds())
	if code == codes.OK {
		m.ok.Inc()
	} else {
		m.meter.requests.WithLabelValues(m.method, code.String()).Inc()
		m.meter.refusals.WithLabelValues(m.method, reason).Inc()
	}
	if m.computing != nil {
		m.computing.Observe(c.turn.computed.Seconds())
		m.points.Add(float64(c.points))
	}
}

func (m *meter) panicked() {
	if m != nil {
		m.panics.Inc()
	}
}
