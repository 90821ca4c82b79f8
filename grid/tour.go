package grid

import "slices"

// tour is a closed way through nodes: an array, read in either direction.
type tour struct {
	at       []int32 // node of each place
	place    []int32 // of each node
	backward bool    // next goes down the array
}

// lay takes the nodes in at for a tour.
func (t *tour) lay() {
	t.place = slices.Grow(t.place[:0], len(t.at))[:len(t.at)]
	for i, node := range t.at {
		t.place[node] = int32(i)
	}
	t.backward = false
}

func (t *tour) next(node int32) int32 {
	if t.backward {
		return t.down(node)
	}
	return t.up(node)
}

func (t *tour) prev(node int32) int32 {
	if t.backward {
		return t.up(node)
	}
	return t.down(node)
}

func (t *tour) up(node int32) int32 {
	if i := int(t.place[node]) + 1; i < len(t.at) {
		return t.at[i]
	}
	return t.at[0]
}

func (t *tour) down(node int32) int32 {
	if i := int(t.place[node]); i > 0 {
		return t.at[i-1]
	}
	return t.at[len(t.at)-1]
}

// flip reverses the way from a on to b: what led to a leads to b then, and flip(b, a) undoes it. It tells how many pairs
// of nodes it moved.
func (t *tour) flip(a, b int32) int {
	if t.backward {
		a, b = b, a
	}
	i, j, n := int(t.place[a]), int(t.place[b]), len(t.at)
	inside := j - i + 1
	if inside <= 0 {
		inside += n
	}
	if 2*inside > n {
		// What lies outside is shorter. Reversing that gives the same tour, read from the other side.
		i, j, inside = j+1, i-1, n-inside
		t.backward = !t.backward
	}
	for range inside / 2 {
		if i == n {
			i = 0
		}
		if j < 0 {
			j = n - 1
		}
		x, y := t.at[i], t.at[j]
		t.at[i], t.at[j] = y, x
		t.place[y], t.place[x] = int32(i), int32(j)
		i, j = i+1, j-1
	}
	return inside / 2
}
