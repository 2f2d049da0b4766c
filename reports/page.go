package reports

import (
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// page lays out text of a certain width. Lines break at blanks only; a figure is never cut, so that a line may
// be longer where the width has no room for one.
type page struct {
	b        strings.Builder
	width    int
	markdown bool // written as Markdown, see markdown.go
}

// Widths of text: what is taken where none is given, and the least that is used.
const (
	usualWidth = 80
	leastWidth = 20
)

func newPage(width int) *page {
	if width <= 0 {
		width = usualWidth
	}
	return &page{width: max(width, leastWidth)}
}

// writeTo writes the page, with plain blanks in the place of those that hold figures together.
func (p *page) writeTo(w io.Writer) error {
	_, err := io.WriteString(w, Harmless(strings.ReplaceAll(strings.TrimLeft(p.b.String(), "\n"), joined, " ")))
	return err
}

func (p *page) line(s string) { p.b.WriteString(strings.TrimRight(s, " ") + "\n") }

func (p *page) blank() {
	if !p.markdown {
		p.b.WriteString("\n")
	}
}

// para writes a text over the whole width.
func (p *page) para(text string) {
	if p.markdown {
		p.gap()
		p.b.WriteString(escapeLines(text) + "\n\n")
		return
	}
	p.hang("", text)
}

// question writes what a project wants to find out, where anybody said so.
func (p *page) question(text string) {
	if text != "" {
		p.para(text)
		p.blank()
	}
}

// hang writes a text behind a mark; further lines start below its first word.
func (p *page) hang(mark, text string) {
	if p.markdown {
		p.item(mark, text)
		return
	}
	indent := strings.Repeat(" ", length(mark))
	for i, l := range wrap(text, p.width-length(mark)) {
		if i == 0 {
			p.line(mark + l)
		} else {
			p.line(indent + l)
		}
	}
}

// heading writes a title with a line below it. In Markdown a section has its title already.
func (p *page) heading(text string, under string) {
	if p.markdown {
		if under != "=" {
			p.title(3, text)
		}
		return
	}
	lines := wrap(text, p.width)
	longest := 0
	for _, l := range lines {
		p.line(l)
		longest = max(longest, length(l))
	}
	p.line(strings.Repeat(under, longest))
}

// row is a line of a table: cells, or one text that goes over all columns.
type row struct {
	cells []string
	over  string
}

// table writes rows under their titles, side by side where the width has room for that, else one below the other.
func (p *page) table(titles []string, rows []row) {
	if p.markdown {
		p.markdownTable(titles, rows)
		return
	}
	all := [][]string{titles}
	for _, r := range rows {
		if r.cells != nil {
			all = append(all, r.cells)
		}
	}
	widths, fits := fit(all, p.width-2*(len(titles)-1))
	if fits && len(all) > 1 {
		p.cells(titles, widths)
		p.cells(underline(widths), widths)
	}
	for _, r := range rows {
		switch {
		case r.cells == nil:
			p.para(r.over)
		case fits:
			p.cells(r.cells, widths)
		default:
			p.stacked(titles, r.cells)
		}
	}
}

func underline(widths []int) []string {
	lines := make([]string, len(widths))
	for i, w := range widths {
		lines[i] = strings.Repeat("-", w)
	}
	return lines
}

// cells writes one row side by side; a cell may take several lines.
func (p *page) cells(cells []string, widths []int) {
	lines, high := make([][]string, len(cells)), 1
	for i, c := range cells {
		lines[i] = wrap(c, widths[i])
		high = max(high, len(lines[i]))
	}
	for n := range high {
		var b strings.Builder
		for i, w := range widths {
			cell := ""
			if n < len(lines[i]) {
				cell = lines[i][n]
			}
			b.WriteString(cell + strings.Repeat(" ", max(0, w-length(cell))+2))
		}
		p.line(b.String())
	}
}

// stacked writes one row as a small list.
func (p *page) stacked(titles, cells []string) {
	for i, c := range cells {
		if i == 0 {
			p.hang("* ", c)
		} else {
			p.hang("  ", titles[i]+": "+c)
		}
	}
}

// fit shares a width among the columns: each gets at least its longest word, and what is left goes to those that
// lack most. It is false where not even the words fit.
func fit(rows [][]string, width int) (widths []int, ok bool) {
	widths = make([]int, len(rows[0]))
	want := make([]int, len(rows[0]))
	for _, cells := range rows {
		for i, c := range cells {
			want[i] = max(want[i], length(c))
			for _, word := range breakable(c) {
				widths[i] = max(widths[i], length(word))
			}
		}
	}
	left := width
	for _, w := range widths {
		left -= w
	}
	for ; left > 0; left-- {
		most := 0
		for i := range widths {
			if want[i]-widths[i] > want[most]-widths[most] {
				most = i
			}
		}
		if want[most] == widths[most] {
			break
		}
		widths[most]++
	}
	return widths, left >= 0
}

// wrap breaks a text into lines of at most width characters; its own line breaks stay. There is at least one line.
func wrap(text string, width int) []string {
	var lines []string
	for _, part := range strings.Split(text, "\n") {
		line := ""
		for _, word := range cut(breakable(part), width) {
			if line != "" && length(line)+1+length(word) > width {
				lines = append(lines, line)
				line = ""
			}
			if line != "" {
				line += " "
			}
			line += word
		}
		lines = append(lines, line)
	}
	return slices.Clip(lines)
}

// breakable splits a text where a line may break.
func breakable(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\t' || r == '\r' || r == '\n' })
}

// cut cuts words that are longer than a line, such as addresses; what holds a digit and no letter is a figure and stays whole.
func cut(words []string, width int) []string {
	var parts []string
	for _, w := range words {
		for !isNumber(w) && length(w) > width {
			runes := []rune(w)
			parts = append(parts, string(runes[:width]))
			w = string(runes[width:])
		}
		parts = append(parts, w)
	}
	return parts
}

func isNumber(word string) bool {
	return strings.ContainsAny(word, "0123456789") && len(word) < 70
}

func length(s string) int { return utf8.RuneCountInString(s) }
