package identity

import (
	"crypto/rand"
	"testing"
	"time"
)

func TestACeremonyIsFinishedOnceAndInTime(t *testing.T) {
	c := &clock{t: time.Now()}
	p := newPending(c.now, rand.Reader)
	a, b := must(p.keep("a"))(t), must(p.keep("b"))(t)
	if p.take(a) != "a" || p.take(a) != nil || p.take("other") != nil {
		t.Error("a state is not taken once")
	}
	c.move(ceremonyTime)
	if p.take(b) != nil {
		t.Error("a state is taken too late")
	}
}

func TestCeremoniesUnderWayAreBounded(t *testing.T) {
	c := &clock{t: time.Now()}
	p := newPending(c.now, rand.Reader)
	first := must(p.keep("first"))(t)
	for range ceremonies {
		must(p.keep("more"))(t)
	}
	if p.order.Len() != ceremonies || len(p.byKey) != ceremonies || p.take(first) != nil {
		t.Errorf("%d wait", p.order.Len())
	}
	c.move(ceremonyTime)
	must(p.keep("last"))(t)
	if p.order.Len() != 1 {
		t.Errorf("%d wait; those that are over are not forgotten", p.order.Len())
	}
}
