package web

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/desirelines/desirelines/reports"
)

// atomFeed is the journey as an Atom feed (RFC 4287).
type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Title    string      `xml:"title"`
	ID       string      `xml:"id"`
	Updated  string      `xml:"updated"`
	Author   atomAuthor  `xml:"author"`
	Links    []atomLink  `xml:"link"`
	Entries  []atomEntry `xml:"entry"`
	Subtitle string      `xml:"subtitle,omitempty"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	Title   string   `xml:"title"`
	ID      string   `xml:"id"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Content struct {
		Type string `xml:"type,attr"`
		Text string `xml:",chardata"`
	} `xml:"content"`
}

// mostEntries is how many moments a feed holds, the newest ones.
const mostEntries = 50

// feed tells the journey as an Atom feed.
func (s *site) feed(w http.ResponseWriter, r *http.Request) error {
	at := whereOf(r)
	j, err := see(s, r, func(seen reports.Seen) (reports.Journey, error) { return reports.JourneyOf(seen), nil })
	if err != nil {
		return err
	}
	host := s.hostOf(r)
	feed := atomFeed{
		Title: reports.Harmless(j.Name) + ": the way so far", ID: host + at.url("journey"), Updated: atomTime(time.Time(j.KnownAt.Time)),
		Author: atomAuthor{reports.Harmless(j.Name)}, Links: []atomLink{{"self", host + at.url("journey.atom")}, {"alternate", host + at.url("journey")}},
	}
	var all []reports.JourneyMoment
	for _, m := range j.Months {
		all = append(all, m.Moments...)
	}
	slices.SortStableFunc(all, func(a, b reports.JourneyMoment) int { return int(int64(b.Position) - int64(a.Position)) })
	for _, m := range all[:min(len(all), mostEntries)] {
		e := atomEntry{
			Title: reports.Harmless(m.When() + ". " + m.Says), ID: "urn:desirelines:" + escape(at.Project) + ":" + number(m.Position), Updated: atomTime(time.Time(m.Recorded)),
			Link: atomLink{Href: host + at.entry(m.ID)},
		}
		e.Content.Type, e.Content.Text = "text", reports.Harmless(strings.TrimSpace(m.About+"\n"+m.Text.String()))
		feed.Entries = append(feed.Entries, e)
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(feed); err != nil {
		return err
	}
	send(w, r, http.StatusOK, "application/atom+xml; charset=utf-8", b.Bytes())
	return nil
}

// atomTime writes a time; an empty feed was never updated.
func atomTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// hostOf is this site as who sent a request came to it.
func (s *site) hostOf(r *http.Request) string {
	if s.Identity != nil && s.Identity.Secure() {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
