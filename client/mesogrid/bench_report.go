package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"text/tabwriter"
	"time"
)

// benchReport is what a run came to: the JSON object that help describes.
type benchReport struct {
	Case        string            `json:"case"`
	Method      string            `json:"method"`
	OmitPoints  bool              `json:"omit_points"`
	Checked     bool              `json:"checked"`
	Loop        string            `json:"loop"`
	Rate        float64           `json:"rate_per_s,omitempty"`
	Concurrency int               `json:"concurrency"`
	Connections int               `json:"connections"`
	Measured    float64           `json:"measured_s"`
	Requests    uint64            `json:"requests"`
	Codes       map[string]uint64 `json:"by_code"`
	NotSent     uint64            `json:"not_sent"`
	CutOff      uint64            `json:"cut_off"`
	PerSecond   float64           `json:"requests_per_s"`
	Points      float64           `json:"points_per_s"`
	Bytes       float64           `json:"bytes_per_s"`
	Latency     *timesReport      `json:"latency_us,omitempty"`
	Failed      *timesReport      `json:"failed_us,omitempty"`
	Computing   *timesReport      `json:"computing_us,omitempty"`
}

// timesReport is a distribution in microseconds.
type timesReport struct {
	Count int64   `json:"count"`
	Mean  float64 `json:"mean"`
	Min   int64   `json:"min"`
	P50   int64   `json:"p50"`
	P90   int64   `json:"p90"`
	P99   int64   `json:"p99"`
	P999  int64   `json:"p999"`
	Max   int64   `json:"max"`
}

func newBenchReport(b *benchTask, t *tally, measured time.Duration) *benchReport {
	r := &benchReport{
		Case: b.name, Method: "GenerateGrid", OmitPoints: b.omit, Checked: b.check, Loop: "closed", Rate: b.rate,
		Concurrency: b.concurrency, Connections: b.connections, Measured: measured.Seconds(),
		Requests: t.requests(), Codes: t.codes, NotSent: t.notSent, CutOff: t.cutOff,
		Latency: t.ok.report(), Failed: t.failed.report(), Computing: t.computing.report(),
	}
	if b.stream {
		r.Method = "StreamGrid"
	}
	if b.rate > 0 {
		r.Loop = "open"
	}
	if s := measured.Seconds(); s > 0 {
		r.PerSecond, r.Points, r.Bytes = float64(t.answers)/s, float64(t.points)/s, float64(t.bytes)/s
	}
	return r
}

func (t *times) report() *timesReport {
	if t.TotalCount() == 0 {
		return nil
	}
	return &timesReport{Count: t.TotalCount(), Mean: t.mean(), Min: t.min, P50: t.quantile(0.5), P90: t.quantile(0.9),
		P99: t.quantile(0.99), P999: t.quantile(0.999), Max: t.max}
}

func (r *benchReport) writeJSON(w io.Writer) error { return json.NewEncoder(w).Encode(r) }

// writeTable writes the report for people. Times are in milliseconds throughout, so that columns can be compared.
func (r *benchReport) writeTable(w io.Writer) error {
	t := &table{Writer: tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)}
	c, err := findBenchCase(r.Case)
	if err != nil {
		return err
	}
	what := fmt.Sprintf("%s: %d points, %d vertices, by %s", c.name, c.points, c.vertices, r.Method)
	if r.OmitPoints {
		what += ", points not sent"
	}
	if r.Checked {
		what += ", checksums verified"
	}
	t.row("Case", what)
	on := " on " + count(uint64(r.Connections), "connection", "connections")
	if r.Loop == "open" {
		t.row("Load", fmt.Sprintf("%s requests/s on schedule, at most %d at a time%s", figure(r.Rate), r.Concurrency, on))
	} else {
		t.row("Load", fmt.Sprintf("%s at a time%s, each followed by the next", count(uint64(r.Concurrency), "request", "requests"), on))
	}
	t.row("Measured", figure(r.Measured)+" s")
	t.row("Rate", fmt.Sprintf("%s requests/s, %s million points/s, %s MB/s", figure(r.PerSecond), figure(r.Points/million), figure(r.Bytes/million)))
	t.row("Requests", fmt.Sprint(r.Requests))
	for _, name := range slices.Sorted(maps.Keys(r.Codes)) {
		t.row("  "+name, fmt.Sprint(r.Codes[name]))
	}
	if r.CutOff > 0 {
		t.row("  cut off", fmt.Sprint(r.CutOff))
	}
	if r.NotSent > 0 {
		t.row("Not sent", fmt.Sprint(r.NotSent))
	}
	t.section()
	if r.Latency != nil || r.Failed != nil {
		t.row("")
		t.row("Time, ms", "mean", "min", "p50", "p90", "p99", "p99.9", "max")
	}
	t.times("OK", r.Latency)
	t.times("  computing", r.Computing)
	t.times("others", r.Failed)
	t.section()
	return t.err
}

const million = 1e6

// times writes one distribution, if there is one.
func (t *table) times(name string, d *timesReport) {
	if d == nil {
		return
	}
	cells := []string{name}
	for _, us := range []float64{d.Mean, float64(d.Min), float64(d.P50), float64(d.P90), float64(d.P99), float64(d.P999), float64(d.Max)} {
		cells = append(cells, strconv.FormatFloat(us/1000, 'f', 3, 64))
	}
	t.row(cells...)
}
