package charts

import (
	"fmt"
	"strings"
)

// Portfolio is many projects side by side. It does not rank them: they stay in the order they come in.
type Portfolio struct {
	Projects []PortfolioRow
}

// PortfolioRow is one project with its counts. Aims are those in force.
type PortfolioRow struct {
	Name                                   string
	Met, Aims, DidNotWork, Learnt, Changed int
	Href                                   string
}

// columns are what is counted of a project, in the order it is shown.
var columns = [...]struct {
	words, colour string
	count         func(PortfolioRow) int
}{
	{"Aims met", c1, func(r PortfolioRow) int { return r.Met }},
	{"Did not work", c2, func(r PortfolioRow) int { return r.DidNotWork }},
	{"Learnt", c3, func(r PortfolioRow) int { return r.Learnt }},
	{"Changed", c4, func(r PortfolioRow) int { return r.Changed }},
}

// Chart makes the picture, the words and the table.
func (p Portfolio) Chart(id string) Chart {
	rows := p.Projects[:min(len(p.Projects), maxRows)]
	c := Chart{ID: id, Title: p.title(), Description: p.description(len(rows)), Table: p.table(), OnPhone: true}
	c.draw = func(width int) plan { return drawPortfolio(rows, width) }
	return c
}

func (p Portfolio) sums() (met, aims, changed int) {
	for _, r := range p.Projects {
		met, aims, changed = met+r.Met, aims+r.Aims, changed+r.Changed
	}
	return met, aims, changed
}

func (p Portfolio) title() string {
	if len(p.Projects) == 0 {
		return "There is no project to show here yet."
	}
	met, aims, changed := p.sums()
	return fmt.Sprintf("%s met %d of %s and changed %s.", things(len(p.Projects), "project", "projects"), met, things(aims, "aim", "aims"), things(changed, "thing", "things"))
}

func (p Portfolio) description(drawn int) string {
	if len(p.Projects) == 0 {
		return "There are no projects to show."
	}
	var b strings.Builder
	b.WriteString("Small bars for each project, each column on its own scale.")
	for _, r := range p.Projects[:drawn] {
		fmt.Fprintf(&b, " %s: %d of %s met, %d did not work, %d learnt, %d changed.", short(r.Name), r.Met, things(r.Aims, "aim", "aims"), r.DidNotWork, r.Learnt, r.Changed)
	}
	if more := len(p.Projects) - drawn; more > 0 {
		fmt.Fprintf(&b, " The table has %d more.", more)
	}
	return b.String()
}

func (p Portfolio) table() Table {
	t := Table{Head: []string{"Project", "Aims met", "Aims", "Did not work", "Learnt", "Changed"}}
	for _, r := range p.Projects {
		t.Rows = append(t.Rows, []Cell{linked(r.Name, r.Href), whole(r.Met), whole(r.Aims), whole(r.DidNotWork), whole(r.Learnt), whole(r.Changed)})
	}
	return t
}

// drawPortfolio draws a row for each project: its name and four small bars, beside it on wide pages, below it on phones.
func drawPortfolio(rows []PortfolioRow, width int) plan {
	size, narrow := sizeAt(width), width <= Phone
	most := [len(columns)]int{}
	for _, r := range rows {
		for i, col := range columns {
			most[i] = max(most[i], col.count(r))
		}
		most[0] = max(most[0], r.Aims) // the bar of aims met lies in that of all aims
	}
	band, head := 44.0, 36.0
	left, step := 240.0, (float64(width)-240)/float64(len(columns))
	if narrow {
		band, head, left, step = 142, 0, 112, float64(width)-112
	}
	height := head + band*float64(max(len(rows), 1)) + 4
	c := newCanvas(float64(width), height)
	if !narrow {
		for i, col := range columns {
			c.text(left+step*float64(i), 12, size, "start", "", col.words)
		}
	}
	for n, r := range rows {
		y := head + band*float64(n)
		if n > 0 || !narrow {
			c.rect(0, y, float64(width), 1, ink, ` fill-opacity="0.2"`)
		}
		nameAt, room := y+band/2, left-16
		if narrow {
			nameAt, room = y+22, float64(width)
		}
		c.text(0, nameAt, size, "start", ` font-weight="bold"`, fit(r.Name, room, float64(size)*1.06))
		for i, col := range columns {
			x, at := left+step*float64(i), y+band/2
			if narrow {
				x, at = left, y+48+24*float64(i)
				c.text(0, at, size, "start", "", col.words)
			}
			sparkBar(c, x, at, step-62, col.count(r), most[i], i, n, r)
		}
	}
	return plan{width: width, height: int(height), svg: c.bytes()}
}

// sparkBar draws a count as a bar of at most so many pixels with its number behind it.
func sparkBar(c *canvas, x, y, room float64, count, most, column, row int, r PortfolioRow) {
	const tall = 14
	scale := room / float64(max(most, 1))
	end, said := x+scale*float64(count), fmt.Sprint(count)
	if column == 0 {
		said = fmt.Sprintf("%d of %d", count, r.Aims)
		end = max(end, x+scale*float64(r.Aims))
		c.rect(x, y-tall/2, scale*float64(r.Aims), tall, ink, ` fill-opacity="0.12"`)
	}
	if count > 0 {
		c.rect(x, y-tall/2, scale*float64(count), tall, columns[column].colour, datumOf(column, row))
	} else {
		c.rect(x, y-tall/2, 1, tall, ink, ` fill-opacity="0.4"`)
		end = max(end, x+1)
	}
	c.text(end+6, y, sizePhone, "start", "", said)
}
