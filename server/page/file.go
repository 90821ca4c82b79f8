package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// policy lets the page run its own scripts and call its own server, and nothing else: no script or style in the markup,
// no eval, no other host, no frame around it. Photographs under the drawing and files to save are blobs.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self'; font-src 'self'; " +
	"img-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'; trusted-types 'none'"

// file is a file of the page.
type file struct {
	path   string // of its route
	kind   string // Content-Type
	cache  string // Cache-Control
	plain  form
	zipped form // nothing in it: gzip does not make it smaller
}

// form is a file as it is sent, whose tag goes with its bytes.
type form struct {
	body []byte
	tag  string // ETag
}

// forms are a file as it is and compressed as far as gzip can: the page is small, and this is done once.
func forms(body []byte) (plain, zipped form, err error) {
	var small bytes.Buffer
	w, err := gzip.NewWriterLevel(&small, gzip.BestCompression)
	if err != nil {
		return plain, zipped, err
	}
	if _, err := w.Write(body); err != nil {
		return plain, zipped, err
	}
	if err := w.Close(); err != nil {
		return plain, zipped, err
	}
	hash := sha256.Sum256(body)
	name := base64.RawURLEncoding.EncodeToString(hash[:12])
	plain = form{body, fmt.Sprintf("%q", name)}
	if small.Len() < len(body) {
		zipped = form{small.Bytes(), fmt.Sprintf("%q", name+"-gzip")}
	}
	return plain, zipped, nil
}

func (f *file) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", f.cache)
	sent := f.plain
	if f.zipped.body != nil {
		h.Add("Vary", "Accept-Encoding")
		if takesGzip(r.Header.Values("Accept-Encoding")) {
			sent = f.zipped
			h.Set("Content-Encoding", "gzip")
			h.Set("Content-Length", fmt.Sprint(len(sent.body))) // ServeContent leaves it out of an encoded answer
		}
	}
	h.Set("ETag", sent.tag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(sent.body))
}

// takesGzip tells whether a client names gzip among the codings that it accepts, and not to refuse it (RFC 9110, 12.5.3).
func takesGzip(accept []string) bool {
	for coding := range strings.SplitSeq(strings.Join(accept, ","), ",") {
		name, weight, _ := strings.Cut(coding, ";")
		if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
			continue
		}
		q, weighed := strings.CutPrefix(strings.ToLower(strings.TrimSpace(weight)), "q=")
		return !weighed || strings.Trim(q, "0.") != ""
	}
	return false
}
