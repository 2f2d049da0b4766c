package streams

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/desirelines/desirelines/domain"
)

const (
	// A server that hangs or is cut off says nothing; after so many pings without an answer the next one is tried.
	pingEvery = time.Second
	pingsLost = 2

	dialTime  = 2 * time.Second
	askTime   = 2 * time.Second // for one question, before it is asked again
	askAgain  = 100 * time.Millisecond
	followGap = time.Second // before a consumer that broke is made anew
)

// connectCluster connects to one of the servers at o.NATS. The connection mends itself for as long as the program runs; certificates and
// credentials are read again each time, so that new ones need no restart.
func connectCluster(o Options, more ...nats.Option) (*nats.Conn, error) {
	options, err := clusterOptions(o)
	if err != nil {
		return nil, err
	}
	conn, err := connect(o.NATS, o.Logger, append(options, more...)...)
	if err != nil {
		return nil, connectError(o.NATS, err)
	}
	return conn, nil
}

func clusterOptions(o Options) ([]nats.Option, error) {
	options := []nats.Option{
		nats.Timeout(dialTime), nats.PingInterval(pingEvery), nats.MaxPingsOutstanding(pingsLost),
		nats.ReconnectJitter(100*time.Millisecond, 300*time.Millisecond), nats.IgnoreAuthErrorAbort(),
	}
	if o.Creds != "" {
		option, err := credentials(o.Creds)
		if err != nil {
			return nil, err
		}
		options = append(options, option)
	}
	if (o.Cert == "") != (o.Key == "") {
		return nil, &domain.Error{Kind: domain.Usage, Message: "a certificate for NATS and its key are given together", Value: o.Cert + o.Key, Want: "give both"}
	}
	if o.CA == "" && o.Cert == "" {
		return options, nil
	}
	if _, err := authorities(o.CA); err != nil {
		return nil, err
	}
	if _, err := ownCertificate(o.Cert, o.Key); err != nil {
		return nil, err
	}
	return append(options,
		nats.Secure(&tls.Config{MinVersion: tls.VersionTLS12}),
		nats.ClientTLSConfig(func() (tls.Certificate, error) { return ownCertificate(o.Cert, o.Key) },
			func() (*x509.CertPool, error) { return authorities(o.CA) })), nil
}

// credentials reads a file that holds either a signed user with its seed (made by nsc), or a seed alone, whose public key the
// server's configuration names.
func credentials(file string) (nats.Option, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, wrongFile("the credentials for NATS cannot be read", file, err, "give a file that this program may read with --creds")
	}
	if bytes.Contains(b, []byte("NATS USER JWT")) {
		return nats.UserCredentials(file), nil
	}
	option, err := nats.NkeyOptionFromSeed(file)
	if err != nil {
		return nil, wrongFile("this file holds no credentials for NATS", file, err, "give one with a signed user, or with the seed of one")
	}
	return option, nil
}

// authorities are who may have signed the certificate of a server; nil where no file is given: those that this machine trusts.
func authorities(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	b, err := os.ReadFile(file)
	pool := x509.NewCertPool()
	if err == nil && !pool.AppendCertsFromPEM(b) {
		err = errors.New("no certificate is in it")
	}
	if err != nil {
		return nil, wrongFile("the certificate of who signed for NATS cannot be read", file, err, "give a PEM file with --nats-ca")
	}
	return pool, nil
}

func ownCertificate(cert, key string) (tls.Certificate, error) {
	if cert == "" {
		return tls.Certificate{}, nil
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return pair, wrongFile("the certificate for NATS cannot be used", cert, err, "give it with --nats-cert and its own key with --nats-key, as PEM files")
	}
	return pair, nil
}

func wrongFile(message, file string, err error, want string) error {
	return fmt.Errorf("%w (%w)", &domain.Error{Kind: domain.Unavailable, Message: message, Value: file, Want: want}, err)
}

func connect(url string, logger *slog.Logger, more ...nats.Option) (*nats.Conn, error) {
	options := append([]nats.Option{
		nats.Name("desirelines"), nats.MaxReconnects(-1), nats.ReconnectWait(200 * time.Millisecond),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			logger.Warn("connection to the log", "error", err)
		}),
	}, more...)
	return nats.Connect(url, options...)
}

// connectError says which of address, certificate and credentials is wrong.
func connectError(address string, err error) error {
	e := &domain.Error{Kind: domain.Unavailable, Value: without(address)}
	var (
		name    x509.HostnameError
		unknown x509.UnknownAuthorityError
		invalid x509.CertificateInvalidError
		alert   tls.AlertError
	)
	said := err.Error()
	switch {
	case errors.As(err, &name):
		e.Message, e.Want = "the certificate of the NATS server is for another name", "use a name that is in its certificate: "+name.Error()
	case errors.As(err, &unknown):
		e.Message, e.Want = "the certificate of the NATS server is signed by nobody this program trusts", "give the certificate of who signed it with --nats-ca"
	case errors.As(err, &invalid):
		e.Message, e.Want = "the certificate of the NATS server is not valid", "renew it, or set the clock"
	case errors.As(err, &alert), strings.Contains(said, "remote error: tls"), strings.Contains(said, "after TLS handshake"):
		e.Message, e.Want = "the NATS server did not take our certificate", "give one that it knows with --nats-cert and --nats-key"
	case errors.Is(err, nats.ErrSecureConnRequired):
		e.Message, e.Want = "the NATS server wants TLS", "begin its address with tls://, and say with --nats-ca who signed its certificate"
	case errors.Is(err, nats.ErrSecureConnWanted):
		e.Message, e.Want = "the NATS server does not speak TLS", "turn it on there; or, on this machine alone, begin the address with nats://"
	case errors.Is(err, nats.ErrAuthorization), errors.Is(err, nats.ErrAuthExpired), errors.Is(err, nats.ErrAuthRevoked),
		errors.Is(err, nats.ErrAccountAuthExpired), errors.Is(err, nats.ErrNkeysNotSupported), strings.Contains(said, "nkey"):
		e.Message, e.Want = "the NATS server did not take our credentials", "give those of a user it knows with --creds"
	default:
		e.Message, e.Want = "no NATS server answers at this address", "check the address, and that the server runs"
	}
	return fmt.Errorf("%w (%w)", e, err)
}

// clusterError is for a server that was reached, and could not do what was asked.
func clusterError(address string, err error) error {
	e := &domain.Error{Kind: domain.Unavailable, Message: "the log on NATS cannot be used", Value: without(address)}
	switch {
	case errors.Is(err, jetstream.ErrJetStreamNotEnabled), errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount):
		e.Want = "turn JetStream on there, and for the account of these credentials"
	case errors.Is(err, nats.ErrPermissionViolation):
		e.Want = "give credentials that may do this: init has others than serve"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, nats.ErrTimeout):
		e.Want = "see that most of its servers run and have found each other, and that these credentials may do this"
	default:
		e.Want = "check that JetStream is on, and that most of its servers run"
	}
	return fmt.Errorf("%w: %w", e, err)
}

// without is an address without the passwords in it.
func without(addresses string) string {
	list := strings.Split(addresses, ",")
	for i, one := range list {
		if u, err := url.Parse(strings.TrimSpace(one)); err == nil && u.User != nil {
			u.User = url.User(u.User.Username())
			list[i] = u.String()
		}
	}
	return strings.Join(list, ",")
}

// asked repeats a question to the servers until it has an answer or ctx ends: while they choose a leader nobody answers, and what was
// asked of one that is gone is never answered. A refusal is an answer. The embedded server is asked once.
func (s *jetstreamStore) asked(ctx context.Context, question func(context.Context) error) error {
	if s.dir != "" {
		return question(ctx)
	}
	for {
		once, cancel := context.WithTimeout(ctx, askTime)
		err := question(once)
		cancel()
		if err == nil || !isSilence(err) || ctx.Err() != nil {
			return err
		}
		if pause(ctx, askAgain); ctx.Err() != nil {
			return err
		}
	}
}

// isSilence says whether an error only means that nobody answered.
func isSilence(err error) bool {
	return errors.Is(err, nats.ErrNoResponders) || errors.Is(err, jetstream.ErrNoStreamResponse) || errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, nats.ErrTimeout) || errors.Is(err, nats.ErrReconnectBufExceeded) || errors.Is(err, nats.ErrConnectionReconnecting) || errors.Is(err, nats.ErrDisconnected)
}
