package reports

import (
	"reflect"
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// ExportLine is one event as an audience sees it. What it may not see is left out of the event and named: fields of
// the body by their JSON names ("with.what" inside a correction), and "actor".
type ExportLine struct {
	Event    domain.Event
	Withheld []string // kept private
	Removed  []string // taken out of sight
}

// Export returns an event of the log as the audience sees it; ok is false for one that is hidden. Its texts are
// open, as written first (a correction is an event of its own), less what was redacted until now.
// References to what is hidden are left out. The event given is not changed.
func Export(seen Seen, e domain.Event) (line ExportLine, ok bool) {
	s := seen.look()
	row, ok := s.entry(e.ID)
	if !ok {
		return ExportLine{}, false
	}
	body := row.Body
	if row.First != nil {
		body = row.First
	}
	line.Event = e
	line.Event.Body = s.copyBody(body, s.rightsTo(&row, body), "", &line)
	if s.hides(e.Cause) {
		line.Event.Cause = ""
	}
	if e.Actor != "" && !s.lens.Audience.Words {
		line.Event.Actor = ""
		line.Withheld = append(line.Withheld, "actor")
	}
	return line, true
}

// copyBody returns a copy of body with the texts that may be read, open.
func (s *sight) copyBody(body domain.Body, r rights, prefix string, line *ExportLine) domain.Body {
	if _, unreadable := body.(*domain.Unreadable); unreadable {
		line.Withheld = append(line.Withheld, prefix+"body")
		return &domain.Unreadable{KindName: body.Kind(), Ver: body.Version(), Raw: []byte("null")}
	}
	fresh := reflect.New(reflect.TypeOf(body).Elem())
	fresh.Elem().Set(reflect.ValueOf(body).Elem())
	less := fresh.Interface().(domain.Body)
	eachField(less, func(name string, v reflect.Value) {
		switch f := v.Interface().(type) {
		case domain.Words:
			v.Set(reflect.ValueOf(domain.Write(line.open(s.open(f, r), prefix+name))))
		case domain.Identity:
			v.Set(reflect.ValueOf(domain.Name(line.open(s.open(f, r), prefix+name))))
		case domain.Confidential:
			v.Set(reflect.ValueOf(domain.Confide(line.open(s.open(f, r), prefix+name))))
		case domain.Value:
			v.Set(reflect.ValueOf(s.copyValue(f, r, prefix+name, line)))
		case domain.Body:
			v.Set(reflect.ValueOf(s.copyBody(f, s.rightsOfWith(body, f, r), prefix+name+".", line)))
		case string:
			if s.hides(f) {
				v.SetString("")
			}
		case []string:
			v.Set(reflect.ValueOf(slices.DeleteFunc(slices.Clone(f), s.hides)))
		}
	})
	return less
}

// copyValue keeps a number; a value that was nothing but words nobody may read becomes nothing.
func (s *sight) copyValue(v domain.Value, r rights, name string, line *ExportLine) domain.Value {
	if v.Text.IsZero() {
		return v
	}
	v.Text = domain.Write(line.open(s.open(v.Text, r), name))
	if v.Form == domain.InWords && v.Text.IsZero() {
		return domain.Value{}
	}
	return v
}

// open returns the text, or notes why there is none.
func (l *ExportLine) open(t SeenText, name string) string {
	switch t.State {
	case TextPrivate:
		l.Withheld = append(l.Withheld, name)
	case TextRemoved:
		l.Removed = append(l.Removed, name)
	}
	return t.Text
}
