package main

import (
	"io"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// newRoot is the command with its flags, reading and writing where it is told.
func newRoot(stdin io.Reader, stdout, stderr io.Writer) *cobra.Command {
	root := &cobra.Command{
		Use:           "mesogrid",
		Short:         "Plan injection grids: an outline in, points, volumes and doses out",
		Version:       version(),
		SilenceErrors: true, // run reports them, in one line
		SilenceUsage:  true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return bad("there is no command %s: use mesogrid grid, mesogrid protocols or mesogrid bench", quote(args[0]))
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
	root.SetVersionTemplate("mesogrid {{.Version}}\n")
	root.AddCommand(newGrid(), newProtocols(), newBench())
	return root
}

// version is that of the module, as the build recorded it. The revision of the grids stands in each answer's key.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

func newGrid() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "grid [flags] OUTLINE.geojson",
		Short: "Compute one grid",
		Long: `Compute one grid from an outline.

The outline is a GeoJSON Polygon, MultiPolygon, Feature or FeatureCollection in planar millimetres, x to the right and
y up; - reads it from standard input. Coordinates are rounded to whole micrometres, half up; a ring that is left open is
closed. A feature whose properties.role is "keep-out" gets no point; properties.name is its name and
properties.margin_mm the least distance from it, where that is more than --margin. All other features together are the
outline.

Quantities need a unit and are taken exactly: what is no whole number of um, nL or mdeg is refused.

What the table says:
  Area             of the outline less its keep-outs; margins are not taken off
  Nominal cell     the area that one point of the lattice stands for
  Best fit         what the search of --placement best-fit gained over centred, at --angle or 0; evenness is the
                   coefficient of variation of the points' areas (of the skin nearer to a point than to any other)
  Travel           the way through all points, straight from each to the next, over holes and keep-outs too; at least:
                   with --order shortest, what no order of them is below (what it takes to get past holes and between
                   areas is not in it)
  lattice density  of the point that gets most, over its own area or its nominal cell, whichever is more
  mean density     the total over Area
  coefficient of variation  standard deviation of the volumes over their mean
  rounded down     what was asked, before steps of the injector and the cap, and what of it is not given: no point gets
                   more than it is due
  Draw up          the total and the dead volume of each filling; refill before the points named, counted from 0 as in
                   csv and json
  Lattice          the flag that keeps the lattice where it is while the outline is edited
  Key              number of points, checksum (CRC-32C) over points and volumes, and revision of the algorithm: two grids
                   of one key are the same

The output named request is for devices: a binary StreamGridRequest of the plan with the key of its grid. A device that
sends it to StreamGrid gets this grid, or none (GRID_CHANGED) from a service that computes another one.

Exit codes: 0; 2 when flags, outline or plan have to change; 1 otherwise.`,
		Example: `  mesogrid grid --pattern triangular --spacing 3mm --angle 17deg --margin 2mm thigh.geojson
  mesogrid grid --pattern square --spacing 10mm --volume 0.2mL --component "deoxycholic acid=10mg/mL" -o svg submental.geojson
  mesogrid grid --pattern triangular --spacing 10mm --margin 2mm --placement best-fit --wanted-points 156 thigh.geojson
  mesogrid grid --protocol deoxycholate-submental submental.geojson`,
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
