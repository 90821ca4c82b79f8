package grid

import (
	"math"
	"math/bits"
)

// band is a run of rows of one polygon, bit k of row r being lattice point (base[r] + k, first + r). Heights and offsets
// are in the frame of the shape.
type band struct {
	first   int64     // lattice row of row 0
	bottom  float64   // height of row 0
	floor   int64     // likewise, as a fixed number
	rows    int       //
	fromRow int       // rows to scan, from here
	endRow  int       // to before here: all of them but while a thicket is scanned
	columns int       // positions in a row
	base    []int64   // lattice column of bit 0
	offset  []float64 // bit of u = 0: position = u + offset
	shift   []int64   // offset as a fixed number

	inside    bitRows // first the crossings, then what lies inside the polygon
	forbidden bitRows // misses a margin by nearMiss or more, is kept out, or leaves room for a fixed point
	close     bitRows // misses a margin by less
	shells    bitRows // on the edge of a shell; margin 0 only
	beyond    bitRows // nearer to an edge than nearMiss - margin, on either side of it; margins below nearMiss only

	kept     bitRows // one keep-out: its crossings, then its inside
	keptNear bitRows // nearer to its edge than nearMiss - its margin, on either side

	spans    []span // the members, row by row
	spanEnds []int  // of each row in spans
}

// openBand sizes the bits of a band and says where its positions lie.
func (g *Grid) openBand(pt *patch, first int64, rows, window int) {
	g.first, g.rows, g.columns = first, rows, pt.columns
	g.fromRow, g.endRow = 0, rows
	g.bottom, g.floor = float64(first)+g.driftV, first<<fixedBits+fixed(g.driftV)
	left := pt.left + int64(window)*int64(pt.columns)
	g.base, g.offset, g.shift = g.base[:0], g.offset[:0], g.shift[:0]
	for r := range rows {
		// A row's own columns stand at whole numbers plus j * shear.
		shift := float64(g.shear * float64(first+int64(r)))
		whole := math.Floor(shift)
		g.base = append(g.base, left-int64(whole))
		offset := whole - shift - float64(left) - g.driftU
		g.offset, g.shift = append(g.offset, offset), append(g.shift, fixed(offset))
	}
	g.inside.reset(rows, pt.stride)
	g.forbidden.reset(rows, pt.stride)
	g.close.reset(rows, pt.stride)
	if g.margin < nearMiss {
		g.beyond.reset(rows, pt.stride)
		g.shells.reset(rows, pt.stride)
	}
}

// closeBand finds the members: what is inside and does not miss. It counts them and the near misses.
func (g *Grid) closeBand(pt *patch, misses bool) {
	g.bandPoints = 0
	g.spans, g.spanEnds = g.spans[:0], g.spanEnds[:0]
	for r := range g.rows {
		row, forbidden, closeBits := g.inside.row(r), g.forbidden.row(r), g.close.row(r)
		if g.margin < nearMiss {
			g.closeNarrow(pt, r)
		} else if misses {
			for w, missed := range closeBits {
				if missed != 0 { // seldom
					g.nearMisses += uint64(bits.OnesCount64(row[w] & missed &^ forbidden[w]))
				}
			}
		}
		from := len(g.spans)
		g.spans = appendSpans(g.spans, row, forbidden, closeBits)
		g.spanEnds = append(g.spanEnds, len(g.spans))
		if len(g.spans) == from {
			continue
		}
		for _, s := range g.spans[from:] {
			g.bandPoints += int(s.end - s.first)
		}
		if pt.windows == 1 || g.bandRows == 0 {
			g.bandRows++
		}
	}
}

// spansOf is the members of row r, from left to right.
func (b *band) spansOf(r int) []span {
	from := 0
	if r > 0 {
		from = b.spanEnds[r-1]
	}
	return b.spans[from:b.spanEnds[r]]
}
