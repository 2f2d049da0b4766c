package keys

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/postgrestest"
)

// Keys in a folder go to a database, with the master key elsewhere: what they sealed opens there, once more changes nothing, and who is
// forgotten there is forgotten.
func TestKeysMoveFromAFolderToADatabase(t *testing.T) {
	for name, master := range map[string]func() string{"master in a folder": t.TempDir, "master in a database": func() string { return postgrestest.Database(t) }} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			s := attached(t, folder, Options{})
			x, y := sealed(t, s, ada, domain.ClassVoice, "1"), sealed(t, s, bea, domain.ClassVoice, "2")
			must(t, s.Forget(domain.Forgotten{Event: "e", Owner: bea}))
			to := place{postgrestest.Database(t), master()}
			move := func() error { return Move(At(folder, Options{}), At(to.where, Options{Master: to.master}), storeA) }
			refuses(t, move(), "in use by another process")
			must(t, s.Close())
			must(t, move())
			must(t, move())
			there := to.attached(t, Options{})
			opens(t, there, x, true)
			opens(t, there, y, false)
			z := sealed(t, there, ada, domain.ClassVoice, "3")
			if z.Key != x.Key {
				t.Error("the same person has another key there")
			}
			must(t, there.Forget(domain.Forgotten{Event: "f", Owner: ada}))
			opens(t, there, x, false)
			if err := move(); domain.KindOf(err) != domain.Conflict {
				t.Errorf("over keys that were used since: %v; want Conflict", err)
			}
			opens(t, there, x, false)
		})
	}
}

func TestWhichKeysDoNotMove(t *testing.T) {
	folder, to := t.TempDir(), place{postgrestest.Database(t), t.TempDir()}
	there := At(to.where, Options{Master: to.master})
	refuses(t, Move(At(filepath.Join(folder, "none"), Options{}), there, ""), "not there")
	if _, err := os.Stat(filepath.Join(folder, "none")); err == nil {
		t.Error("a folder was made where there was none")
	}
	s := attached(t, folder, Options{})
	must(t, s.Close())
	refuses(t, Move(At(folder, Options{}), there, "another log"), "another store")
	other := t.TempDir()
	must(t, attached(t, other, Options{}).Close())
	must(t, Move(At(other, Options{}), At(postgrestest.Database(t), Options{Master: to.master}), ""))
	if err := Move(At(folder, Options{}), there, storeA); domain.KindOf(err) != domain.Conflict {
		t.Errorf("a master key of others: %v; want Conflict", err)
	}
	must(t, Move(At(folder, Options{}), At(to.where, Options{Master: t.TempDir()}), storeA))
}

// A copy that ended behind the master key goes on where it broke off.
func TestKeysMoveOnWhereTheyBrokeOff(t *testing.T) {
	folder, to := t.TempDir(), place{postgrestest.Database(t), t.TempDir()}
	s := attached(t, folder, Options{})
	x := sealed(t, s, ada, domain.ClassVoice, "1")
	must(t, s.Close())
	must(t, os.CopyFS(to.master, os.DirFS(folder)))
	must(t, os.Remove(filepath.Join(to.master, databaseFile)))
	must(t, Move(At(folder, Options{}), At(to.where, Options{Master: to.master}), storeA))
	opens(t, to.attached(t, Options{}), x, true)
}
