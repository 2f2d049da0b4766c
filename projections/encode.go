package projections

import (
	"encoding/json"
	"fmt"

	"github.com/desirelines/desirelines/domain"
)

// EncodeRow writes a row as JSON, for stores that keep rows outside the program. Sealed words stay sealed.
func EncodeRow(row any) ([]byte, error) {
	e, ok := row.(*EntryRow)
	if !ok {
		return json.Marshal(row)
	}
	return json.Marshal(entryWire{plainEntry: (*plainEntry)(e), Body: e.Body, First: e.First})
}

// DecodeRow reads what EncodeRow wrote of a row of this table and project. Its sealed words know again where they are, so that they
// can be opened. A table that no projection has is an error.
func DecodeRow(table, project string, raw []byte) (any, error) {
	of, ok := rowsOf[table]
	if !ok {
		return nil, fmt.Errorf("no projection has a table %q", table)
	}
	row := of.fresh()
	if e, ok := row.(*EntryRow); ok {
		return e, decodeEntry(e, project, raw)
	}
	if err := json.Unmarshal(raw, row); err != nil {
		return nil, fmt.Errorf("row of %s: %w", table, err)
	}
	switch r := row.(type) {
	case *BaselineRow:
		r.Value.BindAt(r.said(project, "value"))
	case *TargetRow:
		r.Value.BindAt(r.said(project, "value"))
	case *OutcomeRow:
		r.Value.BindAt(r.said(project, "value"))
		r.Said.BindAt(r.said(project, "what"))
	}
	return row, nil
}

// said is where a text of a statement is sealed: in the event that says it now.
func (r StatementRow) said(project, field string) domain.Place {
	if r.ID != r.Entry {
		field = "with." + field
	}
	return domain.Place{Project: project, Event: r.ID, Field: field}
}

// plainEntry is an EntryRow as JSON writes it by itself.
type plainEntry EntryRow

// entryWire writes the bodies of an entry so that they can be read again: their kind is the entry's.
type entryWire struct {
	*plainEntry
	Body, First any
}

type entryRead struct {
	*plainEntry
	Body, First json.RawMessage
}

func decodeEntry(e *EntryRow, project string, raw []byte) error {
	wire := entryRead{plainEntry: (*plainEntry)(e)}
	if err := json.Unmarshal(raw, &wire); err != nil {
		return fmt.Errorf("row of entry: %w", err)
	}
	now, first := domain.Place{Project: project, Event: e.ID}, domain.Place{Project: project, Event: e.ID}
	if n := len(e.Corrections); n > 0 {
		now.Event, now.Field = e.Corrections[n-1].ID, "with."
	}
	var err error
	if e.Body, err = decodeBody(e.Kind, wire.Body, now); err == nil {
		e.First, err = decodeBody(e.Kind, wire.First, first)
	}
	return err
}

func decodeBody(kind string, raw []byte, at domain.Place) (domain.Body, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	body, err := domain.DecodeBody(kind, raw)
	if err == nil {
		domain.BindBody(body, at)
	}
	return body, err
}
