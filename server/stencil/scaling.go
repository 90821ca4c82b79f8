package stencil

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
)

var (
	trailer = regexp.MustCompile(`trailer\n<<\n(/Size \d+\n/Root (\d+) 0 R\n/Info \d+ 0 R\n)>>\nstartxref\n(\d+)\n%%EOF\n$`)
	catalog = regexp.MustCompile(`^\d+ 0 obj\n<<\n/Type /Catalog\n`)
)

// unscaled asks viewers to print at 100 %: PrintScaling None among the ViewerPreferences. The library cannot say that, but
// PDF has it that a file is changed by an appendix (ISO 32000-1, 7.5.6): here, its catalog with the entry and with the version
// of PDF that knows it.
func unscaled(pdf []byte) ([]byte, error) {
	last := pdf[max(0, len(pdf)-200):]
	end := trailer.FindSubmatch(last)
	if end == nil {
		return nil, fmt.Errorf("the PDF: no trailer is found in its last bytes, %q", last)
	}
	rest, root, table := end[1], string(end[2]), string(end[3])
	start := bytes.LastIndex(pdf, []byte("\n"+root+" 0 obj\n")) + 1
	length := bytes.Index(pdf[start:], []byte("\nendobj\n"))
	head := catalog.Find(pdf[start:])
	if start == 0 || length < 0 || head == nil {
		return nil, fmt.Errorf("the PDF: object %s is no catalog: %.100q", root, pdf[start:])
	}
	body := pdf[start+len(head) : start+length]
	at := len(pdf)
	pdf = fmt.Appendf(pdf, "%s/Version /1.6\n/ViewerPreferences << /PrintScaling /None >>\n%s\nendobj\n", head, body)
	update := len(pdf)
	pdf = fmt.Appendf(pdf, "xref\n%s 1\n%010d 00000 n \ntrailer\n<<\n%s/Prev %s\n>>\nstartxref\n", root, at, rest, table)
	return append(strconv.AppendInt(pdf, int64(update), 10), "\n%%EOF\n"...), nil
}
