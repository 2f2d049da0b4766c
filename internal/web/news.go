package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/desirelines/desirelines/reports"
)

// newsName is the page of what is new, to be copied into a group's own chat.
const newsName = "news"

// newsPage is a short text to copy.
type newsPage struct {
	shell
	Text   string
	Rows   int    // of the box it stands in
	Action string // address of the form that asks for another day
	Next   string // address of what comes after this, for the next time
	Since  field
}

// news tells what is new since an entry or a day. It is told as everybody of the group may read it, whoever asks: a chat has more readers than a page.
func (s *site) news(w http.ResponseWriter, r *http.Request) error {
	at := ourPlace(r)
	all := asViewer(r.Context(), viewer{Project: at.Project, Role: roleMember})
	since := strings.TrimSpace(r.URL.Query().Get("since"))
	a := &answers{values: map[string]string{"since": since}}
	from, err := seeAt(s, all, at, func(seen reports.Seen) (uint64, error) { return sinceOf(seen, a), nil })
	if err != nil {
		return err
	}
	var then reports.Comparison
	if from > 0 {
		before := at
		before.At = number(from)
		if then, err = seeAt(s, all, before, func(seen reports.Seen) (reports.Comparison, error) { return reports.ComparisonOf(seen), nil }); err != nil {
			return err
		}
	}
	var news reports.News
	place, err := seeAt(s, all, at, func(seen reports.Seen) (reports.Place, error) {
		news = reports.NewsOf(seen, from, then)
		return reports.PlaceOf(seen), nil
	})
	if err != nil {
		return err
	}
	var text strings.Builder
	if err := news.WriteText(&text, s.addressOf(r, at.url(""))); err != nil {
		return err
	}
	p := newsPage{shell: s.shellOf(at, place, newsName, "News for our chat"), Text: text.String(), Action: at.url(newsName)}
	p.Rows = strings.Count(p.Text, "\n") + 6 // lines that a phone breaks
	p.Next = s.addressOf(r, at.url(newsName, "since", number(news.Position)))
	p.Since = a.fill(field{Name: "since", Label: "Since when?", Hint: "A day such as 10 July 2026. Leave it empty for all."})
	if _, err := strconv.Atoi(since); err == nil {
		p.Since.Value = news.Since
	}
	p.Wrong = p.Since.Wrong != ""
	return s.show(w, r, http.StatusOK, "news", p)
}

// sinceOf reads after which entry news begin: its number, or a day before which all is known. What is neither is a problem, and all is told.
func sinceOf(seen reports.Seen, a *answers) uint64 {
	place, text := reports.PlaceOf(seen), a.text("since")
	if text == "" {
		return 0
	}
	if n, err := strconv.ParseUint(text, 10, 64); err == nil && (len(text) != 4 || n <= place.Position) {
		return min(n, place.Position)
	}
	day, wrong := readDate(text, place.Asked)
	if wrong != "" {
		a.wrong("since", wrong+" Write a day such as 10 July 2026.")
		return 0
	}
	return reports.PositionOn(seen, day.First())
}

// addressOf is the whole address of a page: as people type it, else as they came.
func (s *site) addressOf(r *http.Request, path string) string {
	if s.Identity != nil {
		return s.Identity.URL(path)
	}
	return "http://" + r.Host + path
}
