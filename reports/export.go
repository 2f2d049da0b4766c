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
// open, as written first (a correction is an event of its own), less what was redacted until now: that stands there as
// removed, so that whoever takes it in elsewhere has the entry and the gap in it. A text that is kept private is empty.
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
			v.Set(reflect.ValueOf(asExported(line, prefix+name, s.open(f, r), f.Redacted, domain.Write)))
		case domain.Identity:
			v.Set(reflect.ValueOf(asExported(line, prefix+name, s.open(f, r), f.Redacted, domain.Name)))
		case domain.Confidential:
			v.Set(reflect.ValueOf(asExported(line, prefix+name, s.open(f, r), f.Redacted, domain.Confide)))
		case domain.Value:
			v.Set(reflect.ValueOf(s.copyValue(f, r, prefix+name, line)))
		case domain.File:
			v.Set(reflect.ValueOf(s.copyFile(f, s.fileRights(body, r), prefix+name, line)))
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
	seen := s.open(v.Text, r)
	v.Text = asExported(line, name, seen, v.Text.Redacted, domain.Write)
	switch {
	case seen.State == TextRemoved:
		return v.Redacted()
	case v.Form == domain.InWords && v.Text.IsZero():
		return domain.Value{}
	}
	return v
}

// asExported is a text as it was seen: written, or removed, or nothing; where it is not written its name is noted.
func asExported[T any](line *ExportLine, name string, seen SeenText, removed func() T, write func(string) T) T {
	switch seen.State {
	case TextPrivate:
		line.Withheld = append(line.Withheld, name)
	case TextRemoved:
		line.Removed = append(line.Removed, name)
		return removed()
	}
	return write(seen.Text)
}
