package identity

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
)

// company is a small OpenID Connect provider: discovery, keys, a page to sign in on and a place for tokens. It keeps
// to the rules, PKCE too, unless a test changes the claims of its tokens.
type company struct {
	*httptest.Server
	t      *testing.T
	key    *rsa.PrivateKey
	signer *rsa.PrivateKey // what tokens are signed with
	claims map[string]any  // over the right ones; nil takes one out

	mu    sync.Mutex
	codes map[string]url.Values // code → what the browser asked with
}

func newCompany(t *testing.T) *company {
	key := must(rsa.GenerateKey(rand.Reader, 2048))(t)
	c := &company{t: t, key: key, signer: key, claims: map[string]any{}, codes: map[string]url.Values{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		c.send(w, map[string]any{
			"issuer": c.URL, "authorization_endpoint": c.URL + "/auth", "token_endpoint": c.URL + "/token", "jwks_uri": c.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		c.send(w, map[string]any{"keys": []any{map[string]any{
			"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1", "n": b64(key.N.Bytes()), "e": b64(big.NewInt(int64(key.E)).Bytes()),
		}}})
	})
	mux.HandleFunc("POST /token", c.token)
	c.Server = httptest.NewServer(mux)
	t.Cleanup(c.Close)
	return c
}

func (c *company) send(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		c.t.Error(err)
	}
}

// signIn is the person at their company: it returns the query that they are sent back with.
func (c *company) signIn(address string) url.Values {
	c.t.Helper()
	u := must(url.Parse(address))(c.t)
	q := u.Query()
	if q.Get("client_id") != "lines" || q.Get("redirect_uri") != "https://lines.example"+ReturnPath || q.Get("code_challenge_method") != "S256" || q.Get("scope") != "openid" {
		c.t.Errorf("sent away with %v", q)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	code := uuid.NewString()
	c.codes[code] = q
	return url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {c.URL}}
}

func (c *company) token(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	q, ok := c.codes[r.FormValue("code")]
	delete(c.codes, r.FormValue("code"))
	proof := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	_, secret, _ := r.BasicAuth()
	if !ok || b64(proof[:]) != q.Get("code_challenge") || secret != "secret" {
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	claims := map[string]any{
		"iss": c.URL, "sub": "worker-7", "aud": "lines", "nonce": q.Get("nonce"),
		"iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix(),
	}
	maps.Copy(claims, c.claims)
	c.send(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": c.sign(claims)})
}

func (c *company) sign(claims map[string]any) string {
	head, _ := json.Marshal(map[string]string{"alg": "RS256", "kid": "1"})
	body, _ := json.Marshal(claims)
	text := b64(head) + "." + b64(body)
	sum := sha256.Sum256([]byte(text))
	signature := must(rsa.SignPKCS1v15(rand.Reader, c.signer, crypto.SHA256, sum[:]))(c.t)
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func openWith(t *testing.T, c *company) *place {
	return open(t, func(o *Options) {
		o.Organisations = []Organisation{{Name: "Company", Issuer: c.URL, ClientID: "lines", ClientSecret: "secret"}}
	})
}

// trip is a browser on its way to a company and back.
type trip struct {
	p       *place
	address string
	cookies []*http.Cookie
}

func (p *place) leave(person string) *trip {
	p.t.Helper()
	w := httptest.NewRecorder()
	address := must(p.Organisations.Begin(p.t.Context(), w, "Company", person))(p.t)
	return &trip{p, address, w.Result().Cookies()}
}

func (g *trip) back(q url.Values) (string, error) {
	r := httptest.NewRequestWithContext(g.p.t.Context(), http.MethodGet, ReturnPath+"?"+q.Encode(), nil)
	for _, c := range g.cookies {
		r.AddCookie(c)
	}
	return g.p.Organisations.Finish(httptest.NewRecorder(), r)
}

func TestAnOrganisationBringsSomebodyBack(t *testing.T) {
	c := newCompany(t)
	p := openWith(t, c)
	me, other := p.person(), p.person()
	stranger := p.leave("")
	if _, err := stranger.back(c.signIn(stranger.address)); !errors.Is(err, ErrNotInvited) {
		t.Fatalf("somebody whom nobody invited: %v", err)
	}
	connect := p.leave(me)
	if k := connect.cookies[0]; k.Name != "__Host-desirelines-away" || !k.HttpOnly || !k.Secure || k.SameSite != http.SameSiteLaxMode {
		t.Errorf("the cookie is %v", k)
	}
	if got := must(connect.back(c.signIn(connect.address)))(t); got != me {
		t.Errorf("connected %q", got)
	}
	in := p.leave("")
	if got := must(in.back(c.signIn(in.address)))(t); got != me {
		t.Errorf("signed in as %q", got)
	}
	p.staff[me] = true
	if in = p.leave(""); must(in.back(c.signIn(in.address)))(t) != me {
		t.Error("staff cannot sign in at their organisation")
	}
	c.claims["sub"] = "worker-8"
	in = p.leave("")
	if _, err := in.back(c.signIn(in.address)); !errors.Is(err, ErrNotInvited) {
		t.Errorf("another worker: %v", err)
	}
	delete(c.claims, "sub")
	theirs := p.leave(other)
	_, err := theirs.back(c.signIn(theirs.address))
	wantKind(t, err, domain.Conflict)
}

func TestAWayBackThatDoesNotFitIsRefused(t *testing.T) {
	c := newCompany(t)
	p := openWith(t, c)
	me := p.person()
	connect := p.leave(me)
	must(connect.back(c.signIn(connect.address)))(t)
	errs := map[string]error{}
	with := func(name string, claims map[string]any) {
		c.claims = claims
		g := p.leave("")
		_, errs[name] = g.back(c.signIn(g.address))
		c.claims = map[string]any{}
	}
	with("another nonce", map[string]any{"nonce": "another"})
	with("no nonce", map[string]any{"nonce": ""})
	with("another audience", map[string]any{"aud": "others"})
	with("another party", map[string]any{"aud": []string{"lines", "others"}, "azp": "others"})
	with("two audiences, no party", map[string]any{"aud": []string{"lines", "others"}})
	with("another issuer", map[string]any{"iss": "https://evil.example"})
	with("expired", map[string]any{"exp": time.Now().Add(-time.Minute).Unix()})
	with("no subject", map[string]any{"sub": ""})

	c.signer = must(rsa.GenerateKey(rand.Reader, 2048))(t)
	with("another signature", nil)
	c.signer = c.key

	g := p.leave("")
	q := c.signIn(g.address)
	must(g.back(q))(t)
	q.Set("code", c.signIn(g.address).Get("code")) // the state alone is old
	_, errs["replayed state"] = g.back(q)

	g, h := p.leave(""), p.leave("")
	q = c.signIn(g.address)
	g.cookies = h.cookies
	_, errs["another browser"] = g.back(q)
	g = p.leave("")
	g.cookies = nil
	_, errs["no cookie"] = g.back(c.signIn(g.address))

	g = p.leave("")
	q = c.signIn(g.address)
	q.Set("iss", "https://evil.example")
	_, errs["sent back by another"] = g.back(q)

	g = p.leave("")
	_, errs["declined"] = g.back(url.Values{"state": {c.signIn(g.address).Get("state")}, "error": {"access_denied"}})

	g, h = p.leave(""), p.leave("")
	q = c.signIn(g.address)
	q.Set("code", c.signIn(h.address).Get("code")) // stolen: PKCE and nonce belong to another
	_, errs["another's code"] = g.back(q)

	g = p.leave("")
	q = c.signIn(g.address)
	p.clock.move(ceremonyTime)
	_, errs["late"] = g.back(q)
	wantSame(t, errs)
}

func TestSomebodyForgottenMeanwhileIsNotConnected(t *testing.T) {
	c := newCompany(t)
	p := openWith(t, c)
	me := p.person()
	g := p.leave(me)
	if err := p.Accounts.Forget(me); err != nil {
		t.Fatal(err)
	}
	_, err := g.back(c.signIn(g.address))
	wantKind(t, err, domain.Refused)
}

func TestOrganisationsThatCannotBeUsed(t *testing.T) {
	for name, list := range map[string][]Organisation{
		"plain http": {{Name: "A", Issuer: "http://idp.example", ClientID: "x"}},
		"no client":  {{Name: "A", Issuer: "https://idp.example"}},
		"twice":      {{Name: "A", Issuer: "https://idp.example", ClientID: "x"}, {Name: "A", Issuer: "https://b.example", ClientID: "x"}},
	} {
		_, err := Open(Options{Dir: t.TempDir(), PublicURL: "https://lines.example", Staff: func(string) (bool, error) { return false, nil }, Organisations: list})
		if domain.KindOf(err) != domain.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	c := newCompany(t)
	p := openWith(t, c)
	_, err := p.Organisations.Begin(t.Context(), httptest.NewRecorder(), "Other", "")
	wantKind(t, err, domain.NotFound)
	c.Close()
	_, err = p.Organisations.Begin(t.Context(), httptest.NewRecorder(), "Company", "")
	wantKind(t, err, domain.Unavailable)
}
