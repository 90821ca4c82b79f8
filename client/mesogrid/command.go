package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// newRoot is the command with its flags, reading and writing where it is told.
func newRoot(stdin io.Reader, stdout, stderr io.Writer) *cobra.Command {
	root := &cobra.Command{
		Use:           "mesogrid",
		Short:         "Plan injection grids: an outline in, points, volumes and doses out",
		SilenceErrors: true, // run reports them, in one line
		SilenceUsage:  true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return bad("there is no command %s: use mesogrid grid", quote(args[0]))
			}
			return nil
		},
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(newGrid())
	return root
}

// flagError names the flag as it was written.
func flagError(cmd *cobra.Command, err error) error {
	var value *pflag.InvalidValueError
	if errors.As(err, &value) {
		return bad("--%s %s: %s", value.GetFlag().Name, oneLine(value.GetValue()), value.Unwrap())
	}
	return bad("%s (see %s --help)", err, cmd.CommandPath())
}

// task is one call of mesogrid grid.
type task struct {
	plan    *plan
	feature string
	addr    string
	timeout time.Duration
	output  string
}

func newGrid() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "grid [flags] OUTLINE.geojson",
		Short: "Compute one grid",
		Long: `Compute one grid from an outline.

The outline is a GeoJSON Polygon, MultiPolygon, Feature or FeatureCollection in planar millimetres, x to the right and
y up; - reads it from standard input. Coordinates are rounded to whole micrometres, half up. A feature whose
properties.role is "keep-out" gets no point; properties.name is its name and properties.margin_mm the least distance
from it, where that is more than --margin. All other features together are the outline.

Quantities need a unit and are taken exactly: what is no whole number of um, nL or mdeg is refused.

Exit codes: 0; 2 when flags, outline or plan have to change; 1 otherwise.`,
		Example: `  mesogrid grid --pattern triangular --spacing 3mm --angle 17deg --margin 2mm thigh.geojson
  mesogrid grid --pattern square --spacing 10mm --volume 0.2mL --component "deoxycholic acid=10mg/mL" -o svg submental.geojson`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return bad("give one outline, not %d: put its features into one file", len(args))
			}
			return nil
		},
	}
	cmd.Flags().SortFlags = false
	cmd.SetUsageTemplate(strings.ReplaceAll(cmd.UsageTemplate(), ".FlagUsages ", ".FlagUsagesWrapped 116 "))
	t := newTask(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return t.run(cmd.Context(), args, cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr())
	}
	return cmd
}

func newTask(flags *pflag.FlagSet) *task {
	t := &task{plan: newPlan(flags)}
	flags.StringVar(&t.feature, "feature", "", "`name` of the one feature to treat (default: all together)")
	flags.StringVar(&t.addr, "addr", "", "`host:port` of the service, without encryption (default: one in this process)")
	flags.DurationVar(&t.timeout, "timeout", time.Minute, "how long to wait for the answer, in ms, s or m")
	flags.StringVarP(&t.output, "output", "o", "table", "`format` of the answer: "+strings.Join(formatNames(), ", "))
	return t
}

func (t *task) run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	i := slices.IndexFunc(formats, func(f format) bool { return f.name == t.output })
	switch {
	case i < 0:
		return bad("--output %s: is unknown: use %s", oneLine(t.output), strings.Join(formatNames(), ", "))
	case t.plan.omitPoints && formats[i].needsPoints:
		return bad("--omit-points goes with --output table or json: %s shows the points", t.output)
	case t.timeout <= 0:
		return bad("--timeout %s: must be more than 0s", t.timeout)
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
	out := bufio.NewWriter(stdout)
	if err := formats[i].write(out, &answer{area: a, plan: t.plan, res: res}); err != nil {
		return fmt.Errorf("the answer cannot be written: %w", err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("the answer cannot be written: %w", err)
	}
	if !formats[i].showsWarnings {
		for _, w := range res.GetReport().GetWarnings() {
			say(stderr, "warning: "+t.warning(a, w))
		}
	}
	return nil
}

// readArea reads the outline; nil without one, which goes with fixed points only.
func (t *task) readArea(ctx context.Context, args []string, stdin io.Reader) (*area, error) {
	if len(args) == 0 {
		if t.plan.pattern.value == mesogridv1.Pattern_PATTERN_NONE {
			return nil, nil
		}
		return nil, bad("give the outline: a GeoJSON file, or - for standard input")
	}
	var data []byte
	var err error
	if args[0] == "-" {
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
	return readArea(data, t.feature)
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
