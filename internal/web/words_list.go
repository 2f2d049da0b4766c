package web

import (
	"net/http"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// wordsName is the page of what words mean to a group.
const wordsName = "words"

// wordsPage lists the words that wait for an explanation, and those that have one.
type wordsPage struct {
	shell
	Open  []openWord
	Words []reports.OurWord
	Ask   string // address of the form; empty: who looks does not write
}

// openWord is a word that nobody has explained.
type openWord struct {
	reports.AskedWord
	Explain string // address of the form; empty: who looks does not write
	Read    string // address of the entry where it stands; empty: nobody said
}

func (s *site) ourWords(w http.ResponseWriter, r *http.Request) error {
	at := whereOf(r)
	p, err := see(s, r, func(seen reports.Seen) (wordsPage, error) {
		p := wordsPage{shell: s.shellOf(at, reports.PlaceOf(seen), wordsName, "Our words"), Words: reports.OurWordsOf(seen).Words}
		for _, word := range reports.AskedWordsOf(seen) {
			if word.Word.State != reports.TextShown {
				continue
			}
			one := openWord{AskedWord: word}
			if word.Entry != "" {
				one.Read = at.entry(word.Entry)
			}
			if s.mayWrite(at) {
				one.Explain = at.url(wordsName+"/explain", "from", word.ID)
			}
			p.Open = append(p.Open, one)
		}
		return p, nil
	})
	if err != nil {
		return err
	}
	if s.mayWrite(at) {
		p.Ask = at.url(wordsName + "/ask")
	}
	return s.show(w, r, http.StatusOK, "words", p)
}

// askWordForm is for a word that somebody does not know.
func askWordForm(_ *site, seen reports.Seen, at where, _ *http.Request, a *answers) (smallForm, error) {
	f := smallForm{
		title: "I do not know this word", button: "Ask", needs: "word", hidden: []pair{{"from", a.text("from")}},
		says:  []string{"Nobody needs to know all words. Our group explains it here."},
		first: []field{{Name: "word", Label: "Which word is it?"}},
	}
	from := a.text("from")
	if from != "" {
		entry, err := reports.EntryOf(seen, from)
		if err != nil {
			return f, err
		}
		from, f.on = entry.ID, &entry.Line
	}
	f.drafts = func(a *answers) []domain.Draft {
		return []domain.Draft{{Body: &domain.WordAsked{Word: a.must("word", "Write the word"), Entry: from}, Cause: from}}
	}
	f.after = func(*answers, Receipt) string { return at.url(wordsName) }
	return f, nil
}

// explainWordForm says what a word means to the group. The word itself stands in the explanation, so that both are one person's to share.
func explainWordForm(_ *site, seen reports.Seen, at where, _ *http.Request, a *answers) (smallForm, error) {
	f := smallForm{
		title: "What does this word mean to us?", needs: "word", hidden: []pair{{"from", a.text("from")}},
		first: []field{{Name: "word", Label: "The word"}, {Name: "what", Label: "What it means to us", Hint: "Use short words that we all know.", Rows: 3}},
	}
	id := a.text("from")
	if _, sent := a.values["word"]; !sent && id != "" {
		for _, word := range reports.AskedWordsOf(seen) {
			if word.ID == id {
				a.values["word"] = word.Word.Text
			}
		}
	}
	f.drafts = func(a *answers) []domain.Draft {
		return []domain.Draft{{Body: &domain.WordExplained{Asked: id, Word: a.must("word", "Write the word"), What: a.must("what", "Tell us what it means")}, Cause: id}}
	}
	f.after = func(*answers, Receipt) string { return at.url(wordsName) }
	return f, nil
}
