package imports

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/iati"
)

// projectID is the id of an activity's project: its identifier, else the one given for such activities, else one made
// from the name of the file and the place in it.
func (i *Importer) projectID(a *iati.Activity) string {
	switch {
	case domain.CheckID("project", a.Identifier) == nil:
		return a.Identifier
	case tidy(a.Identifier) != "":
		return tidy(a.Identifier)
	case i.Project != "":
		return i.Project
	}
	return tidy(fmt.Sprintf("%s-%d", i.File, a.Number))
}

// named is a result or an indicator among its siblings.
type named struct {
	code  string // of its first reference that has one
	title string
	place string // such as "result 3"
}

// siblingIDs gives each an id that no other has: the reference code where it is the only one with it, else the title
// with its number where several have it, else the place.
func siblingIDs(list []named) []string {
	codes := map[string]int{}
	for _, n := range list {
		codes[tidy(n.code)]++
	}
	ids, taken := make([]string, len(list)), map[string]bool{}
	for i, n := range list {
		if code := tidy(n.code); code != "" && codes[code] == 1 {
			ids[i], taken[code] = code, true
		}
	}
	for i, n := range list {
		if ids[i] != "" {
			continue
		}
		base := n.title
		if tidy(base) == "" {
			base = n.place
		}
		for ordinal := 1; ids[i] == "" || taken[ids[i]]; ordinal++ {
			ids[i] = tidy(base)
			if ordinal > 1 {
				ids[i] = tidy(fmt.Sprintf("%s #%d", base, ordinal))
			}
		}
		taken[ids[i]] = true
	}
	return ids
}

// tidy makes an id of a publisher's text: white space collapsed, control characters left out, and at most MaxID
// characters: a longer text is cut and ends with a short hash of the whole, so that two of them stay apart.
// It is empty where nothing usable is left.
func tidy(text string) string {
	id := strings.Join(strings.Fields(text), " ")
	id = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, id)
	if utf8.RuneCountInString(id) > domain.MaxID {
		hash := fmt.Sprintf("~%x", sha256.Sum256([]byte(text)))[:9]
		id = strings.TrimSpace(string([]rune(id)[:domain.MaxID-len(hash)])) + hash
	}
	if domain.CheckID("id", id) != nil {
		return ""
	}
	return id
}

func codeOf(list []iati.Reference) string {
	for _, r := range list {
		if tidy(r.Code) != "" {
			return r.Code
		}
	}
	return ""
}

// inLanguage is the text in a language, else the first; empty where there is none.
func inLanguage(list []iati.Narrative, lang string) string {
	for _, n := range list {
		if strings.EqualFold(n.Lang, lang) {
			return n.Text
		}
	}
	if len(list) > 0 {
		return list[0].Text
	}
	return ""
}
