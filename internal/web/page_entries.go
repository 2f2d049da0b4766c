package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// onePage is how many entries a page lists.
const onePage = 100

// entriesPage lists entries by month, the newest first.
type entriesPage struct {
	shell
	Months []month
	Older  string // address of what is older; empty: that is all
}

type month struct {
	Name  string
	Lines []line
}

// When is the day of an entry as it stands at the beginning of its card.
func (l line) When() string { return l.SaysWhen() }

// listed is a list of entries with its place.
type listed struct {
	place reports.Place
	list  reports.EntryList
}

func (s *site) entries(w http.ResponseWriter, r *http.Request) error {
	before, err := beforeOf(r)
	if err != nil {
		return err
	}
	l, err := see(s, r, func(seen reports.Seen) (listed, error) {
		return listed{reports.PlaceOf(seen), reports.EntriesOf(seen)}, nil
	})
	if err != nil {
		return err
	}
	at := whereOf(r)
	p := entriesPage{shell: s.shellOf(at, l.place, "entries", "Everything that was written down")}
	p.Live = s.liveOf(at)
	p.Files = dataLinks(at, "entries")
	shown := 0
	for _, e := range slices.Backward(l.list.Entries) {
		if before != 0 && e.Position >= before {
			continue
		}
		if shown == onePage {
			p.Older = at.url("entries", "before", number(e.Position+1))
			break
		}
		shown++
		name := monthName(e.Month())
		if n := len(p.Months); n == 0 || p.Months[n-1].Name != name {
			p.Months = append(p.Months, month{Name: name})
		}
		m := &p.Months[len(p.Months)-1]
		m.Lines = append(m.Lines, lineOf(e, at))
	}
	return s.show(w, r, http.StatusOK, "entries", p)
}

// beforeOf is the number of the entry before which a list starts; 0: with the newest.
func beforeOf(r *http.Request) (uint64, error) {
	text := r.URL.Query().Get("before")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil || n == 0 {
		return 0, &domain.Error{Kind: domain.Invalid, Message: "this is not the number of an entry", Value: text, Want: "entries are numbered from 1"}
	}
	return n, nil
}

func monthName(text string) string {
	d, err := domain.ParseDate(text)
	if err != nil {
		return text
	}
	return reports.DayWords(d)
}

// findPage finds entries by words and by facets, which are links with counts.
type findPage struct {
	shell
	Action string
	Hidden []pair
	Words  string
	Facets []facet
	Found  string
	Lines  []line
	More   string
}

type facet struct {
	Title string
	Ours  bool // what can be chosen is in words of ours
	Links []facetLink
}

// facetLink is one choice of a facet, with how many entries there are; empty: it is chosen already.
type facetLink struct {
	link
	Count string
}

// chosen are the words and facets that a search asks for.
type chosen struct{ words, kind, aim, month string }

// found is what can be found, with the aims that entries name.
type found struct {
	place   reports.Place
	list    reports.FoundList
	lines   []reports.Line
	aims    map[string]string // by entry
	aimName map[string]string
}

func (s *site) find(w http.ResponseWriter, r *http.Request) error {
	before, err := beforeOf(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	c := chosen{strings.TrimSpace(q.Get("words")), q.Get("kind"), q.Get("aim"), q.Get("month")}
	f, err := see(s, r, func(seen reports.Seen) (found, error) {
		f := found{place: reports.PlaceOf(seen)}
		f.list = reports.FoundList{EntryList: reports.EntriesOf(seen)}
		if c.words != "" {
			f.list = reports.Find(seen, c.words)
		}
		f.lines = f.list.Entries
		f.aims, f.aimName = reports.AimsNamed(seen)
		return f, nil
	})
	if err != nil {
		return err
	}
	at := whereOf(r)
	if _, ext := cutData(r.URL.Path); ext != "" {
		return s.sendData(w, r, at.Project+"-find", ext, f.chosen(c))
	}
	p := s.findPage(at, c, f, before)
	p.Files = dataLinks(at, "find", "words", c.words, "kind", c.kind, "aim", c.aim, "month", c.month)
	return s.show(w, r, http.StatusOK, "find", p)
}

func (s *site) findPage(at where, c chosen, f found, before uint64) findPage {
	p := findPage{shell: s.shellOf(at, f.place, "find", "Find"), Action: at.now().url("find"), Words: c.words}
	p.Action, _, _ = strings.Cut(p.Action, "?")
	p.Hidden = append(at.hidden(), given(pair{"kind", c.kind}, pair{"aim", c.aim}, pair{"month", c.month})...)
	here := func(more ...string) string {
		return at.url("find", append([]string{"words", c.words, "kind", c.kind, "aim", c.aim, "month", c.month}, more...)...)
	}
	p.Facets = []facet{
		facetOf("Kind", c.kind, f.count(c, "kind"), reports.KindWords, func(v string) string { return here("kind", v) }),
		facetOf("Aim", c.aim, f.count(c, "aim"), func(id string) string { return f.aimName[id] }, func(v string) string { return here("aim", v) }),
		facetOf("Month", c.month, f.count(c, "month"), monthName, func(v string) string { return here("month", v) }),
	}
	if months := p.Facets[2].Links; c.month == "" {
		slices.SortStableFunc(months, func(a, b facetLink) int { return strings.Compare(monthOf(b.URL), monthOf(a.URL)) })
	}
	p.Facets = slices.DeleteFunc(p.Facets, func(f facet) bool { return len(f.Links) == 0 })
	total := 0
	for _, l := range slices.Backward(f.lines) {
		if !f.fits(l, c, "") {
			continue
		}
		total++
		switch {
		case before != 0 && l.Position >= before:
		case len(p.Lines) < onePage:
			p.Lines = append(p.Lines, lineOf(l, at))
		case p.More == "":
			p.More = here("before", number(l.Position+1))
		}
	}
	p.Found = sayFound(total, c)
	return p
}

// monthOf is the month that a link of the facet asks for.
func monthOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Query().Get("month")
}

func sayFound(n int, c chosen) string {
	switch {
	case n == 0:
		return "We found nothing."
	case n == 1:
		return "We found 1 entry."
	case c == chosen{}:
		return "There are " + strconv.Itoa(n) + " entries."
	}
	return "We found " + strconv.Itoa(n) + " entries."
}

func given(pairs ...pair) []pair {
	return slices.DeleteFunc(pairs, func(p pair) bool { return p.Value == "" })
}

// fits says whether an entry is asked for, whatever the facet named besides asks.
func (f found) fits(l reports.Line, c chosen, besides string) bool {
	return (besides == "kind" || c.kind == "" || l.Kind == c.kind) &&
		(besides == "aim" || c.aim == "" || f.aims[l.ID] == c.aim) &&
		(besides == "month" || c.month == "" || l.Month() == c.month)
}

// chosen are all entries that are asked for, as data.
func (f found) chosen(c chosen) reports.FoundList {
	list := f.list
	list.Entries = []reports.Line{}
	for _, l := range f.lines {
		if f.fits(l, c, "") {
			list.Entries = append(list.Entries, l)
		}
	}
	return list
}

// count counts the entries for each value of a facet, with what the other facets ask.
func (f found) count(c chosen, of string) map[string]int {
	n := map[string]int{}
	for _, l := range f.lines {
		if !f.fits(l, c, of) {
			continue
		}
		switch of {
		case "kind":
			n[l.Kind]++
		case "aim":
			n[f.aims[l.ID]]++
		case "month":
			n[l.Month()]++
		}
	}
	delete(n, "")
	return n
}

// mostLinks is how many values of a facet a page offers, the most frequent first.
const mostLinks = 12

func facetOf(title, chosen string, counts map[string]int, words func(string) string, to func(value string) string) facet {
	f := facet{Title: title, Ours: title != "Aim"}
	var values []string
	for v := range counts {
		values = append(values, v)
	}
	slices.SortFunc(values, func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	if chosen != "" {
		f.Links = append(f.Links, facetLink{link: link{to(""), words(chosen), true}})
	}
	for _, v := range values {
		if v != chosen && len(f.Links) < mostLinks {
			f.Links = append(f.Links, facetLink{link{URL: to(v), Words: words(v)}, strconv.Itoa(counts[v])})
		}
	}
	return f
}

// compareFold orders names as people do: case makes no difference.
func compareFold(a, b string) int {
	return strings.Compare(strings.ToLower(a), strings.ToLower(b))
}
