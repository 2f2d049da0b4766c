package reminders

import (
	"context"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"github.com/desirelines/desirelines/domain"
)

// postTime is the longest that a mail server may take to say the next thing.
const postTime = 20 * time.Second

// Post is a mail server that takes messages. It may be used concurrently.
type Post struct {
	host    string
	from    string
	options []mail.Option
}

// OpenPost reads the address of a mail server, smtp://user@host:port (TLS is agreed on before anything is said) or smtps://user@host:port
// (TLS from the first byte), and does not speak to it yet. Without TLS it speaks to this machine alone. From is the address that messages come
// from. A password in the address is Usage: others see the command line.
func OpenPost(server, from, password string) (*Post, error) {
	bad := func(message, value, want string) error {
		return &domain.Error{Kind: domain.Usage, Message: message, Value: value, Want: want}
	}
	u, err := url.Parse(server)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return nil, bad("this is not the address of a mail server", "", "write it as smtps://user@mail.example.org:465, without a password")
	}
	if _, open := u.User.Password(); open {
		return nil, bad("a password does not belong on the command line", "", "put it into DESIRELINES_MAIL_PASSWORD or a file")
	}
	if !IsAddress(from) {
		return nil, bad("this is not the address that messages come from", from, "write it as reminders@example.org")
	}
	p := &Post{host: u.Hostname(), from: from, options: []mail.Option{mail.WithTimeout(postTime)}}
	switch {
	case u.Scheme == "smtps":
		p.options = append(p.options, mail.WithSSL(), mail.WithPort(portOf(u, 465)))
	case isHere(p.host):
		p.options = append(p.options, mail.WithTLSPolicy(mail.NoTLS), mail.WithPort(portOf(u, 25)))
	default:
		p.options = append(p.options, mail.WithTLSPolicy(mail.TLSMandatory), mail.WithPort(portOf(u, 587)))
	}
	if user := u.User.Username(); user != "" {
		if password == "" {
			return nil, bad("the password of the mail server is missing", user, "put it into DESIRELINES_MAIL_PASSWORD or a file")
		}
		p.options = append(p.options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(user), mail.WithPassword(password))
	}
	if _, err := mail.NewClient(p.host, p.options...); err != nil {
		return nil, bad("this mail server cannot be used: "+err.Error(), p.host, "write it as smtps://user@mail.example.org:465")
	}
	return p, nil
}

// IsAddress says whether text is one e-mail address and nothing else.
func IsAddress(text string) bool {
	a, err := netmail.ParseAddress(text)
	return err == nil && a.Name == "" && a.Address == text
}

func portOf(u *url.URL, usual int) int {
	if port, err := strconv.Atoi(u.Port()); err == nil {
		return port
	}
	return usual
}

// isHere says whether a host is this machine.
func isHere(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// call reaches the mail server and signs in there. An error says nothing of whom anything was for.
func (p *Post) call(ctx context.Context) (*mail.Client, error) {
	client, err := mail.NewClient(p.host, p.options...)
	if err == nil {
		err = client.DialWithContext(ctx)
	}
	if err != nil {
		return nil, p.unavailable(err)
	}
	return client, nil
}

// open says whether a line can still be used.
func (p *Post) open(client *mail.Client) error {
	if err := client.Reset(); err != nil {
		return p.unavailable(err)
	}
	return nil
}

func (p *Post) unavailable(err error) error {
	return fmt.Errorf("%w: %w", &domain.Error{Kind: domain.Unavailable, Message: "the mail server cannot be used", Value: p.host, Want: "check --mail, the password and the certificate of the server"}, err)
}

// send gives one message over on a line that is open. Why is empty where the server took it, or may have, and else says in words what it did, never
// to which address.
func (p *Post) send(client *mail.Client, id, to, subject, text, stop string) (why string) {
	m := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := errors.Join(m.From(p.from), m.To(to)); err != nil {
		return "the address cannot be written to"
	}
	m.Subject(subject)
	m.SetDate()
	m.SetMessageIDWithValue(id + "@" + p.from[strings.LastIndex(p.from, "@")+1:])
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader(mail.HeaderListUnsubscribe, "<"+stop+">")
	m.SetBodyString(mail.TypeTextPlain, text)
	return whyNot(client.Send(m))
}

// brokeOff is why a message did not go out where the line is of no use any more.
const brokeOff = "the mail server broke off before it took the message"

// whyNot says why a message did not go out; empty where the server took it, or may have: nobody is to be told twice. What the server
// wrote may name the address, so its numbers alone are kept.
func whyNot(err error) string {
	var refused *mail.SendError
	switch known := errors.As(err, &refused); {
	case err == nil, known && refused.Reason == mail.ErrSMTPReset: // it broke off after it took the message
		return ""
	case known && refused.Reason == mail.ErrSMTPDataClose && refused.ErrorCode() == 0: // it had all of it, and said nothing
		return ""
	case !known || refused.ErrorCode() == 0:
		return brokeOff
	case refused.Reason == mail.ErrSMTPRcptTo:
		return fmt.Sprintf("the mail server refused the address (%s)", codes(refused))
	}
	return fmt.Sprintf("the mail server refused the message (%s)", codes(refused))
}

func codes(e *mail.SendError) string {
	return strings.TrimSpace(strconv.Itoa(e.ErrorCode()) + " " + e.EnhancedStatusCode())
}
