package identity

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/desirelines/desirelines/domain"
)

// ReturnPath is where an organisation sends people back to; its full address is told to the organisation when this
// installation is registered there.
const ReturnPath = "/organisation/return"

// Organisation is one whose members sign in there (OpenID Connect, authorization code with PKCE).
type Organisation struct {
	Name         string // as people read it, and as Begin is told; no two alike
	Issuer       string // https, or http for this machine only; exactly as its discovery document says
	ClientID     string
	ClientSecret string // may be empty for a public client
}

// ErrNotInvited is the answer to somebody whom their organisation knows and this installation does not.
var ErrNotInvited = refused("you are not invited here yet", "ask the people of the project for a card, and sign in at your organisation after you have used it")

// Member is somebody as their organisation names them. Both together are the name; no e-mail address is asked for.
type Member struct{ Issuer, Subject string }

func (m Member) key() string { return m.Issuer + "\x00" + m.Subject }

// Organisations let a person come back by their organisation. Safe for concurrent use.
type Organisations struct {
	*core
	client *http.Client
	list   []*provider
}

// provider is one organisation and, once it was reached, what it said of itself.
type provider struct {
	Organisation
	mu         sync.Mutex
	discovered *oidc.Provider
}

func newOrganisations(c *core, list []Organisation, client *http.Client) (*Organisations, error) {
	if client == nil {
		client = &http.Client{Timeout: 10 * time.Second, Transport: http.DefaultTransport.(*http.Transport).Clone()}
	}
	o := &Organisations{core: c, client: client}
	for _, org := range list {
		u, err := url.Parse(org.Issuer)
		if err != nil || org.Name == "" || org.ClientID == "" || o.find(org.Name) != nil {
			return nil, invalid(org.Name, "this organisation cannot be used", "give each a name of its own, an issuer and a client id")
		}
		if _, err := readSite(u.Scheme + "://" + u.Host); err != nil {
			return nil, invalid(org.Issuer, "this issuer cannot be used", "use https; http is for this machine only")
		}
		o.list = append(o.list, &provider{Organisation: org})
	}
	return o, nil
}

// Names lists the organisations in the order of the options.
func (o *Organisations) Names() (names []string) {
	for _, p := range o.list {
		names = append(names, p.Name)
	}
	return names
}

func (o *Organisations) find(name string) *provider {
	if i := slices.IndexFunc(o.list, func(p *provider) bool { return p.Name == name }); i >= 0 {
		return o.list[i]
	}
	return nil
}

// leaving is what waits while somebody is at their organisation.
type leaving struct {
	Organisation string `json:"organisation"` // its name
	Browser      string `json:"browser"`      // hash of the cookie
	Nonce        string `json:"nonce"`
	Verifier     string `json:"verifier"`         // of PKCE
	Person       string `json:"person,omitempty"` // who is signed in and wants the two connected; empty for a sign-in
}

// Begin sends somebody to their organisation: it sets a cookie that binds the way back to this browser and returns
// the address to redirect to. person is who is signed in and wants to sign in this way from now on; empty for a
// sign-in. An organisation that cannot be reached is unavailable.
func (o *Organisations) Begin(ctx context.Context, w http.ResponseWriter, name, person string) (string, error) {
	p := o.find(name)
	if p == nil {
		return "", &domain.Error{Kind: domain.NotFound, Message: "nobody signs in at this organisation", Value: name, Want: "choose one of the list"}
	}
	if err := o.pace.account(ctx, person); err != nil {
		return "", err
	}
	config, _, err := o.reach(ctx, p)
	if err != nil {
		return "", err
	}
	browser, err1 := newToken(o.random)
	nonce, err2 := newToken(o.random)
	verifier, err3 := newToken(o.random)
	if err := errors.Join(err1, err2, err3); err != nil {
		return "", err
	}
	state, err := o.keep(leavingFor, person, leaving{name, fastHash(browser), nonce, verifier, person})
	if err != nil {
		return "", err
	}
	o.setCookie(w, browser, int(ceremonyTime.Seconds()))
	return config.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), nil
}

// Finish takes somebody back who was sent by Begin; r is the request that their organisation sent them back with. It
// returns the person whom the organisation's member is, ErrNotInvited where there is none, and a *Failed where
// anything does not fit: another browser, an old or used state, another nonce, audience or issuer, a bad signature.
func (o *Organisations) Finish(w http.ResponseWriter, r *http.Request) (person string, err error) {
	q := r.URL.Query()
	cookie, err := r.Cookie(o.site.cookie(awayCookie))
	o.setCookie(w, "", -1)
	left, found, fails := take[leaving](o.core, leavingFor, q.Get("state"))
	if fails != nil {
		return "", fails
	}
	p := o.find(left.Organisation)
	if err != nil || !found || p == nil || subtle.ConstantTimeCompare([]byte(fastHash(cookie.Value)), []byte(left.Browser)) != 1 {
		return "", failed(errors.New("nobody of this browser was sent away under this state"))
	}
	if issuer := q.Get("iss"); issuer != "" && issuer != p.Issuer {
		return "", failed(fmt.Errorf("sent back by %q instead of %q", domain.Short(issuer, 100), p.Issuer))
	}
	if reason := q.Get("error"); reason != "" {
		return "", failed(fmt.Errorf("the organisation answered %q", domain.Short(reason, 100)))
	}
	member, err := o.exchange(r.Context(), p, left, q.Get("code"))
	if err != nil {
		return "", err
	}
	if left.Person != "" {
		return left.Person, o.connect(left.Person, member)
	}
	person, err = o.useWay(inMembers, member.key())
	if err == nil && person == "" {
		err = ErrNotInvited
	}
	return person, err
}

// exchange turns the code into a member, checking everything the token says.
func (o *Organisations) exchange(ctx context.Context, p *provider, left leaving, code string) (Member, error) {
	config, verifier, err := o.reach(ctx, p)
	if err != nil {
		return Member{}, err
	}
	token, err := config.Exchange(oidc.ClientContext(ctx, o.client), code, oauth2.VerifierOption(left.Verifier))
	if err != nil {
		return Member{}, failed(err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return Member{}, failed(errors.New("the organisation sent no ID token"))
	}
	id, err := verifier.Verify(ctx, raw)
	if err != nil {
		return Member{}, failed(err)
	}
	if err := left.fits(id, p.ClientID); err != nil {
		return Member{}, failed(err)
	}
	return Member{id.Issuer, id.Subject}, nil
}

// fits checks what the library leaves to its caller.
func (l leaving) fits(id *oidc.IDToken, client string) error {
	var claims struct {
		Party string `json:"azp"`
	}
	if err := id.Claims(&claims); err != nil {
		return err
	}
	switch {
	case subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(l.Nonce)) != 1:
		return errors.New("the ID token has another nonce")
	case id.Subject == "" || len(id.Subject) > 255:
		return errors.New("the ID token has no usable subject")
	case claims.Party != "" && claims.Party != client, len(id.Audience) > 1 && claims.Party == "":
		return errors.New("the ID token was made for another party")
	}
	return nil
}

// connect makes an organisation's member the same as a person. A member who is somebody else already is refused.
func (o *Organisations) connect(person string, m Member) error {
	return o.update(func(t tx) error {
		if err := need(t, person); err != nil {
			return err
		}
		w, found, err := get[way](t, inMembers, m.key())
		if err != nil {
			return err
		}
		if found && w.Person != person {
			return &domain.Error{Kind: domain.Conflict, Message: "this account of your organisation belongs to somebody else here", Want: "sign in with it, or use another"}
		}
		if found {
			return nil
		}
		return put(t, inMembers, m.key(), way{Person: person, Made: o.now().UTC()})
	})
}

// reach asks an organisation for its addresses and keys, once.
func (o *Organisations) reach(ctx context.Context, p *provider) (*oauth2.Config, *oidc.IDTokenVerifier, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.discovered == nil {
		found, err := oidc.NewProvider(oidc.ClientContext(ctx, o.client), p.Issuer)
		if err != nil {
			sentence := &domain.Error{Kind: domain.Unavailable, Message: "this organisation cannot be reached now", Value: p.Name, Want: "try again in a minute"}
			return nil, nil, &Failed{sentence, err}
		}
		p.discovered = found
	}
	config := &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: p.discovered.Endpoint(),
		RedirectURL: o.site.url(ReturnPath), Scopes: []string{oidc.ScopeOpenID},
	}
	return config, p.discovered.Verifier(&oidc.Config{ClientID: p.ClientID, Now: o.now}), nil
}

// awayCookie binds the way back from an organisation to the browser that left.
const awayCookie = "desirelines-away"

func (o *Organisations) setCookie(w http.ResponseWriter, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{
		Name: o.site.cookie(awayCookie), Value: value, Path: "/", MaxAge: seconds,
		HttpOnly: true, Secure: o.site.secure, SameSite: http.SameSiteLaxMode,
	})
}
