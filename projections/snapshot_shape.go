package projections

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"reflect"
	"sync"

	"github.com/desirelines/desirelines/domain"
)

// rowCodecs has the codec of the rows of each table; it is made once and only read afterwards.
var rowCodecs = sync.OnceValue(func() map[string]*codec {
	all, found := codecs{}, map[string]*codec{}
	for name, t := range rowsOf {
		found[name] = all.of(reflect.TypeOf(t.fresh()).Elem())
	}
	return found
})

// rowShape says what the rows of a projection look like: names and types of all fields, down to every kind of body and its version. A
// snapshot of another shape cannot be read.
func rowShape(p Projection) string {
	h := sha256.New()
	seen := map[reflect.Type]bool{}
	for _, t := range p.tables {
		fmt.Fprintf(h, "table %s\n", t.named())
		describe(h, reflect.TypeOf(t.fresh()).Elem(), seen)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func describe(w io.Writer, t reflect.Type, seen map[reflect.Type]bool) {
	fmt.Fprintf(w, "%s is a %s\n", t, t.Kind())
	if seen[t] {
		return
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			fmt.Fprintf(w, "field %s %s\n", f.Name, f.Type)
			if f.IsExported() {
				describe(w, f.Type, seen)
			}
		}
	case reflect.Pointer, reflect.Slice, reflect.Map: // maps are from texts
		describe(w, t.Elem(), seen)
	case reflect.Interface:
		for _, k := range domain.Kinds() {
			body := k.New()
			fmt.Fprintf(w, "kind %s %d\n", k.Name, body.Version())
			describe(w, reflect.TypeOf(body).Elem(), seen)
		}
	}
}
