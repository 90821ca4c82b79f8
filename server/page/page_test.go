package page_test

import (
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"

	"github.com/mesogrid/mesogrid/server/page"
)

// built has the files of the page by their names, such as "assets/index-Dqw8Pq11.css".
func built(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(os.DirFS("dist"), ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			var body []byte
			body, err = os.ReadFile(path.Join("dist", name))
			all[name] = string(body)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if all["index.html"] == "" {
		t.Fatalf("dist has no index.html, only %d files: run npm run build in client/web", len(all))
	}
	return all
}

// ask asks a server that has the page alone. Headers are pairs of name and value.
func ask(t *testing.T, method, target string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, target, nil)
	for k := 0; k < len(headers); k += 2 {
		r.Header.Add(headers[k], headers[k+1])
	}
	mux, w := http.NewServeMux(), httptest.NewRecorder()
	page.Mount(mux)
	mux.ServeHTTP(w, r)
	return w
}

func text(t *testing.T, r io.Reader) string {
	t.Helper()
	all, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(all)
}

func routeOf(name string) string {
	if name == "index.html" {
		return "/"
	}
	return "/" + name
}

// Every file comes as it was built, plain and compressed, with its type, its policy and the time for which it may be kept.
func TestFiles(t *testing.T) {
	kinds := map[string]string{".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8",
		".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".geojson": "application/geo+json"}
	for name, want := range built(t) {
		cache := "no-cache"
		if strings.HasPrefix(name, "assets/") {
			cache = "max-age=31536000, immutable"
		}
		for _, coding := range []string{"", "gzip"} {
			got := ask(t, "GET", routeOf(name), "Accept-Encoding", coding)
			body := text(t, got.Body)
			if n := got.Header().Get("Content-Length"); n != strconv.Itoa(len(body)) {
				t.Errorf("%s, %q: Content-Length is %s, want %d", name, coding, n, len(body))
			}
			if got.Header().Get("Content-Encoding") == "gzip" {
				z, err := gzip.NewReader(strings.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				body = text(t, z)
			}
			if got.Code != http.StatusOK || body != want {
				t.Errorf("%s, %q: %d with %d bytes, want 200 with the %d bytes of dist", name, coding, got.Code, len(body), len(want))
			}
			for header, want := range map[string]string{
				"Content-Type":                 kinds[path.Ext(name)],
				"Cache-Control":                cache,
				"X-Content-Type-Options":       "nosniff",
				"Referrer-Policy":              "no-referrer",
				"Cross-Origin-Opener-Policy":   "same-origin",
				"Cross-Origin-Resource-Policy": "same-origin",
				"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self'; " +
					"font-src 'self'; img-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
					"require-trusted-types-for 'script'; trusted-types 'none'",
			} {
				if h := got.Header().Get(header); h != want {
					t.Errorf("%s, %q: %s is %q, want %q", name, coding, header, h, want)
				}
			}
			head := ask(t, "HEAD", routeOf(name), "Accept-Encoding", coding)
			if n := len(text(t, head.Body)); n > 0 || head.Code != http.StatusOK ||
				head.Header().Get("ETag") != got.Header().Get("ETag") || head.Header().Get("Content-Length") != got.Header().Get("Content-Length") {
				t.Errorf("HEAD %s, %q: %d, %d bytes, %v; want 200, no bytes, %v", name, coding, head.Code, n, head.Header(), got.Header())
			}
		}
	}
}

// A client that has a file is told so, by the tag of the form that it has; and not that it has the other form.
func TestTags(t *testing.T) {
	tags := map[string]string{}
	for name := range built(t) {
		for _, coding := range []string{"", "gzip"} {
			tag := ask(t, "GET", routeOf(name), "Accept-Encoding", coding).Header().Get("ETag")
			other, met := tags[tag]
			if tag == "" || met && !strings.HasPrefix(other, name) {
				t.Errorf("%s, %q: ETag %s is also that of %s", name, coding, tag, other)
			}
			tags[tag] = name + coding
			again := ask(t, "GET", routeOf(name), "Accept-Encoding", coding, "If-None-Match", tag)
			if n := len(text(t, again.Body)); again.Code != http.StatusNotModified || n > 0 || again.Header().Get("ETag") != tag {
				t.Errorf("%s, %q, for who has %s: %d with %d bytes, want 304 with none", name, coding, tag, again.Code, n)
			}
		}
	}
	plain := ask(t, "GET", "/").Header().Get("ETag")
	if got := ask(t, "GET", "/", "Accept-Encoding", "gzip", "If-None-Match", plain); got.Code != http.StatusOK {
		t.Errorf("compressed, for who has it plain: %d, want 200", got.Code)
	}
}

func TestCodings(t *testing.T) {
	for _, c := range []struct {
		accept string
		gzip   bool
	}{
		{"", false}, {"gzip", true}, {"GZIP", true}, {"deflate, gzip, br", true}, {"br;q=1.0, gzip;q=0.8, *;q=0.1", true}, {"gzip ; q=0.001", true},
		{"gzip;q=0", false}, {"gzip; q=0.000", false}, {"gzip;Q=0.0", false}, {"deflate, br", false}, {"gzipped", false}, {"*", false}, {"identity", false},
	} {
		got := ask(t, "GET", "/", "Accept-Encoding", c.accept)
		if coding := got.Header().Get("Content-Encoding"); (coding == "gzip") != c.gzip || got.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("Accept-Encoding %q: coded as %q, Vary %q; want gzip: %t, Vary Accept-Encoding", c.accept, coding, got.Header().Get("Vary"), c.gzip)
		}
	}
	if got := ask(t, "GET", "/", "Accept-Encoding", "br", "Accept-Encoding", "gzip"); got.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("gzip in a second line of Accept-Encoding: coded as %q, want gzip", got.Header().Get("Content-Encoding"))
	}
	whole := ask(t, "GET", "/", "Accept-Encoding", "gzip")
	part := ask(t, "GET", "/", "Accept-Encoding", "gzip", "Range", "bytes=10-19")
	all, some := text(t, whole.Body), text(t, part.Body)
	if part.Code != http.StatusPartialContent || some != all[10:20] {
		t.Errorf("bytes 10 to 19 of it compressed: %d, %x; want 206, %x", part.Code, some, all[10:20])
	}
}

// There is nothing beside the files, and nothing to do with them but to read.
func TestElsewhere(t *testing.T) {
	for _, target := range []string{"/index.html", "/assets", "/assets/", "/assets/none.js", "/dist/index.html", "/icon.svg/", "/page.go", "/..%2fpage.go"} {
		if got := ask(t, "GET", target); got.Code != http.StatusNotFound {
			t.Errorf("GET %s: %d, want 404", target, got.Code)
		}
	}
	for name := range built(t) {
		for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "PATCH"} {
			got := ask(t, method, routeOf(name))
			if got.Code != http.StatusMethodNotAllowed || got.Header().Get("Allow") != "GET, HEAD" {
				t.Errorf("%s /%s: %d, Allow %q; want 405, GET, HEAD", method, name, got.Code, got.Header().Get("Allow"))
			}
		}
	}
}
