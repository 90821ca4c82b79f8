package grid

import "fmt"

// name says which ring of the area a ring is.
type name struct {
	owner   int // index of the polygon, or of the keep-out
	hole    int // shell: -1
	keepOut bool
}

const shell = -1

// String is the ring's field path.
func (n name) String() string {
	owner := fmt.Sprintf("outline.polygons[%d]", n.owner)
	if n.keepOut {
		owner = fmt.Sprintf("outline.keep_outs[%d].polygon", n.owner)
	}
	if n.hole == shell {
		return owner + ".shell"
	}
	return fmt.Sprintf("%s.holes[%d]", owner, n.hole)
}

// given is the ring as the caller gave it.
func (d *draft) given(n name) Ring {
	var p *Polygon
	if n.keepOut {
		p = &d.area.KeepOuts[n.owner].Polygon
	} else {
		p = &d.area.Polygons[n.owner]
	}
	if n.hole == shell {
		return p.Shell
	}
	return p.Holes[n.hole]
}

// caller is the index that vertex v of ring i has in the caller's columns.
func (d *draft) caller(i int, v int32) int {
	given, kept := d.given(d.names[i]), d.rings[i].first-1
	for k := range given.X {
		if k == 0 || given.X[k] != given.X[k-1] || given.Y[k] != given.Y[k-1] {
			kept++
		}
		if kept == int(v) {
			return k
		}
	}
	return len(given.X) - 1
}
