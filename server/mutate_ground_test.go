package server_test

import (
	"fmt"
	"math"
	"slices"

	"google.golang.org/protobuf/proto"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// What the oracle knows of places: of rings, and of fixed points. Where the lattice's points are it does not know, but for
// the seed's.

// ground is what the places of points follow from.
func ground(s *pb.GridSpec) *pb.GridSpec {
	g := proto.CloneOf(&pb.GridSpec{Area: s.Area, Pattern: s.Pattern, SpacingUm: s.SpacingUm, AngleMdeg: s.AngleMdeg,
		Placement: s.Placement, MarginUm: s.MarginUm, FixedPoints: s.FixedPoints})
	for _, k := range g.GetOutline().GetKeepOuts() {
		k.Name = ""
	}
	for _, f := range g.FixedPoints {
		f.Name, f.VolumeNl = "", 0
	}
	return g
}

// filledBy is a plan with a protocol's defaults where it is unset.
func filledBy(given, d *pb.GridSpec) *pb.GridSpec {
	s := proto.CloneOf(given)
	if s.Pattern == 0 {
		s.Pattern = d.Pattern
	}
	if s.SpacingUm == 0 && s.Pattern != pb.Pattern_PATTERN_NONE {
		s.SpacingUm = d.SpacingUm
	}
	if from := d.Dosing; from != nil {
		if s.Dosing == nil {
			s.Dosing = new(pb.Dosing)
		}
		if s.Dosing.Rule == nil {
			s.Dosing.Rule = from.Rule
		}
		if s.Dosing.Share == 0 {
			s.Dosing.Share = from.Share
		}
		if s.Dosing.CapPermille == 0 && s.Dosing.Share > pb.Share_SHARE_EQUAL {
			s.Dosing.CapPermille = from.CapPermille
		}
		if len(s.Dosing.Mixture) == 0 {
			s.Dosing.Mixture = from.Mixture
		}
	}
	if from := d.Depth; from != nil {
		if s.Depth == nil {
			s.Depth = new(pb.Depth)
		}
		if s.Depth.Kind == nil {
			s.Depth.Kind = from.Kind
		}
		if s.Depth.Layer == 0 {
			s.Depth.Layer = from.Layer
		}
	}
	return s
}

// pattern judges the pattern, and what goes with a lattice only.
func (o *oracle) pattern(s *pb.GridSpec) {
	o.wrongIf(s.Pattern == pb.Pattern_PATTERN_UNSPECIFIED, "spec.pattern")
	none := s.Pattern == pb.Pattern_PATTERN_NONE
	o.wrongIf(none == (s.SpacingUm != 0), "spec.spacing_um")
	o.wrongIf(s.AngleMdeg != nil && (none || s.GetLattice() != nil), "spec.angle_mdeg")
	switch s.Placement.(type) {
	case *pb.GridSpec_Centred:
		o.wrongIf(none, "spec.centred")
	case *pb.GridSpec_Origin:
		o.wrongIf(none, "spec.origin")
	case *pb.GridSpec_BestFit:
		o.wrongIf(none, "spec.best_fit")
	case *pb.GridSpec_Lattice:
		o.wrongIf(none, "spec.lattice")
		if !none {
			o.lattice(s.GetLattice(), s)
		}
	}
}

// lattice: the steps are the pattern's, as an earlier header returned them. The contract does not say how exactly; grid
// takes 2^-10 um.
func (o *oracle) lattice(l *pb.Lattice, s *pb.GridSpec) {
	const unit = 1 << 20
	turn := math.Pi / 2
	if s.Pattern == pb.Pattern_PATTERN_TRIANGULAR {
		turn = math.Pi / 3
	}
	sin, cos := math.Sincos(turn)
	ax, ay := float64(l.AX), float64(l.AY)
	long := math.Abs(math.Hypot(ax, ay) - float64(s.SpacingUm)*unit)
	turned := max(math.Abs(float64(l.BX)-(ax*cos-ay*sin)), math.Abs(float64(l.BY)-(ax*sin+ay*cos)))
	steps := []string{"spec.lattice.a_x", "spec.lattice.a_y", "spec.lattice.b_x", "spec.lattice.b_y"}
	switch off := max(long, turned); {
	case off > 1<<11:
		o.sure = append(o.sure, steps...)
	case off > 1<<9:
		o.may = append(o.may, steps...)
	}
}

type vertex struct{ x, y int32 }

// vertices are those of a ring without repeated ones, and whether its columns have one length.
func vertices(r *pb.Ring) ([]vertex, bool) {
	if len(r.GetXUm()) != len(r.GetYUm()) {
		return nil, false
	}
	var all []vertex
	for k, x := range r.GetXUm() {
		all = append(all, vertex{x, r.YUm[k]})
	}
	all = slices.Compact(all)
	if n := len(all); n > 1 && all[0] == all[n-1] {
		all = all[:n-1]
	}
	return all, true
}

// onLine tells whether all vertices lie on one line.
func onLine(v []vertex) bool {
	for k := 2; k < len(v); k++ {
		ax, ay := int64(v[1].x)-int64(v[0].x), int64(v[1].y)-int64(v[0].y)
		bx, by := int64(v[k].x)-int64(v[0].x), int64(v[k].y)-int64(v[0].y)
		if ax*by != ay*bx {
			return false
		}
	}
	return true
}

// rings are the rings of a plan by their paths.
func rings(out *pb.Outline) (paths []string, all []*pb.Ring) {
	add := func(path string, p *pb.Polygon) {
		paths, all = append(paths, path+".shell"), append(all, p.GetShell())
		for h, hole := range p.GetHoles() {
			paths, all = append(paths, fmt.Sprintf("%s.holes[%d]", path, h)), append(all, hole)
		}
	}
	for k, p := range out.GetPolygons() {
		add(fmt.Sprintf("spec.outline.polygons[%d]", k), p)
	}
	for k, p := range out.GetKeepOuts() {
		add(fmt.Sprintf("spec.outline.keep_outs[%d].polygon", k), p.GetPolygon())
	}
	return paths, all
}

// outline judges the rings.
func (o *oracle) outline(s *pb.GridSpec) {
	out := s.GetOutline()
	if out == nil {
		return
	}
	o.wrongIf(len(out.Polygons) == 0, "spec.outline.polygons")
	low, high := vertex{math.MaxInt32, math.MaxInt32}, vertex{math.MinInt32, math.MinInt32}
	paths, all := rings(out)
	whole := true
	for k, r := range all {
		v, equal := vertices(r)
		bad := !equal || len(v) < 3 || onLine(v)
		o.wrongIf(bad, paths[k])
		whole = whole && !bad
		for _, at := range v {
			low, high = vertex{min(low.x, at.x), min(low.y, at.y)}, vertex{max(high.x, at.x), max(high.y, at.y)}
		}
	}
	if int64(high.x)-int64(low.x) >= 1<<29 || int64(high.y)-int64(low.y) >= 1<<29 {
		o.wrong("spec.outline")
		return
	}
	if o.rings = whole; whole {
		o.arrangement(out)
	}
	o.sea(s, float64(int64(high.x)-int64(low.x)), float64(int64(high.y)-int64(low.y)))
}

// sea: a plan with very many points, or places where one could be, is refused for the work. The service's own bounds on
// work are not the contract's, so this is a bound from below, at any angle of the rows.
func (o *oracle) sea(s *pb.GridSpec, width, height float64) {
	if s.Pattern == pb.Pattern_PATTERN_NONE {
		return
	}
	if b := s.GetBestFit(); b != nil {
		// What an evaluation costs at most: each edge and vertex twice, in every row that it and its margin reach.
		margin, vertices := s.MarginUm, 0
		for _, k := range s.GetOutline().KeepOuts {
			margin = max(margin, k.MarginUm)
		}
		_, all := rings(s.GetOutline())
		for _, r := range all {
			vertices += len(r.GetXUm())
		}
		reached := 2 + 1.2*(width+height+2*float64(margin))/float64(max(s.SpacingUm, 1))
		if evaluations := max(b.Effort, 1_440); float64(evaluations)*float64(2*vertices)*reached > 1<<24 {
			o.may = append(o.may, "spec.best_fit.effort")
		}
	}
	across := 1.2*(width+height)/float64(max(s.SpacingUm, 1)) + 70 // a row is worked on 64 places at a time
	if across*across*float64(len(s.GetOutline().Polygons)*(1+len(s.GetOutline().KeepOuts))) > mutationPlaces {
		o.may = append(o.may, "spec.spacing_um", "spec.best_fit.effort", "spec", "spec.dosing.share", "spec.injector.reservoir_nl")
	}
}

// arrangement judges how the rings lie to one another: the polygons together, each keep-out by itself.
func (o *oracle) arrangement(out *pb.Outline) {
	judge := func(state state, path string) {
		switch state {
		case broken:
			o.wrong("%s", path)
		case unsure:
			o.maybe("%s", path)
		}
	}
	judge(validTogether(out.GetPolygons()), "spec.outline.polygons*")
	for k, p := range out.GetKeepOuts() {
		judge(validTogether([]*pb.Polygon{p.GetPolygon()}), fmt.Sprintf("spec.outline.keep_outs[%d].polygon*", k))
	}
}

// crossing judges a share that needs the areas: keep-outs must not cross the outline or one another.
func (o *oracle) crossing(out *pb.Outline) {
	if !o.rings {
		return
	}
	shells := map[string]bool{}
	for _, k := range out.GetKeepOuts() {
		v, _ := vertices(k.GetPolygon().GetShell())
		shell := fmt.Sprint(v)
		o.wrongIf(shells[shell], "spec.dosing.share") // two that are one
		shells[shell] = true
	}
	switch keepOutsCross(out) {
	case broken:
		o.wrong("spec.dosing.share")
	case unsure:
		o.maybe("spec.dosing.share")
	}
}

// fixed judges the places of the fixed points; their volumes are for dosing.
func (o *oracle) fixed(s *pb.GridSpec, protocol *pb.Protocol) {
	out := s.GetOutline()
	low, high := vertex{math.MaxInt32, math.MaxInt32}, vertex{math.MinInt32, math.MinInt32}
	for _, p := range out.GetPolygons() {
		v, _ := vertices(p.GetShell())
		for _, at := range v {
			low, high = vertex{min(low.x, at.x), min(low.y, at.y)}, vertex{max(high.x, at.x), max(high.y, at.y)}
		}
	}
	// A member stays one where only the lattice moves.
	sameArea := proto.Equal(&pb.GridSpec{Area: ground(s).Area}, &pb.GridSpec{Area: o.seed.ground.Area}) && s.MarginUm <= o.seed.ground.MarginUm
	wasMember := func(at vertex) bool {
		return slices.ContainsFunc(o.seed.ground.FixedPoints, func(f *pb.FixedPoint) bool { return f.XUm == at.x && f.YUm == at.y })
	}
	first, names := map[vertex]bool{}, map[string]bool{}
	least, most := vertex{math.MaxInt32, math.MaxInt32}, vertex{math.MinInt32, math.MinInt32}
	margin := int64(s.MarginUm)
	for k, f := range s.FixedPoints {
		path, at := fmt.Sprintf("spec.fixed_points[%d]", k), vertex{f.GetXUm(), f.GetYUm()}
		o.wrongIf(first[at], path)
		first[at] = true
		least, most = vertex{min(least.x, at.x), min(least.y, at.y)}, vertex{max(most.x, at.x), max(most.y, at.y)}
		if int64(most.x)-int64(least.x) >= 1<<29 || int64(most.y)-int64(least.y) >= 1<<29 {
			o.wrong("%s", path)
		}
		if out != nil {
			x, y := int64(at.x), int64(at.y)
			switch {
			case x < int64(low.x)+margin || x > int64(high.x)-margin || y < int64(low.y)+margin || y > int64(high.y)-margin:
				o.wrong("%s", path)
			case !sameArea || !wasMember(at):
				o.maybe("%s", path)
			}
		}
		if sites := protocol.GetSites(); len(sites) > 0 {
			o.wrongIf(!slices.Contains(sites, f.GetName()) || names[f.GetName()], path+".name")
			names[f.GetName()] = true
		}
	}
}
