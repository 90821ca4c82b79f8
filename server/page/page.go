// Package page serves the planning page, which is a client of the service that runs in a browser. Its files are what
// `npm run build` makes in client/web: they are committed, so that Go alone builds the server, and CI builds them again.
package page

import (
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed all:dist
var dist embed.FS

// Mount adds a route for GET and HEAD for each file of the page: "/" is index.html, the others have their names. So what
// is none of the page stays what it is without one.
func Mount(mux *http.ServeMux) {
	for _, f := range files() {
		mux.Handle("GET "+f.path, f)
	}
}

// files are those of the page, read and compressed once a process.
var files = sync.OnceValue(func() []*file {
	var all []*file
	err := fs.WalkDir(dist, "dist", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := dist.ReadFile(name)
		if err != nil {
			return err
		}
		f, err := newFile(strings.TrimPrefix(name, "dist"), body)
		all = append(all, f)
		return err
	})
	if err != nil {
		panic(err) // the files are constants
	}
	return all
})

// kinds are the types of the files, whatever the machine thinks of their extensions.
var kinds = map[string]string{
	".html":    "text/html; charset=utf-8",
	".js":      "text/javascript; charset=utf-8",
	".css":     "text/css; charset=utf-8",
	".svg":     "image/svg+xml",
	".geojson": "application/geo+json",
}

// newFile is a file at a path of the page.
func newFile(at string, body []byte) (*file, error) {
	kind, known := kinds[path.Ext(at)]
	if !known {
		return nil, fmt.Errorf("page: %s has no type; add its extension to kinds", at)
	}
	f := &file{path: at, kind: kind, cache: "no-cache"} // ask each time: the answer is 304 while it is the same
	switch {
	case at == "/index.html":
		f.path = "/{$}"
	case strings.HasPrefix(at, "/assets/"):
		f.cache = "max-age=31536000, immutable" // its name has its hash
	}
	var err error
	f.plain, f.zipped, err = forms(body)
	return f, err
}
