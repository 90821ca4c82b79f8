package main

import "math"

// hexagonLevel is the resolution of H3 that rivals fill: cells of about 0.1 km2.
const hexagonLevel = 9

// otherCells is what H3 computes.
const otherCells = "hexagons of a global grid, of about this size; no lattice of one's own, no margin"

// onGlobe is the ring of an input round 0 N 10 E, in degrees of latitude and longitude, so large that an average cell of H3
// is as large as one of the lattice.
func (in *input) onGlobe() [][2]float64 {
	const cell, degree = 0.1053325e6, 6_371_007.18 * math.Pi / 180 // m2, m
	scale := math.Sqrt(cell/(math.Sqrt(3)/2)) / float64(in.spacing) / degree
	shell := in.ring()
	var list [][2]float64
	for k := range shell.X {
		list = append(list, [2]float64{float64(shell.Y[k]) * scale, 10 + float64(shell.X[k])*scale})
	}
	return list
}
