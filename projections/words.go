package projections

import (
	"cmp"
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// WordRow is a word that somebody did not know, or one that was explained without having been asked about; the word and what it means
// are in the entries it names.
type WordRow struct {
	Stated
	When
	Asked     bool   // somebody asked; false: this is an explanation
	Entry     string // where the word was read; empty: not said
	Sharing   []string
	Explained []string // ids of the explanations that stand, oldest first, filled in by View.Words; of an explanation its own
	Withdrawn bool
}

// Open says whether somebody asked and nobody has explained.
func (r WordRow) Open() bool { return r.Asked && len(r.Explained) == 0 && !r.Withdrawn }

// ExplanationRow is what a word means to the group; what it says is in the entry it names.
type ExplanationRow struct {
	Stated
	When
	Asked     string // the question it answers; empty: nobody asked
	Sharing   []string
	Withdrawn bool
}

var (
	wordTable        = Table[WordRow]{"word"}
	explanationTable = Table[ExplanationRow]{"explanation"}
)

var wordsProjection = Projection{Name: "words", Version: 1, tables: []rowTable{wordTable, explanationTable}, Apply: applyWords}

func applyWords(rows *Rows, e *domain.Event) error {
	switch b := e.Body.(type) {
	case *domain.WordAsked:
		wordTable.put(rows, e.ID, WordRow{Stated: stated(e), When: when(e), Asked: true, Entry: b.Entry, Sharing: e.Sharing})
	case *domain.WordExplained:
		explanationTable.put(rows, e.ID, ExplanationRow{Stated: stated(e), When: when(e), Asked: b.Asked, Sharing: e.Sharing})
	case *domain.EntryCorrected:
		switch said := b.With.(type) {
		case *domain.WordAsked:
			wordTable.edit(rows, b.Entry, func(r *WordRow) { r.Entry, r.When = said.Entry, r.When.corrected(b) })
		case *domain.WordExplained:
			explanationTable.edit(rows, b.Entry, func(r *ExplanationRow) { r.Asked, r.When = said.Asked, r.When.corrected(b) })
		}
	case *domain.EntryWithdrawn:
		wordTable.edit(rows, b.Entry, func(r *WordRow) { r.Withdrawn = true })
		explanationTable.edit(rows, b.Entry, func(r *ExplanationRow) { r.Withdrawn = true })
	}
	return nil
}

// Words returns the words that somebody asked about and those explained without a question, the withdrawn ones too.
func (v View) Words() []WordRow {
	rows := wordTable.all(v, v.Project, nil, func(r *WordRow) uint64 { return r.Position })
	at := make(map[string]int, len(rows))
	for i, r := range rows {
		at[r.ID] = i
	}
	for _, e := range v.Explanations() {
		if i, ok := at[e.Asked]; ok && !e.Withdrawn {
			rows[i].Explained = append(rows[i].Explained, e.ID)
		}
		if e.Asked == "" {
			rows = append(rows, WordRow{Stated: e.Stated, When: e.When, Sharing: e.Sharing, Explained: []string{e.ID}, Withdrawn: e.Withdrawn})
		}
	}
	slices.SortFunc(rows, func(a, b WordRow) int { return cmp.Compare(a.Position, b.Position) })
	return rows
}

// Explanations returns what words mean to the group, the withdrawn ones too.
func (v View) Explanations() []ExplanationRow {
	return explanationTable.all(v, v.Project, nil, func(r *ExplanationRow) uint64 { return r.Position })
}
