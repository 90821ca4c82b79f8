package firmware_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// replay is a device in a process of its own, which takes one answer after another from its input: the library with
// sanitizers, and a memory that lasts as long as it is told.
type replay struct {
	in     io.WriteCloser
	out    *bufio.Reader
	cmd    *exec.Cmd
	stderr bytes.Buffer
	runs   int
}

const replayChunk = 7

func startReplay(t *testing.T, c *course) *replay {
	t.Helper()
	program := built(t, replayOnce)
	g := &gun{folder: folder(t)}
	g.write(t, "request", c.request(t))
	r := &replay{cmd: exec.Command(program, g.path("request"), itoa(replayChunk))}
	r.cmd.Stderr = &r.stderr
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if r.in, err = r.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	r.out = bufio.NewReader(out)
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.in.Close()
		if err := r.cmd.Wait(); err != nil {
			t.Errorf("replay: %v: %s", err, &r.stderr)
		}
	})
	return r
}

// played is what a device did with an answer.
type played struct {
	code   int
	header [6]uint64 // points, crc, revision, total, depth and angle; zeros where none was taken
	shots  []shot    // all in the skin
	doubts uint32
	asked  []byte // what it has sent
}

// Flags of a run.
const (
	playFresh  = 1 << iota // with an empty memory and a whole skin
	playHTTP10             // asks by HTTP/1.0
)

// play gives the device an answer, in pieces of at most so many bytes.
func (r *replay) play(t *testing.T, flags byte, piece uint16, answer []byte) *played {
	t.Helper()
	r.runs++
	frame := binary.LittleEndian.AppendUint16([]byte{flags}, piece)
	frame = binary.LittleEndian.AppendUint32(frame, uint32(len(answer)))
	sent := make(chan error, 1)
	go func() {
		_, err := r.in.Write(append(frame, answer...))
		sent <- err
	}()
	var head struct {
		Code                 int32
		Header               [6]uint64
		Doubts, Shots, Asked uint32
	}
	err := binary.Read(r.out, binary.LittleEndian, &head)
	p := &played{code: int(head.Code), header: head.Header, doubts: head.Doubts}
	if err == nil {
		p.shots, p.asked = make([]shot, head.Shots), make([]byte, head.Asked)
		err = binary.Read(r.out, binary.LittleEndian, p.shots)
	}
	if err == nil {
		_, err = io.ReadFull(r.out, p.asked)
	}
	if err != nil {
		_ = r.cmd.Wait()
		t.Fatalf("replay ended by itself: %v: %s", err, &r.stderr)
	}
	if err := <-sent; err != nil {
		t.Fatal(err)
	}
	return p
}

// film is an answer, as a server sent it.
type film struct {
	name  string
	flags byte
	bytes []byte
	body  int // where it begins, in HTTP/1.0
	parts [][]byte
}

// films are answers to the first request of a device.
func films(t *testing.T, d *daemon, c *course) []*film {
	t.Helper()
	var all []*film
	for _, flags := range []byte{0, playHTTP10} {
		name := map[byte]string{0: "HTTP/1.1", playHTTP10: "HTTP/1.0"}[flags]
		args := []string{"--chunk", itoa(replayChunk)}
		if flags != 0 {
			args = append(args, "--http10")
		}
		answer, body := record(t, d, c, args...)
		f := &film{name: name, flags: flags, bytes: answer, body: -1, parts: envelopes(t, body)}
		if bytes.HasSuffix(answer, body) {
			f.body = len(answer) - len(body)
		}
		if (f.body >= 0) != (flags != 0) {
			t.Fatalf("%s: the body begins at %d of\n%q", name, f.body, answer)
		}
		all = append(all, f)
	}
	return all
}

// checkPlayed looks at what a device did with an answer that is not what a server said.
func (c *course) checkPlayed(t *testing.T, what string, p *played) {
	t.Helper()
	if p.code < 0 || p.code == exitState || p.doubts > 0 || uint64(len(p.shots)) > c.count() {
		t.Fatalf("%s: exit %d, %d shots, %d in doubt", what, p.code, len(p.shots), p.doubts)
	}
	for i, s := range p.shots {
		if s != c.shot(uint64(i)) {
			t.Fatalf("%s: shot %d is %+v, want %+v", what, i, s, c.shot(uint64(i)))
		}
	}
	if p.code == exitComplete && uint64(len(p.shots)) != c.count() {
		t.Fatalf("%s: complete with %d shots, want %d", what, len(p.shots), c.count())
	}
	if h := c.GetHeader(); p.header != [6]uint64{} && p.header != [6]uint64{h.GetKey().GetPointCount(), uint64(h.GetKey().GetCrc32C()),
		uint64(h.GetKey().GetRevision()), h.GetTotalVolumeNl(), uint64(h.GetDepthUm()), uint64(h.GetNeedleAngleMdeg())} {
		t.Fatalf("%s: header %d, want %s", what, p.header, headerLine(h))
	}
}

// given is how many points stand in front of a byte of the body, in chunks that are whole; and whether no change of the
// byte may pass: the report is for people, and what ends the stream after the end of the grid has nothing in it.
func (f *film) given(at int) (points int, counts bool) {
	for i, part := range f.parts {
		if at < len(part) {
			return replayChunk * max(i-2, 0), i != 1 && i < len(f.parts)-1
		}
		at -= len(part)
	}
	return 0, false
}

// 10,000 bits of answers, each changed alone, wherever it stands: HTTP, lengths, header, report, chunks, end. No point is
// wrong, twice or left out; and a change in a chunk is noticed in front of it.
func TestFlips(t *testing.T) {
	d := startDaemon(t)
	rng := rand.New(rand.NewPCG(67, 3))
	most := 5_000
	switch {
	case *long:
		most = math.MaxInt
	case testing.Short():
		most = 500
	}
	for name, spec := range map[string]*pb.GridSpec{"small": small(t), "one point": plans(t)["one point"]} {
		t.Run(name, func(t *testing.T) {
			c := newCourse(t, d.client, spec)
			r := startReplay(t, c)
			for _, f := range films(t, d, c) {
				if p := r.play(t, f.flags|playFresh, 1000, f.bytes); p.code != exitComplete || p.header == [6]uint64{} {
					t.Fatalf("%s: exit %d, header %d", f.name, p.code, p.header)
				}
				codes := map[int]int{}
				for n, bits := 0, rng.Perm(8*len(f.bytes)); n < min(len(bits), most); n++ {
					codes[c.checkFlip(t, r, f, bits[n], uint16(1+rng.IntN(2000)))]++
				}
				t.Logf("%s of %d bytes, exit codes %v", f.name, len(f.bytes), codes)
				if codes[exitCorrupt] < min(8*len(f.bytes), most)/3 {
					t.Errorf("exit codes %v: most changes are corruption", codes)
				}
			}
		})
	}
}

// checkFlip changes one bit, and gives the exit code.
func (c *course) checkFlip(t *testing.T, r *replay, f *film, bit int, piece uint16) int {
	t.Helper()
	answer := slices.Clone(f.bytes)
	answer[bit/8] ^= 1 << (bit % 8)
	p := r.play(t, f.flags|playFresh, piece, answer)
	what := fmt.Sprintf("%s, bit %d of %d bytes", f.name, bit, len(answer))
	c.checkPlayed(t, what, p)
	if f.body < 0 || bit/8 < f.body {
		return p.code
	}
	if points, counts := f.given(bit/8 - f.body); counts && (p.code == exitComplete || len(p.shots) != min(points, int(c.count()))) {
		t.Fatalf("%s: exit %d after %d shots, want %d and an error", what, p.code, len(p.shots), points)
	}
	return p.code
}

// An answer that stops anywhere is a connection that was cut; what came before is right, and the next answer completes the
// grid with each point once.
func TestTruncations(t *testing.T) {
	d := startDaemon(t)
	c := newCourse(t, d.client, small(t))
	r := startReplay(t, c)
	resumed := map[string][]byte{}
	for _, f := range films(t, d, c) {
		for n := range len(f.bytes) {
			what := fmt.Sprintf("%s, %d of %d bytes", f.name, n, len(f.bytes))
			p := r.play(t, f.flags|playFresh, 500, f.bytes[:n])
			c.checkPlayed(t, what, p)
			if p.code == exitComplete && n > len(f.bytes)-20 {
				continue // after the end
			}
			if p.code != exitConnection && p.code != exitCorrupt {
				t.Fatalf("%s: exit %d, want %d", what, p.code, exitConnection)
			}
			if f.body >= 0 && n >= f.body {
				if points, _ := f.given(n - f.body); len(p.shots) != min(points, int(c.count())) || p.code != exitConnection {
					t.Fatalf("%s: exit %d after %d shots, want %d after %d", what, p.code, len(p.shots), exitConnection, points)
				}
			}
			// The device asks for what has not come; what the service says to that, it gets.
			before := len(p.shots)
			asked := r.play(t, f.flags, 500, nil)
			if uint64(before) == c.count() && asked.code == exitComplete {
				continue // all was given, so there is nothing to ask for
			}
			if asked.code != exitConnection || len(asked.shots) != before {
				t.Fatalf("%s, then nothing: exit %d, %d shots", what, asked.code, len(asked.shots))
			}
			answer, ok := resumed[string(asked.asked)]
			if !ok {
				answer = c.answer(t, d, asked.asked, uint64(before), p.header != [6]uint64{})
				resumed[string(asked.asked)] = answer
			}
			p = r.play(t, f.flags, 500, answer)
			c.checkPlayed(t, what+", then the rest", p)
			if p.code != exitComplete {
				t.Fatalf("%s, then the rest: exit %d after %d and %d shots\n%q", what, p.code, before, len(p.shots), answer)
			}
		}
	}
	t.Logf("%d answers, %d requests", r.runs, len(resumed))
}

// answer checks what a device asks for, and gives what the service answers.
func (c *course) answer(t *testing.T, d *daemon, asked []byte, first uint64, begun bool) []byte {
	t.Helper()
	hr, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(asked)))
	if err != nil {
		t.Fatalf("%v in %q", err, asked)
	}
	body, err := io.ReadAll(hr.Body)
	if err != nil || len(body) < 5 || hr.Method != http.MethodPost || !strings.HasPrefix(hr.Header.Get("Content-Type"), "application/connect+proto") {
		t.Fatalf("%v in %q", err, asked)
	}
	req := new(pb.StreamGridRequest)
	if err := proto.Unmarshal(body[5:], req); err != nil || !bytes.Equal(body, envelope(0, body[5:])) {
		t.Fatalf("%v in %q", err, body)
	}
	want := &pb.StreamGridRequest{Source: &pb.StreamGridRequest_Spec{Spec: c.spec}, FirstPoint: first, ChunkPoints: replayChunk, Expect: c.GetHeader().GetKey()}
	if !begun && req.GetExpect() == nil {
		want.Expect = nil
	}
	if !proto.Equal(req, want) {
		t.Fatalf("asked for\n%v\nwant\n%v", req, want)
	}
	return post(t, "http://"+d.http+hr.URL.Path, body)
}

// post asks the service, and gives its answer as a server does over HTTP/1.1.
func post(t *testing.T, url string, body []byte) []byte {
	t.Helper()
	resp, err := http.Post(url, "application/connect+proto", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err = io.ReadAll(resp.Body); err != nil {
		t.Fatal(err)
	}
	return answerOf(codedHead, chunked(body, 300, "%x", ""))
}

// A server that does not look at what is expected, and answers with another grid, is not followed: neither its points
// nor its header are those that were begun.
func TestOtherAnswer(t *testing.T) {
	d := startDaemon(t)
	c := newCourse(t, d.client, small(t))
	deeper, moved, tank := proto.CloneOf(c.spec), proto.CloneOf(c.spec), proto.CloneOf(c.spec)
	deeper.Depth = &pb.Depth{Kind: &pb.Depth_DepthUm{DepthUm: 9_000}}
	moved.FixedPoints[1].XUm++
	tank.Injector.ReservoirNl = 700_000 // the same key, and other refills
	for name, spec := range map[string]*pb.GridSpec{"depth": deeper, "fixed point": moved, "reservoir": tank} {
		other := newCourse(t, d.client, spec)
		for _, f := range films(t, d, c) {
			for k := 2; k < len(f.parts)-2; k++ { // parts that have come
				r := startReplay(t, c)
				before := r.play(t, f.flags|playFresh, 99, answerOf(plainHead, slices.Concat(f.parts[:k]...)))
				first := uint64(replayChunk * (k - 2))
				if before.code != exitConnection || uint64(len(before.shots)) != first {
					t.Fatalf("%d parts: exit %d after %d shots", k, before.code, len(before.shots))
				}
				request, err := proto.Marshal(&pb.StreamGridRequest{Source: &pb.StreamGridRequest_Spec{Spec: other.spec}, FirstPoint: first, ChunkPoints: replayChunk})
				if err != nil {
					t.Fatal(err)
				}
				answer := post(t, "http://"+d.http+"/mesogrid.v1.GridService/StreamGrid", envelope(0, request))
				p := r.play(t, f.flags, 99, answer)
				if p.code != exitChanged && p.code != exitCorrupt || len(p.shots) != len(before.shots) {
					t.Errorf("another %s after %d points: exit %d and %d more, want %d and none", name, first, p.code, len(p.shots)-len(before.shots), exitChanged)
				}
			}
		}
	}
}
