package server

import (
	"time"

	"github.com/mesogrid/mesogrid/grid"
)

// What requests cost, for the gate. These are estimates: measured on one core and rounded, they decide who is let in when
// there is more to do than the server can, and nothing else. The gate learns how they come true.

// workOfBytes is what it takes to decode a request of so many bytes and to validate its outline: 5 ns a byte of a packed
// vertex and up to 30 ns in a sweep through many edges, or as much for one in JSON.
func workOfBytes(n int) time.Duration { return time.Duration(n) * 40 * time.Nanosecond }

// workOfScan is what it takes to go through the points of a grid once: what a scan costs is known before it starts.
func workOfScan(c grid.Cost, share grid.Share) time.Duration {
	const edgeRow, candidate = 10, 4      // ns
	const sharedEdgeRow, shared = 40, 200 // more, for the areas
	work := c.EdgeRows*edgeRow + c.Candidates*candidate
	if share != grid.Equal {
		work += c.EdgeRows*sharedEdgeRow + c.Candidates*shared
	}
	return time.Duration(work)
}

// workOfSearch is what it takes to find the lattice of a grid, if it is searched.
func workOfSearch(steps int64) time.Duration { return time.Duration(steps) * 8 * time.Nanosecond }

// workOfOrder is what it takes to find the order of the points, once: what it looks for until there is no better one, or
// 512 steps a point.
func workOfOrder(c grid.Cost, order grid.Order) time.Duration {
	const ordered = 4_000 // ns: 120 for triangles in one piece, 4,500 where the steps are used up
	if order != grid.Shortest {
		return 0
	}
	return time.Duration(min(c.Candidates, grid.MaxShortest) * ordered)
}
