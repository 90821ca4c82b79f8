package main

import (
	"encoding/json"
	"regexp"
)

// marginKey is what people call margin_mm, folded.
var marginKey = regexp.MustCompile(`^margins?(um|mm|cm|in|[^a-z].*)?$`)

// readProperties reads name, role and margin. Others are the file's own business, but not those that seem to mean one
// of these: an eye whose role is spelt in another way would be treated.
func (f *feature) readProperties(v any) error {
	if v == nil {
		return nil
	}
	o, ok := v.(*object)
	if !ok {
		return bad("%s: properties is %s: give an object", f.part, kind(v))
	}
	if name := o.values["name"]; name != nil {
		if f.name, ok = name.(string); !ok {
			return bad("%s: properties.name is %s: write it in quotes", f.part, kind(name))
		}
	}
	if key, meant, found := o.misspelt("name", "role"); found {
		return bad("%s: properties has %s: write %s", f.part, quote(key), quote(meant))
	}
	for _, key := range o.keys {
		switch {
		case key != "margin_mm" && marginKey.MatchString(folded(key)):
			return bad("%s: properties has %s: write %s, a number of mm", f.part, quote(key), quote("margin_mm"))
		case folded(key) == folded(roleKeepOut):
			return bad("%s: properties has %s: write %s: %s", f.part, quote(key), quote("role"), quote(roleKeepOut))
		}
	}
	switch role := o.values["role"]; role {
	case nil, roleOutline:
	case roleKeepOut:
		f.keepOut = true
	default:
		return bad("%s: properties.role is %s: use %q or %q", f.part, said(role), roleOutline, roleKeepOut)
	}
	return f.readMargin(o.values["margin_mm"])
}

// readMargin reads a keep-out's own margin; nil: it has none.
func (f *feature) readMargin(margin any) error {
	if margin == nil {
		return nil
	}
	if !f.keepOut {
		return bad("%s: properties.margin_mm is for a keep-out: give --margin for the outline, or the role %q",
			f.part, roleKeepOut)
	}
	n, ok := margin.(json.Number)
	if !ok {
		return bad("%s: properties.margin_mm is %s: give a number of mm without quotes", f.part, kind(margin))
	}
	um, err := length.parse(n.String()+"mm", marginLimits)
	if err != nil {
		return bad("%s: properties.margin_mm %s: %s", f.part, n, err)
	}
	f.margin = uint32(um)
	return nil
}
