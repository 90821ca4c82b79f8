package firmware_test

import (
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
	"testing"
)

// mangle changes an answer as no single bit does.
func mangle(rng *rand.Rand, answer []byte) (mangled []byte, what string) {
	at := rng.IntN(len(answer))
	n := 1 + rng.IntN(min(100, len(answer)-at))
	out := slices.Clone(answer)
	switch kind := rng.IntN(7); kind {
	case 0:
		return slices.Delete(out, at, at+n), fmt.Sprintf("%d bytes at %d are left out", n, at)
	case 1:
		return slices.Insert(out, at, out[at:at+n]...), fmt.Sprintf("%d bytes at %d come twice", n, at)
	case 2:
		for i := range n {
			out[at+i] = byte(rng.Uint32())
		}
		return out, fmt.Sprintf("%d bytes at %d are noise", n, at)
	case 3:
		clear(out[at : at+n])
		return out, fmt.Sprintf("%d bytes at %d are 0", n, at)
	case 4:
		to := rng.IntN(len(answer) - n + 1)
		copy(out[to:], answer[at:at+n])
		return out, fmt.Sprintf("%d bytes at %d are those at %d", n, to, at)
	case 5:
		bits := 2 + rng.IntN(3)
		for range bits {
			bit := rng.IntN(8 * len(out))
			out[bit/8] ^= 1 << (bit % 8)
		}
		return out, fmt.Sprintf("%d bits are flipped", bits)
	default:
		return out[:at], fmt.Sprintf("it stops at %d", at)
	}
}

// On a line on which hardly an answer comes as it was sent, a device asks again and again, for what has not come. It ends
// with the grid, each point once and in order.
func TestNoise(t *testing.T) {
	d := startDaemon(t)
	c := newCourse(t, d.client, small(t))
	r := startReplay(t, c)
	rng := rand.New(rand.NewPCG(67, 4))
	answers := map[string][]byte{}
	grids := 100
	switch {
	case *long:
		grids = 5_000
	case testing.Short():
		grids = 20
	}
	codes := map[int]int{}
	for range grids {
		var what []string
		flags, given, begun := byte(playFresh), 0, false
		for try := 0; ; try++ {
			if try > 200 {
				t.Fatalf("%q: no end", what)
			}
			asked := r.play(t, flags, 100, nil)
			flags = 0
			if uint64(given) == c.count() && asked.code == exitComplete {
				break // the end was missing
			}
			answer, ok := answers[string(asked.asked)]
			if !ok {
				answer = c.answer(t, d, asked.asked, uint64(given), begun)
				answers[string(asked.asked)] = answer
			}
			if try < 100 {
				var how string
				answer, how = mangle(rng, answer)
				what = append(what, how)
			}
			p := r.play(t, 0, uint16(1+rng.IntN(300)), answer)
			what = append(what, fmt.Sprintf("exit %d, %d shots", p.code, len(p.shots)))
			c.checkPlayed(t, fmt.Sprintf("%q", what), p)
			if len(p.shots) < given {
				t.Fatalf("%q: %d shots after %d", what, len(p.shots), given)
			}
			codes[p.code]++
			if p.code == exitComplete {
				break
			}
			given, begun = len(p.shots), begun || p.header != [6]uint64{}
		}
	}
	t.Logf("%d grids, %d runs, exit codes %v", grids, r.runs, codes)
	if codes[exitCorrupt] < grids || codes[exitConnection] == 0 {
		t.Errorf("exit codes %v of %d grids", codes, grids)
	}
}

// What replay does gun does, as a process: an answer that stops, then the real server.
func TestTruncatedGun(t *testing.T) {
	d := startDaemon(t)
	c := newCourse(t, d.client, small(t))
	rng := rand.New(rand.NewPCG(67, 5))
	for _, f := range films(t, d, c) {
		every := make([]int, len(f.bytes))
		for n := range every {
			every[n] = n
		}
		if !*long {
			rng.Shuffle(len(every), func(i, j int) { every[i], every[j] = every[j], every[i] })
			every = every[:40]
		}
		for _, n := range every {
			g := newGun(t, c, "--chunk", itoa(replayChunk))
			r := g.run(t, scripted(t, f.bytes[:n]))
			what := fmt.Sprintf("%s, %d of %d bytes: %v", f.name, n, len(f.bytes), r)
			c.checkShots(t, what, g.skin(t))
			if r.code != exitConnection && r.code != exitCorrupt && (r.code != exitComplete || n < len(f.bytes)-20) {
				t.Fatalf("%s, want exit %d", what, exitConnection)
			}
			r = g.run(t, d.http)
			if end := fmt.Sprintf("complete given=%d doubt=0", c.count()); r.code != exitComplete || r.end != end || uint64(len(g.skin(t))) != c.count() {
				t.Fatalf("%s, then %v, %d points in the skin; want %q", what, r, len(g.skin(t)), end)
			}
			c.checkShots(t, what, g.skin(t))
		}
	}
}

// A connection that is reset is one that was cut.
func TestReset(t *testing.T) {
	d := startDaemon(t)
	c := newCourse(t, d.client, small(t))
	answer, _ := record(t, d, c, "--chunk", itoa(replayChunk))
	for _, n := range []int{0, len(answer) / 2, len(answer) - 30} {
		addr := script(t, func(conn net.Conn) {
			_, _ = conn.Write(answer[:n])
			_ = conn.(*net.TCPConn).SetLinger(0)
			_ = conn.Close()
		})
		g := newGun(t, c, "--chunk", itoa(replayChunk))
		r := g.run(t, addr)
		c.checkShots(t, r.String(), g.skin(t))
		if r.code != exitConnection {
			t.Errorf("reset after %d bytes: %v, want exit %d", n, r, exitConnection)
		}
		if r := g.run(t, d.http); r.code != exitComplete || uint64(len(g.skin(t))) != c.count() {
			t.Errorf("reset after %d bytes, then %v and %d points, want %d", n, r, len(g.skin(t)), c.count())
		}
		c.checkShots(t, r.String(), g.skin(t))
	}
}
