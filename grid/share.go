package grid

// Share says which part of the skin is a point's own.
type Share uint8

// The shares. The zero value is none of them.
const (
	Equal       Share = iota + 1 // the nominal cell, whatever the outline
	ClippedCell                  // the point's own cell of the lattice, as far as it lies in the region
	Voronoi                      // the part of the region that lies nearer to this lattice point than to any other
)
