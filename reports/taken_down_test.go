package reports

import (
	"bytes"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
)

// How an entry was taken down stands beside it in every list and file, but for what its writer took down.
func TestHowAnEntryWasTakenDownIsShown(t *testing.T) {
	p := circleOf(t)
	ids := map[domain.Taken]string{}
	for _, taken := range []domain.Taken{domain.TakenNotSaid, domain.TakenByMe, domain.TakenForSomeone, domain.TakenFromPaper, domain.TakenFromPicture} {
		id := domaintest.ID(len(p.events) + 1)
		events, err := domain.Decide(p.project, domain.Command{ID: id, Project: "garden", Drafts: []domain.Draft{
			{Body: &domain.SurpriseNoticed{What: words("It rained")}, Taken: taken}}}, p.now())
		if err != nil {
			t.Fatal(err)
		}
		p.events, ids[taken] = append(p.events, events...), id
	}
	seen := p.see(ned, "group")
	list := EntriesOf(seen)
	var table bytes.Buffer
	if err := list.table().WriteCSV(&table); err != nil {
		t.Fatal(err)
	}
	for taken, id := range ids {
		e, err := EntryOf(seen, id)
		if err != nil {
			t.Fatal(err)
		}
		beside := map[domain.Taken]string{domain.TakenForSomeone: "for someone, in their words", domain.TakenFromPaper: "typed from paper", domain.TakenFromPicture: "typed from a picture"}[taken]
		if e.TakenBeside() != beside || e.Taken != taken || strings.Contains(e.say(), ", "+beside) != (beside != "") && beside != "" {
			t.Errorf("%q: %q stands beside %q", taken, e.TakenBeside(), e.say())
		}
		if says := asJSON(t, e); strings.Contains(says, `"taken":"`+string(taken)+`"`) != (taken != "") {
			t.Errorf("%q: %s", taken, says)
		}
		if says := text(t, e, 80); strings.Contains(says, "It was taken down") != (taken != "") {
			t.Errorf("%q: %s", taken, says)
		}
		for line := range strings.Lines(table.String()) {
			if strings.Contains(line, id) && !strings.Contains(line, ",no,no,"+string(taken)+",") {
				t.Errorf("%q: the table says %s", taken, line)
			}
		}
	}
}
