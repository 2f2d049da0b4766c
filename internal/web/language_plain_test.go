package web

import (
	"regexp"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/internal/language"
)

// marksOfMessages stand for a word that is not ours.
var marksOfMessages = regexp.MustCompile(`</?[0-9]+>`)

// longMessages are messages with more than 15 words, or too hard by the count of letters, and why they are.
var longMessages = map[string]string{
	"Send a photo (JPEG, PNG, GIF or WebP)": "a list of names of formats is read as a list",
	"Write an entry number":                 "a list of ways to name a moment",
	"{n} with words, ":                      "a list of counts",
	"A line of {n}":                         "it describes a picture to who cannot see it: nobody reads it on the screen",
	"Choose one of name":                    "it answers somebody who wrote an address by hand",
	"In each period by itself we went":      "one figure, said in full",
}

// Every message that we have is plain: at most 15 words a sentence; of grade 5 where groups write, of 7 elsewhere. A short sentence with
// one long word is not hard, as for whole pages: see TestOurWordsArePlain.
func TestMessagesArePlain(t *testing.T) {
	list, err := language.Sources()
	if err != nil {
		t.Fatal(err)
	}
	check := func(keys []string, hardest float64) {
		var whole []string
		for _, key := range keys {
			if excused(key) {
				continue
			}
			for _, s := range ending.Split(marksOfMessages.ReplaceAllString(key, ""), -1) {
				n := len(wordsOf(s))
				if n > 15 {
					t.Errorf("%d words, at most 15: %q", n, s)
				}
				if n >= sentence {
					whole = append(whole, s)
				}
				if got := grade(s); n >= 2*sentence && got > hardest+3 {
					t.Errorf("grade %.1f, at most %.0f: %q", got, hardest, s)
				}
			}
		}
		if got := grade(whole...); got > hardest {
			t.Errorf("together they are of grade %.1f, at most %.0f", got, hardest)
		}
	}
	check(list.Group, 5)
	check(list.Others, 7)
}

func excused(key string) bool {
	for beginning := range longMessages {
		if strings.HasPrefix(key, beginning) {
			return true
		}
	}
	return false
}
