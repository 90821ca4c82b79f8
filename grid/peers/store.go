package main

// newStore returns the op that grids are measured against: a loop of plain stores of n points into two columns that are
// used again and again.
func newStore(n int) op {
	x, y := make([]int32, n), make([]int32, n)
	var k int32
	return repeat(func() error {
		store(x, y, k)
		k++
		return nil
	})
}

// store is kept out of loops that would keep its variables in memory.
//
//go:noinline
func store(x, y []int32, k int32) {
	y = y[:len(x)]
	for i := range x {
		x[i] = int32(i) + k
		y[i] = int32(i)*3 - k
	}
}
