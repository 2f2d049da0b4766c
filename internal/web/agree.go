package web

import (
	"net/http"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// sharingWording is the version of what a person is told before they say yes; a change of meaning takes a new one.
const (
	sharingWording  = "sharing-1"
	sharingLanguage = "en"
)

// whoSees answers on the page of an entry: who can see this, and why? Everything in it can be changed with one tap.
type whoSees struct {
	Mine  bool
	Lines []reports.SeesLine
	Back  []sharing // what may be taken back
	Share []sharing // whom it may be shown to
	Yours string    // address of all that they agreed to; empty: nothing may be changed here
}

// sharing is one audience, and what may be said about it.
type sharing struct {
	reports.ShareOption
	URL     string // where it is said
	Name    string // address of the page that puts the name beside it; empty: not offered
	Named   bool   // the name stands beside it; NameOff takes it away
	NameOff string
}

// whoSeesOf is nil where who asks looks back, or through the eyes of others.
func whoSeesOf(seen reports.Seen, at where, id string) (*whoSees, error) {
	if at.past() || reports.PlaceOf(seen).Audience.ID != domain.SharedGroup {
		return nil, nil //nolint:nilnil // there is nothing to show, and that is no error
	}
	w, err := reports.WhoSeesOf(seen, id)
	if err != nil {
		return nil, err
	}
	p := &whoSees{Mine: w.Mine, Lines: w.Lines}
	named := !reports.WriterOf(seen, id).Empty()
	for _, o := range w.Options {
		one := sharing{ShareOption: o, URL: at.entry(id) + "/back"}
		switch {
		case o.Act == reports.Share:
			one.URL = shareURL(at, id, o.Audience.ID, false)
			p.Share = append(p.Share, one)
			continue
		case o.Audience.ID != domain.SharedGroup && named:
			one.Named = reports.NamedTo(seen, id, o.Audience.ID)
			one.Name, one.NameOff = shareURL(at, id, o.Audience.ID, true), at.entry(id)+"/name-off"
		}
		p.Back = append(p.Back, one)
	}
	if len(w.Options) > 0 {
		p.Yours = at.url(agreedName)
	}
	return p, nil
}

func shareURL(at where, entry, audience string, named bool) string {
	name := ""
	if named {
		name = "yes"
	}
	return at.now().url("entry/"+escape(entry)+"/share", "with", audience, "name", name)
}

// sharePage reads an entry back as an audience will see it, and asks yes or no.
type sharePage struct {
	shell
	Problems []problem
	Unsaved  string
	Action   string
	Command  string
	Entry    reports.Entry
	With     reports.Audience
	Fields   []fieldWords
	Writer   string // the name that can stand beside it; empty: there is none
	Assisted bool   // who asks says it for the writer
	Few      bool   // the group is so small that people know each other's words
	Beside   field
	Review   field // no name: it is not asked
	Back     string
	OurGroup bool // it is asked for the group itself, from which it was kept
}

// shared is what the page needs from the rows.
type shared struct {
	place    reports.Place
	entry    reports.Entry
	fields   []reports.FieldWords
	with     reports.Audience
	writer   string
	assisted bool
	few      bool
	as       []string // with whom its words are shared already
	named    bool     // and whether the name stands beside it
}

// lookAtSharing finds what would be shown to an audience, or why who asks may not say that yes.
func (s *site) lookAtSharing(r *http.Request, entry, audience string, named bool) (shared, error) {
	return seeAt(s, r.Context(), ourPlace(r), func(seen reports.Seen) (v shared, err error) {
		if v.entry, err = reports.EntryOf(seen, entry); err != nil {
			return v, err
		}
		theirs, err := reports.AsShared(seen, v.entry.ID, audience, named)
		if err != nil {
			return v, err
		}
		v.place, v.writer, v.few = reports.PlaceOf(seen), reports.WriterOf(seen, v.entry.ID).String(), isFew(seen)
		v.as, v.named = reports.SharedAs(seen, v.entry.ID), reports.NamedTo(seen, v.entry.ID, audience)
		v.assisted = !mine(r, v.entry)
		shown, err := reports.EntryOf(theirs, v.entry.ID)
		if err != nil {
			return v, err
		}
		v.with, v.fields = reports.PlaceOf(theirs).Audience, reports.SaidOf(theirs, shown.Fields)
		return v, nil
	})
}

// mine says whether who sent a request wrote an entry, or holds its claim code.
func mine(r *http.Request, e reports.Entry) bool {
	who := viewerOf(r.Context())
	return e.Actor == who.Person && who.Person != "" || slices.Contains(who.Holds, e.ID)
}

// ourPlace is the project of a request as it stands now, through the group's own eyes. What changes what others see starts from it.
func ourPlace(r *http.Request) where {
	return where{Project: r.PathValue("project"), role: viewerOf(r.Context()).Role}
}

// few is how many people a group must have before its words alone no longer give single people away.
const few = 10

func isFew(seen reports.Seen) bool {
	n := 0
	for _, p := range reports.PeopleOf(seen) {
		if p.Here {
			n++
		}
	}
	return n < few
}

func (s *site) shareForm(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	return s.showShare(w, r, http.StatusOK, &answers{values: map[string]string{
		"with": q.Get("with"), "name": q.Get("name"), "command": s.NewID(), "review": reviewYear,
	}})
}

func (s *site) showShare(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	v, err := s.lookAtSharing(r, r.PathValue("entry"), a.text("with"), a.text("name") == "yes")
	if err != nil {
		return err
	}
	at := ourPlace(r)
	a.inOrder([]string{wholeForm, "name", "review"})
	p := sharePage{
		shell:    s.shellOf(at, v.place, "entry/"+v.entry.ID+"/share", "May "+v.with.Name+" read this?"),
		Problems: a.problems, Unsaved: a.problem(wholeForm), Action: at.entry(v.entry.ID) + "/share", Command: a.values["command"],
		Entry: v.entry, With: v.with, Fields: linkFields(at, v.fields), Writer: v.writer, Assisted: v.assisted, Few: v.few,
		Review: a.fill(reviewField()), Back: at.entry(v.entry.ID), OurGroup: v.with.ID == domain.SharedGroup,
	}
	if p.OurGroup { // what the group reads has the name beside it as all else, and does not go back by itself
		p.Title, p.Review = "May our group read this?", field{}
	}
	for i := range p.Fields { // those who read it have no way to other entries
		for j := range p.Fields[i].Values {
			p.Fields[i].Values[j].URL = ""
		}
	}
	p.Beside = a.fill(field{Name: "name", Label: "Put the name beside it?", Radios: true, Options: []pair{{"", "No, without a name"}, {"yes", "Yes, with the name"}}})
	p.Wrong = len(a.problems) > 0
	return s.show(w, r, status, "share", p)
}

// How long a yes counts, unless it is taken back.
const (
	reviewYear   = "year"
	reviewMonths = "months"
	reviewNever  = "never"
)

func reviewField() field {
	return field{Name: "review", Label: "Until when?", Hint: "It can be taken back at any time.", Radios: true, Options: []pair{
		{reviewYear, "For one year. Then we ask again"}, {reviewMonths, "For three months"}, {reviewNever, "Until it is taken back"},
	}}
}

// reviewBy is the last day on which a yes counts; a year is what counts where nothing else was chosen.
func (s *site) reviewBy(a *answers) domain.Date {
	day := s.Now()
	switch a.text("review") {
	case reviewNever:
		return domain.Date{}
	case reviewMonths:
		return domain.DateOf(day.AddDate(0, 3, 0))
	}
	return domain.DateOf(day.AddDate(1, 0, 0))
}

// reviewOf is reviewBy; what the group was let read stays with it until somebody takes it back.
func (s *site) reviewOf(audience string, a *answers) domain.Date {
	if audience == domain.SharedGroup {
		return domain.Date{}
	}
	return s.reviewBy(a)
}

// purposeOf is what a yes is for.
func purposeOf(a reports.Audience) domain.Words {
	if a.ID == domain.SharedGroup {
		return domain.Write("So that the group can read it.")
	}
	return domain.Write("So that " + a.Name + " can read it, in what the group tells them.")
}

// share records the yes of a writer, or of whoever says it for them. What was said before is not said twice.
func (s *site) share(w http.ResponseWriter, r *http.Request) error {
	a, err := readForm(r)
	if err != nil {
		return err
	}
	at := ourPlace(r)
	if a.values["answer"] == "no" {
		http.Redirect(w, r, at.entry(r.PathValue("entry")), http.StatusSeeOther)
		return nil
	}
	named := a.text("name") == "yes"
	v, err := s.lookAtSharing(r, r.PathValue("entry"), a.text("with"), named)
	if err != nil {
		return err
	}
	if a.values["answer"] != "yes" {
		a.wrong(wholeForm, "Choose yes or no.")
		return s.showShare(w, r, http.StatusUnprocessableEntity, a)
	}
	if !slices.Contains(v.as, v.with.ID) || v.named != named {
		err = s.recordSaid(r, a, &domain.ConsentGiven{
			Person: v.entry.Actor, Items: []string{v.entry.ID}, Audience: v.with.ID, Named: named, ReviewBy: s.reviewOf(v.with.ID, a),
			Purpose: purposeOf(v.with),
			Wording: sharingWording, Language: sharingLanguage, How: how(v.assisted),
		})
	}
	if err != nil {
		return s.notSaid(w, r, a, err, s.showShare)
	}
	http.Redirect(w, r, s.backFrom(a, at, v.entry.ID), http.StatusSeeOther)
	return nil
}

func how(assisted bool) string {
	if assisted {
		return "assisted"
	}
	return "written"
}

// backFrom is the page that somebody came from, one of ours.
func (s *site) backFrom(a *answers, at where, entry string) string {
	switch a.text("to") {
	case goingOutName:
		return at.url(goingOutName)
	case agreedName:
		return at.url(agreedName)
	}
	return at.entry(entry) + "#who"
}

// takeBack ends what an audience may see of an entry. It asks nothing: no reason, and not whether they are sure.
func (s *site) takeBack(w http.ResponseWriter, r *http.Request) error {
	a, err := readForm(r)
	if err != nil {
		return err
	}
	at := ourPlace(r)
	type found struct {
		entry  reports.Entry
		shared bool
	}
	f, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (f found, err error) {
		if f.entry, err = reports.EntryOf(seen, r.PathValue("entry")); err != nil {
			return f, err
		}
		if err = reports.MayWith(seen, reports.TakeBack, f.entry.ID); err != nil {
			return f, err
		}
		sees, err := reports.WhoSeesOf(seen, f.entry.ID)
		f.shared = slices.ContainsFunc(sees.Options, func(o reports.ShareOption) bool {
			return o.Act == reports.TakeBack && o.Audience.ID == a.text("with")
		})
		return f, err
	})
	if err != nil {
		return err
	}
	if f.shared { // a second tap finds it done
		err = s.recordSaid(r, a, &domain.ConsentWithdrawn{Person: f.entry.Actor, Items: []string{f.entry.ID}, Audience: a.text("with")})
	}
	if err != nil {
		return err
	}
	to := s.backFrom(a, at, f.entry.ID)
	if a.text("with") == domain.SharedGroup && !mine(r, f.entry) {
		to = at.url("") // it is the writer's own now
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// nameOff takes the name away and leaves the words.
func (s *site) nameOff(w http.ResponseWriter, r *http.Request) error {
	a, err := readForm(r)
	if err != nil {
		return err
	}
	v, err := s.lookAtSharing(r, r.PathValue("entry"), a.text("with"), false)
	if err != nil {
		return err
	}
	if v.named && slices.Contains(v.as, v.with.ID) {
		err = s.recordSaid(r, a, &domain.ConsentGiven{
			Person: v.entry.Actor, Items: []string{v.entry.ID}, Audience: v.with.ID, ReviewBy: s.reviewBy(a),
			Purpose: domain.Write("So that " + v.with.Name + " can read it, without a name."),
			Wording: sharingWording, Language: sharingLanguage, How: how(v.assisted),
		})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, s.backFrom(a, ourPlace(r), v.entry.ID), http.StatusSeeOther)
	return nil
}

// recordSaid records one thing that who asks says, and waits until the pages know it: what was taken back is gone from the next request on.
// A form without the id of a command is taken as said once.
func (s *site) recordSaid(r *http.Request, a *answers, bodies ...domain.Body) error {
	c := domain.Command{ID: a.text("command"), Project: r.PathValue("project"), Actor: viewerOf(r.Context()).Person}
	if !isCommandID(c.ID) {
		c.ID = s.NewID()
	}
	for _, b := range bodies {
		c.Drafts = append(c.Drafts, domain.Draft{Body: b})
		if ofNobody(b) { // who says it is who holds the claim code: their name would tell whose it is
			c.Actor = ""
		}
	}
	receipt, err := s.Recorder.Record(r.Context(), c)
	if err != nil {
		return err
	}
	s.wait(r, receipt)
	return nil
}

// ofNobody says whether a body is about who may see what nobody known wrote.
func ofNobody(body domain.Body) bool {
	switch b := body.(type) {
	case *domain.ConsentGiven:
		return b.Person == ""
	case *domain.ConsentWithdrawn:
		return b.Person == ""
	}
	return false
}
