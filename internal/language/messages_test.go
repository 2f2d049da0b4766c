package language

import (
	"slices"
	"testing"
)

func open(t *testing.T) *Languages {
	t.Helper()
	all, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Every language that the program has says only what is on a page: the list of messages is the one place where they begin.
func TestTranslationsAreOfMessages(t *testing.T) {
	list, err := Sources()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.IsSorted(list.Group) || !slices.IsSorted(list.Others) {
		t.Error("the list of messages is not in order; run go test ./internal/web -update")
	}
	for _, l := range open(t).All[1:] {
		for _, key := range l.Keys() {
			if !list.Has(key) {
				t.Errorf("%s: no page says %q", l.Tag, key)
			}
		}
		have := 0
		for _, key := range slices.Concat(list.Group, list.Others) {
			if l.Knows(key) {
				have++
			}
		}
		t.Logf("%s has %d of %d messages", l.Tag, have, len(list.Group)+len(list.Others))
	}
}

func TestNamed(t *testing.T) {
	all := open(t)
	for name, want := range map[string]string{"": "en", "en": "en", "en-GB": "en", "pl": "pl", "pl-PL": "pl", "PL": "pl", "ur": "ur", "ur-IN": "ur", "de": "en", "x y": "en", "../pl": "en"} {
		if got := all.Named(name).Tag; got != want {
			t.Errorf("%q is %s, want %s", name, got, want)
		}
	}
	if ur := all.Named("ur"); ur.Direction != "rtl" || !ur.Unread() || all.All[0].Unread() {
		t.Errorf("Urdu is %+v", ur)
	}
}

// Polish has three forms for whole numbers, and its months change behind the number of a day.
func TestPolishForms(t *testing.T) {
	pl := open(t).Named("pl")
	for said, want := range map[string]string{
		"1 entry": "1 wpis", "2 entries": "2 wpisy", "5 entries": "5 wpisów", "12 entries": "12 wpisów", "22 entries": "22 wpisy", "0 entries": "0 wpisów",
		"1,002 entries": "1,002 wpisy", "2.5 entries": "2.5 wpisu", "10 July 2025": "10 lipca 2025", "July 2025": "lipiec 2025",
	} {
		if got := pl.Say(said); got != want {
			t.Errorf("%q is %q, want %q", said, got, want)
		}
	}
}
