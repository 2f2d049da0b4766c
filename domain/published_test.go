package domain_test

import (
	"reflect"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// Every kind that can carry what a publisher said is known by it: what is published may go anywhere.
func TestEveryKindThatCanBePublishedIsKnownByIt(t *testing.T) {
	for _, k := range domain.Kinds() {
		b := k.New()
		if domain.FromPublisher(b) {
			t.Errorf("an empty %s came from a publisher", k.Name)
		}
		f := reflect.ValueOf(b).Elem().FieldByName("Published")
		if !f.IsValid() || f.Type() != reflect.TypeFor[*domain.Published]() {
			continue
		}
		f.Set(reflect.ValueOf(new(domain.Published)))
		if !domain.FromPublisher(b) {
			t.Errorf("%s is not known by what was published: add it to FromPublisher", k.Name)
		}
	}
	if domain.FromPublisher(nil) || domain.FromPublisher(&domain.Unreadable{}) {
		t.Error("what nobody can read came from a publisher")
	}
}
