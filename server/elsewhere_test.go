package server_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

// A browser cannot be made to have the server compute for a page of another origin, by GET or by a POST that needs no leave;
// its own page, pages that are named, people and programs can.
func TestElsewhere(t *testing.T) {
	const named, evil = "https://planning.example", "https://evil.example"
	at := httpPort(t, server.New(server.Config{Origins: []string{named}}, quiet))
	plan := jsonOf(t, &pb.GenerateGridRequest{Spec: strip()})
	get := at + generate + "?connect=v1&encoding=json&message=" + url.QueryEscape(plan)
	for _, c := range []struct {
		name, method, url, kind, site, origin string
		want                                  int
	}{
		{"a program", "GET", get, "", "", "", http.StatusOK},
		{"its page", "GET", get, "", "same-origin", "", http.StatusOK},
		{"its page", "POST", at + generate, "application/json", "same-origin", at, http.StatusOK},
		{"a person, from the address bar", "GET", get, "", "none", "", http.StatusOK},
		{"a page that is named", "GET", get, "", "cross-site", named, http.StatusOK},
		{"a page that is named", "POST", at + generate, "application/json", "cross-site", named, http.StatusOK},
		{"a picture of another page", "GET", get, "", "cross-site", "", http.StatusForbidden},
		{"another page", "GET", get, "", "cross-site", evil, http.StatusForbidden},
		{"a page of another port", "GET", get, "", "same-site", "http://127.0.0.1:8080", http.StatusForbidden},
		{"another page", "POST", at + generate, "application/json", "cross-site", evil, http.StatusForbidden},
		{"another page, through an old browser", "GET", get, "", "", evil, http.StatusForbidden},
		{"another page, through an old browser", "POST", at + generate, "text/plain", "", evil, http.StatusForbidden},
		{"a form of another page, through an old browser", "POST", at + generate, "application/x-www-form-urlencoded", "", evil, http.StatusForbidden},
		{"a page of a file", "POST", at + stencilPath, "application/json", "", "null", http.StatusForbidden},
		{"a page of another port, through an old browser", "POST", at + generate, "application/json", "", "http://127.0.0.1:1", http.StatusForbidden},
		{"its page, through an old browser", "POST", at + generate, "application/json", "", at, http.StatusOK},
		{"a page that is named, through an old browser", "POST", at + stencilPath, "application/json", "", named, http.StatusOK},
		{"another page", "POST", at + stencilPath, "application/json", "cross-site", evil, http.StatusForbidden},
		{"a program that sends what no call is", "POST", at + generate, "text/plain", "", "", http.StatusUnsupportedMediaType},
		{"a link of another page to the planning page", "GET", at, "", "cross-site", "", http.StatusOK},
	} {
		body := plan
		if c.method == "GET" {
			body = ""
		}
		var headers []string
		for name, value := range map[string]string{"Sec-Fetch-Site": c.site, "Origin": c.origin} {
			if value != "" {
				headers = append(headers, name, value)
			}
		}
		code, header, body := call(t, c.method, c.url, c.kind, body, headers...)
		if code != c.want {
			t.Errorf("%s, %s: %d, %.200s; want %d", c.name, c.method, code, body, c.want)
		}
		if computed := header.Get("Trailer-Mesogrid-Computing-Us"); code != http.StatusOK && (computed != "" || strings.Contains(body, "header")) {
			t.Errorf("%s, %s: refused after %s us of computing", c.name, c.method, computed)
		}
	}
}

// A page whose name leads to this machine is of the server's origin to its browser: it is told by the name. Programs that call
// the server by any name, and names that are given, are served.
func TestRebound(t *testing.T) {
	service := server.New(server.Config{Origins: []string{"https://planning.example", "http://plain.example:8080"}}, quiet)
	at := httpPort(t, service)
	elsewhere := httptest.NewUnstartedServer(nil) // reached by other machines too, which may call it as they like
	elsewhere.Config = service.HTTP()
	all, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	elsewhere.Listener.Close()
	elsewhere.Listener = all
	elsewhere.Start()
	t.Cleanup(elsewhere.Close)
	_, port, err := net.SplitHostPort(all.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	plan := jsonOf(t, &pb.GenerateGridRequest{Spec: strip()})
	get := generate + "?connect=v1&encoding=json&message=" + url.QueryEscape(plan)
	const refused = http.StatusMisdirectedRequest
	for _, c := range []struct {
		at, host, method, path, site, origin string
		want                                 int
	}{
		{at, "evil.example:7172", "GET", get, "", "", refused},
		{at, "evil.example:7172", "POST", generate, "", "http://evil.example:7172", refused},
		{at, "evil.example:7172", "POST", stencilPath, "", "http://evil.example:7172", refused},
		{at, "localhost.evil.example", "GET", get, "", "", refused},
		{at, "127.0.0.1.evil.example", "GET", get, "", "", refused},
		{at, "evillocalhost:7172", "GET", get, "", "", refused},
		{at, "grid.evil.example", "POST", generate, "", "", http.StatusOK}, // a program
		{at, "planning.example", "GET", get, "same-origin", "", http.StatusOK},
		{at, "planning.example", "POST", generate, "", "https://planning.example", http.StatusOK},
		{at, "plain.example:8080", "GET", get, "", "", http.StatusOK},
		{at, "evil.example", "GET", "/", "", "", http.StatusOK}, // the page is no secret
		{at, "evil.example", "GET", "/healthz", "", "", http.StatusOK},
		{at, "localhost:7172", "GET", get, "", "", http.StatusOK},
		{at, "LOCALHOST.", "GET", get, "", "", http.StatusOK},
		{at, "grid.localhost", "GET", get, "", "", http.StatusOK},
		{at, "[::1]:7172", "GET", get, "", "", http.StatusOK},
		{at, "[::1]", "GET", get, "", "", http.StatusOK},
		{at, "192.168.1.7", "GET", get, "", "", http.StatusOK},
		{"http://127.0.0.1:" + port, "grid.example", "GET", get, "", "", http.StatusOK},
	} {
		var body io.Reader
		if c.method == "POST" {
			body = strings.NewReader(plan)
		}
		req, err := http.NewRequestWithContext(t.Context(), c.method, c.at+c.path, body)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = c.host
		for name, value := range map[string]string{"Sec-Fetch-Site": c.site, "Origin": c.origin, "Content-Type": "application/json"} {
			if value != "" {
				req.Header.Set(name, value)
			}
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != c.want {
			t.Errorf("%s %.40s of %s, from %q, %q: %s, %.200s; want %d", c.method, c.path, c.host, c.origin, c.site, resp.Status, text, c.want)
		}
	}
}
