package identity

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/desirelines/desirelines/domain"
)

// A visit is what somebody reads after they opened a link: its other pages do not count as views of their own for this long.
const visitLife = 30 * time.Minute

// Find looks at what a link is without opening it: nothing is counted and no passphrase is asked. It refuses as Use does.
func (l *Links) Find(ctx context.Context, token string) (Link, error) {
	key, err := l.paced(ctx, token)
	if err != nil {
		return Link{}, err
	}
	record, err := l.read(key)
	return record.shown(key), err
}

// paced returns the key of a token once it is its turn.
func (l *Links) paced(ctx context.Context, token string) (key string, err error) {
	if len(token) <= longestSecret {
		key = fastHash(token)
	}
	return key, l.pace.link(ctx, key)
}

// Passed is for who gave the passphrase of a link a while ago, and was counted then; pass says so: see Pass. It refuses as Use does,
// and a link without a passphrase too.
func (l *Links) Passed(_ context.Context, token, pass string) (Link, error) {
	key, record, _, err := l.standing(token)
	if err != nil || record.Hash == nil || !l.passes(key, pass, l.now()) {
		return Link{}, orRefusedLink(err)
	}
	return record.shown(key), nil
}

// Within is for the other pages of a link: they belong to the view that was counted last where that is not long ago, else they
// are one of their own. Where a passphrase is asked for, pass says that it was given. It refuses as Use does.
func (l *Links) Within(ctx context.Context, token, pass string) (Link, error) {
	key, record, visiting, err := l.standing(token)
	switch {
	case err != nil:
		return Link{}, err
	case record.Hash != nil:
		return l.Passed(ctx, token, pass)
	case visiting:
		return record.shown(key), nil
	}
	if _, err := l.paced(ctx, token); err != nil {
		return Link{}, err
	}
	return l.count(key, nil)
}

// standing returns a link that is neither over nor revoked, and whether somebody opened it a little while ago.
func (l *Links) standing(token string) (key string, record link, visiting bool, err error) {
	if len(token) > longestSecret {
		return "", link{}, false, orRefusedLink(nil)
	}
	key = fastHash(token)
	err = l.view(func(t tx) error {
		now := l.now()
		var there bool
		record, there, err = get[link](t, inLinks, key)
		if err != nil || !there || !record.Revoked.IsZero() || !now.Before(record.Until) {
			return orRefusedLink(err)
		}
		last, viewed, err := get[view](t, inViews, viewKey(key, record.Seen))
		visiting = viewed && now.Before(last.At.Add(visitLife))
		return err
	})
	return key, record, visiting, err
}

// Pass is what a browser shows after the passphrase of a link was given, so that it is not asked for on every page. It is for this link
// alone and lasts half an hour; a link that is over does not open with it.
func (l *Links) Pass(token string) (pass string, until time.Time) {
	until = l.now().UTC().Add(visitLife).Truncate(time.Second)
	return l.passFor(fastHash(token), until), until
}

func (l *Links) passFor(key string, until time.Time) string {
	day := strconv.FormatInt(until.Unix(), 10)
	mac := hmac.New(sha256.New, l.pass)
	fmt.Fprintf(mac, "link pass\x00%s\x00%s", key, day)
	return day + "." + hex.EncodeToString(mac.Sum(nil))
}

func (l *Links) passes(key, pass string, now time.Time) bool {
	text, _, _ := strings.Cut(pass, ".")
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return false
	}
	until := time.Unix(seconds, 0).UTC()
	return now.Before(until) && hmac.Equal([]byte(pass), []byte(l.passFor(key, until)))
}

func viewKey(key string, n int) string { return fmt.Sprintf("%s/%010d", linkID(key), n) }

// Address is where a link leads, below the public address of the site.
func (l *Links) Address(token string) string { return l.site.url("/s/" + token) }

// Refused says whether an error means that a link opens nothing, whatever the reason is.
func (*Links) Refused(err error) bool { return domain.KindOf(err) == domain.Refused }
