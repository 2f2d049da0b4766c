// Package api answers programs over HTTP under /api/v1: what the command line reads and records, as JSON. Its description in OpenAPI is made of
// the same list that answers (operations.go), of the Go types of the answers (shape.go) and of the list of kinds (kinds.go).
//
// A program comes with a token of a person (Authorization: Bearer …) and may what that person may at that moment; a cookie opens nothing here.
// The way of a request: guard.go lets it in, read.go gets what its audience may see, or record.go checks what it may write and records it;
// problem.go says in problem+json what is wrong. tags.go says by ETags whether an answer is known and whether somebody wrote meanwhile; events.go
// writes events one after another, and files.go what is made to be kept.
package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/reports/html"
)

// Base is what all addresses begin with.
const Base = "/api/v1"

// Recorder takes commands. It answers when the log has what was written; the same command again has the same answer.
type Recorder interface {
	Record(ctx context.Context, c domain.Command) (Receipt, error)
}

// Receipt says what became of a command: the id of its first event, the number of its last, and the sequence of its commit.
type Receipt struct {
	ID                 string
	Position, Sequence uint64
}

// Views are the read models. Wait returns when they show the commit with this sequence; Ready returns nil when they show all that was written.
type Views interface {
	projections.Store
	Wait(ctx context.Context, sequence uint64) error
	Ready(ctx context.Context) error
}

// People are those that programs act for.
type People interface {
	// Use returns the token of a secret; Refused: it opens nothing, *identity.Busy: wait.
	Use(ctx context.Context, secret string) (identity.Token, error)
	// Holds returns the ids of entries of a project that nobody known wrote and whose claim code the person has shown.
	Holds(project, person string) ([]string, error)
}

// Heard is that somebody read what another person had said in confidence: whose words, in which entry, and what the reader is to the project.
type Heard struct{ Project, Of, Entry, By, As string }

// API is everything the answers need. All fields but People, Opener and Hear must be set; they are not changed once Handler was called.
type API struct {
	Views    Views
	Source   projections.Source
	Recorder Recorder
	People   People                               // nil: an exhibition; everybody reads what the operator may, and nobody records
	Opener   domain.Opener                        // opens what the log holds sealed; nil where nothing is
	Hear     func(context.Context, []Heard) error // keeps who read what was said in confidence, before it is sent; nil: it is not kept
	Encode   func(reports.ExportLine) ([]byte, error)
	Charts   html.Drawer // of a report as a page
	Now      func() time.Time
	NewID    func() string // makes a command id
	Logger   *slog.Logger  // gets what no answer says
}

// server is an API that is ready to answer.
type server struct {
	API
	mux     *http.ServeMux
	past    *reports.Past
	doc     *huma.OpenAPI
	json    []byte // the description
	yaml    []byte
	page    []byte
	version string      // of the shape of all answers: part of every ETag
	caught  atomic.Bool // the read models showed everything once
	heard   heardToday
	shapes  *shapes

	milestones     milestones
	heavy, streams room
}

// Handler returns the handler of everything below Base. It is ready for many requests at once.
func (a API) Handler() (http.Handler, error) {
	s := &server{API: a, mux: http.NewServeMux(), past: reports.NewPast(a.Source), doc: newDocument(), heavy: make(room, heavyAtOnce), streams: make(room, streamsAtOnce)}
	list, err := s.operations()
	if err != nil {
		return nil, err
	}
	if err := kindSchemas(s.doc.Components.Schemas.Map()); err != nil {
		return nil, err
	}
	adapter := humago.NewAdapter(s.mux, Base)
	for _, o := range list {
		described := s.describe(o)
		s.doc.AddOperation(described)
		adapter.Handle(described, func(c huma.Context) { s.answer(o, c) })
	}
	if s.json, err = json.MarshalIndent(s.doc, "", " "); err != nil {
		return nil, err
	}
	if s.yaml, err = s.doc.YAML(); err != nil {
		return nil, err
	}
	if s.page, err = pageOf(s.doc, list); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(s.json)
	s.version = hex.EncodeToString(sum[:4])
	for path, as := range map[string]struct {
		kind string
		body *[]byte
	}{"/openapi.json": {"application/openapi+json", &s.json}, "/openapi.yaml": {"application/openapi+yaml", &s.yaml}, "/{$}": {"text/html; charset=utf-8", &s.page}} {
		s.mux.HandleFunc("GET "+Base+path, func(w http.ResponseWriter, r *http.Request) { send(w, r, as.kind, *as.body) })
	}
	return s.guard(s.mux), nil
}

func newDocument() *huma.OpenAPI {
	return &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "Desire Lines", Version: "1",
			Description: "What a group aimed for and what it achieved, what it learnt and what it changed; and writing down what happened. " +
				"An answer never holds more than the person may see whose token asks.",
		},
		Servers: []*huma.Server{{URL: Base}},
		Components: &huma.Components{
			Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"token": {Type: "http", Scheme: "bearer", Description: "A token that somebody made for a program, on the page of the ways they come back or with desirelines people token."},
			},
		},
		Security: []map[string][]string{{"token": {}}},
	}
}
