package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/pflag"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// task is one call of mesogrid grid.
type task struct {
	plan    *plan
	feature string
	service endpoint
	timeout time.Duration
	output  format
}

const timeoutUsage = "`time` to wait for the answer, in ms, s, m or h: at most 24h (default 1m)"

func newTask(flags *pflag.FlagSet) *task {
	t := &task{plan: newPlan(flags), timeout: defaultTimeout, output: formats[0]}
	flags.Func("feature", "`name` of the one feature to treat (default all together)", t.setFeature)
	flags.Func("timeout", timeoutUsage, setTime(&t.timeout, 1))
	flags.FuncP("output", "o", "`format` of the answer: "+or(formatNames())+" (default table)", t.setOutput)
	t.service.register(flags)
	onceEach(flags)
	return t
}

func (t *task) run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	if t.plan.omitPoints && t.output.needsPoints {
		return bad("--omit-points goes with --output table or json: %s shows the points", t.output.name)
	}
	a, err := t.readArea(ctx, args, stdin)
	if err != nil {
		return err
	}
	req, err := t.plan.request(a)
	if err != nil {
		return err
	}
	res, err := t.ask(ctx, a, req)
	if err != nil {
		return err
	}
	if t.output.name == "request" && res.GetHeader().GetKey().GetPointCount() > 0 && res.GetHeader().GetTotalVolumeNl() == 0 {
		return bad("the plan has no volume, and a device would give points of nothing: add --volume, --total, --per-cm2 or --protocol")
	}
	out := bufio.NewWriter(stdout)
	if err := t.output.write(out, &answer{area: a, plan: t.plan, spec: req.GetSpec(), res: res}); err != nil {
		return fmt.Errorf("the answer cannot be written: %w", err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("the answer cannot be written: %w", err)
	}
	if !t.output.showsWarnings {
		for _, w := range res.GetReport().GetWarnings() {
			say(stderr, "warning: "+t.warning(a, w))
		}
	}
	return nil
}

// readArea reads the outline; nil without one, which goes with fixed points only.
func (t *task) readArea(ctx context.Context, args []string, stdin io.Reader) (*area, error) {
	if len(args) == 0 {
		p := t.plan
		if p.pattern.value == mesogridv1.Pattern_PATTERN_NONE || p.pattern.value == 0 && p.dosing.protocol.text != "" {
			return nil, nil
		}
		return nil, bad("give the outline: a GeoJSON file, or - for standard input")
	}
	var data []byte
	var err error
	source := shown(args[0])
	if args[0] == "-" {
		source = "standard input"
		data, err = readAll(ctx, stdin)
	} else {
		data, err = os.ReadFile(args[0])
	}
	switch {
	case ctx.Err() != nil:
		return nil, errCancelled
	case err != nil:
		return nil, bad("the outline cannot be read: %s", err)
	}
	a, err := readArea(data, t.feature)
	if err != nil {
		return nil, bad("%s: %s", source, err)
	}
	a.source = source
	return a, nil
}

var errCancelled = errors.New("cancelled")

// readAll reads to the end or until the context ends: a read from a terminal does not notice Ctrl-C by itself.
func readAll(ctx context.Context, r io.Reader) ([]byte, error) {
	var data []byte
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		data, err = io.ReadAll(r)
	}()
	select {
	case <-done:
		return data, err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
