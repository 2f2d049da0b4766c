package identity

import (
	"context"
	_ "embed"
	"strings"
)

// wordList is a word a line: common English words of 3 to 9 letters, none of which hurts. Adding and removing
// lines is safe: words given out are kept as they were.
//
//go:embed words.txt
var wordList string

// wordCount is how many words are offered: of a list of 2,048 they are 66 bits.
const wordCount = 6

// Words let a person come back by six words that were drawn for them. Safe for concurrent use.
type Words struct{ *core }

// Offer draws six words for a person, in the place of those they had. They are shown now and are not kept. It is
// refused for staff and for somebody without an account.
func (w *Words) Offer(ctx context.Context, person string) (words string, err error) {
	if err := w.notStaff(person); err != nil {
		return "", err
	}
	list := strings.Fields(wordList)
	chosen := make([]string, wordCount)
	for i := range chosen {
		n, err := below(w.random, len(list))
		if err != nil {
			return "", err
		}
		chosen[i] = list[n]
	}
	words = strings.Join(chosen, " ")
	key, err := w.hasher.lookup(ctx, "words", readWords(words))
	if err != nil {
		return "", err
	}
	return words, w.replaceWay(inWords, key, person)
}

// SignIn returns the person whose words these are, typed or pasted: capitals, spaces and what else is not a letter
// are forgiven. Wrong words are refused, and so are staff; *Busy asks to wait.
func (w *Words) SignIn(ctx context.Context, typed string) (person string, err error) {
	letters := readWords(typed)
	if err := w.pace.account(ctx, letters[:min(3, len(letters))]); err != nil {
		return "", err
	}
	if letters == "" {
		return "", refusedWords()
	}
	key, err := w.hasher.lookup(ctx, "words", letters)
	if err != nil {
		return "", err
	}
	if person, err = w.useWay(inWords, key); err != nil {
		return "", err
	}
	if person == "" {
		return "", refusedWords()
	}
	if err := w.notStaff(person); err != nil {
		return "", err
	}
	return person, nil
}

// readWords keeps the letters alone, small; "" where there are none or far too many.
func readWords(typed string) string {
	if len(typed) > longestSecret {
		return ""
	}
	return keep(strings.ToLower(typed), func(r rune) bool { return r >= 'a' && r <= 'z' })
}

func refusedWords() error {
	return refused("these words do not open anything", "check them one by one; capitals and spaces do not matter")
}
