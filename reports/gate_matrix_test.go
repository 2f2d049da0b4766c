package reports

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/domain/domaintest"
	"github.com/desirelines/desirelines/projections"
)

// The matrix: who (role) × through whose eyes (audience) × what was agreed (state) × sort of entry × field, each through the real lens on
// a project whose every event was decided by the domain. testdata/gate.golden.txt is for people to read; rules, below, says
// the same independently of the code, and the two must agree.

// asker is a column of the matrix before the audience.
type asker struct {
	name   string
	viewer func(writer int) Viewer
}

func askers() []asker {
	in := []string{"garden"}
	member := func(n int, role Role) func(int) Viewer {
		return func(int) Viewer { return Viewer{Person: domaintest.Person(n), Role: role, Projects: in} }
	}
	return []asker{
		{"writer", func(w int) Viewer { return Viewer{Person: domaintest.Person(w), Role: RoleMember, Projects: in} }},
		{"circle member", member(cas, RoleMember)},
		{"member", member(ned, RoleMember)},
		{"holder", member(ned, RoleMember)}, // of the claim codes of what nobody known wrote
		{"facilitator", member(mo, RoleFacilitator)},
		{"operator", func(w int) Viewer { return Viewer{Person: domaintest.Person(w), Role: RoleOperator} }},
		{"evaluator", member(funded, RoleEvaluator)},
		{"funder", member(funded, RoleFunder)},
		{"decision maker", member(funded, RoleDecisionMaker)},
		{"link for the board", func(int) Viewer { return Viewer{Role: RoleLink, Projects: in, Audience: "board"} }},
		{"member elsewhere", func(w int) Viewer {
			return Viewer{Person: domaintest.Person(w), Role: RoleMember, Projects: []string{"shed"}}
		}},
		{"funder elsewhere", func(int) Viewer {
			return Viewer{Person: domaintest.Person(funded), Role: RoleFunder, Projects: []string{"shed"}}
		}},
		{"link without an audience", func(int) Viewer { return Viewer{Role: RoleLink, Projects: in} }},
		{"unknown role", func(w int) Viewer { return Viewer{Person: domaintest.Person(w), Role: "admin", Projects: in} }},
		{"stranger", func(int) Viewer { return Viewer{} }},
	}
}

var allAudiences = []string{"group", "evaluators", "funders", "decision-makers", "public", "board", "circle"}

// A glimpse is what is seen of an entry: whether it is there, counts, its words, its writer's name or the name it states.
type glimpse string

// looked is what the real lens shows: "refused", or a glimpse by entry.
func looked(t *testing.T, now projections.View, events []domain.Event, who Viewer, through string) (refused bool, see func(id, measure string) glimpse) {
	t.Helper()
	audience, err := AudienceIn(now, through)
	if err != nil {
		t.Fatal(err)
	}
	lens := Lens{Viewer: who, Audience: audience}
	asked, err := lens.Resolve(now, Ask{Now: time.Date(2024, 7, 1, 12, 0, 0, 0, time.UTC)})
	not := domain.Refused
	if audience.Circle() { // it is not there for others
		not = domain.Invalid
	}
	if domain.KindOf(err) == not {
		if _, err := lens.See(now, Asked{}); domain.KindOf(err) != not {
			t.Errorf("%v through %s: a lens that resolves nothing sees: %v", who, through, err)
		}
		return true, nil
	}
	if err != nil {
		t.Fatal(err)
	}
	view := now
	if !asked.Now() {
		if _, err := lens.See(now, asked); domain.KindOf(err) != domain.Refused {
			t.Errorf("%v through %s sees what was not told: %v", who, through, err)
		}
		cut, _ := asked.Cut()
		if view, err = projections.ReplayEvents("garden", events[:cut.Position], cut); err != nil {
			t.Fatal(err)
		}
	}
	seen, err := lens.See(view, asked)
	if err != nil {
		t.Fatalf("%v through %s: %v", who, through, err)
	}
	comparison, list := ComparisonOf(seen), EntriesOf(seen)
	sourced := sourcedIn(t, seen.look().sourcesOf(comparison))
	return false, func(id, measure string) glimpse {
		g := glimpseOf(t, seen, comparison, list, events, id, measure)
		asSourcesSay(t, sourced, id, g)
		return g
	}
}

// sourcedIn is what the sources of figures say, by the id of every entry that they name in any way.
func sourcedIn(t *testing.T, sources []Source) map[string]string {
	t.Helper()
	said := map[string]string{}
	for _, o := range sources {
		for _, e := range o.entries() {
			text := asJSON(t, e) + e.says
			said[e.ID] += text
			for _, ref := range append(e.Causes, refsIn(e)...) {
				said[ref.ID] += ""
			}
		}
	}
	return said
}

func refsIn(e sourceEntry) (refs []aimed.Ref) {
	for _, ref := range []*aimed.Ref{e.By, e.Correction} {
		if ref != nil {
			refs = append(refs, *ref)
		}
	}
	for _, r := range e.Corrections {
		refs = append(refs, r.Entry)
	}
	return refs
}

// asSourcesSay: the source of a figure names no entry that may not be known of, and says no words of it that may not be read.
func asSourcesSay(t *testing.T, sourced map[string]string, id string, g glimpse) {
	t.Helper()
	said, named := sourced[id]
	if named && g == "-" {
		t.Errorf("entry %s is hidden, and a source names it: %s", id, said)
	}
	if strings.Contains(said, "words of") && !strings.Contains(string(g), "words") {
		t.Errorf("entry %s: %s, but a source says %s", id, g, said)
	}
}

func glimpseOf(t *testing.T, seen Seen, c Comparison, list EntryList, events []domain.Event, id, measure string) glimpse {
	t.Helper()
	entry, err := EntryOf(seen, id)
	i := slices.IndexFunc(events, func(e domain.Event) bool { return e.ID == id })
	line, exported := Export(seen, events[i])
	listed := slices.ContainsFunc(list.Entries, func(l Line) bool { return l.ID == id })
	if (err == nil) != exported || exported != listed {
		t.Errorf("entry %s: found %v, exported %v, listed %v", id, err == nil, exported, listed)
	}
	if err != nil {
		return "-"
	}
	says := "there"
	for _, m := range c.Aims[0].Measures {
		if m.ID == measure && (domain.Value(m.Overall.Actual).Form != 0 || m.Overall.Judgement != nil) {
			says += " counts"
		}
	}
	for _, f := range entry.Fields {
		text, ok := f.Value.(SeenText)
		switch {
		case !ok:
		case text.State == TextRemoved:
			says += " removed"
		case text.State == TextShown && f.Name == "name":
			says += " name"
		case text.State == TextShown:
			says += " words"
		}
	}
	if out := asJSON(t, line.Event.Body); strings.Contains(out, "words of") != strings.Contains(says, "words") && !strings.Contains(says, "removed") {
		t.Errorf("entry %s: %s, but exported is %s", id, says, out)
	}
	asLineSays(t, seen, entry, strings.Contains(says, "words"))
	if WriterOf(seen, id).State == TextShown {
		says += " writer"
	}
	return glimpse(says)
}

// asLineSays: what changed is said beside an entry, and a check beside the entry that was checked, with no more words than by itself.
func asLineSays(t *testing.T, seen Seen, e Entry, reads bool) {
	t.Helper()
	if d := e.Different; d != nil && (strings.Contains(d.Says(), "words of") != (reads && e.Redacted == nil && d.Between.State == TextShown) || strings.Contains(e.SaysText(), "words of") != reads && d.Between.State != TextRemoved) {
		t.Errorf("entry %s says %q, and its words may be read: %v", e.ID, e.SaysText(), reads)
	}
	if e.Kind != "entry.checked_outside" {
		return
	}
	checked, err := EntryOf(seen, fieldText(e.Fields, "entry"))
	if err != nil || (checked.Outside == nil) != (e.TakenBack != nil) {
		t.Fatalf("entry %s: what was checked: %v, %+v", e.ID, err, checked.Outside)
	}
	if c := checked.Outside; c != nil && (c.Agrees != 1 || strings.Contains(c.Checks[0].Says(), "words of") != reads) {
		t.Errorf("entry %s: beside what was checked stands %+v, and its words may be read: %v", e.ID, c, reads)
	}
}

func fieldText(f Fields, name string) string {
	for _, field := range f {
		if text, ok := field.Value.(string); ok && field.Name == name {
			return text
		}
	}
	return ""
}

// rules says what the lens must show, independently of how it is made.
func rules(role, through string, s state, sort string) glimpse {
	switch {
	case s.writer == nobody && role == "holder":
		role = "writer"
	case s.writer == nobody && role == "writer", role == "holder":
		role = "member"
	}
	group, inside := through == "group" || through == "circle", through == "group" || through == "evaluators" || through == "circle"
	insider := role == "writer" || role == "circle member" || role == "member" || role == "facilitator" || role == "operator"
	writer := role == "writer" && group
	told := inside || insider || role == "evaluator"
	reads := slices.Contains(s.reads, through)
	circle := s.private == "circle" && group && (role == "circle member" || writer)
	switch {
	case s.private != "" && !writer && !circle:
		return "-"
	case s.late && !told:
		return "-"
	case sort == "judgement" && !inside && !reads:
		return "-"
	}
	says := "there"
	if !s.back && sort != "check from outside" {
		says += " counts"
	}
	may := writer || circle || group || through == "evaluators" && !s.blind || reads
	may = (may || sort == "published figure") && (!s.back || inside)
	switch {
	case may && s.gone:
		says += " removed"
	case may:
		says += " words"
	}
	if name := (group || slices.Contains(s.named, through)) && !s.gone && s.writer != nobody; name {
		says += " writer"
	}
	return glimpse(says)
}

// mayLookAt says who may look through whose eyes.
func mayLookAt(role, through string) bool {
	if through == "public" {
		return true
	}
	mine := map[string][]string{
		"writer":             allAudiences[:6],
		"circle member":      allAudiences,
		"member":             allAudiences[:6],
		"holder":             allAudiences[:6],
		"facilitator":        allAudiences[:6],
		"operator":           allAudiences[:6],
		"evaluator":          {"evaluators", "funders", "decision-makers", "board"},
		"funder":             {"funders"},
		"decision maker":     {"decision-makers"},
		"link for the board": {"board"},
	}
	return slices.Contains(mine[role], through)
}

// rulesOfAffairs says who knows of what the group keeps for itself.
func rulesOfAffairs(role, through, what string) glimpse {
	group := through == "group" || through == "circle"
	switch {
	case what == "a consent":
		if through == "group" && (role == "facilitator" || role == "operator") {
			return "there words writer"
		}
		return "-"
	case what == "a circle":
		if group && (role == "circle member" || role == "writer") {
			return "there writer"
		}
		return "-"
	case !group && through != "evaluators":
		return "-"
	case what == "somebody joined" && group:
		return "there name"
	case what == "somebody joined" || !group:
		return "there"
	}
	return "there writer"
}

// held are the entries of the matrix that nobody known wrote.
func held(ids map[[2]string]string) (list []string) {
	for _, s := range states() {
		for _, sort := range sorts {
			if s.writer == nobody {
				list = append(list, ids[[2]string{s.name, sort}])
			}
		}
	}
	return list
}

func TestTheMatrixOfTheGate(t *testing.T) {
	now, events, ids := plotted(t)
	m := matrix{cells: map[[2]string]map[[2]string]glimpse{}}
	wrong, allowing := 0, 0
	check := func(column, row [2]string, got, want glimpse) {
		m.put(column, row, got)
		if got != want {
			wrong++
			if wrong < 20 {
				t.Errorf("%s through %s, %s, %s: %q, want %q", column[0], column[1], row[1], row[0], got, want)
			}
		}
		if most := glimpse("there counts words writer"); want != most { // what a gate that always says yes would show
			allowing++
		}
	}
	for _, a := range askers() {
		for _, through := range allAudiences {
			column := [2]string{a.name, through}
			seers := map[int]func(id, measure string) glimpse{} // by writer
			for i, s := range states() {
				see, known := seers[s.writer]
				if !known {
					var refused bool
					who := a.viewer(s.writer)
					if a.name == "holder" {
						who.Holds = held(ids)
					}
					refused, see = looked(t, now, events, who, through)
					if may := mayLookAt(a.name, through) || a.name == "writer" && through == "circle" && s.writer == ada; refused == may {
						t.Errorf("%s through %s: refused %v", a.name, through, refused)
					}
					seers[s.writer] = see
				}
				if see == nil {
					m.refused++
					continue
				}
				for _, sort := range sorts {
					check(column, [2]string{s.name, sort}, see(ids[[2]string{s.name, sort}], fmt.Sprintf("%s %d", sort, i)), rules(a.name, through, s, sort))
				}
			}
			if see := seers[ada]; see != nil {
				for _, what := range affairs {
					check(column, [2]string{"affairs", what}, see(ids[[2]string{"affairs", what}], ""), rulesOfAffairs(a.name, through, what))
				}
			}
		}
	}
	if allowing < 500 {
		t.Errorf("a gate that always says yes would be wrong %d times: the matrix proves too little", allowing)
	}
	golden(t, "gate.golden.txt", []byte(m.text()))
}

// matrix keeps what was seen, by column and row.
type matrix struct {
	columns [][2]string
	rows    [][2]string
	cells   map[[2]string]map[[2]string]glimpse
	refused int
}

func (m *matrix) put(column, row [2]string, c glimpse) {
	if m.cells[column] == nil {
		m.columns = append(m.columns, column)
		m.cells[column] = map[[2]string]glimpse{}
	}
	if !slices.Contains(m.rows, row) {
		m.rows = append(m.rows, row)
	}
	m.cells[column][row] = c
}

// text groups the columns that are alike in all rows, and for each row the groups that see the same.
func (m *matrix) text() string {
	var b strings.Builder
	count := 0
	for _, c := range m.cells {
		count += len(c)
	}
	fmt.Fprintf(&b, "Who sees what: %d combinations of who, through whose eyes, what was agreed and which sort of entry, each with 5 fields:\n", count)
	fmt.Fprintf(&b, "it is there, its number counts, words, name, writer. %d more were refused because the audience is not the viewer's.\n", m.refused)
	var groups [][][2]string
	for _, column := range m.columns {
		i := slices.IndexFunc(groups, func(g [][2]string) bool { return m.alike(g[0], column) })
		if i < 0 {
			groups = append(groups, nil)
			i = len(groups) - 1
		}
		groups[i] = append(groups[i], column)
	}
	b.WriteString("\nThese see alike:\n")
	for i, g := range groups {
		fmt.Fprintf(&b, "%c ", 'A'+i)
		for j, column := range g {
			if j > 0 && g[j-1][0] == column[0] {
				b.WriteString(", " + column[1])
			} else {
				b.WriteString(strings.Repeat(";", min(j, 1)) + " " + column[0] + " as " + column[1])
			}
		}
		b.WriteString("\n")
	}
	last := ""
	for _, row := range m.rows {
		if row[0] != last {
			fmt.Fprintf(&b, "\n%s\n", row[0])
			last = row[0]
		}
		var seen []glimpse
		by := map[glimpse]string{}
		for i, g := range groups {
			c, ok := m.cells[g[0]][row]
			if !ok {
				c = "refused"
			}
			if by[c] == "" {
				seen = append(seen, c)
			}
			by[c] += string(rune('A' + i))
		}
		says := make([]string, len(seen))
		for i, c := range seen {
			says[i] = by[c] + " " + strings.TrimSpace(strings.TrimPrefix(string(c), "there "))
		}
		fmt.Fprintf(&b, "  %-16s %s\n", row[1], strings.Join(says, " | "))
	}
	return b.String()
}

func (m *matrix) alike(a, b [2]string) bool {
	for _, row := range m.rows {
		x, okX := m.cells[a][row]
		y, okY := m.cells[b][row]
		if x != y || okX != okY {
			return false
		}
	}
	return true
}
