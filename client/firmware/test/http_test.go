package firmware_test

import (
	"bytes"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

const (
	okHead    = "HTTP/1.1 200 OK\nContent-Type: application/connect+proto\n"
	codedHead = okHead + "Transfer-Encoding: chunked\n\n"
	plainHead = "HTTP/1.0 200 OK\nContent-Type: application/connect+proto\n\n"
)

// What HTTP allows, gun reads: the grid is complete and right.
func TestOddHTTP(t *testing.T) {
	d := startDaemon(t)
	c := newCourse(t, d.client, small(t))
	real, body := record(t, d, c, "--chunk", "7")
	parts := envelopes(t, body)
	report := new(pb.StreamGridResponse)
	if err := proto.Unmarshal(parts[1][5:], report); err != nil || report.GetReport() == nil {
		t.Fatalf("the second part is no report: %v", err)
	}
	for range 2_000 {
		report.GetReport().Warnings = append(report.GetReport().Warnings, &pb.Warning{Reason: "OTHER", Text: strings.Repeat("text ", 20)})
	}
	long := slices.Concat(slices.Concat(parts[:1]...), part(report), slices.Concat(parts[2:]...))
	last := len(body) - len(parts[len(parts)-1])
	metadata := append(slices.Clone(body[:last]), envelope(2, []byte(` { "metadata" : {"a":["{\"error\":{}}","\\\"","\u00e9"], "b":[] } } `))...)
	h := answerOf
	for name, answer := range map[string][]byte{
		"as it came":                     real,
		"100 Continue":                   h("HTTP/1.1 100 Continue\n\n"+codedHead, chunked(body, 1000, "%x", "")),
		"100, 102 and 103":               h("HTTP/1.1 100 Continue\nA: b\n\nHTTP/1.1 102 Processing\n\nHTTP/1.1 103 Early Hints\nLink: </x>\n\n"+codedHead, chunked(body, 1000, "%x", "")),
		"chunk extensions":               h(codedHead, chunked(body, 100, `%x;a=b;c="d;e"`, "")),
		"space before a chunk extension": h(codedHead, chunked(body, 100, `%x ; a`, "")),
		"chunk sizes with zeros":         h(codedHead, chunked(body, 300, `%08X`, "")),
		"trailers":                       h(codedHead, chunked(body, 1000, "%x", "A: b\r\nContent-Length: 7\r\n")),
		"chunks of 1 byte":               h(codedHead, chunked(body, 1, "%x", "")),
		"chunks of 6 bytes":              h(codedHead, chunked(body, 6, "%x", "")),
		"one chunk":                      h(codedHead, chunked(body, len(body), "%x", "")),
		"until the connection closes":    h(okHead+"Connection: close\n\n", body),
		"HTTP/1.0":                       h(plainHead, body),
		"HTTP/1.0, long":                 h(plainHead, long),
		"a long report":                  h(codedHead, chunked(long, 4096, "%x", "")),
		"a long report in small chunks":  h(codedHead, chunked(long, 13, "%x", "")),
		"Content-Length":                 h(okHead+"Content-Length: "+itoa(len(body))+"\n\n", body),
		"Content-Length, and more":       h(okHead+"Content-Length: "+itoa(len(body))+"\n\n", append(slices.Clone(body), "HTTP/1.1 500 No\r\n\r\n"...)),
		"names in capitals":              h("HTTP/1.1 200 OK\nCONTENT-TYPE: application/connect+proto\nTRANSFER-ENCODING: chunked\n\n", chunked(body, 1000, "%x", "")),
		"names in small letters":         h("HTTP/1.1 200 OK\ncontent-type: application/connect+proto\ntransfer-encoding: Chunked\n\n", chunked(body, 1000, "%x", "")),
		"space around values":            h("HTTP/1.1 200 OK\nContent-Type: \t application/connect+proto \t\nTransfer-Encoding:chunked  \n\n", chunked(body, 1000, "%x", "")),
		"no reason":                      h("HTTP/1.1 200 \n"+codedHead[len("HTTP/1.1 200 OK\n"):], chunked(body, 1000, "%x", "")),
		"long headers":                   h(okHead+"Set-Cookie: "+strings.Repeat("abc=def; ", 400)+"\nTransfer-Encoding: chunked\n\n", chunked(body, 1000, "%x", "")),
		"many headers":                   h(okHead+strings.Repeat("X-A: b\n", 60)+"Transfer-Encoding: chunked\n\n", chunked(body, 1000, "%x", "")),
		"identity":                       h(okHead+"Content-Encoding: identity\nConnect-Content-Encoding: identity\nTransfer-Encoding: chunked\n\n", chunked(body, 1000, "%x", "")),
		"metadata at the end":            h(plainHead, metadata),
	} {
		for way, addr := range map[string]string{
			"at once": scripted(t, answer),
			"byte by byte": script(t, func(conn net.Conn) {
				for i := range answer {
					if _, err := conn.Write(answer[i : i+1]); err != nil {
						return
					}
				}
			}),
		} {
			if len(answer) > 100_000 && way != "at once" {
				continue
			}
			t.Run(name+"/"+way, func(t *testing.T) {
				g := newGun(t, c, "--chunk", "7")
				g.program = built(t, sanitizedOnce)
				c.checkWhole(t, g, g.run(t, addr))
			})
		}
	}
}

// bad is an answer that is no grid, and how gun may end.
type bad struct {
	answer []byte
	codes  []int
	given  int // points in front of the fault; negative: none and no more than all
}

// What is wrong or hostile ends gun, soon, with what is wrong with it; what was given before is right.
func TestHostile(t *testing.T) {
	d := startDaemon(t)
	c := newCourse(t, d.client, small(t))
	_, body := record(t, d, c, "--chunk", "7")
	parts := envelopes(t, body)
	n := len(parts)
	before := func(k int) []byte { return slices.Concat(parts[:k]...) } // 2: header and report
	end := func(k int, text string) []byte {
		return answerOf(plainHead, append(before(k), envelope(2, []byte(text))...))
	}
	with := func(k int, more ...byte) []byte { return answerOf(plainHead, append(before(k), more...)) }
	message := func(k int, text ...byte) []byte { return with(k, envelope(0, text)...) }
	corrupt, cut, refused, later, changed := []int{exitCorrupt}, []int{exitConnection}, []int{exitRefused}, []int{exitLater}, []int{exitChanged}
	broken := []int{exitCorrupt, exitConnection}
	no := []int{exitCorrupt, exitConnection, exitRefused, exitLater}
	html := "\n<html>{\"code\":\"aborted\"}</html>"
	max64 := "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"
	all := map[string]bad{
		"nothing":                         {nil, cut, 0},
		"half a status":                   {[]byte("HTTP/1.1 2"), broken, 0},
		"no HTTP":                         {[]byte("SSH-2.0-OpenSSH\r\n\r\n"), no, 0},
		"status of many digits":           {answerOf("HTTP/1.1 20000000000000000000200 OK\n\n", body), no, 0},
		"200 HTML":                        {answerOf("HTTP/1.1 200 OK\nContent-Type: text/html\n"+html, nil), no, 0},
		"200 JSON":                        {answerOf("HTTP/1.1 200 OK\nContent-Type: application/connect+json\n\n", body), no, 0},
		"no content type":                 {answerOf("HTTP/1.1 200 OK\n\n", body), no, 0},
		"like the content type":           {answerOf("HTTP/1.1 200 OK\nContent-Type: application/connect+protobuf\n\n", body), no, 0},
		"204":                             {answerOf("HTTP/1.1 204 No Content\n\n", body), no, 0},
		"301":                             {answerOf("HTTP/1.1 301 Moved\nLocation: http://127.0.0.1:1/\nContent-Type: text/html\n"+html, nil), no, 0},
		"401":                             {answerOf("HTTP/1.1 401 Unauthorized\nContent-Type: text/html\n"+html, nil), refused, 0},
		"404":                             {answerOf("HTTP/1.1 404 Not Found\nContent-Type: text/html\n"+html, nil), refused, 0},
		"415":                             {answerOf("HTTP/1.1 415 Unsupported\nContent-Length: 0\n\n", nil), refused, 0},
		"429":                             {answerOf("HTTP/1.1 429 Too Many\nContent-Type: text/html\n"+html, nil), later, 0},
		"502":                             {answerOf("HTTP/1.1 502 Bad Gateway\nContent-Type: text/html\n"+html, nil), later, 0},
		"503":                             {answerOf("HTTP/1.1 503 Unavailable\nContent-Type: text/html\n"+html, nil), later, 0},
		"504":                             {answerOf("HTTP/1.1 504 Timeout\nContent-Type: text/html\n"+html, nil), later, 0},
		"503 with a whole grid":           {answerOf(strings.Replace(plainHead, "200 OK", "503 No", 1), body), later, 0},
		"100 and no more":                 {answerOf("HTTP/1.1 100 Continue\n\n", nil), cut, 0},
		"a folded header":                 {answerOf(okHead+"X-Folded: a\n Transfer-Encoding: gzip\n\n", body), corrupt, 0}, // HTTP allows it, for old times' sake
		"gzip":                            {answerOf(okHead+"Content-Encoding: gzip\n\n", body), no, 0},
		"gzip, chunked":                   {answerOf(okHead+"Transfer-Encoding: gzip, chunked\n\n", chunked(body, 99, "%x", "")), no, 0},
		"gzip in envelopes":               {answerOf(plainHead, flagged(body, 0, 1)), no, 0},
		"Content-Length -1":               {answerOf(okHead+"Content-Length: -1\n\n", body), corrupt, 0},
		"Content-Length 2^64":             {answerOf(okHead+"Content-Length: 18446744073709551616\n\n", body), corrupt, 0},
		"Content-Length 2^64 and all":     {answerOf(okHead+"Content-Length: 1844674407370955"+itoa(1616+len(body))+"\n\n", body), corrupt, 0},
		"two Content-Lengths":             {answerOf(okHead+"Content-Length: 10\nContent-Length: "+itoa(len(body))+"\n\n", body), corrupt, 0},
		"Content-Length too long":         {answerOf(okHead+"Content-Length: "+itoa(len(body)+1)+"\n\n", body), nil, -1},
		"Content-Length too short":        {answerOf(okHead+"Content-Length: "+itoa(len(body)-1)+"\n\n", body), broken, -1},
		"Content-Length 0":                {answerOf(okHead+"Content-Length: 0\n\n", body), broken, 0},
		"chunk of 2^64":                   {answerOf(codedHead, []byte("10000000000000000\r\n"+string(body))), corrupt, 0},
		"chunk of 2^64 and all":           {answerOf(codedHead, []byte("10000000000000"+hex(len(body))+"\r\n"+string(body)+"\r\n0\r\n\r\n")), corrupt, 0},
		"chunk of 2^63":                   {answerOf(codedHead, []byte("8000000000000000\r\n"+string(body))), nil, -1},
		"chunk of 2^31":                   {answerOf(codedHead, []byte("80000000\r\n"+string(body))), nil, -1},
		"chunk of 2^32":                   {answerOf(codedHead, []byte("100000000\r\n"+string(body))), nil, -1},
		"chunk of -5":                     {answerOf(codedHead, []byte("-5\r\n"+string(body))), corrupt, 0},
		"chunk of 0x10":                   {answerOf(codedHead, []byte("0x10\r\n"+string(body))), broken, 0},
		"chunk of no digits":              {answerOf(codedHead, []byte("\r\n"+string(body))), corrupt, 0},
		"chunk of an extension":           {answerOf(codedHead, []byte(";a\r\n"+string(body))), corrupt, 0},
		"no chunks":                       {answerOf(codedHead, body), broken, 0},
		"chunk without its end":           {answerOf(codedHead, []byte(hex(len(body))+"\r\n"+string(body)+"0\r\n\r\n")), nil, -1},
		"chunk with a wrong end":          {answerOf(codedHead, []byte(hex(len(body))+"\r\n"+string(body)+"\rX0\r\n\r\n")), corrupt, int(c.count())},
		"only the last chunk":             {answerOf(codedHead, []byte("0\r\n\r\n")), broken, 0},
		"envelope of 4 GiB":               {with(0, 0, 255, 255, 255, 255, 1, 2, 3), corrupt, 0},
		"envelope of 4 GiB for a chunk":   {with(2, 0, 255, 255, 255, 255, 1, 2, 3), corrupt, 0},
		"envelope of 4 GiB at the end":    {with(n-1, 2, 255, 255, 255, 255, '{', '}'), broken, int(c.count())},
		"envelopes of nothing":            {with(0, make([]byte, 5*100_000)...), corrupt, 0},
		"envelopes of nothing for chunks": {with(2, make([]byte, 5*100_000)...), corrupt, 0},
		"unknown flags":                   {with(2, append([]byte{4}, parts[2][1:]...)...), corrupt, 0},
		"compressed end":                  {with(n-1, append([]byte{3}, parts[n-1][1:]...)...), corrupt, int(c.count())},
		"no header":                       {answerOf(plainHead, slices.Concat(parts[1:]...)), corrupt, 0},
		"no report":                       {answerOf(plainHead, slices.Concat(parts[0], slices.Concat(parts[2:]...))), corrupt, 0},
		"two headers":                     {answerOf(plainHead, slices.Concat(parts[0], body)), corrupt, 0},
		"two reports":                     {answerOf(plainHead, slices.Concat(before(2), slices.Concat(parts[1:]...))), corrupt, 0},
		"a chunk is missing":              {answerOf(plainHead, slices.Concat(before(2), slices.Concat(parts[3:]...))), corrupt, 0},
		"a chunk twice":                   {answerOf(plainHead, slices.Concat(before(3), slices.Concat(parts[2:]...))), corrupt, 7},
		"the last chunk is missing":       {answerOf(plainHead, slices.Concat(before(n-3), parts[n-2], parts[n-1])), corrupt, 7 * (n - 5)},
		"no grid end":                     {answerOf(plainHead, slices.Concat(before(n-2), parts[n-1])), corrupt, int(c.count())},
		"no end":                          {answerOf(plainHead, before(n-1)), cut, int(c.count())},
		"two grid ends":                   {answerOf(plainHead, slices.Concat(before(n-1), parts[n-2], parts[n-1])), corrupt, int(c.count())},
		"end is not JSON":                 {end(n-1, "}"), corrupt, int(c.count())},
		"end is empty":                    {end(n-1, ""), corrupt, int(c.count())},
		"end early":                       {end(3, "{}"), corrupt, 7},
		"end at once":                     {end(0, "{}"), corrupt, 0},
		"unavailable":                     {end(3, `{"error":{"code":"unavailable","message":"m"}}`), later, 7},
		"unavailable at once":             {end(0, `{"error":{"code":"unavailable"}}`), later, 0},
		"overloaded":                      {end(0, `{"error":{"code":"resource_exhausted","message":"too much to do","details":[{"type":"google.rpc.ErrorInfo"}]}}`), later, 0},
		"internal":                        {end(3, `{"error":{"code":"internal","message":"internal error"}}`), no, 7},
		"refused":                         {end(0, ` { "error" : { "message" : "say \"code\":\"unavailable\" {[" , "code" : "invalid_argument" } } `), refused, 0},
		"refused after metadata":          {end(0, `{"metadata":{"code":["unavailable"],"error":["{}"]},"error":{"details":[{"type":"t","code":"unavailable","value":"","debug":{"code":"aborted"}}],"code":"invalid_argument","message":"m"}}`), refused, 0},
		"GRID_CHANGED":                    {end(0, `{"error":{"code":"aborted","message":"m"}}`), changed, 0},
		"error after all":                 {end(n-1, `{"error":{"code":"unavailable","message":"m"}}`), later, int(c.count())},
		"an error without a code":         {end(n-1, `{"error":{}}`), no, int(c.count())},
		"deep JSON":                       {end(n-1, strings.Repeat(`{"a":`, 50_000)), no, int(c.count())},
		"deep arrays":                     {end(n-1, strings.Repeat("[", 50_000)), no, int(c.count())},
		"JSON that stops":                 {end(n-1, `{"error":{"code":"una`), no, int(c.count())},
		"message of 2^64 bytes":           {message(2, []byte("\x1a"+max64)...), corrupt, 0},
		"points of 2^64 bytes":            {message(2, []byte("\x1a\x0d\x12"+max64+"\x00\x00")...), corrupt, 0},
		"varint of 11 bytes":              {message(2, []byte("\x1a\x0d\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00")...), corrupt, 0},
		"index of 2^64-1":                 {message(2, []byte("\x1a\x0b\x08"+max64)...), corrupt, 0},
		"chunk of nothing":                {message(2, 0x1a, 0), corrupt, 0},
		"field 0":                         {message(2, 0x02, 0), corrupt, 0},
		"group":                           {message(2, 0x0b, 0x0c), corrupt, 0},
		"wire type 7":                     {message(2, 0x1f, 0), corrupt, 0},
		"column of 3 bytes":               {message(2, 0x1a, 7, 0x12, 5, 0x0a, 3, 1, 2, 3), corrupt, 0},
		"header of nothing":               {message(0, 0x0a, 0), corrupt, 0},
	}
	for name, b := range all {
		t.Run(name, func(t *testing.T) { c.checkBad(t, b, scripted(t, b.answer)) })
	}
}

// checkBad runs gun against a bad answer, and then against what it should have been.
func (c *course) checkBad(t *testing.T, b bad, addr string) {
	t.Helper()
	g := newGun(t, c, "--chunk", "7")
	g.program = built(t, sanitizedOnce)
	r := g.run(t, addr)
	skin := g.skin(t)
	c.checkShots(t, r.String(), skin)
	switch {
	case b.given < 0 && r.code == exitComplete && uint64(len(skin)) == c.count():
		return // all that was needed had come
	case r.code == exitComplete || r.code == exitState || r.code == exitKilled || b.codes != nil && !slices.Contains(b.codes, r.code):
		t.Errorf("%v, want exit %d", r, b.codes)
	}
	if b.given >= 0 && len(skin) != b.given {
		t.Errorf("%v: %d points were given, want %d", r, len(skin), b.given)
	}
}

// Answers without an end do not keep gun: it ends before it has read 64 MiB.
func TestEndless(t *testing.T) {
	d := startDaemon(t)
	c := newCourse(t, d.client, small(t))
	_, body := record(t, d, c, "--chunk", "7")
	parts := envelopes(t, body)
	zeros := make([]byte, 5*100)
	for name, e := range map[string]struct{ first, again []byte }{
		"header line":    {[]byte(strings.ReplaceAll(okHead, "\n", "\r\n") + "X: "), bytes.Repeat([]byte("x"), 1000)},
		"header lines":   {[]byte(strings.ReplaceAll(okHead, "\n", "\r\n")), bytes.Repeat([]byte("X: y\r\n"), 100)},
		"status line":    {[]byte("HTTP/1.1 200 "), bytes.Repeat([]byte("x"), 1000)},
		"100 Continue":   {nil, bytes.Repeat([]byte("HTTP/1.1 100 Continue\r\n\r\n"), 100)},
		"chunk size":     {answerOf(codedHead, nil), bytes.Repeat([]byte("0"), 1000)},
		"extension":      {answerOf(codedHead, []byte("5;a=")), bytes.Repeat([]byte("x"), 1000)},
		"empty messages": {answerOf(plainHead, nil), zeros},
		"in a stream":    {answerOf(plainHead, slices.Concat(parts[:3]...)), zeros},
		"503":            {answerOf("HTTP/1.1 503 No\nContent-Type: text/html\n\n", nil), bytes.Repeat([]byte("<p>"), 300)},
	} {
		t.Run(name, func(t *testing.T) {
			sent := make(chan int, 1)
			addr := script(t, func(conn net.Conn) {
				_ = conn.SetWriteDeadline(time.Now().Add(time.Minute))
				total := 0
				for _, err := conn.Write(e.first); err == nil && total < 64<<20; total += len(e.again) {
					_, err = conn.Write(e.again)
				}
				sent <- total
			})
			c.checkBad(t, bad{given: -1}, addr)
			if total := <-sent; total >= 64<<20 {
				t.Errorf("gun has read %d bytes", total)
			}
		})
	}
}
