package stencil

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"testing"
)

var named = regexp.MustCompile(`BT (\S+) (\S+) Td \((\d+) own\) Tj`)

// A name stands nearer to its own point than to any other, however close these are.
func TestNearest(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for range 20 {
		d := &Drawing{}
		for range 200 {
			d.X, d.Y = append(d.X, random.Int32N(80_000)-20_000), append(d.Y, random.Int32N(50_000)-30_000)
			d.Fixed = append(d.Fixed, "own")
		}
		d.Box = Box{-20_000, -30_000, 60_000, 20_000}
		pdf, err := Draw(d, A4, restless)
		if err != nil {
			t.Fatal(err)
		}
		left, bottom, _, _ := A4.window()
		tile, pen := A4.tiles(d.Box)[0], newPen(A4, restless)
		found := named.FindAllSubmatch(pdf, -1)
		if len(found) < 50 {
			t.Fatalf("%d of 200 points are named", len(found))
		}
		for _, m := range found {
			um := func(text []byte) int64 {
				v, _ := strconv.ParseFloat(string(text), 64)
				return int64(v * 25_400 / 72)
			}
			const size, rounding = 1_900, 4
			x, y := um(m[1])-left+tile.MinX, um(m[2])-bottom+tile.MinY
			wide, high := pen.width(regular, size, fmt.Sprintf("%s own", m[3])), int64(size*3/4)
			k, _ := strconv.Atoi(string(m[3]))
			far := func(k int) int64 {
				dx, dy := max(x-int64(d.X[k]), 0, int64(d.X[k])-x-wide), max(y-int64(d.Y[k]), 0, int64(d.Y[k])-y-high)
				return dx*dx + dy*dy
			}
			own := far(k)
			for o := range d.X {
				if o != k && far(o)+rounding*5_000 < own {
					t.Errorf("the name of point %d, %d, %d stands at %d, %d, nearer to point %d, %d, %d", k, d.X[k], d.Y[k], x, y, o, d.X[o], d.Y[o])
				}
			}
		}
	}
}
