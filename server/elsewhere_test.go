package server_test

import (
	"net/http"
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
		{"another page, through an old browser", "POST", at + generate, "text/plain", "", evil, http.StatusUnsupportedMediaType},
		{"a form of another page, through an old browser", "POST", at + generate, "application/x-www-form-urlencoded", "", evil, http.StatusUnsupportedMediaType},
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
