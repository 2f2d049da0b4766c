package identity

import "testing"

func TestACeremonyIsFinishedOnceAndInTime(t *testing.T) {
	everywhere(t, func(t *testing.T, p, other *place) {
		taken := func(at *place, kind, handle string) string {
			t.Helper()
			state, found, err := take[string](at.core, kind, handle)
			if err != nil || found != (state != "") {
				t.Errorf("%q, %v, %v", state, found, err)
			}
			return state
		}
		a, b, c := must(p.core.keep("kind", "", "a"))(t), must(p.core.keep("kind", "", "b"))(t), must(p.core.keep("kind", "", "c"))(t)
		if taken(other, "kind", a) != "a" || taken(p, "kind", a) != "" || taken(other, "kind", "other") != "" {
			t.Error("a state is not taken once")
		}
		if taken(p, "another kind", b) != "" {
			t.Error("a state is taken for another kind of ceremony")
		}
		p.clock.move(ceremonyTime)
		if taken(p, "kind", c) != "" {
			t.Error("a state is taken too late")
		}
	})
}

func TestCeremoniesUnderWayAreBounded(t *testing.T) {
	p := open(t)
	p.core.ceremonies = 40
	count := func() (n int) {
		t.Helper()
		if err := p.core.view(func(t tx) error {
			n = 0
			return each(t, inWaiting, func(string, waiting) error { n++; return nil })
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	first := must(p.core.keep("kind", "", "first"))(t)
	for range 60 {
		p.clock.move(1)
		must(p.core.keep("kind", "", "more"))(t)
	}
	if n := count(); n < 40 || n > 42 {
		t.Errorf("%d wait", n)
	}
	if _, found, _ := take[string](p.core, "kind", first); found {
		t.Error("the oldest is still there")
	}
	p.clock.move(ceremonyTime)
	if err := p.Sweep(); err != nil {
		t.Fatal(err)
	}
	if n := count(); n != 0 {
		t.Errorf("%d wait; those that are over are not forgotten", n)
	}
}
