package identity

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
)

// device is an authenticator with one passkey: it does what a phone does, with a real key.
type device struct {
	t       *testing.T
	key     *ecdsa.PrivateKey
	id      []byte
	handle  []byte
	origin  string
	rpID    string
	counter uint32
	verify  bool // the device checks who holds it
}

func newDevice(t *testing.T) *device {
	key := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(t)
	id := make([]byte, 32)
	_, _ = rand.Read(id)
	return &device{t: t, key: key, id: id, origin: "https://lines.example", rpID: "lines.example", verify: true}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// asked is what the options of both ceremonies say to the device.
type asked struct {
	PublicKey struct {
		Challenge              string                `json:"challenge"`
		RPID                   string                `json:"rpId"`
		RP                     struct{ ID string }   `json:"rp"`
		User                   struct{ ID string }   `json:"user"`
		UserVerification       string                `json:"userVerification"`
		AllowCredentials       []any                 `json:"allowCredentials"`
		ExcludeCredentials     []struct{ ID string } `json:"excludeCredentials"`
		AuthenticatorSelection struct {
			ResidentKey      string `json:"residentKey"`
			UserVerification string `json:"userVerification"`
		} `json:"authenticatorSelection"`
	} `json:"publicKey"`
}

func (d *device) read(options json.RawMessage) (a asked) {
	d.t.Helper()
	if err := json.Unmarshal(options, &a); err != nil {
		d.t.Fatal(err)
	}
	return a
}

func (d *device) client(kind, challenge string) []byte {
	raw, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": d.origin, "crossOrigin": false})
	if err != nil {
		d.t.Fatal(err)
	}
	return raw
}

func (d *device) authenticator(more byte) []byte {
	sum := sha256.Sum256([]byte(d.rpID))
	flags := byte(0x01) | more
	if d.verify {
		flags |= 0x04
	}
	return binary.BigEndian.AppendUint32(append(sum[:], flags), d.counter)
}

// create answers navigator.credentials.create.
func (d *device) create(options json.RawMessage) []byte {
	d.t.Helper()
	a := d.read(options)
	d.handle = must(base64.RawURLEncoding.DecodeString(a.PublicKey.User.ID))(d.t)
	point := must(d.key.PublicKey.Bytes())(d.t) // 4, x, y
	public := must(cbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]}))(d.t)
	data := append(d.authenticator(0x40), make([]byte, 16)...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(d.id)))
	data = append(append(data, d.id...), public...)
	object := must(cbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": data}))(d.t)
	return d.answer(map[string]any{"clientDataJSON": b64(d.client("webauthn.create", a.PublicKey.Challenge)), "attestationObject": b64(object)})
}

// get answers navigator.credentials.get.
func (d *device) get(options json.RawMessage) []byte {
	d.t.Helper()
	client := d.client("webauthn.get", d.read(options).PublicKey.Challenge)
	data := d.authenticator(0)
	hash := sha256.Sum256(client)
	signed := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature := must(ecdsa.SignASN1(rand.Reader, d.key, signed[:]))(d.t)
	return d.answer(map[string]any{
		"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": b64(d.handle),
	})
}

func (d *device) answer(response map[string]any) []byte {
	raw, err := json.Marshal(map[string]any{
		"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{},
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return raw
}

func (p *place) register(person string, d *device) error {
	p.t.Helper()
	c := must(p.Passkeys.BeginRegister(person, "Desire Lines"))(p.t)
	return p.Passkeys.FinishRegister(person, c.Handle, d.create(c.Options))
}

func (p *place) login(d *device) (Arrival, error) {
	p.t.Helper()
	c := must(p.Passkeys.BeginLogin(p.t.Context()))(p.t)
	return p.Passkeys.FinishLogin(p.t.Context(), c.Handle, d.get(c.Options))
}

func TestAPasskeyBringsSomebodyBack(t *testing.T) {
	p := open(t)
	me := p.person()
	d := newDevice(t)
	c := must(p.Passkeys.BeginRegister(me, "Desire Lines"))(t)
	a := d.read(c.Options)
	if a.PublicKey.RP.ID != "lines.example" || a.PublicKey.AuthenticatorSelection.ResidentKey != "required" {
		t.Errorf("asked for %s", c.Options)
	}
	if err := p.Passkeys.FinishRegister(me, c.Handle, d.create(c.Options)); err != nil {
		t.Fatal(err)
	}
	l := must(p.Passkeys.BeginLogin(t.Context()))(t)
	if a := d.read(l.Options); len(a.PublicKey.AllowCredentials) != 0 || a.PublicKey.RPID != "lines.example" {
		t.Errorf("a sign-in that says whose passkeys it wants: %s", l.Options)
	}
	got := must(p.Passkeys.FinishLogin(t.Context(), l.Handle, d.get(l.Options)))(t)
	if got.Person != me || got.CounterWentBack {
		t.Errorf("arrived as %+v", got)
	}
	again := d.read(must(p.Passkeys.BeginRegister(me, "x"))(t).Options)
	if len(again.PublicKey.ExcludeCredentials) != 1 {
		t.Error("the device would be asked for a second passkey")
	}
}

func TestAPasskeyAnswerThatDoesNotFitIsRefused(t *testing.T) {
	p := open(t)
	me, other := p.person(), p.person()
	d := newDevice(t)
	if err := p.register(me, d); err != nil {
		t.Fatal(err)
	}
	finish := func(c Ceremony, answer []byte) error {
		_, err := p.Passkeys.FinishLogin(t.Context(), c.Handle, answer)
		return err
	}
	begin := func() Ceremony { return must(p.Passkeys.BeginLogin(t.Context()))(t) }
	with := func(change func(*device)) error {
		changed := *d
		change(&changed)
		_, err := p.login(&changed)
		return err
	}
	used, old, one, two := begin(), begin(), begin(), begin()
	if err := finish(used, d.get(used.Options)); err != nil {
		t.Fatal(err)
	}
	otherID := uuid.MustParse(other)
	errs := map[string]error{
		"used":                finish(used, d.get(used.Options)),
		"of another ceremony": finish(one, d.get(two.Options)),
		"another site":        with(func(d *device) { d.origin = "https://lines.example.evil" }),
		"another party":       with(func(d *device) { d.rpID = "evil.example" }),
		"another key":         with(func(d *device) { d.key = newDevice(t).key }),
		"another credential":  with(func(d *device) { d.id = newDevice(t).id }),
		"another person":      with(func(d *device) { d.handle = otherID[:] }),
		"nobody":              with(func(d *device) { d.handle = nil }),
		"a register's handle": finish(must(p.Passkeys.BeginRegister(me, "x"))(t), d.get(two.Options)),
		"nonsense":            finish(begin(), []byte("{")),
	}
	p.clock.move(ceremonyTime)
	errs["late"] = finish(old, d.get(old.Options))
	if err := p.Accounts.Remove(me, must(p.Accounts.Ways(me))(t)[0].ID); err != nil {
		t.Fatal(err)
	}
	_, errs["removed"] = p.login(d)
	wantSame(t, errs)
	for name, err := range errs {
		var f *Failed
		if !errors.As(err, &f) || f.Cause == nil || strings.Contains(err.Error(), f.Cause.Error()) {
			t.Errorf("%s: the cause is not kept apart: %v", name, err)
		}
	}
}

func TestMakingAPasskeyThatDoesNotFitIsRefused(t *testing.T) {
	p := open(t)
	me, other := p.person(), p.person()
	begin := func() Ceremony { return must(p.Passkeys.BeginRegister(me, "x"))(t) }
	d := newDevice(t)
	errs := map[string]error{}
	c := begin()
	errs["somebody else finishes"] = p.Passkeys.FinishRegister(other, c.Handle, d.create(c.Options))
	errs["used"] = p.Passkeys.FinishRegister(me, c.Handle, d.create(c.Options))
	evil := newDevice(t)
	evil.origin = "https://evil.example"
	errs["another site"] = p.register(me, evil)
	if err := p.register(me, d); err != nil {
		t.Fatal(err)
	}
	errs["the same key again"] = p.register(other, d)
	late := begin()
	p.clock.move(ceremonyTime)
	errs["late"] = p.Passkeys.FinishRegister(me, late.Handle, newDevice(t).create(late.Options))
	wantSame(t, errs)
	if _, err := p.Passkeys.BeginRegister(uuid.NewString(), "x"); domain.KindOf(err) != domain.NotFound {
		t.Errorf("without an account: %v", err)
	}
	gone := begin()
	if err := p.Accounts.Forget(me); err != nil {
		t.Fatal(err)
	}
	if err := p.Passkeys.FinishRegister(me, gone.Handle, newDevice(t).create(gone.Options)); err == nil {
		t.Error("a forgotten person has a passkey again")
	}
}

func TestStaffVerifyThemselvesToTheDevice(t *testing.T) {
	p := open(t)
	me := p.person()
	lax := newDevice(t)
	lax.verify = false
	if err := p.register(me, lax); err != nil {
		t.Fatal(err)
	}
	if _, err := p.login(lax); err != nil {
		t.Fatalf("a member without verification: %v", err)
	}
	p.staff[me] = true
	if got, err := p.login(lax); domain.KindOf(err) != domain.Refused || got.Person != "" {
		t.Errorf("staff without verification arrived as %q: %v", got.Person, err)
	}
	c := must(p.Passkeys.BeginRegister(me, "x"))(t)
	if lax.read(c.Options).PublicKey.AuthenticatorSelection.UserVerification != "required" {
		t.Error("verification is not asked for")
	}
	other := newDevice(t)
	other.verify = false
	if err := p.register(me, other); err == nil {
		t.Error("a passkey of staff made without verification")
	}
	lax.verify = true
	if _, err := p.login(lax); err != nil {
		t.Errorf("with verification: %v", err)
	}
}

func TestTheCounterIsOnlyASignal(t *testing.T) {
	p := open(t)
	d := newDevice(t)
	d.counter = 5
	if err := p.register(p.person(), d); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		counter uint32
		back    bool
	}{{6, false}, {4, true}, {7, false}} {
		d.counter = row.counter
		if got := must(p.login(d))(t); got.CounterWentBack != row.back {
			t.Errorf("counter %d: went back %v", row.counter, got.CounterWentBack)
		}
	}
	synced := newDevice(t) // always 0
	if err := p.register(p.person(), synced); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got := must(p.login(synced))(t); got.CounterWentBack {
			t.Error("a synced passkey is suspected")
		}
	}
}

func TestPasskeysAreBoundedAndNeedAName(t *testing.T) {
	p := open(t)
	me := p.person()
	for range passkeysMax {
		if err := p.register(me, newDevice(t)); err != nil {
			t.Fatal(err)
		}
		p.clock.move(time.Second)
	}
	_, err := p.Passkeys.BeginRegister(me, "x")
	wantKind(t, err, domain.Conflict)

	numbers := open(t, func(o *Options) { o.PublicURL = "http://127.0.0.1:8080" })
	_, err = numbers.Passkeys.BeginLogin(t.Context())
	wantKind(t, err, domain.Refused)
	_, err = numbers.Passkeys.BeginRegister(numbers.person(), "x")
	wantKind(t, err, domain.Refused)
	named := open(t, func(o *Options) { o.PublicURL = "http://localhost:8080" })
	if _, err := named.Passkeys.BeginLogin(t.Context()); err != nil {
		t.Error(err)
	}
}
