package main

import (
	"math"
	"strconv"
	"time"

	"github.com/spf13/pflag"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// benchTask is one call of mesogrid bench, as flags say. Zero numbers take their defaults.
type benchTask struct {
	name                            string // of the case
	stream, omit, check, asJSON     bool
	chunk, concurrency, connections int
	rate                            float64
	duration, warmup, timeout       time.Duration
	service                         endpoint
}

const (
	closedConcurrency = 32
	openConcurrency   = 4096
	mostConcurrency   = 1 << 16
	mostConnections   = 1 << 10
	mostChunk         = 1 << 16
	highestRate       = 1e6
	connectionStreams = 100 // requests at a time that a gRPC service usually takes on one connection
)

func newBenchTask(flags *pflag.FlagSet) *benchTask {
	b := &benchTask{name: benchCases[0].name, duration: 10 * time.Second, warmup: time.Second, timeout: 10 * time.Second}
	flags.Func("case", "`name` of what to ask for: see above (default clin3)", b.setCase)
	flags.BoolVar(&b.omit, "omit-points", false, "ask for count, doses and checksum only")
	flags.BoolVar(&b.stream, "stream", false, "ask with StreamGrid, which has no limit on points, instead of GenerateGrid")
	flags.Func("chunk", "`points` in a chunk of a stream: 1 to 65536 (default the service's)", setCount(&b.chunk, mostChunk))
	flags.BoolVar(&b.check, "check", false, "verify every checksum, as a client that uses the grid has to")
	flags.Func("concurrency", "`requests` at a time: 1 to 65536 (default 32, with --rate 4096)", setCount(&b.concurrency, mostConcurrency))
	flags.Func("rate", "`requests` to start in a second, above 0 to 1000000 (default as many as the workers can)", b.setRate)
	flags.Func("connections", "`connections` to share the requests among: 1 to 1024 (default one for each 100 of --concurrency, as "+
		"services allow on one); over HTTP/1.1 each is as many as there are requests under way", setCount(&b.connections, mostConnections))
	flags.Func("duration", "`time` to measure, in ms, s, m or h: at most 24h (default 10s)", setTime(&b.duration, time.Millisecond))
	flags.Func("warmup", "`time` to ask before, which is not counted: 0s to 24h (default 1s)", setTime(&b.warmup, 0))
	flags.Func("timeout", "`time` to wait for each answer, which the service is told: at most 24h (default 10s)", setTime(&b.timeout, 1))
	flags.FuncP("output", "o", "`format` of the report: table or json (default table)", setJSON(&b.asJSON))
	b.service.register(flags)
	onceEach(flags)
	return b
}

func (b *benchTask) setCase(name string) error {
	c, err := findBenchCase(name)
	b.name = c.name
	return err
}

func (b *benchTask) setRate(text string) error {
	rate, err := strconv.ParseFloat(text, 64)
	if err != nil || !(rate > 0 && rate <= highestRate) || number.FindString(text) != text {
		return bad("is not a number of requests a second above 0 and up to 1000000, such as 500 or 0.5")
	}
	b.rate = rate
	return nil
}

// setCount reads a whole number from 1 to most.
func setCount(to *int, most int) func(string) error {
	return func(text string) error {
		n, err := strconv.ParseUint(text, 10, 32)
		if err != nil || n < 1 || n > uint64(most) {
			return bad("is not a whole number from 1 to %d", most)
		}
		*to = int(n)
		return nil
	}
}

// setJSON reads the format of an answer that has no more than two.
func setJSON(asJSON *bool) func(string) error {
	return func(name string) error {
		if name != "table" && name != "json" {
			return bad("is unknown: use table or json")
		}
		*asJSON = name == "json"
		return nil
	}
}

// load checks how the flags go together, and fills in what they leave out.
func (b *benchTask) load() (*load, error) {
	c, err := findBenchCase(b.name)
	if err != nil {
		return nil, err
	}
	switch {
	case c.omit && b.stream:
		return nil, bad("--case %s goes without --stream: its points are not sent", c.name)
	case b.omit && b.stream:
		return nil, bad("--omit-points goes without --stream, which sends the points")
	case b.chunk > 0 && !b.stream:
		return nil, bad("--chunk %d goes with --stream: a single answer has no chunks", b.chunk)
	}
	b.omit = b.omit || c.omit
	if b.concurrency == 0 {
		b.concurrency = closedConcurrency
		if b.rate > 0 {
			b.concurrency = openConcurrency
		}
	}
	if b.connections > b.concurrency {
		return nil, bad("--connections %d is more than --concurrency %d: some would carry nothing", b.connections, b.concurrency)
	}
	if b.connections == 0 {
		b.connections = int(math.Ceil(float64(b.concurrency) / connectionStreams))
	}
	req := &benchRequest{check: b.check}
	if b.stream {
		req.stream = &mesogridv1.StreamGridRequest{Source: &mesogridv1.StreamGridRequest_Spec{Spec: c.spec()}, ChunkPoints: uint32(b.chunk)}
	} else {
		req.whole = &mesogridv1.GenerateGridRequest{Spec: c.spec(), OmitPoints: b.omit}
	}
	return &load{request: req, concurrency: b.concurrency, rate: b.rate, warmup: b.warmup, duration: b.duration, timeout: b.timeout}, nil
}
