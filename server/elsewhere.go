package server

import (
	"net/http"
	"slices"
)

// notForOthers refuses calls that a browser makes for a page of another origin, unless that is named. A browser asks before
// it lets such a page POST, and finds that it may not; but it does not ask before a GET, so that any page which a person
// opens could keep a server on their machine computing. Sec-Fetch-Site tells of it: browsers send it by TLS and to their own
// machine, and no page can change it. Callers that are no browsers do not send it.
func notForOthers(origins []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		site := r.Header.Get("Sec-Fetch-Site")
		if isOurs(r.URL.Path) && (site == "cross-site" || site == "same-site") && !slices.Contains(origins, r.Header.Get("Origin")) {
			say(w, http.StatusForbidden, "a page of another origin may call this server only where --origin names it")
			return
		}
		next.ServeHTTP(w, r)
	})
}
