package identity

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/records"
)

// fileName is the one file of this package in a folder, schema where everything is in a PostgreSQL database; format is what the bucket "about"
// holds under "format".
const (
	fileName = "identity.db"
	schema   = "desirelines_identity"
	format   = "desirelines identity 1"
)

// The buckets. Every value is a JSON record of the type named, every time in it UTC. hash is the SHA-256 of a
// token as hexadecimal digits; slow is the Argon2id lookup of hash.go as hexadecimal digits.
const (
	inAbout      = "about"         // "format"; "salt" and "pass": 16 and 32 random bytes of this file or database
	inAccounts   = "accounts"      // person → account
	inCards      = "cards"         // hash of the code → card
	inPasskeys   = "passkeys"      // credential id → passkey
	inWords      = "words"         // slow hash of the words → way
	inKeptCards  = "kept_cards"    // slow hash of digits and PIN → way
	inMembers    = "organisations" // issuer, a zero byte, subject → way
	inSessions   = "sessions"      // hash of the cookie's token → sessionRecord
	inRequests   = "requests"      // person → request: the first of two facilitators has confirmed
	inRecoveries = "recoveries"    // person, "/", time → Recovery
	inClaims     = "claims"        // hash of the code → claim
	inClaimed    = "claimed"       // entry → claim: it has, or had, a code
	inHeld       = "held"          // person, "/", entry → holding
	inLinks      = "links"         // hash of the token → link
	inViews      = "views"         // id of the link, "/", number → view
	inQuestions  = "questions"     // hash of the token → question
	inTokens     = "tokens"        // hash of the secret → token
	inWaiting    = "waiting"       // hash of the handle → waiting
)

// everything is each of them.
var everything = []string{
	inAbout, inAccounts, inCards, inPasskeys, inWords, inKeptCards, inMembers, inSessions, inRequests, inRecoveries, inClaims, inClaimed, inHeld,
	inLinks, inViews, inQuestions, inWaiting, inTokens,
}

// store is the database, in a file or in PostgreSQL. What is given to view and update may run more than once.
type store struct {
	records.DB
	salt []byte
	pass []byte // what passes of links are signed with
}

// tx is one transaction.
type tx struct{ records.Tx }

func openStore(where string, random io.Reader) (*store, error) {
	db, err := openDatabase(where)
	if err != nil {
		return nil, err
	}
	s := &store{DB: db}
	ready := false
	err = s.view(func(t tx) (err error) {
		ready, err = s.read(t)
		return err
	})
	if err == nil && !ready {
		err = s.update(func(t tx) error { return s.prepare(t, random) })
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

func openDatabase(where string) (records.DB, error) {
	if records.IsURL(where) {
		return records.OpenPostgres(where, schema)
	}
	return records.OpenFile(filepath.Join(where, fileName))
}

// Move copies the identities in a folder to a PostgreSQL database where there are none: who may sign in, and who is signed in. What is there and the
// same is left as it is; others are Conflict, a file that another process holds is Unavailable, and no file is nothing to do. The file stays,
// and is an old copy from then on.
func Move(folder, to string) (err error) {
	if _, err := os.Stat(filepath.Join(folder, fileName)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	from, err := openDatabase(folder)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	there, err := openDatabase(to)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, there.Close()) }()
	same, err := records.Copy(from, there, everything, nil)
	if err == nil && !same {
		err = &domain.Error{Kind: domain.Conflict, Message: "it is known there already who may sign in, and that is not who may here", Value: records.Shown(to),
			Want: "name a database with --keys that nothing was served with"}
	}
	return err
}

// read checks the format and reads what everything needs; ready is false where there is nothing yet, or not all of it.
func (s *store) read(t tx) (ready bool, err error) {
	found, err1 := t.Get(inAbout, []byte("format"))
	salt, err2 := t.Get(inAbout, []byte("salt"))
	pass, err3 := t.Get(inAbout, []byte("pass"))
	if err := errors.Join(err1, err2, err3); err != nil {
		return false, err
	}
	if found != nil && string(found) != format {
		return false, &domain.Error{Kind: domain.Usage, Message: "these identities have a format that this program does not know",
			Value: string(found), Want: "use the program that wrote them, or a newer one"}
	}
	s.salt, s.pass = salt, pass
	return found != nil && pass != nil, nil
}

// prepare makes what is missing of the first record.
func (s *store) prepare(t tx, random io.Reader) error {
	ready, err := s.read(t)
	if err != nil || ready { // another replica was first
		return err
	}
	if s.salt == nil {
		if s.salt, err = draw(random, 16); err != nil {
			return err
		}
	}
	if s.pass, err = draw(random, 32); err != nil {
		return err
	}
	return errors.Join(t.Put(inAbout, []byte("format"), []byte(format)), t.Put(inAbout, []byte("salt"), s.salt), t.Put(inAbout, []byte("pass"), s.pass))
}

func (s *store) view(f func(tx) error) error {
	return s.View(func(t records.Tx) error { return f(tx{t}) })
}

func (s *store) update(f func(tx) error) error {
	return s.Update(func(t records.Tx) error { return f(tx{t}) })
}

// get reads one record; found is false where there is none.
func get[T any](t tx, bucket, key string) (record T, found bool, err error) {
	if key == "" {
		return record, false, nil
	}
	raw, err := t.Get(bucket, []byte(key))
	if raw == nil || err != nil {
		return record, false, err
	}
	record, err = decode[T](bucket, raw)
	return record, err == nil, err
}

func decode[T any](bucket string, raw []byte) (record T, err error) {
	if err := json.Unmarshal(raw, &record); err != nil {
		return record, fmt.Errorf("read a record of %s of the identities: %w", bucket, err)
	}
	return record, nil
}

// put writes one record over what was there.
func put[T any](t tx, bucket, key string, record T) error {
	raw, err := json.Marshal(record)
	if err != nil {
		return err
	}
	return t.Put(bucket, []byte(key), raw)
}

func remove(t tx, bucket, key string) error { return t.Delete(bucket, []byte(key)) }

// each calls f for every record in the order of the keys, until f returns an error. f must not write.
func each[T any](t tx, bucket string, f func(key string, record T) error) error {
	return t.Each(bucket, nil, func(k, raw []byte) error {
		record, err := decode[T](bucket, raw)
		if err != nil {
			return err
		}
		return f(string(k), record)
	})
}

// drop removes the records for which over is true.
func drop[T any](t tx, bucket string, over func(T) bool) error {
	_, err := dropKeys(t, bucket, func(_ string, record T) bool { return over(record) })
	return err
}

// dropKeys removes the records for which over is true and returns how many there were.
func dropKeys[T any](t tx, bucket string, over func(key string, record T) bool) (int, error) {
	var keys []string
	err := each(t, bucket, func(key string, record T) error {
		if over(key, record) {
			keys = append(keys, key)
		}
		return nil
	})
	for _, key := range keys {
		err = errors.Join(err, remove(t, bucket, key))
	}
	return len(keys), err
}
