package main

import (
	"encoding/xml"
	"io"
	"math"

	mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
)

// canvas writes elements through encoding/xml, which escapes every text and attribute, and remembers the first error.
type canvas struct {
	*xml.Encoder
	names []string // of the open elements
	err   error
}

func newCanvas(w io.Writer) *canvas {
	c := &canvas{Encoder: xml.NewEncoder(w)}
	c.Indent("", " ")
	return c
}

// open starts an element with attributes as names and values in turn.
func (c *canvas) open(name string, attributes ...string) {
	start := xml.StartElement{Name: xml.Name{Local: name}}
	for i := 0; i < len(attributes); i += 2 {
		start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: attributes[i]}, Value: attributes[i+1]})
	}
	c.token(start)
	c.names = append(c.names, name)
}

func (c *canvas) close() {
	name := c.names[len(c.names)-1]
	c.names = c.names[:len(c.names)-1]
	c.token(xml.EndElement{Name: xml.Name{Local: name}})
}

// leaf is an element that holds text only.
func (c *canvas) leaf(name, text string, attributes ...string) {
	c.open(name, attributes...)
	if text != "" {
		c.token(xml.CharData(text))
	}
	c.close()
}

func (c *canvas) token(t xml.Token) {
	if c.err == nil {
		c.err = c.EncodeToken(t)
	}
}

// finish ends the document.
func (c *canvas) finish() error {
	c.token(xml.CharData("\n"))
	if c.err == nil {
		c.err = c.Flush()
	}
	return c.err
}

// box is a closed box, um; minX > maxX where it holds nothing.
type box struct{ minX, minY, maxX, maxY int64 }

func newBox() box {
	return box{minX: math.MaxInt64, minY: math.MaxInt64, maxX: math.MinInt64, maxY: math.MinInt64}
}

func (b *box) add(x, y int32) {
	b.minX, b.maxX = min(b.minX, int64(x)), max(b.maxX, int64(x))
	b.minY, b.maxY = min(b.minY, int64(y)), max(b.maxY, int64(y))
}

func (b *box) ring(r *mesogridv1.Ring) {
	for i, x := range r.GetXUm() {
		b.add(x, r.GetYUm()[i])
	}
}

func (b box) width() int64  { return b.maxX - b.minX }
func (b box) height() int64 { return b.maxY - b.minY }

func (b box) meets(c box) bool {
	return b.minX <= c.maxX && c.minX <= b.maxX && b.minY <= c.maxY && c.minY <= b.maxY
}

// box is round all that is drawn: the outline, the keep-outs that reach it and the points.
func (a *answer) box() box {
	b := a.plain()
	if a.area != nil {
		for _, k := range a.keepOutsDrawn() {
			b.ring(k.GetPolygon().GetShell())
		}
	}
	if b.minX > b.maxX {
		return box{}
	}
	return b
}

// plain is the box round the outline and the points.
func (a *answer) plain() box {
	b := newBox()
	p := a.res.GetPoints()
	for i, x := range p.GetXUm() {
		b.add(x, p.GetYUm()[i])
	}
	if a.area != nil {
		for _, polygon := range a.area.outline.GetPolygons() {
			b.ring(polygon.GetShell())
		}
	}
	return b
}

// keepOutsDrawn are the keep-outs whose box meets the outline's: one far away would leave no room for the rest.
func (a *answer) keepOutsDrawn() []*mesogridv1.KeepOut {
	plain := a.plain()
	var drawn []*mesogridv1.KeepOut
	for _, k := range a.area.outline.GetKeepOuts() {
		b := newBox()
		b.ring(k.GetPolygon().GetShell())
		if plain.meets(b) {
			drawn = append(drawn, k)
		}
	}
	return drawn
}
