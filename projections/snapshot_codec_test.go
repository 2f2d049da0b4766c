package projections

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/desirelines/desirelines/domain"
)

// filled gives every field of a row some value, and each kind of body its turn.
func filled(rt *rapid.T, v reflect.Value, depth int) {
	if k, ok := v.Addr().Interface().(keeper); ok {
		k.Restore(rapid.SampledFrom([]domain.Kept{{}, {Text: "open"}, {Text: `{"key":"k","box":"AAAA"}`, Sealed: true},
			{Text: `{"key":"k","box":"AAAB"}`, Sealed: true, At: domain.Place{Project: "p", Event: "e", Field: "with.what"}}}).Draw(rt, "words"))
		return
	}
	switch x := v.Addr().Interface().(type) {
	case *domain.Number:
		n := new(big.Int).Exp(big.NewInt(rapid.Int64Range(-1000, 1000).Draw(rt, "number")), big.NewInt(rapid.Int64Range(1, 21).Draw(rt, "power")), nil)
		*x = domain.FromDecimal(decimal.NewFromBigInt(n, rapid.Int32Range(-5, 5).Draw(rt, "exponent")))
		return
	case *time.Time:
		*x = rapid.SampledFrom([]time.Time{{}, time.Unix(1700000000, 7).UTC(), time.Unix(1700000000, 0).In(time.FixedZone("", 3600))}).Draw(rt, "time")
		return
	case *domain.Body:
		if depth > 4 {
			return
		}
		body := rapid.SampledFrom(domain.Kinds()).Draw(rt, "kind").New()
		filled(rt, reflect.ValueOf(body).Elem(), depth+1)
		*x = body
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(rapid.SampledFrom([]string{"", "a", "b", "\x00", "橋", fmt.Sprintf("%070d", 1)}).Draw(rt, "text"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(rt, "bool"))
	case reflect.Int, reflect.Int16, reflect.Int64:
		v.SetInt(rapid.SampledFrom([]int64{0, 1, -1, 300, -32768, 32767}).Draw(rt, "int"))
	case reflect.Uint8, reflect.Uint64:
		v.SetUint(rapid.SampledFrom([]uint64{0, 1, 127, 128, 255}).Draw(rt, "uint"))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				filled(rt, v.Field(i), depth+1)
			} else if f := v.Type().Field(i); f.Anonymous && f.Type.NumField() > 0 {
				rt.Fatalf("%s embeds %s, whose fields would be left out of a snapshot", v.Type(), f.Type)
			}
		}
	case reflect.Pointer:
		if rapid.Bool().Draw(rt, "there") {
			v.Set(reflect.New(v.Type().Elem()))
			filled(rt, v.Elem(), depth+1)
		}
	case reflect.Slice:
		if n := rapid.IntRange(-1, 2).Draw(rt, "length"); n >= 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				filled(rt, v.Index(i), depth+1)
			}
		}
	case reflect.Map:
		if n := rapid.IntRange(-1, 2).Draw(rt, "entries"); n >= 0 {
			v.Set(reflect.MakeMap(v.Type()))
			for _, k := range []string{"b", ""}[:n] {
				e := reflect.New(v.Type().Elem()).Elem()
				filled(rt, e, depth+1)
				v.SetMapIndex(reflect.ValueOf(k), e)
			}
		}
	default:
		rt.Fatalf("a row holds a %s", v.Type())
	}
}

// Rows of every table, with everything in them that their types can hold, are read as they were written; what is cut off or changed is an error
// or another row, never a panic.
func TestRowsAreReadAsTheyWereWritten(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(rowsOf)) {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				var p packer
				p.reset()
				var rows []reflect.Value
				for range 3 {
					row := reflect.ValueOf(rowsOf[name].fresh())
					filled(rt, row.Elem(), 0)
					rowCodecs()[name].write(&p, row.Elem())
					rows = append(rows, row)
				}
				if p.err != nil {
					rt.Fatal(p.err)
				}
				u := unpacker{rest: string(p.out)}
				for _, row := range rows {
					again := reflect.ValueOf(rowsOf[name].fresh())
					if rowCodecs()[name].read(&u, again.Elem()); u.err != nil || !alike(row.Interface(), again.Interface()) {
						rt.Fatalf("wrote %#v, read %#v, %v", row.Elem(), again.Elem(), u.err)
					}
				}
				if u.rest != "" {
					rt.Fatalf("%d bytes are left", len(u.rest))
				}
				bad := slices.Clone(p.out[:rapid.IntRange(0, len(p.out)).Draw(rt, "cut")])
				if len(bad) > 0 {
					bad[rapid.IntRange(0, len(bad)-1).Draw(rt, "at")] ^= byte(rapid.IntRange(1, 255).Draw(rt, "by"))
				}
				u = unpacker{rest: string(bad)}
				for range rows {
					rowCodecs()[name].read(&u, reflect.ValueOf(rowsOf[name].fresh()).Elem())
				}
			})
		})
	}
}

// alike is reflect.DeepEqual, but for numbers, whose memory may differ where they do not.
func alike(a, b any) bool {
	var same func(a, b reflect.Value) bool
	same = func(a, b reflect.Value) bool {
		if a.Type() == reflect.TypeFor[domain.Number]() {
			x, y := a.Addr().Interface().(*domain.Number).Decimal(), b.Addr().Interface().(*domain.Number).Decimal()
			return x.Exponent() == y.Exponent() && x.Coefficient().Cmp(y.Coefficient()) == 0
		}
		switch a.Kind() {
		case reflect.Struct:
			if a.NumField() == 0 || !a.Type().Field(0).IsExported() {
				return reflect.DeepEqual(a.Interface(), b.Interface())
			}
			for i := range a.NumField() {
				if a.Type().Field(i).IsExported() && !same(a.Field(i), b.Field(i)) {
					return false
				}
			}
			return true
		case reflect.Pointer, reflect.Interface:
			if a.IsNil() || b.IsNil() || a.Elem().Type() != b.Elem().Type() {
				return a.IsNil() && b.IsNil()
			}
			return same(a.Elem(), b.Elem())
		case reflect.Slice:
			if a.IsNil() != b.IsNil() || a.Len() != b.Len() {
				return false
			}
			for i := range a.Len() {
				if !same(a.Index(i), b.Index(i)) {
					return false
				}
			}
			return true
		}
		return reflect.DeepEqual(a.Interface(), b.Interface())
	}
	return same(reflect.ValueOf(a), reflect.ValueOf(b))
}

// A moment is read as it was while rows are changed, deleted and made between any two steps.
func TestAMomentStaysAsItWas(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := NewMemory()
		at := uint64(0)
		put := func(changes ...Change) {
			if err := m.Commit(t.Context(), Batch{Projection: "aims", From: at, To: at + 1, Changes: changes}); err != nil {
				rt.Fatal(err)
			}
			at++
		}
		key := func(i int) RowKey { return RowKey{"aim", "p", fmt.Sprint(i)} }
		n := rapid.IntRange(0, 3*burst).Draw(rt, "rows")
		for i := range n {
			put(Change{key(i), &AimRow{Aim: "first"}})
		}
		f, err := m.freeze()
		if err != nil {
			rt.Fatal(err)
		}
		got := map[string]string{}
		if _, err := m.freeze(); err == nil {
			rt.Fatal("two moments at once")
		}
		err = f.each("aim", "p", func(rows []momentRow) error {
			for _, r := range rows {
				got[r.id] += r.row.(*AimRow).Aim
			}
			for range rapid.IntRange(0, 20).Draw(rt, "changes") {
				i := rapid.IntRange(0, n+50).Draw(rt, "row")
				if rapid.Bool().Draw(rt, "delete") {
					put(Change{Key: key(i)})
				} else {
					put(Change{key(i), &AimRow{Aim: "later"}}, Change{RowKey{"wording", "p", "x"}, &WordingRow{}})
				}
			}
			return nil
		})
		if err != nil || len(got) != n {
			rt.Fatalf("%d rows of %d: %v", len(got), n, err)
		}
		for id, said := range got {
			if said != "first" && said != "firstfirst" {
				rt.Fatalf("row %s says %s", id, said)
			}
		}
		f.thaw()
		if err := f.each("aim", "p", func([]momentRow) error { return nil }); err == nil && n > 0 {
			rt.Fatal("a moment that has ended can be read")
		}
	})
}

// A projection that the file holds in another version, or with rows that look otherwise, begins from nothing; the others go on from the file.
func TestASnapshotOfAnotherVersionIsLeftOut(t *testing.T) {
	m := NewMemory()
	if err := m.Commit(t.Context(),
		Batch{Projection: "aims", Version: aimsProjection.Version, To: 3, Changes: []Change{{RowKey{"aim", "p", "a"}, &AimRow{Aim: "a"}}}},
		Batch{Projection: "notes", Version: notesProjection.Version, To: 3, Changes: []Change{{RowKey{"note", "p", "n"}, &NoteRow{Aim: "a"}}}},
	); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "rows")
	of := Origin{Store: "s", Commit: func(context.Context, uint64) (string, error) { return "c", nil }}
	if _, err := m.SaveSnapshot(t.Context(), path, of); err != nil {
		t.Fatal(err)
	}
	notesProjection.Version++
	defer func() { notesProjection.Version-- }()
	again := NewMemory()
	info, err := again.LoadSnapshot(t.Context(), path, of)
	if err != nil || !slices.Equal(info.LeftOut, []string{"notes"}) || info.Rows != 1 {
		t.Fatalf("%+v, %v", info, err)
	}
	aims, _ := again.Checkpoint(t.Context(), "aims", aimsProjection.Version)
	notes, _ := again.Checkpoint(t.Context(), "notes", notesProjection.Version)
	if aims != 3 || notes != 0 || again.tables["aim"]["p"].get("a") == nil || again.tables["note"] != nil {
		t.Errorf("aims stand at %d, notes at %d: %v", aims, notes, again.tables)
	}
	other := notesProjection
	other.tables = []rowTable{noteTable, noteAnswerTable, Table[struct {
		HeadingRow
		More string
	}]{"heading"}}
	if rowShape(other) == rowShape(notesProjection) {
		t.Error("rows that look otherwise have the same shape")
	}
}
