package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// The log says where the planning page is, as a browser on this machine is to be told.
func TestPageURL(t *testing.T) {
	cert, key, _ := certified(t)
	secured := []string{"--tls-cert", cert, "--tls-key", key}
	for _, c := range []struct {
		args []string
		want string // regexp
	}{
		{[]string{"--http-listen", "127.0.0.1:0"}, `^http://127\.0\.0\.1:\d+/$`},
		{[]string{"--http-listen", "[::1]:0"}, `^http://\[::1\]:\d+/$`},
		{append([]string{"--http-listen", "127.0.0.1:0"}, secured...), `^https://127\.0\.0\.1:\d+/$`},
		{append([]string{"--http-listen", "0.0.0.0:0"}, secured...), `^https://localhost:\d+/$`},
		{[]string{"--http-listen", ""}, "^$"},
		{[]string{"--http-listen", "127.0.0.1:0", "--page=false"}, "^$"},
	} {
		ctx, stop := context.WithCancel(t.Context())
		stop() // as soon as it serves
		var log bytes.Buffer
		err := run(ctx, append([]string{"--listen", "127.0.0.1:0"}, c.args...), io.Discard, &log)
		if err != nil && strings.Contains(err.Error(), "[::1]") {
			continue // a machine without IPv6
		}
		_, rest, _ := strings.Cut(log.String(), `msg="planning page" url=`)
		got, _, _ := strings.Cut(rest, "\n")
		if err != nil || !regexp.MustCompile(c.want).MatchString(got) {
			t.Errorf("%q: %v, %q; want %s in\n%s", c.args, err, got, c.want, &log)
		}
	}
}

// With TLS the page is there by TLS alone, and with mutual TLS for those alone who have a certificate.
func TestPageTLS(t *testing.T) {
	cert, key, roots := certified(t)
	web := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	args := []string{"--listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key}
	addrs, _ := servedAll(t, t.Context(), 2, args...)
	if code, body := fetch(t, web, "https://"+addrs[1]); code != http.StatusOK || !strings.Contains(body, "<title>mesogrid") {
		t.Errorf("by TLS: %d, %.200s; want the page", code, body)
	}
	if code, body := fetch(t, http.DefaultClient, "http://"+addrs[1]); code != http.StatusBadRequest {
		t.Errorf("in plain text: %d, %.200s; want a refusal", code, body)
	}
	addrs, _ = servedAll(t, t.Context(), 2, append(args, "--tls-client-ca", cert)...)
	if resp, err := web.Get("https://" + addrs[1]); err == nil {
		resp.Body.Close()
		t.Errorf("by mutual TLS without a certificate: %s, want a refusal", resp.Status)
	}
}
