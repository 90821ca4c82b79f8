package page_test

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// index.html keeps to the policy without it: no script, style or listener in the markup, and no file that is not there.
func TestMarkup(t *testing.T) {
	all := built(t)
	root, err := html.Parse(strings.NewReader(all["index.html"]))
	if err != nil {
		t.Fatal(err)
	}
	loaded := map[string]int{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		attr := map[string]string{}
		for _, a := range n.Attr {
			attr[a.Key] = a.Val
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s %s=%q>: want none of these", n.Data, a.Key, a.Val)
			}
			if a.Key != "src" && a.Key != "href" || strings.HasPrefix(a.Val, "#") {
				continue
			}
			name, relative := strings.CutPrefix(a.Val, "./")
			if _, there := all[name]; !relative || !there {
				t.Errorf("<%s %s=%q>: want ./ and a file of dist", n.Data, a.Key, a.Val)
			}
			loaded[path.Ext(name)]++
		}
		switch n.Data {
		case "style", "base", "iframe", "object", "embed", "form":
			t.Errorf("<%s>: the policy allows none", n.Data)
		case "script":
			if attr["src"] == "" || n.FirstChild != nil {
				t.Error("a <script> in the markup: want a src and nothing inside")
			}
		}
	}
	if loaded[".js"] == 0 || loaded[".css"] == 0 {
		t.Errorf("index.html loads %v, want a script and a style sheet", loaded)
	}
}

// No file names another host, but as a word: names of XML and of coordinate systems are no addresses.
func TestNoOtherHost(t *testing.T) {
	address := regexp.MustCompile(`(?i)\b(?:https?|wss?|ftp):(?://|\\/\\/)[^\s"'<>` + "`" + `]*`)
	names := []string{"www.w3.org", "www.opengis.net"}
	inStyle := regexp.MustCompile(`(?i)url\(([^)]*)\)|@import[^;]*`)
	for name, body := range built(t) {
		for _, found := range address.FindAllString(body, -1) {
			if u, err := url.Parse(strings.ReplaceAll(found, `\`, "")); err != nil || !slices.Contains(names, u.Host) {
				t.Errorf("%s names %s: the page calls its own server alone", name, found)
			}
		}
		if path.Ext(name) == ".css" {
			for _, found := range inStyle.FindAllString(body, -1) {
				t.Errorf("%s loads %s: want no address in a style sheet", name, found)
			}
		}
	}
}
