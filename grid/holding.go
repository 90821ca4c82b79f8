package grid

// parts is how many parts a tile has.
const parts = 1 << 60

// wholeParts is an area in tiles as a whole number of parts.
func wholeParts(area float64) int64 { return int64(area * parts) }

// holdings are the areas of points, in tiles. Most points hold their own tile and nothing else: for them areas says so
// already, and only the others have a holding.
type holdings struct {
	areas []float64 // um2, or -1 - k of a point with holding k; the caller's memory
	list  []holding
}

// holding is an area: so many whole tiles and 0 to less than parts more.
type holding struct {
	tiles, parts int64
	point        int
}

// open gives each point its own tile, the area of which stands in areas.
func (h *holdings) open(areas []float64) { h.areas, h.list = areas, h.list[:0] }

// add adds parts of a tile to what a point holds. The sum may be less than nothing by rounding.
func (h *holdings) add(point int, n int64) {
	k := int(-1 - h.areas[point])
	if k < 0 {
		k = len(h.list)
		h.list = append(h.list, holding{tiles: 1, point: point})
		h.areas[point] = float64(-1 - k)
	}
	p := &h.list[k]
	n += p.parts
	p.tiles += n >> 60
	p.parts = n & (parts - 1)
}

// settle writes the areas of those that have a holding, and lets go of the caller's memory.
func (h *holdings) settle(tile float64) {
	for _, p := range h.list {
		// Below nothing is rounding.
		h.areas[p.point] = max(0, float64((float64(p.tiles)+float64(float64(p.parts)/parts))*tile))
	}
	h.areas = nil
}
