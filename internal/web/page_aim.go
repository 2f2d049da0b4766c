package web

import (
	"html/template"
	"net/http"

	"github.com/desirelines/desirelines/reports"
)

// aimPage is one aim and how it came to be what it is: its versions, and how far its numbers moved.
type aimPage struct {
	shell
	Body     template.HTML // made by reports/html
	Measures []measureDo   // what can be done with each measure; none for who does not write
	Do       []link        // and with the aim
	Against  []link        // the figures against the aim now, at first, and then
	Aims     string        // address of all aims
}

// measureDo are the forms about one measure.
type measureDo struct {
	Name string
	Do   []link
}

// aim shows one aim; .json and .csv behind its id are the same as data.
func (s *site) aim(w http.ResponseWriter, r *http.Request) error {
	type told struct {
		reports.AimHistory
		place    reports.Place
		measures []reports.Measure
	}
	id, ext := cutData(r.PathValue("aim"))
	t, err := see(s, r, func(seen reports.Seen) (t told, err error) {
		if t.AimHistory, err = reports.AimHistoryOf(seen, id); err != nil {
			return t, err
		}
		t.place = reports.PlaceOf(seen)
		for _, a := range reports.ComparisonOf(seen).Aims {
			if a.ID == id {
				t.measures = a.Measures
			}
		}
		return t, nil
	})
	if err != nil {
		return err
	}
	at := whereOf(r)
	if ext != "" {
		return s.sendData(w, r, at.Project+"-aim-"+id, ext, t.AimHistory)
	}
	p := aimPage{shell: s.shellOf(at, t.place, "aim/"+escape(id), t.Statement)}
	p.Aims = at.url("aims")
	p.Files = []link{{URL: at.aim(id + ".csv"), Words: "Table (CSV)"}, {URL: at.aim(id + ".json"), Words: "Data (JSON)"}}
	renderer := s.renderer(r, at, t.place, 2)
	if p.Body, err = renderer.Section(r.Context(), reports.Part{ID: "aim", Title: t.Statement, Model: t.AimHistory}); err != nil {
		return err
	}
	p.Against = againstLinks(at, t.place)
	if s.mayWrite(at) {
		for _, m := range t.measures {
			p.Measures = append(p.Measures, measureDo{m.Title(), at.measureLinks(id, m)})
		}
		p.Do = at.aimLinks(id, t.State)
	}
	return s.show(w, r, http.StatusOK, "aim", p)
}

// measureLinks are the forms about a measure; one that is no longer used takes numbers alone.
func (p where) measureLinks(aim string, m reports.Measure) []link {
	list := []link{{URL: p.measure(aim, m.ID, "number"), Words: "Write down what we counted"}}
	if m.Retired {
		return list
	}
	return append(list, link{URL: p.measure(aim, m.ID, "target"), Words: "Say what we aim for"},
		link{URL: p.measure(aim, m.ID, "start"), Words: "Say where it stood before"},
		link{URL: p.measure(aim, m.ID, "change"), Words: "Change how we will know"},
		link{URL: p.measure(aim, m.ID, "retire"), Words: "No longer look at this"})
}

// againstLinks lead to the figures against the aim as it stands, as it was at first, and as it was at the time; none for who may not compare
// them.
func againstLinks(at where, place reports.Place) []link {
	if at.stays() || !place.Audience.Words {
		return nil
	}
	now := at.Against
	return []link{
		{at.url("aims", "against", ""), "The aim as it stands now", now == "" || now == "now"},
		{at.url("aims", "against", "first"), "The aim at first", now == "first"},
		{at.url("aims", "against", "then"), "The aim at that time", now == "then"},
	}
}
