package grid

// checkNesting holds every ring against the innermost ring that holds it: its own shell for a hole; nothing, or a hole of
// another polygon, for a shell. Since rings do not cross, nothing else is left that could be wrong with their places.
func (v *validity) checkNesting() {
	names := v.names[v.first:]
	own := int32(0) // the shell of the ring's polygon
	for i, c := range v.container {
		ring := int32(i)
		if names[i].hole == shell {
			own = ring
			if c != noRing && names[c].hole == shell {
				v.err = v.misplaced(NestedShells, ring, "lies inside "+names[c].String()+
					"; polygons may touch in points only: join the two, or cut a hole for the inner one")
				return
			}
			continue
		}
		if c == own {
			continue
		}
		for c != noRing && c != own {
			if names[c].hole != shell && names[c].owner == names[i].owner {
				v.err = v.misplaced(NestedHoles, ring, "lies inside "+names[c].String()+"; remove the inner hole")
				return
			}
			c = v.container[c]
		}
		v.err = v.misplaced(HoleOutside, ring, "does not lie inside its shell, "+names[own].String()+
			"; move the hole or remove it")
		return
	}
}

func (v *validity) misplaced(rule Rule, ring int32, text string) *Error {
	at := v.vertices[v.rings[v.first+int(ring)].first]
	return &Error{Field: v.names[v.first+int(ring)].String(), Rule: rule, Text: text, At: &at}
}

// checkConnected joins rings of one polygon that meet in a point. Rings that were joined before close a chain there,
// and a closed chain cuts the polygon's inside in two.
func (v *validity) checkConnected() {
	if len(v.touching) == 0 {
		return
	}
	names := v.names[v.first:]
	joined := make([]int32, len(v.container)) // a forest of sets; a root is its own parent
	for i := range joined {
		joined[i] = int32(i)
	}
	root := func(i int32) int32 {
		for joined[i] != i {
			joined[i] = joined[joined[i]]
			i = joined[i]
		}
		return i
	}
	for i := 1; i < len(v.touching); i++ {
		a, b := v.touching[i-1], v.touching[i]
		if a.at != b.at || names[a.ring].owner != names[b.ring].owner {
			continue
		}
		ra, rb := root(a.ring), root(b.ring)
		if ra == rb {
			v.err = v.misplaced(DisconnectedInterior, b.ring, "touches "+names[a.ring].String()+" at "+b.at.String()+
				" and closes a chain of rings that cuts the inside in two; move one of these rings, or give two polygons")
			v.err.At = new(b.at)
			return
		}
		joined[rb] = ra
	}
}

// sharedPoints lists the places that a shell shares with the shell of an earlier polygon and that belong to that one:
// none of its holes passes there.
func (v *validity) sharedPoints() []touch {
	var shared []touch
	for list := v.touching; len(list) > 0; {
		n := 1
		for n < len(list) && list[n].at == list[0].at {
			n++
		}
		first := -1 // the earliest polygon to which the place belongs
		for i := n - 1; i >= 0; i-- {
			if v.names[list[i].ring].hole != shell {
				continue
			}
			// The rings at one place rise, so a polygon's holes come right after its shell.
			if i+1 == n || v.names[list[i+1].ring].owner != v.names[list[i].ring].owner {
				first = i
			}
		}
		for i := first + 1; first >= 0 && i < n; i++ {
			if x := v.names[list[i].ring]; x.hole == shell {
				shared = append(shared, touch{polygon: x.owner, at: list[i].at})
			}
		}
		list = list[n:]
	}
	return shared
}
