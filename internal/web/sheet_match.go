package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/internal/table"
)

// sheetMap is the map that a form says; where it says none yet, the one that the project kept for these headings, else that of our own names.
func (s *site) sheetMap(r *http.Request, kept keptSheet, how table.Options, a *answers) domain.SheetMap {
	m := s.keptMap(r.Context(), kept, how)
	if a.values["mapped"] == "yes" {
		m = mapOf(a, m)
	}
	m.Sheet = how.Sheet
	return m
}

// keptMap is the map that the project kept for the headings of a sheet; where it keeps none, that of our own names.
func (s *site) keptMap(ctx context.Context, kept keptSheet, how table.Options) domain.SheetMap {
	in, err := kept.open(ctx, how)
	if err != nil {
		return domain.SheetMap{}
	}
	defer in.Close()
	print := table.Fingerprint(in.Headings())
	var m domain.SheetMap
	events, err := s.events(ctx, kept.project)
	if err != nil {
		return m // it is only a suggestion
	}
	for i := range events {
		if b, is := events[i].Body.(*domain.ImportMapped); is && b.Headings == print {
			m = b.SheetMap
		}
	}
	return m
}

// Names of boxes: which heading a column is, what stands for one that the sheet does not have, and what a word of theirs means.
const (
	boxColumn   = "c-"
	boxConstant = "k-"
)

// boxWord is the name of the box for what a word of theirs means in a column. No name has a blank in it: it is the id of the box, too.
func boxWord(c table.Column, word string) string {
	return "w-" + string(c) + "-" + url.PathEscape(word)
}

// mapOf is the map that a form says. What the form does not ask about stays as the project kept it.
func mapOf(a *answers, before domain.SheetMap) domain.SheetMap {
	m := domain.SheetMap{Dates: domain.DateOrder(a.values["dates"]), Decimal: domain.DecimalMark(a.values["decimal"]), Columns: map[string]string{}}
	for name, value := range a.values {
		if column, ok := strings.CutPrefix(name, boxColumn); ok {
			m.Columns[column] = value
		}
		if column, ok := strings.CutPrefix(name, boxConstant); ok && value != "" && a.values[boxColumn+column] == "" {
			if m.Constants == nil {
				m.Constants = map[string]string{}
			}
			m.Constants[column] = value
		}
		for _, asked := range sheetWordsOf {
			if word, ok := strings.CutPrefix(name, boxWord(asked.column, "")); ok && value != "" {
				if word, err := url.PathUnescape(word); err == nil {
					setWord(&m, string(asked.column), word, value)
				}
			}
		}
	}
	for column, words := range before.Values {
		for word, means := range words {
			if _, asked := a.values[boxWord(table.Column(column), word)]; !asked {
				setWord(&m, column, word, means)
			}
		}
	}
	return m
}

func setWord(m *domain.SheetMap, column, word, means string) {
	if m.Values == nil {
		m.Values = map[string]map[string]string{}
	}
	if m.Values[column] == nil {
		m.Values[column] = map[string]string{}
	}
	m.Values[column][word] = means
}

// match shows the headings of a sheet with what stands under them, and which of our columns each is.
func match(ctx context.Context, p *sheetPage, kept keptSheet, m domain.SheetMap) error {
	in, err := kept.open(ctx, p.Read)
	if err != nil {
		return err
	}
	defer in.Close()
	layout, err := table.NewLayout(in.Headings(), table.Results[:], nil, &m)
	if err != nil {
		return err
	}
	values, words, err := lookInto(in, layout)
	if err != nil {
		return err
	}
	options := []pair{{"", "None of them"}}
	for i, h := range in.Headings() {
		if h != "" {
			options = append(options, pair{h, language.Theirs(h)})
			p.Examples = append(p.Examples, sheetHeading{h, strings.Join(values[i], " · ")})
		}
	}
	for _, c := range table.Results {
		f := field{Name: boxColumn + string(c), Label: sheetColumns[c], Options: options}
		if at := layout.At(c); at >= 0 {
			f.Value = in.Headings()[at]
		}
		p.Columns = append(p.Columns, f)
	}
	p.More = sheetQuestions(in.Headings(), layout, m, words)
	return nil
}

// theirWords are words of a sheet that are none of ours, by the column they stand in.
type theirWords map[table.Column][]string

// lookInto reads what stands under each heading in the first rows, and in all of them the words that have to be put into ours.
func lookInto(in table.Reader, layout *table.Layout) (values [][]string, words theirWords, err error) {
	values, words = make([][]string, len(in.Headings())), theirWords{}
	for {
		row, err := in.Next()
		if errors.Is(err, io.EOF) {
			return values, words, nil
		}
		if err != nil {
			return nil, nil, err
		}
		for i, c := range row.Cells {
			if i < len(values) && len(values[i]) < sheetExample && c.Text != "" {
				values[i] = append(values[i], domain.Short(c.Text, 40))
			}
		}
		yesOrNo := layout.Cell(row, table.Kind).Text == string(domain.Reach)
		for _, asked := range sheetWordsOf {
			if !asked.yesOrNo || yesOrNo {
				words.note(row, layout.At(asked.column), asked)
			}
		}
	}
}

func (w theirWords) note(row table.Row, at int, asked sheetWordColumn) {
	if at < 0 || at >= len(row.Cells) || row.Cells[at].Form == table.Fault {
		return
	}
	word, list := row.Cells[at].Text, w[asked.column]
	ours := slices.ContainsFunc(asked.ours, func(k pair) bool { return strings.EqualFold(k.Name, word) })
	if word != "" && !ours && len(word) <= 100 && len(list) < sheetWords && !slices.Contains(list, word) {
		w[asked.column] = append(list, word)
	}
}

// sheetQuestions asks what a sheet does not say by itself.
func sheetQuestions(headings []string, layout *table.Layout, m domain.SheetMap, words theirWords) (list []field) {
	ask := func(c table.Column, label string, options []pair) {
		if layout.At(c) < 0 {
			list = append(list, field{Name: boxConstant + string(c), Label: label, Value: m.Constants[string(c)], Options: append([]pair{{"", "Not said"}}, options...)})
		}
	}
	heading := func(c table.Column) string { return headings[layout.At(c)] }
	mean := func(asked sheetWordColumn) {
		for _, word := range words[asked.column] {
			list = append(list, field{
				Name: boxWord(asked.column, word), Label: "What does your word mean: " + language.Theirs(heading(asked.column)+": "+word), Value: m.Values[string(asked.column)][word],
				Options: append([]pair{{"", "Not said"}}, asked.ours...),
			})
		}
	}
	ask(table.Kind, "What is better, in every row?", sheetKinds)
	ask(table.Mode, "What do the figures count, in every row?", sheetModes)
	ask(table.People, "Do the figures count people?", sheetYesOrNo)
	for _, asked := range sheetWordsOf {
		mean(asked)
	}
	list = append(list,
		field{Name: "dates", Label: "What comes first in a day such as 03/04/2024?", Value: string(m.Dates), Options: []pair{{"", "There is none"}, {"dmy", "The day"}, {"mdy", "The month"}}},
		field{Name: "decimal", Label: "How does your sheet write twenty-four and a half?", Value: string(m.Decimal), Options: []pair{{"", "Not said"}, {"dot", "24.5"}, {"comma", "24,5"}}})
	return list
}

var sheetKinds = []pair{
	{"increase", "More is better"}, {"decrease", "Less is better"}, {"keep", "It should stay as it is"}, {"range", "It should stay between two numbers"},
	{"reach", "Reached or not: yes or no"}, {"rubric", "Levels in words"}, {"story", "A story, without a number"},
}

var sheetYesOrNo = []pair{{"yes", "Yes"}, {"no", "No"}}

// sheetWordColumn is a column whose words are ours or have to be put into ours.
type sheetWordColumn struct {
	column  table.Column
	ours    []pair
	yesOrNo bool // only in rows of what is reached or not
}

// sheetWordsOf is THE list of them.
var sheetWordsOf = [...]sheetWordColumn{
	{table.Kind, sheetKinds, false}, {table.Mode, sheetModes, false}, {table.People, sheetYesOrNo, false},
	{table.Baseline, sheetYesOrNo, true}, {table.Target, sheetYesOrNo, true}, {table.Actual, sheetYesOrNo, true},
}

var sheetModes = []pair{
	{"per_period", "What happened in this time alone"}, {"to_date", "All so far"}, {"snapshot", "How it is at that time"},
	{"percentage", "A share of a whole"}, {"distinct", "Different people"}, {"unknown", "We do not know"},
}

// sheetColumns are our columns in words.
var sheetColumns = map[table.Column]string{
	table.AimID: "Your short name for the aim", table.Aim: "The aim", table.MeasureID: "Your short name for the measure", table.Measure: "The measure: how we will know",
	table.Kind: "What is better", table.Mode: "What the figures count", table.Unit: "The unit", table.Baseline: "Where it stood before", table.BaselineOn: "When it stood there",
	table.Tolerance: "How far off is still good", table.PeriodStart: "First day of the time", table.PeriodEnd: "Last day of the time", table.Target: "What we aim for",
	table.Actual: "What was reached", table.Numerator: "Of a share: how many", table.Denominator: "Of a share: out of how many", table.ObservedOn: "The day it was counted",
	table.Site: "The place that counts apart", table.Source: "Where the figure comes from", table.People: "Whether it counts people", table.Levels: "The levels, from low to high",
	table.Comment: "What happened, in words",
}
