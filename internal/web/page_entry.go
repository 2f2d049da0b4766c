package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// entryPage is one entry as it was written, where it comes from and what came of it.
type entryPage struct {
	shell
	Entry                                 reports.Entry
	Fields, First                         []fieldWords
	Happened, Received, Original, Knowing string
	Attached                              []attached
	TakenBackURL                          string
	Figure                                string // address of the figure it counts in; empty: none
	Step                                  string // address of its step in the replay; empty: the audience may not look back
	Corrections                           []correction
	Before, After                         []line
	Trace                                 string // address of the whole way; empty: there is no more than stands here
	More                                  []link // what can be written down from here
	Earlier, Later                        string // addresses of its neighbours
	Who                                   *whoSees
	Right                                 string // address to put it right or take it back; empty: the reader may not
	Writer                                string // the name that stands beside it; empty: none does
	Stuck                                 *stuckNotes
	CameIn                                *line  // the entry that says with which file it came in
	Outside                               string // address where somebody outside is asked whether it is so; empty: the reader may not
}

type fieldWords struct {
	Name   string
	Values []fieldValue
}

// fieldValue is what a field says; Ours: no person wrote it.
type fieldValue struct {
	link
	Ours bool
}

// correction is a later entry that changed this one.
type correction struct {
	URL, Words, Why string
	Changed         []reports.ChangedField
}

// seenEntry is an entry with what its page needs from the rows.
type seenEntry struct {
	place         reports.Place
	entry         reports.Entry
	fields, first []reports.FieldWords
	files         []reports.SeenFile
	back, on      string // ids
	who           *whoSees
	writer        string
	right         bool
	thing         string // as notes on it name it
	notes         *reports.Notes
	nameless      bool
	cameIn        *reports.Line
}

func (s *site) entry(w http.ResponseWriter, r *http.Request) error {
	which, asData := strings.CutSuffix(r.PathValue("entry"), ".json")
	e, err := see(s, r, func(seen reports.Seen) (e seenEntry, err error) {
		if e.entry, err = reports.EntryOf(seen, which); err != nil {
			return e, err
		}
		e.place, e.fields, e.first = reports.PlaceOf(seen), reports.SaidOf(seen, e.entry.Fields), reports.SaidOf(seen, e.entry.First)
		e.files = reports.FilesOf(seen, e.entry.ID)
		e.back, e.on = neighbours(reports.EntriesOf(seen).Entries, e.entry.ID)
		e.writer = reports.WriterOf(seen, e.entry.ID).String()
		e.nameless = reports.Nameless(seen, e.entry.ID)
		e.right = mayPutRight(seen, e.entry)
		e.thing, e.notes = reports.ThingOf(seen, e.entry.ID), reports.NotesOn(seen, e.entry.ID)
		if line, ok := reports.CameInOf(seen, e.entry.ID); ok {
			e.cameIn = &line
		}
		e.who, err = whoSeesOf(seen, whereOf(r), e.entry.ID)
		return e, err
	})
	if err != nil {
		return err
	}
	if asData {
		return sendJSON(w, r, e.entry)
	}
	p := s.entryPage(whereOf(r), e)
	if at := whereOf(r); s.mayWrite(at) && s.asksOutside(r) && reports.CanBeChecked(e.entry.Kind) && e.entry.TakenBack == nil {
		p.Outside = at.entry(e.entry.ID) + "/" + outsideName
	}
	return s.show(w, r, http.StatusOK, "entry", p)
}

func neighbours(list []reports.Line, id string) (back, on string) {
	for i, l := range list {
		if l.ID != id {
			continue
		}
		if i > 0 {
			back = list[i-1].ID
		}
		if i+1 < len(list) {
			on = list[i+1].ID
		}
	}
	return back, on
}

func (s *site) entryPage(at where, e seenEntry) entryPage {
	p := entryPage{
		shell: s.shellOf(at, e.place, "entry/"+e.entry.ID, "Entry "+number(e.entry.Position)+": "+e.entry.Says), Entry: e.entry,
		Fields: linkFields(at, e.fields), First: linkFields(at, e.first),
		Happened: e.entry.SaysHappened(), Received: e.entry.RecordedWords(), Original: e.entry.OriginalWords(), Knowing: e.entry.Knows(),
	}
	if e.cameIn != nil {
		p.CameIn = new(lineOf(*e.cameIn, at))
	}
	if e.nameless { // the minute could tell who it was
		p.Received = e.entry.RecordedDayWords()
	}
	p.Attached, p.Who, p.Writer = s.attachedTo(at, e.files), e.who, e.writer
	if t := e.entry.TakenBack; t != nil {
		p.TakenBackURL = at.entry(t.ID)
	}
	for _, c := range e.entry.Corrections {
		p.Corrections = append(p.Corrections, correction{at.entry(c.ID), saysCorrection(c), c.Why.String(), c.Changed})
	}
	for _, l := range e.entry.Before {
		p.Before = append(p.Before, lineOf(l, at))
	}
	for _, l := range e.entry.After {
		p.After = append(p.After, lineOf(l, at))
	}
	if len(p.Before)+len(p.After) > 0 {
		p.Trace = at.trace(e.entry.ID)
	}
	p.Figure = figureOf(at, e.entry.Fields)
	if e.place.Audience.Words {
		p.Step = at.step(e.entry.Position)
	}
	if e.back != "" {
		p.Earlier = at.entry(e.back)
	}
	if e.on != "" {
		p.Later = at.entry(e.on)
	}
	if s.mayWrite(at) && e.entry.TakenBack == nil {
		p.More = append(writeOn(at, e.entry.Line), link{URL: at.url(wordsName+"/ask", "from", e.entry.ID), Words: "I do not know this word"},
			link{URL: at.entry(e.entry.ID) + "/mend", Words: "Something is missing here"})
	}
	if s.mayWrite(at) && e.right {
		p.Right = at.entry(e.entry.ID) + "/correct"
	}
	p.Stuck = s.stuckOn(at, e)
	p.Files = []link{{URL: at.url("entry/" + e.entry.ID + ".json"), Words: "Data (JSON)"}}
	return p
}

func saysCorrection(c reports.Said) string {
	says := "Entry " + number(c.Position)
	if d := domain.Date(c.On); d.Known() {
		says += ", " + reports.DayWords(d)
	}
	return says
}

func linkFields(at where, fields []reports.FieldWords) []fieldWords {
	var list []fieldWords
	for _, f := range fields {
		w := fieldWords{Name: f.Name}
		for _, v := range f.Values {
			l := fieldValue{link{Words: v.Words}, v.Ours}
			if v.Entry != "" {
				l.URL = at.entry(v.Entry)
			}
			w.Values = append(w.Values, l)
		}
		list = append(list, w)
	}
	return list
}

// figureOf is the address of the figure of the measure that an entry names.
func figureOf(at where, fields reports.Fields) string {
	var aim, measure string
	for _, f := range fields {
		if text, ok := f.Value.(string); ok {
			switch f.Name {
			case "aim":
				aim = text
			case "measure":
				measure = text
			}
		}
	}
	if aim == "" || measure == "" {
		return ""
	}
	return at.figure(aim, measure, reports.PeriodOverall)
}

// writeOn offers what may follow from an entry.
func writeOn(at where, l reports.Line) []link {
	to := func(kind, words string) link {
		return link{URL: at.url("write", "kind", kind, "from", l.ID), Words: words}
	}
	answer := link{URL: at.entry(l.ID) + "/answer"}
	try := func(words string) link { return link{URL: at.url("test", "from", l.ID), Words: words} }
	switch thing, _, _ := strings.Cut(l.Kind, "."); {
	case thing == "learning":
		return []link{to("change", "Write down what we will do now"), try("Write down what we try because of it")}
	case thing == "aim":
		return []link{{URL: at.url(lookBacksName, "entry", l.ID), Words: "Plan to ask whether it lasts"}}
	case thing == "problem":
		return []link{try("Write down what we will try"), to("change", "Write down what we will do now")}
	case l.Kind == "change.checked":
		return []link{to("learning", "Write down what we learnt from it")}
	case thing == "change":
		answer.Words = "Say whether it helped"
		return []link{answer, to("learning", "Write down what we learnt from it")}
	case l.Kind == "test.started":
		answer.Words = "Say what came of it"
		return []link{answer, to("learning", "Write down what we learnt from it"), to("change", "Write down what we will do now")}
	case l.Kind == "mending.promised":
		answer.Words = "Say that it is filled"
		return []link{answer}
	case thing == "surprise", thing == "failure", thing == "outcome", thing == "test":
		return []link{to("learning", "Write down what we learnt from it"), to("change", "Write down what we will do now")}
	}
	return nil
}

func number(n uint64) string { return strconv.FormatUint(n, 10) }
