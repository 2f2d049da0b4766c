package web

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
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

	Entries   []claimed // none: no code was given yet
	Audiences []pair
}

// claimed is one entry that belongs to a code.
type claimed struct {
	ID, Command string
	Line        *line  // nil: it is kept private now
	What        field  // to correct it; no name: its kind has no words to correct
	Private     string // in words; empty: the group sees it
}

// newCode says with a page, once, how to come back to what was saved without a name.
type newCode struct {
	shell
	Code  string // empty: it was shown before
	Again string
}

// showCode draws the code of an entry that was just saved without a name.
func (s *site) showCode(w http.ResponseWriter, r *http.Request, at where, entry string) error {
	code, err := s.Identity.Claims.Issue(claimOf(at.Project, entry))
	if err != nil && domain.KindOf(err) != domain.Conflict {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.show(w, r, http.StatusOK, "code", newCode{s.plainShell(where{}, "Saved. Thank you."), code, at.url("write")})
}

func (s *site) claimForm(w http.ResponseWriter, r *http.Request) error {
	return s.showClaim(w, r, http.StatusOK, &answers{values: map[string]string{}})
}

func (s *site) showClaim(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	a.inOrder([]string{wholeForm, "code"})
	p := claimPage{
		shell: s.plainShell(where{}, "What you wrote without a name"), Problems: a.problems, Unsaved: a.problem(wholeForm),
		Code: a.fill(field{Name: "code", Label: "Your code", Hint: "Small letters and spaces are fine.", Complete: "off"}),
	}
	p.Wrong = len(a.problems) > 0
	return s.show(w, r, status, "claim", p)
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
	// Who holds the code sees what the group sees of it, and no more than that.
	ctx := asViewer(r.Context(), viewer{Project: project, Role: roleMember})
	said := ""
	if a.values["do"] != "" {
		if said, err = s.doClaimed(ctx, a, project, ids); err != nil {
			return err
		}
	}
	p := claimPage{shell: s.plainShell(where{}, "What you wrote without a name"), Done: said, Code: a.fill(field{Name: "code"})}
	p.Code.Value = a.text("code")
	if err := s.fillClaim(ctx, &p, project, ids); err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, "claim", p)
}

// claimOf is what a code belongs to: an entry of one project. Whoever writes chooses the id of what they write, so that an id alone may
// be that of somebody else's entry in another project.
func claimOf(project, entry string) string { return project + "/" + entry }

// claimedBy finds the entries of nobody known that were saved by one form, by what its code belongs to; Unavailable where they are
// not there yet.
func (s *site) claimedBy(ctx context.Context, of string) (project string, ids []string, err error) {
	cut := max(0, strings.LastIndexByte(of, '/'))
	project = of[:cut]
	first := strings.TrimPrefix(of[cut:], "/")
	err = s.Views.Read(ctx, func(rows projections.Reader) error {
		for n := range mostAtOnce + 1 { // and a file
			id := domain.EventID(first, n)
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
				p.Audiences = append(p.Audiences, pair{audience.ID, audience.Name})
			}
		}
		for _, id := range ids {
			c := claimed{ID: id, Command: s.NewID()}
			if row, ok := v.Entry(id); ok {
				if what := whatOf(domain.OpenBody(row.Body, s.Opener)); what != nil {
					text, _ := what.Reveal(s.Opener)
					c.What = field{Name: "what-" + id, Label: "What it should say", Value: text, Rows: 5}
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
			e, err := reports.EntryOf(seen, p.Entries[i].ID)
			if err == nil {
				l := lineOf(e.Line, at)
				p.Entries[i].Line = &l
			} else {
				p.Entries[i].Private, p.Entries[i].What = "You took this back. Nobody sees it.", field{}
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

// doClaimed corrects, shares or takes back an entry, without saying who does.
func (s *site) doClaimed(ctx context.Context, a *answers, project string, ids []string) (said string, err error) {
	entry := a.values["entry"]
	if !slices.Contains(ids, entry) || !isCommandID(a.values["command"]) {
		return "", unreadable()
	}
	var body domain.Body
	switch a.values["do"] {
	case "back":
		body, said = &domain.ConsentWithdrawn{Items: []string{entry}}, "It is taken back. Nobody sees it now, and it counts nowhere."
	case "share":
		body = &domain.ConsentGiven{
			Items: []string{entry}, Audience: a.values["audience"], Purpose: domain.Write("To let them read what I wrote without my name."),
			Wording: consentByCode, Language: "en", How: "written",
		}
		said = "It is shared. You can take it back here at any time."
	case "correct":
		if body, err = s.corrected(ctx, project, entry, a.text("what-"+entry)); err != nil {
			return "", err
		}
		said = "It is corrected. What it said before can still be seen beside it."
	default:
		return "", unreadable()
	}
	receipt, err := s.Recorder.Record(ctx, domain.Command{ID: a.values["command"], Project: project, Drafts: []domain.Draft{{Body: body}}})
	if err != nil {
		return "", err
	}
	wait, cancel := context.WithTimeout(ctx, settle)
	defer cancel()
	_ = s.Views.Wait(wait, receipt.Sequence)
	return said, nil
}

// corrected is a correction of the words of an entry; all else stays.
func (s *site) corrected(ctx context.Context, project, entry, text string) (body domain.Body, err error) {
	if text == "" {
		return nil, &domain.Error{Kind: domain.Invalid, Message: "there are no words", Want: "write what it should say, or take it back"}
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
		body = &domain.EntryCorrected{Entry: entry, With: with}
		return nil
	})
	return body, err
}
