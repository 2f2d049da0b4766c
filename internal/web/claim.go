package web

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// claimPage asks for the code of something that was written without a name, and then shows it to its writer. The code is their
// only proof, so that each form of the page carries it.
type claimPage struct {
	shell
	Problems []problem
	Unsaved  string
	Code     field
	Done     string // what was just done; empty: nothing

	Waits *claimed // a correction that could not be saved now, to be sent again; nil: none

	Entries   []claimed // none: no code was given yet
	Audiences []pair
	MayKeep   bool   // who asks is signed in and may have it among their own pages
	Kept      string // address of the first entry, where they do; empty: they do not
}

// claimed is one entry that belongs to a code.
type claimed struct {
	ID, Command string
	Line        *line // nil: it is there no more
	What        field // to correct it; no name: its kind has no words to correct
	Group       bool  // the group can read it
	TakenBack   bool  // it was taken back for good, and nobody can be let in again
}

// newCode says with a page, once, how to come back to what was saved without a name.
type newCode struct {
	shell
	Code       string // empty: it was shown before
	Again      string
	Address    string // where a code is used, as people type it
	ForSomeone bool   // the code is for somebody else, whose words they are
	OnlyCode   bool   // nobody reads it without the code
	Wrote      string // what was written
	QR         template.HTML
}

// showCode draws the code of an entry that was just saved without a name.
func (s *site) showCode(w http.ResponseWriter, r *http.Request, at where, receipt Receipt, a *answers) error {
	code, err := s.Identity.Claims.Issue(claimOf(at.Project, receipt.ID), a.text("proof"))
	if err != nil && domain.KindOf(err) != domain.Conflict {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	someone := a.forSomeone()
	if toScript(r) {
		said := savedAnswer{Saved: true, ID: receipt.ID, Position: receipt.Position, Code: code, NoCode: code == ""}
		if someone {
			said.For = "someone"
		}
		return sendAnswer(w, r, http.StatusOK, said)
	}
	address := s.hostOf(r) + "/claim"
	qr, err := identity.QRSVG(address, "The page for the code as a picture", "A telephone reads the address from it. The code is not in it.")
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, "code", newCode{
		s.plainShell(where{}, "Saved. Thank you."), code, at.url("write"), address, someone, a.text("share") == domain.SharedOnlyMe,
		a.text("what"), template.HTML(qr), // made by identity: shapes, and two texts of ours
	})
}

func (s *site) claimForm(w http.ResponseWriter, r *http.Request) error {
	return s.showClaim(w, r, http.StatusOK, &answers{values: map[string]string{}})
}

// showClaim asks for a code, and keeps the words of a correction that came with one.
func (s *site) showClaim(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	what := "what-" + a.values["entry"]
	a.inOrder([]string{wholeForm, "code", what})
	p := claimPage{
		shell: s.plainShell(where{}, "What you wrote without a name"), Problems: a.problems, Unsaved: a.problem(wholeForm),
		Code: a.fill(field{Name: "code", Label: "Your code", Hint: "Small letters and spaces are fine.", Complete: "off"}),
	}
	p.Wrong = len(a.problems) > 0
	if a.text(what) != "" {
		p.Waits = &claimed{ID: a.values["entry"], Command: a.values["command"], What: a.fill(correctionField(what))}
	}
	return s.show(w, r, status, "claim", p)
}

// correctionField is the box for what an entry should say.
func correctionField(name string) field {
	return field{Name: name, Label: "What it should say", Rows: 5}
}

// claim shows what belongs to a code, and does what its writer asks for.
func (s *site) claim(w http.ResponseWriter, r *http.Request) error {
	a, err := shortForm(r)
	if err != nil {
		return err
	}
	of, err := s.Identity.Claims.Claim(r.Context(), a.text("code"))
	if err != nil {
		return s.wrongSecret(w, r, a, "code", err, s.showClaim)
	}
	project, ids, err := s.claimedBy(r.Context(), of)
	if err != nil {
		return err
	}
	// Who holds the code sees what the group sees, and of this what its writer sees.
	ctx := asViewer(r.Context(), viewer{Project: project, Role: roleMember, Holds: ids})
	said := ""
	if a.values["do"] != "" {
		if said, err = s.doClaimed(ctx, r, a, of, ids); err != nil {
			return s.notClaimed(w, r, a, err)
		}
	}
	p := claimPage{shell: s.plainShell(where{}, "What you wrote without a name"), Done: said, Code: a.fill(field{Name: "code"})}
	p.Code.Value = a.text("code")
	if err := s.fillClaim(ctx, &p, project, ids); err != nil {
		return err
	}
	if p.MayKeep, err = s.mayKeep(r, project); err != nil {
		return err
	}
	if p.MayKeep {
		held, err := s.Identity.Claims.HeldBy(viewerOf(r.Context()).Person)
		if err != nil {
			return err
		}
		if slices.Contains(held, of) {
			p.Kept = where{Project: project}.entry(ids[0])
		}
	}
	return s.show(w, r, http.StatusOK, "claim", p)
}

// notClaimed says why something was not done to an entry. The words of a correction are shown again.
func (s *site) notClaimed(w http.ResponseWriter, r *http.Request, a *answers, err error) error {
	what := "what-" + a.values["entry"]
	var said *domain.Error
	switch {
	case a.values["do"] != "correct" || a.text(what) == "" || !errors.As(err, &said):
		return err
	case said.Kind == domain.Conflict && said.Value == a.values["command"]:
		a.values["command"] = s.NewID()
		a.wrong(what, "You saved this page before, with other words. Save again if these are right.")
	case said.Kind == domain.Invalid || said.Kind == domain.Conflict:
		a.wrong(what, sayWrong(said))
	default:
		return err
	}
	return s.showClaim(w, r, said.Kind.HTTPStatus(), a)
}

// claimOf is what a code belongs to: an entry of one project. Whoever writes chooses the id of what they write, so that an id alone may
// be that of somebody else's entry in another project.
func claimOf(project, entry string) string { return project + "/" + entry }

// claimedBy finds the entries of nobody known that were saved by one form, by what its code belongs to; Unavailable where they are
// not there yet.
func (s *site) claimedBy(ctx context.Context, of string) (project string, ids []string, err error) {
	project, first := splitClaim(of)
	err = s.Views.Read(ctx, func(rows projections.Reader) error {
		for _, id := range savedBy(first) {
			if row, ok := lookUp[projections.EntryRow](rows, "entry", project, id); ok && row.Actor == "" {
				ids = append(ids, id)
			}
		}
		return nil
	})
	if err == nil && len(ids) == 0 {
		err = &domain.Error{Kind: domain.Unavailable, Message: "we are still adding it to the pages", Want: "try again in a moment"}
	}
	return project, ids, err
}

func (s *site) fillClaim(ctx context.Context, p *claimPage, project string, ids []string) error {
	at := where{Project: project}
	err := s.live(ctx, project, func(v projections.View) error {
		for _, audience := range reports.AudiencesFor(viewerOf(ctx).reads(), v) {
			if !audience.Circle() && audience.ID != domain.SharedGroup {
				p.Audiences = append(p.Audiences, pair{audience.ID, named(audience.ID, audience.Name)})
			}
		}
		for _, id := range ids {
			c := claimed{ID: id, Command: s.NewID()}
			if row, ok := v.Entry(id); ok {
				if what := whatOf(domain.OpenBody(row.Body, s.Opener)); what != nil {
					text, _ := what.Reveal(s.Opener)
					c.What = correctionField("what-" + id)
					c.What.Value = text
				}
			}
			p.Entries = append(p.Entries, c)
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = seeAt(s, ctx, at, func(seen reports.Seen) (struct{}, error) {
		for i := range p.Entries {
			c := &p.Entries[i]
			e, err := reports.EntryOf(seen, c.ID)
			if err != nil {
				c.What = field{}
				continue
			}
			l := lineOf(e.Line, at)
			c.Line, c.Group, c.TakenBack = &l, slices.Contains(reports.SharedAs(seen, c.ID), domain.SharedGroup), e.TakenBack != nil
			if c.TakenBack {
				c.What = field{}
			}
		}
		return struct{}{}, nil
	})
	return err
}

// whatOf are the words of a body that its writer can correct; nil where it has none.
func whatOf(body domain.Body) *domain.Words {
	switch b := body.(type) {
	case *domain.OutcomeRecorded:
		return &b.What
	case *domain.TestStarted:
		return &b.What
	case *domain.FailureShared:
		return &b.What
	case *domain.SurpriseNoticed:
		return &b.What
	case *domain.LearningDrawn:
		return &b.What
	case *domain.ChangeMade:
		return &b.What
	}
	return nil
}

// consentByCode is the version of the words on the page that asks whether others may read an entry.
const consentByCode = "by-code-1"

// mayKeep says whether who sent a request is signed in and of the group of a project, so that they can read their own there.
func (s *site) mayKeep(r *http.Request, project string) (may bool, err error) {
	me := viewerOf(r.Context()).Person
	if me == "" {
		return false, nil
	}
	err = s.Views.Read(r.Context(), func(rows projections.Reader) error {
		may = whoIs(rows, me).in(rows, project).Role.writes()
		return nil
	})
	return may, err
}

// keepClaimed notes that what belongs to a code is of who is signed in, or that it is not. The record does not know of it.
func (s *site) keepClaimed(r *http.Request, of, project string, yes bool) (said string, err error) {
	may, err := s.mayKeep(r, project)
	switch {
	case err != nil:
		return "", err
	case !may:
		return "", unreadable()
	}
	said = "It is among your own pages now. Nobody else can tell."
	if !yes {
		said = "It is among your own pages no more. The code still opens it."
	}
	return said, s.Identity.Claims.Hold(viewerOf(r.Context()).Person, of, yes)
}

// heldIn are the entries of a project that a person holds: all that one form may have saved.
func (s *site) heldIn(project, person string) (ids []string, err error) {
	return HeldIn(s.Identity, project, person)
}

// HeldIn returns the ids of all entries of a project that nobody known wrote and that a person holds; people may be nil, person empty.
func HeldIn(people *identity.Identity, project, person string) (ids []string, err error) {
	if people == nil || person == "" {
		return nil, nil
	}
	held, err := people.Claims.HeldBy(person)
	for _, of := range held {
		if in, first := splitClaim(of); in == project {
			ids = append(ids, savedBy(first)...)
		}
	}
	return ids, err
}

// savedBy are the ids of all that one form may have saved, by that of the first: its entries, and a file.
func savedBy(first string) (ids []string) {
	for n := range mostAtOnce + 1 {
		ids = append(ids, domain.EventID(first, n))
	}
	return ids
}

func splitClaim(of string) (project, first string) {
	cut := max(0, strings.LastIndexByte(of, '/'))
	return of[:cut], strings.TrimPrefix(of[cut:], "/")
}

// doClaimed corrects, shares or takes back an entry, without saying who does, or notes whose it is. of is what the code belongs to.
func (s *site) doClaimed(ctx context.Context, r *http.Request, a *answers, of string, ids []string) (said string, err error) {
	project, _ := splitClaim(of)
	if do := a.values["do"]; do == "keep" || do == "drop" {
		return s.keepClaimed(r, of, project, do == "keep")
	}
	entry := a.values["entry"]
	if !slices.Contains(ids, entry) || !isCommandID(a.values["command"]) {
		return "", unreadable()
	}
	var body domain.Body
	var sharing []string
	switch a.values["do"] {
	case "back":
		body, said = &domain.ConsentWithdrawn{Items: []string{entry}}, "It is taken back. Only this code opens it now, and it counts nowhere."
	case "share":
		body = &domain.ConsentGiven{
			Items: []string{entry}, Audience: a.values["audience"], Purpose: domain.Write("To let them read what I wrote without my name."),
			Wording: consentByCode, Language: "en", How: "written",
		}
		said = "It is shared. You can take it back here at any time."
	case "correct":
		if body, sharing, err = s.corrected(ctx, project, entry, a.text("what-"+entry)); err != nil {
			return "", err
		}
		said = "It is corrected. What it said before can still be seen beside it."
	default:
		return "", unreadable()
	}
	receipt, err := s.Recorder.Record(ctx, domain.Command{ID: a.values["command"], Project: project, Drafts: []domain.Draft{{Body: body, Sharing: sharing}}})
	if err != nil {
		return "", err
	}
	wait, cancel := context.WithTimeout(ctx, settle)
	defer cancel()
	_ = s.Views.Wait(wait, receipt.Sequence)
	return said, nil
}

// corrected is a correction of the words of an entry, shared as the entry; all else stays.
func (s *site) corrected(ctx context.Context, project, entry, text string) (body domain.Body, sharing []string, err error) {
	if text == "" {
		return nil, nil, &domain.Error{Kind: domain.Invalid, Message: "there are no words", Want: "write what it should say, or take it back"}
	}
	err = s.live(ctx, project, func(v projections.View) error {
		row, ok := v.Entry(entry)
		if !ok {
			return noProject(project)
		}
		with := domain.OpenBody(row.Body, s.Opener)
		what := whatOf(with)
		if what == nil {
			return &domain.Error{Kind: domain.Invalid, Message: "this cannot be corrected here", Want: "take it back, and write it again"}
		}
		*what = domain.Write(text)
		body, sharing = &domain.EntryCorrected{Entry: entry, With: with}, toPutRight{row: row}.sharing()
		return nil
	})
	return body, sharing, err
}
