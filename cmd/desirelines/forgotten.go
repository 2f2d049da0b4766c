package main

import (
	"context"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// forgetAgain takes out of the file of identities, once, who the log says was forgotten: the file lies with the keys, and an old copy of
// them brings people back. Pages ask for it before they answer anybody.
func (a *app) forgetAgain(ctx context.Context) error {
	if a.people == nil {
		return nil
	}
	a.forgetting.Lock()
	defer a.forgetting.Unlock()
	if a.forgotAgain {
		return nil
	}
	var gone []string
	err := a.store.Read(ctx, func(r projections.Reader) error {
		gone = goneForGood(r)
		return nil
	})
	for _, person := range gone {
		found, err := a.people.Accounts.Exists(person)
		if err == nil && found {
			err = a.people.Accounts.Forget(person)
		}
		if err != nil {
			return err
		}
	}
	a.forgotAgain = err == nil
	return err
}

// goneForGood are the people who were forgotten whole and are part of nothing since.
func goneForGood(r projections.Reader) (gone []string) {
	here := map[string]bool{}
	for _, row := range projections.Staff(r) {
		here[row.Person] = here[row.Person] || row.Dismissed == nil
	}
	for _, s := range projections.Summaries(r) {
		for _, row := range projections.Live(r, s.Project).People() {
			here[row.Person] = here[row.Person] || row.Here()
			if len(row.Forgotten) == len(domain.Classes()) {
				gone = append(gone, row.Person)
			}
		}
	}
	return slices.DeleteFunc(gone, func(person string) bool { return here[person] })
}
