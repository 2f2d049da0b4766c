package identity

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"strconv"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/postgrestest"
)

// Cards, accounts and who is signed in go from a file to a database; once more changes nothing, and what was used since is not written over.
func TestIdentitiesMoveFromAFileToADatabase(t *testing.T) {
	p := open(t)
	me := p.person()
	token := "a token of a cookie"
	if err := p.Sessions.store.open(token, me, OwnPhone, p.clock.now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	card := must(p.Cards.Issue("walk", "member", me))(t)
	to := postgrestest.Database(t)
	wantKind(t, Move(p.dir, to), domain.Unavailable) // it is open
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := Move(p.dir, to); err != nil {
			t.Fatal(err)
		}
	}
	there := &place{t: t, clock: p.clock, dir: to, staff: p.staff}
	there.open()
	if found := must(there.Sessions.store.read(token))(t); found == nil || found.Person != me {
		t.Errorf("who was signed in is not: %+v", found)
	}
	must(there.Cards.Redeem(t.Context(), card.Code, "", nil))(t)
	wantKind(t, Move(p.dir, to), domain.Conflict)
	if err := Move(t.TempDir(), to); err != nil {
		t.Errorf("where nobody signed in ever: %v", err)
	}
}

// Every bucket that there is moves.
func TestEverythingIsEveryBucket(t *testing.T) {
	file, err := parser.ParseFile(gotoken.NewFileSet(), "store.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, name := range everything {
		named[name] = true
	}
	found := 0
	for _, d := range file.Decls {
		g, is := d.(*ast.GenDecl)
		if !is || g.Tok != gotoken.CONST || len(g.Specs) < 5 {
			continue
		}
		for _, s := range g.Specs {
			v := s.(*ast.ValueSpec)
			bucket, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
			if found++; err != nil || !named[bucket] {
				t.Errorf("%s is not in everything", v.Names[0].Name)
			}
		}
	}
	if found != len(everything) {
		t.Errorf("%d buckets, %d of them move", found, len(everything))
	}
}
