package table

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// headingsOf are the headings in a row.
func headingsOf(row Row) ([]string, error) {
	if len(row.Cells) > maxHeadings {
		return nil, invalid(number(len(row.Cells)), "this sheet has too many columns", "give at most "+number(maxHeadings))
	}
	list := make([]string, len(row.Cells))
	for i, c := range row.Cells {
		list[i] = strings.TrimSpace(c.Text)
	}
	return list, nil
}

// tidyHeading writes a heading as the names of our columns are written, so that "Aim ID" is aim_id.
func tidyHeading(s string) string {
	return strings.ToLower(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '_' || r == '-' || r == '\u00a0' }), "_"))
}

// Fingerprint knows headings again, whatever order they stand in. It is 64 hexadecimal digits.
func Fingerprint(headings []string) string {
	list := slices.Clone(headings)
	slices.Sort(list)
	h := sha256.New()
	for _, one := range slices.Compact(list) {
		h.Write([]byte(one + "\x00"))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Layout says which cell of a row is which column.
type Layout struct {
	places map[Column]place
	Unused []string // headings that are none of our columns
}

type place struct {
	cell     int               // in a row; below 0: there is none
	constant string            // what stands there where there is no cell
	says     map[string]string // what a text there means, by how it is written in small letters
}

// NewLayout finds the columns by the headings of a sheet. A map says which heading is which of our columns, what stands for columns that
// the sheet does not have, and what its words mean; nil: the headings are ours. What a map does not name is found by its own name.
// It is Invalid where a needed column is missing, where one is there twice, and where the map names what is not there.
func NewLayout(headings []string, columns, needed []Column, m *domain.SheetMap) (*Layout, error) {
	if m == nil {
		m = &domain.SheetMap{}
	}
	if err := checkMap(m, columns); err != nil {
		return nil, err
	}
	l := &Layout{places: map[Column]place{}}
	used := make([]bool, len(headings))
	for _, c := range columns {
		at, err := find(headings, c, m)
		if err != nil {
			return nil, err
		}
		p := place{cell: at, constant: m.Constants[string(c)]}
		if list := m.Values[string(c)]; len(list) > 0 {
			p.says = map[string]string{}
			for written, meant := range list {
				p.says[strings.ToLower(strings.TrimSpace(written))] = meant
			}
		}
		if at >= 0 {
			used[at] = true
		}
		if at >= 0 || p.constant != "" {
			l.places[c] = p
		}
	}
	for i, h := range headings {
		if !used[i] && h != "" && Column(tidyHeading(h)) != ErrorColumn {
			l.Unused = append(l.Unused, h)
		}
	}
	return l, l.complete(headings, needed)
}

// find is the place of a column among the headings, -1 where it has none.
func find(headings []string, c Column, m *domain.SheetMap) (int, error) {
	wanted, named := m.Columns[string(c)]
	if named && wanted == "" {
		return -1, nil
	}
	at := -1
	for i, h := range headings {
		if named && h != wanted || !named && tidyHeading(h) != string(c) {
			continue
		}
		if at >= 0 {
			return -1, invalid(h, "two columns have the heading of "+string(c), "rename one of them, or say with a map which is meant")
		}
		at = i
	}
	if named && at < 0 {
		return -1, invalid(wanted, "the map names a heading that the sheet does not have", "the sheet has: "+strings.Join(headings, ", "))
	}
	return at, nil
}

// checkMap refuses what a map says of columns that do not exist.
func checkMap(m *domain.SheetMap, columns []Column) error {
	for _, names := range [][]string{slices.Sorted(maps.Keys(m.Columns)), slices.Sorted(maps.Keys(m.Constants)), slices.Sorted(maps.Keys(m.Values))} {
		for _, name := range names {
			if !slices.Contains(columns, Column(name)) {
				return invalid(name, "the map names a column that there is none of", "choose from "+join(columns))
			}
		}
	}
	return nil
}

func (l *Layout) complete(headings []string, needed []Column) error {
	var missing []Column
	for _, c := range needed {
		if _, ok := l.places[c]; !ok {
			missing = append(missing, c)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	said := "these columns are missing: " + join(missing)
	if len(missing) == 1 {
		said = "this column is missing: " + join(missing)
	}
	return invalid(strings.Join(headings, ", "), said, "name them in the first row, or match its headings with a map")
}

func join(list []Column) string {
	names := make([]string, len(list))
	for i, c := range list {
		names[i] = string(c)
	}
	return strings.Join(names, ", ")
}

// Has says whether a sheet has a column, or the map something in its place.
func (l *Layout) Has(c Column) bool {
	_, ok := l.places[c]
	return ok
}

// At is the place of a column's cell in a row, -1 where it has none.
func (l *Layout) At(c Column) int {
	if p, ok := l.places[c]; ok {
		return p.cell
	}
	return -1
}

// Cell is the cell of a column in a row: empty where there is none, and in the words that the map has for it.
func (l *Layout) Cell(row Row, c Column) Cell {
	p, ok := l.places[c]
	switch {
	case !ok:
		return Cell{}
	case p.cell < 0:
		return Cell{Text: p.constant}
	case p.cell >= len(row.Cells):
		return Cell{Text: p.says[""]}
	}
	cell := row.Cells[p.cell]
	if p.says != nil && cell.Form != Fault {
		if meant, ok := p.says[strings.ToLower(cell.Text)]; ok {
			return Cell{Text: meant}
		}
	}
	return cell
}
