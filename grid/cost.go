package grid

import (
	"fmt"
	"math"
)

// What a scan costs: counted before it starts, and told to work as it goes.

// stepPositions is how many positions of a row, looked at or forbidden by words, take as long as another row.
const stepPositions = 1024

// edgeRows is a bound on the pairs of a chord, or the disc at its end, and a row that it reaches, once in each window; a
// run is looked at twice, and wider.
func (g *Grid) edgeRows(p *patch, l *lines) float64 {
	reach := g.reach(l)
	each, times := 2*(2+float64(2*reach*g.perPitch)), 1.0
	if l.runs {
		times = 2
	}
	wide := 1 + float64(min(float64(p.columns), 2*reach*g.perColumn)/stepPositions)
	return float64((l.climb + float64(float64(l.count())*each)) * times * float64(p.windows) * wide)
}

// blockVisits is what looking for chords in the bands costs, in edge-row pairs: a block whose chords are spread over many
// bands is looked through in each, at about 8 chords for the price of a pair.
func (g *Grid) blockVisits(p *patch, l *lines) float64 {
	visits := 0.0
	for b := l.first / blockChords; b <= (l.end-1)/blockChords; b++ {
		bands := min(g.shape.high[b], p.maxV) - max(g.shape.low[b], p.minV)
		visits += max(0, bands)/float64(p.rowsPerBand) + 1
	}
	return float64(visits * float64(p.windows) * blockChords / 8)
}

// spendScan counts the work of a scan before it starts. The counts come as floats: they may exceed 63 bits.
func (w *Work) spendScan(edgeRows, candidates float64) error {
	for _, c := range []struct {
		spent *int64
		limit int64
		add   float64
		what  string
	}{
		{&w.spent.EdgeRows, w.Limits.EdgeRows, edgeRows, "pairs of an edge and a row"},
		{&w.spent.Candidates, w.Limits.Candidates, candidates, "lattice positions to look at"},
	} {
		limit := c.limit
		if limit == 0 {
			limit = math.MaxInt64 / 2
		}
		total := float64(*c.spent) + c.add
		if total > float64(limit) {
			return &Error{Field: "spacing_um", Rule: TooMuchWork, Text: fmt.Sprintf(
				"is too fine for this outline, its keep-outs and margins: it makes %.4g %s, and at most %d are allowed; "+
					"choose a wider spacing, or a smaller or simpler outline", total, c.what, limit)}
		}
		*c.spent = int64(total)
	}
	return nil
}

// settled tells work of what the scan did since the last time; false when that ends the work, for the reason in stop.
func (g *Grid) settled() bool {
	if g.stop != nil {
		return false
	}
	steps := g.steps
	// A second pass makes the same tests again: they count once.
	g.passTests += g.exactTests
	more := max(0, g.passTests-g.paidTests)
	g.paidTests += more
	g.steps, g.exactTests = 0, 0
	if g.stop = g.work.spendExact(more, "outline"); g.stop == nil {
		g.stop = g.work.tick(steps)
	}
	return g.stop == nil
}
