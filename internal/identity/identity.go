package identity

import (
	"crypto/rand"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/desirelines/desirelines/domain"
)

// Staff says whether a person is held to the rules for staff: a passkey with user verification or their
// organisation, and shorter sessions. It is asked at every request, so an appointment counts at once; it should
// answer from memory and must not call this package. An error is treated as a refusal.
type Staff func(person string) (bool, error)

// Options says where identities are kept and under which address people reach them.
type Options struct {
	Dir           string         // the folder of identity.db, made where it is missing, or the address of a PostgreSQL database that replicas share; required
	PublicURL     string         // as people type it: https://HOST[:PORT], or http:// for this machine only; required
	Staff         Staff          // required
	Limits        Limits         // zero fields take the defaults of DefaultLimits
	Organisations []Organisation // those whose members sign in there; may be empty

	Now    func() time.Time // nil: time.Now
	Random io.Reader        // nil: crypto/rand
	Client *http.Client     // for organisations; nil: one with a time limit of 10 seconds
}

// Identity is an open identity file or database and everything that is done with it.
type Identity struct {
	Accounts      *Accounts
	Cards         *Cards
	Passkeys      *Passkeys
	Words         *Words
	KeptCards     *KeptCards
	Organisations *Organisations
	Sessions      *Sessions
	Recoveries    *Recoveries
	Claims        *Claims
	Links         *Links
	Questions     *Questions
	Tokens        *Tokens

	core *core
}

// core is what all parts share.
type core struct {
	*store
	site   site
	staff  Staff
	now    func() time.Time
	random io.Reader
	pace   *Pace
	hasher *hasher

	ceremonies int          // about how many may be under way
	kept       atomic.Int64 // ceremonies begun here
}

// Open opens the identities in a folder or a database and makes what is not there. It refuses a public URL that is
// neither https nor this machine, a format that it does not know and a file that another process holds. Any number may open a database.
func Open(o Options) (*Identity, error) {
	site, err := readSite(o.PublicURL)
	if err != nil {
		return nil, err
	}
	if o.Staff == nil {
		return nil, errors.New("identity needs a function that says who is staff")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	store, err := openStore(o.Dir, o.Random)
	if err != nil {
		return nil, err
	}
	c := &core{
		store: store, site: site, staff: o.Staff, now: o.Now, random: o.Random,
		pace: NewPace(o.Limits, o.Now), hasher: newHasher(store.salt), ceremonies: ceremonies,
	}
	return assemble(c, o)
}

func assemble(c *core, o Options) (*Identity, error) {
	passkeys, err := newPasskeys(c)
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	organisations, err := newOrganisations(c, o.Organisations, o.Client)
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	sessions := newSessions(c)
	return &Identity{
		Accounts: &Accounts{c}, Cards: &Cards{c}, Passkeys: passkeys, Words: &Words{c}, KeptCards: &KeptCards{c},
		Organisations: organisations, Sessions: sessions, Recoveries: &Recoveries{c}, Claims: &Claims{c},
		Links: &Links{c}, Questions: &Questions{c}, Tokens: &Tokens{c}, core: c,
	}, nil
}

// Close closes the file. What is under way fails with an error.
func (i *Identity) Close() error {
	i.Organisations.client.CloseIdleConnections()
	return i.core.Close()
}

// URL is an address of the site as people type it; path begins with a slash.
func (i *Identity) URL(path string) string { return i.core.site.url(path) }

// Secure says whether people reach the site by https alone.
func (i *Identity) Secure() bool { return i.core.site.secure }

// Sweep drops cards, sessions, tokens, ceremonies and requests for recovery whose time is over, and links to a question some time after that. Nothing depends on it but the size of
// the file: what is over is refused without it. Once an hour is often enough.
func (i *Identity) Sweep() error {
	now := i.core.now()
	return i.core.update(func(t tx) error {
		return errors.Join(
			drop(t, inCards, func(c card) bool { return !now.Before(c.Until) }),
			drop(t, inSessions, func(s sessionRecord) bool { return !now.Before(s.Until) }),
			drop(t, inTokens, func(r token) bool { return !now.Before(r.Until) }),
			drop(t, inRequests, func(r request) bool { return !now.Before(r.At.Add(recoveryWindow)) }),
			drop(t, inWaiting, func(w waiting) bool { return !now.Before(w.Until) }),
			drop(t, inQuestions, func(q question) bool { return !now.Before(q.Until.Add(questionKept)) }),
		)
	})
}

// site is the public address taken apart.
type site struct {
	origin string // scheme://host[:port], without a slash at the end
	host   string // the name alone
	secure bool   // https
	named  bool   // the host is a name and not an IP address, which passkeys need
}

// url is an address below the public one; path begins with a slash.
func (s site) url(path string) string { return s.origin + path }

// cookie is the name of a cookie of ours: bound to this host by its prefix wherever the browser allows it.
func (s site) cookie(name string) string {
	if s.secure {
		return "__Host-" + name
	}
	return name
}

func readSite(text string) (site, error) {
	bad := func(want string) (site, error) {
		return site{}, &domain.Error{Kind: domain.Usage, Message: "this public URL cannot be used", Value: text, Want: want}
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return bad("write it as https://HOST or https://HOST:PORT, with nothing after it")
	}
	host, ip := u.Hostname(), net.ParseIP(u.Hostname())
	loopback := host == "localhost" || ip != nil && ip.IsLoopback()
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback) {
		return bad("use https; http is for this machine only (http://localhost:PORT)")
	}
	return site{
		origin: u.Scheme + "://" + strings.ToLower(u.Host), host: strings.ToLower(host),
		secure: u.Scheme == "https", named: ip == nil,
	}, nil
}

func refused(message, want string) error {
	return &domain.Error{Kind: domain.Refused, Message: message, Want: want}
}

func invalid(value, message, want string) error {
	return &domain.Error{Kind: domain.Invalid, Message: message, Value: value, Want: want}
}
