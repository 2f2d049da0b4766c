package web

import (
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
)

// The pages that ask somebody outside, and what people outside see, as people look at them: on a phone and on a laptop, by day and by night.
func TestAskingOutsideInABrowser(t *testing.T) {
	ctx := browser(t, 3*time.Minute)
	o := newOutpost(t)
	g := aGroupAt(t, o.home(), nil)
	o.handler = g.handler
	o.start()
	red := g.joins(domain.RoleFacilitator, "Red")
	heron := g.record("p", red.id, []string{domain.SharedGroup, "public"}, &domain.SurpriseNoticed{What: domain.Write("A heron came."), WhatChanged: domain.WhatChanged{Changed: "together", Level: "area"}})
	link := red.checksOutside(heron, "public")
	g.record("p", "", nil, &domain.CheckedOutside{Entry: heron, Answer: "agrees", Role: domain.Write("a teacher"), What: domain.Write("I saw it.")})
	asSomebody(t, ctx, o.home(), red.cookies)
	for _, address := range []string{"/p/p/entry/" + heron + "/outside", "/p/p/entry/" + heron, "/p/p/what_changed", link} {
		for _, width := range []int64{320, 1100} {
			for _, scheme := range []string{"light", "dark"} {
				faults, err := lookAt(ctx, o.home()+address, width, scheme)
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range faults {
					t.Errorf("%s at %d px, %s: %s", address, width, scheme, f)
				}
			}
		}
	}
}
