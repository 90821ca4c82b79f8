package server

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// notForOthers refuses calls that a browser makes for a page of another origin, unless that is named. A browser asks before
// it lets such a page POST, and finds that it may not; but it does not ask before a GET, so that any page which a person
// opens could keep a server on their machine computing. Hence a GET that computes is held to what the library asks of a POST.
// Callers that are no browsers send neither Sec-Fetch-Site nor Origin, and pass.
func notForOthers(origins []string, next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	for _, origin := range origins {
		_ = protection.AddTrustedOrigin(origin) // what CheckOrigins refuses is trusted by nobody
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isOurs(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		posted := r
		if r.Method != http.MethodPost {
			posted = r.WithContext(r.Context())
			posted.Method = http.MethodPost
		}
		switch {
		case protection.Check(posted) != nil:
			say(w, http.StatusForbidden, "a page of another origin may call this server only where --origin names it")
		case rebound(r, origins):
			say(w, http.StatusMisdirectedRequest, "this server listens on its own machine, which the Host of the call is no name of: call localhost, "+
				"or give --origin with scheme and host of the pages that may call it by that name")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// rebound tells whether a call may come from a page whose own name leads to this machine by now (DNS rebinding): to a browser
// such a server is of the page's origin. Then the page is no secure one, for which browsers leave Sec-Fetch-Site out; and they
// send an Origin with all but GET. By TLS such a name has no certificate.
func rebound(r *http.Request, origins []string) bool {
	fetched := r.Header.Get("Sec-Fetch-Site") == "" && (r.Method != http.MethodPost || r.Header.Get("Origin") != "")
	return fetched && r.TLS == nil && r.Context().Value(loopbackKey{}) != nil && !isThisMachine(r.Host) &&
		!slices.Contains(origins, "http://"+r.Host) && !slices.Contains(origins, "https://"+r.Host)
}

type loopbackKey struct{}

// onLoopback marks the calls of a listener that this machine alone reaches.
func onLoopback(l net.Listener) context.Context {
	if at, ok := l.Addr().(*net.TCPAddr); ok && at.IP.IsLoopback() {
		return context.WithValue(context.Background(), loopbackKey{}, true)
	}
	return context.Background()
}

// isThisMachine tells whether a Host is an address, or a name that leads nowhere but to this machine (RFC 6761, 6.3).
func isThisMachine(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	_, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return err == nil || name == "" || name == "localhost" || strings.HasSuffix(name, ".localhost")
}
