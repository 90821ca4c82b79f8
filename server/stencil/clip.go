package stencil

import "github.com/mesogrid/mesogrid/grid"

// clipped is the part of a ring in a box, to the um, after Sutherland and Hodgman (Reentrant polygon clipping, 1974). Where the
// ring leaves the box, what stands for it runs along the box's edges, to and fro, which fills nothing.
func clipped(r grid.Ring, b Box) []place {
	at := boxOf(r)
	if !at.meets(b) {
		return nil
	}
	ring := make([]place, len(r.X))
	for k := range ring {
		ring[k] = place{int64(r.X[k]), int64(r.Y[k])}
	}
	if at.MinX < b.MinX {
		ring = above(ring, func(v place) place { return v }, b.MinX)
	}
	if at.MaxX > b.MaxX {
		ring = above(ring, func(v place) place { return place{-v.x, v.y} }, -b.MaxX)
	}
	if at.MinY < b.MinY {
		ring = above(ring, func(v place) place { return place{v.y, v.x} }, b.MinY)
	}
	if at.MaxY > b.MaxY {
		ring = above(ring, func(v place) place { return place{-v.y, -v.x} }, -b.MaxY)
	}
	return ring
}

// above is the part of a ring whose x is low at least, seen after turn, which undoes itself.
func above(ring []place, turn func(place) place, low int64) (kept []place) {
	for k := range ring {
		a, b := turn(ring[(k+len(ring)-1)%len(ring)]), turn(ring[k])
		if (a.x < low) != (b.x < low) {
			// Below 2^31 both, so the product fits.
			kept = append(kept, turn(place{low, a.y + (b.y-a.y)*(low-a.x)/(b.x-a.x)}))
		}
		if b.x >= low {
			kept = append(kept, turn(b))
		}
	}
	return kept
}

// coarse is an area with only those vertices that are far enough from the one before, for a small picture of it.
func coarse(a *grid.Area, step int64) *grid.Area {
	ring := func(r grid.Ring) (c grid.Ring) {
		for k := range r.X {
			if n := len(c.X) - 1; k == 0 || max(distance(r.X[k], c.X[n]), distance(r.Y[k], c.Y[n])) >= step {
				c.X, c.Y = append(c.X, r.X[k]), append(c.Y, r.Y[k])
			}
		}
		return c
	}
	polygon := func(p grid.Polygon) grid.Polygon {
		c := grid.Polygon{Shell: ring(p.Shell)}
		for _, h := range p.Holes {
			c.Holes = append(c.Holes, ring(h))
		}
		return c
	}
	c := &grid.Area{}
	for _, p := range a.Polygons {
		c.Polygons = append(c.Polygons, polygon(p))
	}
	for _, k := range a.KeepOuts {
		k.Polygon = polygon(k.Polygon)
		c.KeepOuts = append(c.KeepOuts, k)
	}
	return c
}

func distance(a, b int32) int64 {
	d := int64(a) - int64(b)
	return max(d, -d)
}
