package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

func newBench() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "bench [flags]",
		Short: "Measure a service under load",
		Long: `Measure a service under load: ask for one grid again and again, and report rates, times and what went wrong.

Cases, each an outline of about 120 x 80 mm, triangular, rows at 17 degrees, margin 2 mm, centred, 0.02 mL a point:
` + benchCaseHelp() + `
work20ms is for tests of overload: a small request with a small answer that keeps one core busy for at least 20 ms.
A service sends 340,000 points in one message unless told otherwise: n1e6 and n1e7 need --stream or --omit-points.

Without --rate, each of --concurrency workers asks again as soon as it has its answer (a closed loop): what the
service can do. With --rate, requests start on schedule whatever has become of earlier ones (an open loop): how long
people wait at that rate. Their times count from when they were due. What is due while --concurrency are under way
is not sent, and counted so.

Counted are the requests that start, or are due, in --duration; each is waited for, as long as --timeout. Rates are
of the answers that come back within --duration. Failures do not end the run, unless the request itself is refused
before any has succeeded; a worker pauses for 10 ms after UNAVAILABLE. CORRUPT is an answer that is incomplete or,
with --check, fails a checksum. Without --check answers are decoded and their points counted, no more, so that this
side costs little.

The JSON object has the fields
  case, method, omit_points, checked, concurrency, connections: what was asked for, and how
  loop            "closed" or "open"
  rate_per_s      requests a second that were due; absent from a closed loop
  measured_s      seconds that were measured
  requests        that were sent
  by_code         how many of them ended with each status code, then a slash and the service's reason where it gives one
  cut_off         how many of them were under way when Ctrl-C ended the run
  not_sent        requests that were due while too many were under way
  requests_per_s  answers that were OK
  points_per_s    points of their grids, whether they were sent or not
  bytes_per_s     bytes of their messages, without what the transport adds
  latency_us      times of the requests that were OK, in microseconds: count, mean, min, p50, p90, p99, p999 and max
  failed_us       those of all others
  computing_us    what the service itself took for those that were OK, where it tells
The last three are absent where they count nothing.

Exit codes: 0; 2 when the flags have to change; 1 otherwise, also when no request succeeds.`,
		Example: `  mesogrid bench --addr 127.0.0.1:7171 --concurrency 32 --duration 10s
  mesogrid bench --addr 127.0.0.1:7171 --case n1e6 --stream --concurrency 1
  mesogrid bench --addr 127.0.0.1:7171 --case work20ms --rate 500 --timeout 2s -o json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return bad("bench takes flags only, not %s: the outline is that of --case", quote(args[0]))
			}
			return nil
		},
	}
	cmd.Flags().SortFlags = false
	cmd.SetUsageTemplate(strings.ReplaceAll(cmd.UsageTemplate(), ".FlagUsages ", ".FlagUsagesWrapped 116 "))
	b := newBenchTask(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return b.run(cmd.Context(), cmd.OutOrStdout()) }
	return cmd
}

func (b *benchTask) run(ctx context.Context, stdout io.Writer) error {
	l, err := b.load()
	if err != nil {
		return err
	}
	conns, err := b.service.dial(b.connections)
	if err != nil {
		return err
	}
	defer conns.close()
	l.conns = conns.list
	t, measured := l.run(ctx)
	if t.refusal != nil {
		return b.explain(t.refusal)
	}
	out := bufio.NewWriter(stdout)
	r := newBenchReport(b, t, measured)
	if b.asJSON {
		err = r.writeJSON(out)
	} else {
		err = r.writeTable(out)
	}
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("the report cannot be written: %w", err)
	}
	if t.ok.TotalCount() == 0 {
		return b.failure(ctx, t)
	}
	return nil
}
