package stencil

import (
	"bytes"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// newPen begins a document. It has no compression, which changes with releases of Go, and a date that is none: the same
// drawing gives the same bytes, from every build.
func newPen(paper Paper, pause func() error) *pen {
	pdf := fpdf.NewCustom(&fpdf.InitType{OrientationStr: "P", UnitStr: "mm", Size: fpdf.SizeType{Wd: inMM(paper.width), Ht: inMM(paper.height)}})
	pdf.SetCompression(false)
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(time.Unix(0, 0).UTC())
	pdf.SetModificationDate(time.Unix(0, 0).UTC())
	pdf.SetTitle("mesogrid stencil", false)
	pdf.SetProducer("mesogrid", false)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetLineJoinStyle("round")
	return &pen{pdf: pdf, paper: paper, latin: pdf.UnicodeTranslatorFromDescriptor("cp1252"), pace: &pace{pause: pause}}
}

// file ends the document.
func (p *pen) file() ([]byte, error) {
	if p.err != nil {
		return nil, p.err
	}
	var b bytes.Buffer
	if err := p.pdf.Output(&b); err != nil {
		return nil, fmt.Errorf("the PDF: %w", err)
	}
	return unscaled(b.Bytes())
}
