package identity

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
)

// passkeysMax is how many passkeys a person may have.
const passkeysMax = 10

// passkey is a public key of somebody's device. What the device said of its maker is not kept.
type passkey struct {
	Person     string              `json:"person"`
	Made       time.Time           `json:"made"`
	Seen       time.Time           `json:"seen,omitzero"`
	Credential webauthn.Credential `json:"credential"`
}

// Passkeys let a person come back by their device. Safe for concurrent use.
type Passkeys struct {
	*core
	party *webauthn.WebAuthn // nil where the public URL has an IP address instead of a name
}

// Ceremony is the first half of making or using a passkey.
type Ceremony struct {
	Options json.RawMessage // for navigator.credentials.create or .get
	Handle  string          // comes back with the answer, within 5 minutes, once
}

// Arrival is somebody who signed in by a passkey.
type Arrival struct {
	Person string
	// CounterWentBack hints that the passkey may have been copied. Synced passkeys do not count at all, so that it is
	// worth a line of the log and never a refusal.
	CounterWentBack bool
}

// Failed is a ceremony that did not succeed: a sentence for the person and the cause for the log of the program. The
// cause may quote what the other side sent.
type Failed struct {
	Sentence error
	Cause    error
}

func (f *Failed) Error() string   { return f.Sentence.Error() }
func (f *Failed) Unwrap() []error { return []error{f.Sentence, f.Cause} }

func newPasskeys(c *core) (*Passkeys, error) {
	if !c.site.named {
		return &Passkeys{core: c}, nil
	}
	party, err := webauthn.New(&webauthn.Config{
		RPID: c.site.host, RPDisplayName: "Desire Lines", RPOrigins: []string{c.site.origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationPreferred,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("prepare passkeys for %s: %w", c.site.origin, err)
	}
	return &Passkeys{core: c, party: party}, nil
}

// BeginRegister starts making a passkey for somebody who is signed in. label is what their device will call it; it
// is sent to the device and not kept. Staff must verify themselves to the device.
func (p *Passkeys) BeginRegister(person, label string) (Ceremony, error) {
	if err := p.ready(); err != nil {
		return Ceremony{}, err
	}
	owner, err := p.owner(person)
	if err != nil {
		return Ceremony{}, err
	}
	if len(owner.credentials) >= passkeysMax {
		return Ceremony{}, &domain.Error{Kind: domain.Conflict, Message: "you have as many passkeys as there can be", Want: "remove one that you do not use"}
	}
	owner.label = label
	choice := p.party.Config.AuthenticatorSelection
	staff, err := p.staff(person)
	if err != nil {
		return Ceremony{}, err
	}
	if staff {
		choice.UserVerification = protocol.VerificationRequired
	}
	options, session, err := p.party.BeginRegistration(owner, webauthn.WithAuthenticatorSelection(choice),
		webauthn.WithExclusions(webauthn.Credentials(owner.credentials).CredentialDescriptors()))
	if err != nil {
		return Ceremony{}, fmt.Errorf("begin to make a passkey: %w", err)
	}
	return p.ceremony(options, makingPasskey, person, session)
}

// ceremony keeps what waits between the halves. It knows whose a new passkey will be.
func (p *Passkeys) ceremony(options any, kind, person string, session *webauthn.SessionData) (Ceremony, error) {
	raw, err := json.Marshal(options)
	if err != nil {
		return Ceremony{}, err
	}
	handle, err := p.keep(kind, person, session)
	return Ceremony{Options: raw, Handle: handle}, err
}

// begun takes what waits under a handle.
func (p *Passkeys) begun(kind, handle string) (webauthn.SessionData, error) {
	session, found, err := take[webauthn.SessionData](p.core, kind, handle)
	if err == nil && !found {
		err = failed(errors.New("no such ceremony"))
	}
	return session, err
}

// FinishRegister checks the device's answer (the JSON of its PublicKeyCredential) and keeps the public key. The
// person must be who began.
func (p *Passkeys) FinishRegister(person, handle string, answer []byte) error {
	session, err := p.begun(makingPasskey, handle)
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return failed(err)
	}
	owner, err := p.owner(person)
	if err != nil {
		return err
	}
	credential, err := p.party.CreateCredential(owner, session, parsed) // refuses who did not begin
	if err != nil {
		return failed(err)
	}
	credential.Attestation = webauthn.CredentialAttestation{}
	return p.update(func(t tx) error {
		if err := need(t, person); err != nil {
			return err
		}
		key := credentialKey(credential.ID)
		if _, found, err := get[passkey](t, inPasskeys, key); err != nil || found {
			return failed(errors.Join(err, errors.New("this passkey is there already")))
		}
		return put(t, inPasskeys, key, passkey{Person: person, Made: p.now().UTC(), Credential: *credential})
	})
}

// BeginLogin starts a sign-in by whatever passkey the device has for this address.
func (p *Passkeys) BeginLogin(ctx context.Context) (Ceremony, error) {
	if err := p.ready(); err != nil {
		return Ceremony{}, err
	}
	if err := p.pace.account(ctx, ""); err != nil {
		return Ceremony{}, err
	}
	options, session, err := p.party.BeginDiscoverableLogin()
	if err != nil {
		return Ceremony{}, fmt.Errorf("begin to use a passkey: %w", err)
	}
	return p.ceremony(options, usingPasskey, "", session)
}

// FinishLogin checks the device's answer (the JSON of its PublicKeyCredential) and says who it is. Staff who did not
// verify themselves to the device are refused.
func (p *Passkeys) FinishLogin(ctx context.Context, handle string, answer []byte) (Arrival, error) {
	session, err := p.begun(usingPasskey, handle)
	if err != nil {
		return Arrival{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return Arrival{}, failed(err)
	}
	person, err := personOf(parsed.Response.UserHandle)
	if err != nil {
		return Arrival{}, failed(err)
	}
	if err := p.pace.account(ctx, person); err != nil {
		return Arrival{}, err
	}
	owner, err := p.owner(person)
	if err != nil {
		return Arrival{}, failed(err)
	}
	_, credential, err := p.party.ValidatePasskeyLogin(func(_, _ []byte) (webauthn.User, error) { return owner, nil }, session, parsed)
	if err != nil {
		return Arrival{}, failed(err)
	}
	staff, err := p.staff(person)
	if err != nil {
		return Arrival{}, err
	}
	// The flag of this very answer: that of the record only says that it was so once.
	if staff && !parsed.Response.AuthenticatorData.Flags.HasUserVerified() {
		return Arrival{}, refused("your device did not check that it is you", "let it ask for your fingerprint, face or PIN; people who work here need that")
	}
	arrival := Arrival{Person: person, CounterWentBack: credential.Authenticator.CloneWarning}
	credential.Authenticator.CloneWarning = false // said of this answer; the library would say it for ever
	if err := p.used(person, credential); err != nil {
		return Arrival{}, err
	}
	return arrival, nil
}

// used keeps what an answer changed of a passkey.
func (p *Passkeys) used(person string, credential *webauthn.Credential) error {
	return p.update(func(t tx) error {
		key := credentialKey(credential.ID)
		k, found, err := get[passkey](t, inPasskeys, key)
		if err != nil {
			return err
		}
		if !found || k.Person != person { // removed or forgotten at this moment
			return failed(errors.New("this passkey was removed"))
		}
		k.Seen, k.Credential = p.now().UTC(), *credential
		return put(t, inPasskeys, key, k)
	})
}

func (p *Passkeys) ready() error {
	if p.party == nil {
		return refused("passkeys do not work at an address of numbers", "open this site under its name (on this machine: localhost)")
	}
	return nil
}

func failed(cause error) error {
	return &Failed{refused("this did not work", "begin again; if it keeps failing, use another way to come back"), cause}
}

func credentialKey(id []byte) string { return base64.RawURLEncoding.EncodeToString(id) }

// keyOwner is a person as the library wants to see them.
type keyOwner struct {
	handle      []byte
	label       string
	credentials []webauthn.Credential
}

func (o *keyOwner) WebAuthnID() []byte                         { return o.handle }
func (o *keyOwner) WebAuthnName() string                       { return o.label }
func (o *keyOwner) WebAuthnDisplayName() string                { return o.label }
func (o *keyOwner) WebAuthnCredentials() []webauthn.Credential { return o.credentials }

// owner reads somebody's passkeys. The handle that a device keeps is the person's random id.
func (p *Passkeys) owner(person string) (*keyOwner, error) {
	id, err := uuid.Parse(person)
	if err != nil {
		return nil, invalid(person, "this is not a person's id", "give a UUID of version 4")
	}
	o := &keyOwner{handle: id[:]}
	err = p.view(func(t tx) error {
		if err := need(t, person); err != nil {
			return err
		}
		o.credentials = nil
		return each(t, inPasskeys, func(_ string, k passkey) error {
			if k.Person == person {
				o.credentials = append(o.credentials, k.Credential)
			}
			return nil
		})
	})
	return o, err
}

// personOf reads the handle of a device back.
func personOf(handle []byte) (string, error) {
	id, err := uuid.FromBytes(bytes.Clone(handle))
	return id.String(), err
}
