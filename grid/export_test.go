package grid

// Runs counts the chords of a grid's shape that are runs of edges, and all of them.
func (g *Grid) Runs() (runs, chords int) {
	for _, c := range g.shape.chords {
		if c.level > 0 {
			runs++
		}
	}
	return runs, len(g.shape.chords)
}
