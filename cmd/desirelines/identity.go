package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/internal/web"
	"github.com/desirelines/desirelines/projections"
)

// sweepEvery is how often what is over is dropped from the file of identities.
const sweepEvery = time.Hour

// openPeople opens the identities beside the keys, once; url is the address that people come by.
func (c *cli) openPeople(a *app, url string) (*identity.Identity, error) {
	if a.people != nil {
		return a.people, nil
	}
	place, err := c.keysPlace()
	if err != nil {
		return nil, err
	}
	folder, err := c.keysFolder()
	if err != nil {
		return nil, err
	}
	organisations, err := readOrganisations(filepath.Join(folder, "organisations.json"))
	if err != nil {
		return nil, err
	}
	a.people, err = identity.Open(identity.Options{
		Dir: place, PublicURL: url, Staff: web.StaffIn(views{a.store, a}), Organisations: organisations, Now: now,
	})
	return a.people, err
}

// readOrganisations reads where people may sign in besides here: a list of {"name","issuer","client_id","client_secret"}. It lies with the keys,
// because it holds secrets. No file: nowhere.
func readOrganisations(path string) (list []identity.Organisation, err error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("organisations: %w", err)
	}
	var read []struct {
		Name   string `json:"name"`
		Issuer string `json:"issuer"`
		ID     string `json:"client_id"`
		Secret string `json:"client_secret"`
	}
	if err := json.Unmarshal(raw, &read); err != nil {
		return nil, &domain.Error{Kind: domain.Invalid, Message: "the list of organisations cannot be read: " + err.Error(), Value: path, Want: `write [{"name":…,"issuer":…,"client_id":…,"client_secret":…}]`}
	}
	for _, o := range read {
		list = append(list, identity.Organisation{Name: o.Name, Issuer: o.Issuer, ClientID: o.ID, ClientSecret: o.Secret})
	}
	return list, nil
}

// sweep drops what is over from the file of identities until ctx ends.
func (a *app) sweep(ctx context.Context) {
	if a.people == nil {
		return
	}
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if err := a.people.Sweep(); err != nil {
			a.say.Error("what is over was not dropped from the file of identities", "why", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// hasOperator says whether anybody looks after the installation.
func (a *app) hasOperator(ctx context.Context) (found bool, err error) {
	err = a.store.Read(ctx, func(r projections.Reader) error {
		for _, row := range projections.Staff(r) {
			found = found || row.Role == domain.StaffOperator && row.Dismissed == nil
		}
		return nil
	})
	return found, err
}
