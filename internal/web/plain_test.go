package web

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/desirelines/desirelines/reports/charts"
)

// Our own words are plain: what people write with is for reading age 10, the rest for 12. What a group wrote is its own; pages mark it
// with its own direction, and no page has a sentence of ours that is longer than people can hold.
func TestOurWordsArePlain(t *testing.T) {
	v := withoutPictures(t)
	for _, p := range []string{"/p/worked-example", "/p/working-together"} {
		writing := []string{p + "/look-backs", p + "/finish", p + "/aim/new", p + "/aim/new?as=question", p + "/edges/new", p + "/words/ask", p + "/words/explain", p + "/write", p + "/write?kind=learning", p + "/write?kind=failure", p + "/wall/type", "/projects/new", p + "/test", p + "/meeting", p + "/silence", p + "/entry/10/mend"}
		reading := []string{"/", p + "/reminders", p + "/news", p + "/edges", p + "/words", "/projects", "/portfolio", "/portfolio?audience=funders", p, p + "/aims", p + "/tests", p + "/learning", p + "/journey", p + "/story", p + "/worked",
			p + "/did_not_work", p + "/surprises", p + "/judged", p + "/what_changed", p + "/loops", p + "/entries", p + "/find", p + "/replay", p + "/replay?at=20", p + "/between?at=10&and=30", p + "/entry/10", p + "/aims?audience=public",
			p + "/for/group", p + "/for/evaluators", p + "/for/funders", p + "/for/decision-makers", p + "/for/public"}
		if p == "/p/worked-example" {
			reading = append(reading, p+"/aim/eat-together")
			for _, form := range []string{"new", "meals/change", "meals/target", "meals/start", "meals/number", "meals/retire"} {
				writing = append(writing, p+"/aim/eat-together/measure/"+form)
			}
		}
		for _, address := range writing {
			checkPlain(t, v, address, 15, 5)
		}
		for _, address := range reading {
			checkPlain(t, v, address, 20, 7)
		}
	}
}

// withoutPictures is a site that has no time to draw: its pages hold words and numbers alone, and come at once.
func withoutPictures(t *testing.T) *visit {
	t.Helper()
	v := withJourneys(t)
	var err error
	v.handler, err = Site{
		Views: v.views, Source: v.log, Recorder: recorder{v.log}, Charts: charts.NewEngine(1, time.Nanosecond),
		Now: today, NewID: newID, Logger: slog.New(slog.DiscardHandler), Demo: true,
	}.Handler()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// exactRule begins the rule of measures that count different people, which says in its own words what is done with them. Its page said it
// before reports did.
const exactRule = "different people are never added up"

func checkPlain(t *testing.T, v *visit, address string, longest int, hardest float64) {
	t.Helper()
	sentences := ownSentences(t, address, v.get(address, http.StatusOK).Body)
	if len(sentences) < 5 {
		t.Fatalf("%s: only %d sentences of ours", address, len(sentences))
	}
	for _, s := range sentences {
		if n := len(wordsOf(s)); n > longest {
			t.Errorf("%s: %d words, at most %d: %q", address, n, longest, s)
		}
		if got := grade(s); len(wordsOf(s)) >= sentence && got > hardest+1 && !strings.HasPrefix(strings.ToLower(s), exactRule) { // one long word makes a short sentence hard
			t.Errorf("%s: grade %.1f, at most %.0f: %q", address, got, hardest, s)
		}
	}
	whole := slices.DeleteFunc(sentences, func(s string) bool { return len(wordsOf(s)) < sentence }) // labels would make any page easy
	if got := grade(whole...); got > hardest {
		sentences := whole
		slices.SortFunc(sentences, func(a, b string) int { return cmp.Compare(grade(b), grade(a)) })
		var list strings.Builder
		for _, s := range sentences[:min(12, len(sentences))] {
			fmt.Fprintf(&list, "\n  %4.1f %s", grade(s), s)
		}
		t.Errorf("%s is of grade %.1f, at most %.0f; the hardest are%s", address, got, hardest, &list)
	}
}

// isolated is what people wrote in the middle of our words, where no element can mark it.
var isolated = regexp.MustCompile("\u2068[^\u2069]*\u2069")

// sentence is how many words make one, rather than a label.
const sentence = 5

var (
	inline  = []string{"a", "b", "span", "bdi", "code", "em", "strong"}
	notOurs = []string{"svg", "bdi", "option", "textarea", "title", "head"}
	ending  = regexp.MustCompile(`[.?!:;]+(\s|$)`)
	aDay    = regexp.MustCompile(`\b(\d{1,2} )?(January|February|March|April|May|June|July|August|September|October|November|December) \d{4}`)
)

// ownSentences returns the sentences of a page that are ours, each once. Days are data, not words.
func ownSentences(t *testing.T, address string, body io.Reader) (list []string) {
	t.Helper()
	d := xml.NewDecoder(body)
	d.Strict, d.Entity = false, xml.HTMLEntity
	var block strings.Builder
	end := func() {
		text := isolated.ReplaceAllString(block.String(), " ")
		text = strings.Join(strings.Fields(aDay.ReplaceAllString(strings.ReplaceAll(text, "\u00a0", " "), "today")), " ")
		block.Reset()
		for _, s := range ending.Split(text, -1) {
			if s = strings.TrimSpace(s); len(wordsOf(s)) > 0 && !slices.Contains(list, s) {
				list = append(list, s)
			}
		}
	}
	var skipped []string // open elements, from the one that is not ours on
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		switch tok := token.(type) {
		case xml.StartElement:
			name := tok.Name.Local
			if slices.Contains(void, name) {
				break
			}
			if !slices.Contains(inline, name) {
				end()
			}
			theirs := slices.ContainsFunc(tok.Attr, func(a xml.Attr) bool {
				return a.Name.Local == "dir" && a.Value == "auto" || name == "caption" && a.Value == "unseen" // such a caption repeats a heading
			})
			if slices.ContainsFunc(tok.Attr, func(a xml.Attr) bool { return a.Name.Local == "class" && a.Value == "about" }) {
				end() // it stands on a line of its own
			}
			if len(skipped) > 0 || theirs || slices.Contains(notOurs, name) {
				skipped = append(skipped, name)
			}
		case xml.EndElement:
			if slices.Contains(void, tok.Name.Local) {
				break
			}
			if !slices.Contains(inline, tok.Name.Local) {
				end()
			}
			if n := len(skipped); n > 0 {
				skipped = skipped[:n-1]
			}
		case xml.CharData:
			if len(skipped) == 0 {
				block.Write(tok)
			}
		}
	}
	end()
	return list
}

// wordsOf returns what counts as a word: something with a letter or a digit.
func wordsOf(sentence string) (words []string) {
	for _, w := range strings.Fields(sentence) {
		if strings.ContainsFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			words = append(words, w)
		}
	}
	return words
}

// grade is the grade of school of Flesch and Kincaid.
func grade(sentences ...string) float64 {
	words, syllables := 0, 0
	for _, s := range sentences {
		for _, w := range wordsOf(s) {
			words++
			syllables += syllablesOf(w)
		}
	}
	if words == 0 {
		return 0
	}
	return 0.39*float64(words)/float64(len(sentences)) + 11.8*float64(syllables)/float64(words) - 15.59
}

// syllablesOf counts groups of vowels; a silent e and ed at the end are none. A number is read as one.
func syllablesOf(word string) int {
	word = strings.TrimFunc(strings.ToLower(word), func(r rune) bool { return !unicode.IsLetter(r) })
	n, before := 0, false
	for _, r := range word {
		vowel := strings.ContainsRune("aeiouy", r)
		if vowel && !before {
			n++
		}
		before = vowel
	}
	silent := strings.HasSuffix(word, "e") && !strings.HasSuffix(word, "le") || strings.HasSuffix(word, "es") && !strings.HasSuffix(word, "ses") ||
		strings.HasSuffix(word, "ed") && !strings.HasSuffix(word, "ted") && !strings.HasSuffix(word, "ded")
	if silent {
		n--
	}
	return max(n, 1)
}

// The count is right where it matters.
func TestSyllables(t *testing.T) {
	for word, want := range map[string]int{"we": 1, "learnt": 1, "aimed": 1, "started": 2, "people": 2, "surprise": 2, "everything": 4, "entry": 2, "2024": 1, "learning": 2} {
		if got := syllablesOf(word); got != want {
			t.Errorf("%s has %d, want %d", word, got, want)
		}
	}
}
