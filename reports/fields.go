package reports

import (
	"reflect"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// eachField calls fn with every field of a body, in order, by its name in JSON; an embedded definition counts as
// its fields. The values can be set where body is a copy of one's own. A body nobody can read has none.
func eachField(body domain.Body, fn func(name string, v reflect.Value)) {
	if _, unreadable := body.(*domain.Unreadable); unreadable || body == nil {
		return
	}
	walk(reflect.ValueOf(body).Elem(), fn)
}

func walk(v reflect.Value, fn func(name string, v reflect.Value)) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			walk(v.Field(i), fn)
			continue
		}
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); f.IsExported() && name != "" && name != "-" {
			fn(name, v.Field(i))
		}
	}
}

// refsOf returns every text of a body that may be the id of an entry: what is no entry is passed over by the caller.
func refsOf(body domain.Body) []string {
	var ids []string
	eachField(body, func(_ string, v reflect.Value) {
		switch f := v.Interface().(type) {
		case string:
			if f != "" {
				ids = append(ids, f)
			}
		case []string:
			ids = append(ids, f...)
		}
	})
	return ids
}
