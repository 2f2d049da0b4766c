package reports

import (
	"io"
	"strings"
)

// WriteMarkdown writes a report as Markdown (CommonMark with tables). Everything in it that came from data is escaped: no
// text of a person becomes a heading, a link, HTML or code.
func (t Telling) WriteMarkdown(w io.Writer) error {
	p := &page{markdown: true}
	p.title(1, t.Title())
	p.para(t.Moment())
	for _, part := range t.Parts {
		p.title(2, part.Title)
		if m, ok := part.Model.(interface{ write(*page) }); ok {
			m.write(p)
		}
		if part.Keeps != "" {
			p.para(part.Keeps)
		}
	}
	if len(t.Sources) > 0 {
		p.title(2, saysSources)
		p.writeSources(t.Sources)
	}
	return p.writeTo(w)
}

// title writes a heading of Markdown.
func (p *page) title(level int, text string) {
	p.gap()
	p.b.WriteString(strings.Repeat("#", level) + " " + escape(oneLine(text)) + "\n\n")
}

// gap leaves one empty line, unless there is one.
func (p *page) gap() {
	if s := p.b.String(); s != "" && !strings.HasSuffix(s, "\n\n") {
		p.b.WriteString("\n")
	}
}

// item writes one of a list; the blanks before its mark say how deep it lies.
func (p *page) item(mark, text string) {
	deep := strings.Repeat(" ", len(mark)-len(strings.TrimLeft(mark, " ")))
	if deep == "" && !p.inList() {
		p.gap()
	}
	p.b.WriteString(deep + "- " + strings.ReplaceAll(escapeLines(text), "\n", "\n"+deep+"  ") + "\n")
}

// inList says whether the last line is part of a list.
func (p *page) inList() bool {
	s := strings.TrimSuffix(p.b.String(), "\n")
	last := strings.TrimLeft(s[strings.LastIndexByte(s, '\n')+1:], " ")
	return strings.HasPrefix(last, "- ")
}

func (p *page) markdownTable(titles []string, rows []row) {
	p.gap()
	p.markdownRow(titles)
	p.b.WriteString("|" + strings.Repeat(" --- |", len(titles)) + "\n")
	for _, r := range rows {
		cells := r.cells
		if cells == nil {
			cells = make([]string, len(titles))
			cells[0] = r.over
		}
		p.markdownRow(cells)
	}
	p.b.WriteString("\n")
}

func (p *page) markdownRow(cells []string) {
	for _, c := range cells {
		p.b.WriteString("| " + escape(oneLine(c)) + " ")
	}
	p.b.WriteString("|\n")
}

func oneLine(text string) string { return strings.Join(breakable(text), " ") }

// escapeLines keeps the line breaks of a text.
func escapeLines(text string) string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = escape(oneLine(line)); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\\\n")
}

// escape makes a line of text stand for itself in Markdown.
func escape(line string) string {
	var b strings.Builder
	for i, r := range line {
		switch {
		case strings.ContainsRune("\\`*_[]<>|~&$", r),
			i == 0 && strings.ContainsRune("#+-=", r),
			strings.ContainsRune(".)", r) && digits(line[:i]) && (i+1 == len(line) || line[i+1] == ' '),
			r == '#' && !strings.Contains(line[:i], " "),
			r == ':' && strings.HasPrefix(line[i:], "://"),
			r == '@':
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
