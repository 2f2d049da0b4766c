// Package importstest makes files for tests and benchmarks of imports.
package importstest

import (
	"bufio"
	"fmt"
	"io"
)

// Large writes a well-formed IATI file of 2.03 of about size bytes: activities of ten results with five indicators of
// four periods each, every statement with a comment.
func Large(w io.Writer, size int64) error {
	out := &counter{w: bufio.NewWriterSize(w, 1<<20)}
	fmt.Fprint(out, `<?xml version="1.0"?>`+"\n"+`<iati-activities version="2.03">`+"\n")
	for n := 1; out.n < size; n++ {
		activity(out, n)
	}
	fmt.Fprint(out, "</iati-activities>\n")
	if out.err != nil {
		return out.err
	}
	return out.w.Flush()
}

func activity(out io.Writer, n int) {
	fmt.Fprintf(out, `<iati-activity xml:lang="en" last-updated-datetime="2021-03-01T00:00:00Z">
<iati-identifier>XX-1-%d</iati-identifier><reporting-org ref="XX-1" type="21"><narrative>Well Diggers</narrative></reporting-org>
<title><narrative>Activity %d</narrative></title><description type="1"><narrative>Clean water for everybody.</narrative></description>
<participating-org ref="XX-1" role="4" type="21"/><activity-status code="2"/><activity-date type="2" iso-date="2019-01-01"/>
`, n, n)
	for r := range 10 {
		fmt.Fprintf(out, "<result type=\"1\"><title><narrative>Result %d</narrative></title>\n", r)
		for i := range 5 {
			fmt.Fprintf(out, `<indicator measure="1" ascending="1"><title><narrative>Indicator %d of result %d</narrative></title>
<baseline year="2018" iso-date="2018-12-31" value="%d"><comment><narrative>as counted before</narrative></comment></baseline>
`, i, r, i)
			for year := 2019; year < 2023; year++ {
				fmt.Fprintf(out, `<period><period-start iso-date="%d-01-01"/><period-end iso-date="%d-12-31"/>
<target value="%d"><comment><narrative>agreed with the council</narrative></comment></target><actual value="%d"><comment><narrative>counted in the field</narrative></comment></actual></period>
`, year, year, year, year+n%7)
			}
			fmt.Fprint(out, "</indicator>\n")
		}
		fmt.Fprint(out, "</result>\n")
	}
	fmt.Fprint(out, "</iati-activity>\n")
}

// counter counts the bytes and keeps the first error.
type counter struct {
	w   *bufio.Writer
	n   int64
	err error
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	if c.err == nil {
		c.err = err
	}
	return n, err
}
