package reports

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// OurWords is what words mean to the group. Every telling ends with those that its audience may read.
type OurWords struct {
	Project string    `json:"project"`
	Name    string    `json:"name"`
	KnownAt KnownAt   `json:"known_at"`
	Words   []OurWord `json:"words"` // explained, by the alphabet
}

// OurWord is a word with what it means. A word that was explained again has its newest meaning.
type OurWord struct {
	Word  string `json:"word"`
	Means string `json:"means"`
	Entry uint64 `json:"entry"` // number of the explanation
	ID    string `json:"id"`
}

// AskedWord is a word that somebody does not know and nobody has explained.
type AskedWord struct {
	ID       string
	Position uint64
	Word     SeenText
	Entry    string // where it was read; empty: nobody said
	On       Day
}

// SectionWordsList is the id of the list of words at the end of a telling.
const SectionWordsList = "words"

// OurWordsOf returns the explained words that the audience may read, and what each means.
func OurWordsOf(seen Seen) OurWords {
	s := seen.look()
	view := s.view()
	summary, _ := view.Summary()
	o := OurWords{Project: view.Project, Name: summary.Name, KnownAt: knownAt(view.Known), Words: []OurWord{}}
	at := map[string]int{}
	for _, row := range view.Explanations() {
		if row.Withdrawn {
			continue
		}
		word, ok := s.explained(row)
		if !ok {
			continue
		}
		key := strings.ToLower(strings.Join(strings.Fields(word.Word), " "))
		if i, known := at[key]; known {
			o.Words[i] = word
			continue
		}
		at[key] = len(o.Words)
		o.Words = append(o.Words, word)
	}
	slices.SortStableFunc(o.Words, func(a, b OurWord) int { return cmp.Compare(strings.ToLower(a.Word), strings.ToLower(b.Word)) })
	return o
}

// explained is an explanation as the audience may read it; ok is false where the word or its meaning is not for them.
func (s *sight) explained(row projections.ExplanationRow) (w OurWord, ok bool) {
	entry, ok := s.entry(row.ID)
	b, is := entry.Body.(*domain.WordExplained)
	if !ok || !is {
		return w, false
	}
	may := s.rights(&entry)
	word, means := s.open(b.Word, may), s.open(b.What, may)
	if word.Empty() && b.Asked != "" {
		word = s.askedWord(b.Asked)
	}
	return OurWord{word.Text, means.Text, row.Position, row.ID}, word.State == TextShown && means.State == TextShown
}

// askedWord is the word of a question.
func (s *sight) askedWord(id string) SeenText {
	entry, ok := s.entry(id)
	if b, is := entry.Body.(*domain.WordAsked); ok && is {
		return s.open(b.Word, s.rights(&entry))
	}
	return SeenText{State: TextPrivate}
}

// AskedWordsOf returns the words that nobody has explained yet, the one asked first in front.
func AskedWordsOf(seen Seen) []AskedWord {
	s := seen.look()
	var list []AskedWord
	for _, row := range s.view().Words() {
		if row.Open() {
			list = append(list, AskedWord{row.ID, row.Position, s.askedWord(row.ID), row.Entry, Day(row.Day(s.zone))})
		}
	}
	return list
}

// WriteText writes the words as text for lines of width characters (0: 80).
func (o OurWords) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	o.write(p)
	return p.writeTo(w)
}

func (o OurWords) write(p *page) {
	p.heading(SectionWords(SectionWordsList), "=")
	for _, w := range o.Words {
		p.hang("- ", w.Word+": "+w.Means)
	}
}

func (o OurWords) table() Table {
	t := newTable("word", "means", "entry", "id")
	for _, w := range o.Words {
		t.add(w.Word, w.Means, w.Entry, w.ID)
	}
	return t
}
