package web

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// Readings keeps who read what was said in confidence, for whoever said it. What Append returned nil for is kept for good.
type Readings interface {
	Append(ctx context.Context, project string, list []Reading) error
	Of(ctx context.Context, project, person string) ([]Reading, error) // newest first
}

// Reading is that somebody read what a person had said in confidence.
type Reading struct {
	Of, Entry string // whose words, and the entry that holds them
	By, As    string // who read them, empty where nobody is known; and what they are to the project
	At        time.Time
}

// heardToday are the readings that are kept already: the same person reading the same entry on one day is one reading. The zero value is ready.
type heardToday struct {
	mu  sync.Mutex
	day domain.Date
	of  map[string]bool
}

// fresh returns those that are not kept yet, and marks them with keep once they are.
func (n *heardToday) fresh(day domain.Date, list []Reading) (fresh []Reading, keep func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.day != day || n.of == nil {
		n.day, n.of = day, map[string]bool{}
	}
	of := n.of
	for _, r := range list {
		if !of[r.By+" "+r.As+" "+r.Entry] {
			fresh = append(fresh, r)
		}
	}
	return fresh, func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		for _, r := range fresh {
			of[r.By+" "+r.As+" "+r.Entry] = true
		}
	}
}

// note keeps who reads what was said in confidence, before it is sent. Where that cannot be kept nothing is sent.
func (s *site) note(ctx context.Context, at where, heard []reports.Heard) error {
	if len(heard) == 0 || s.Readings == nil {
		return nil
	}
	who, now := viewerOf(ctx), s.Now()
	list := make([]Reading, len(heard))
	for i, h := range heard {
		list[i] = Reading{Of: h.Of, Entry: h.Entry, By: who.Person, As: string(at.role), At: now}
		if at.role == "" {
			list[i].As = string(who.Role)
		}
	}
	fresh, keep := s.heard.fresh(domain.DateOf(now), list)
	if len(fresh) == 0 {
		return nil
	}
	err := s.Readings.Append(ctx, at.Project, fresh)
	if err == nil {
		keep()
	}
	return err
}

// seenPage tells somebody who read what they said in confidence.
type seenPage struct {
	shell
	Kept   bool // it is noted on this site
	Groups []seenGroup
}

type seenGroup struct {
	Name string
	Read []seenBy
}

type seenBy struct{ Day, Who, Entry, URL string }

func (s *site) mySeen(w http.ResponseWriter, r *http.Request) error {
	p := seenPage{shell: s.plainShell(where{}, "Who saw my words"), Kept: s.Readings != nil}
	groups, err := s.myProjects(r)
	if err != nil {
		return err
	}
	for _, g := range groups {
		if s.Readings == nil {
			break
		}
		list, err := s.Readings.Of(r.Context(), g.Project, viewerOf(r.Context()).Person)
		if err != nil {
			return err
		}
		one := seenGroup{Name: g.Name}
		at := where{Project: g.Project}
		for _, read := range list {
			one.Read = append(one.Read, seenBy{s.day(read.At), g.saysWho(read), read.Entry, at.entry(read.Entry)})
		}
		if len(one.Read) > 0 {
			p.Groups = append(p.Groups, one)
		}
	}
	return s.show(w, r, http.StatusOK, "myseen", p)
}

// myAgreedPage leads to what somebody agreed to in each of their groups.
type myAgreedPage struct {
	shell
	Groups []link
}

func (s *site) myAgreed(w http.ResponseWriter, r *http.Request) error {
	p := myAgreedPage{shell: s.plainShell(where{}, "What I agreed to")}
	groups, err := s.myProjects(r)
	if err != nil {
		return err
	}
	if len(groups) == 1 {
		http.Redirect(w, r, where{Project: groups[0].Project}.url(agreedName), http.StatusSeeOther)
		return nil
	}
	for _, g := range groups {
		p.Groups = append(p.Groups, link{URL: where{Project: g.Project}.url(agreedName), Words: g.Name})
	}
	return s.show(w, r, http.StatusOK, "myagreed", p)
}

// myProject is a group of who asks, with the names of its people as the group knows them.
type myProject struct {
	Project, Name string
	names         map[string]string
}

// saysWho says who read something.
func (p myProject) saysWho(r Reading) string {
	if name := p.names[r.By]; name != "" && r.By != "" {
		return name
	}
	switch role(r.As) {
	case roleEvaluator:
		return "an evaluator"
	case roleFunder:
		return "somebody who gives money"
	case roleDecisionMaker:
		return "somebody who decides"
	case roleOperator:
		return "somebody who looks after this site"
	case roleMember, roleFacilitator:
		return "somebody of the group"
	}
	return "somebody outside the group"
}

// myProjects are the groups of who asks.
func (s *site) myProjects(r *http.Request) (list []myProject, err error) {
	who := viewerOf(r.Context())
	err = s.Views.Read(r.Context(), func(rows projections.Reader) error {
		for _, row := range projections.Summaries(rows) {
			if here := who.in(rows, row.Project).Role; here == roleMember || here == roleFacilitator {
				list = append(list, myProject{Project: row.Project, Name: reports.Unbroken(row.Name)})
			}
		}
		return nil
	})
	for i := range list {
		if err == nil {
			err = s.nameIn(r, &list[i])
		}
	}
	return list, err
}

func (s *site) nameIn(r *http.Request, p *myProject) error {
	ctx := r.Context()
	err := s.Views.Read(ctx, func(rows projections.Reader) error {
		ctx = asViewer(ctx, viewerOf(ctx).in(rows, p.Project))
		return nil
	})
	if err != nil {
		return err
	}
	p.names, err = seeAt(s, ctx, where{Project: p.Project}, func(seen reports.Seen) (map[string]string, error) {
		names := map[string]string{}
		for _, one := range reports.PeopleOf(seen) {
			names[one.ID] = one.Name.String()
		}
		return names, nil
	})
	return err
}
