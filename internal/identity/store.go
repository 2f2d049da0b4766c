package identity

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"github.com/desirelines/desirelines/domain"
)

// fileName is the one file of this package; format is what its bucket "about" holds under "format".
const (
	fileName = "identity.db"
	format   = "desirelines identity 1"
)

// The buckets. Every value is a JSON record of the type named, every time in it UTC. hash is the SHA-256 of a
// token as hexadecimal digits; slow is the Argon2id lookup of hash.go as hexadecimal digits.
const (
	inAbout      = "about"         // "format", and "salt": 16 random bytes of this file
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
)

func buckets() []string {
	return []string{
		inAbout, inAccounts, inCards, inPasskeys, inWords, inKeptCards, inMembers, inSessions, inRequests,
		inRecoveries, inClaims, inClaimed, inHeld, inLinks, inViews, inQuestions, inTokens,
	}
}

// store is the file. The lock is held for reading by whoever uses db and for writing by compact, which replaces it.
type store struct {
	path string
	salt []byte

	mu sync.RWMutex
	db *bolt.DB
}

// tx is one transaction.
type tx struct{ *bolt.Tx }

func openStore(dir string, random io.Reader) (*store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of identities: %w", err)
	}
	s := &store{path: filepath.Join(dir, fileName)}
	db, err := openFile(s.path)
	if err != nil {
		return nil, err
	}
	s.db = db
	if err := s.update(func(t tx) error { return s.prepare(t, random) }); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func openFile(path string) (*bolt.DB, error) {
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: time.Second})
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return nil, &domain.Error{Kind: domain.Unavailable, Message: "the identity file is held by another process", Value: path,
			Want: "stop the other one first"}
	case err != nil:
		return nil, fmt.Errorf("open the identity file %s: %w", path, err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("close the identity file %s to others: %w", path, err), db.Close())
	}
	return db, nil
}

// prepare makes the buckets of a new file and checks the format of one that was there.
func (s *store) prepare(t tx, random io.Reader) error {
	for _, name := range buckets() {
		if _, err := t.CreateBucketIfNotExists([]byte(name)); err != nil {
			return err
		}
	}
	about := t.Bucket([]byte(inAbout))
	if found := about.Get([]byte("format")); found != nil {
		if string(found) != format {
			return &domain.Error{Kind: domain.Usage, Message: "this identity file has a format that this program does not know",
				Value: string(found), Want: "use the program that wrote it, or a newer one"}
		}
		s.salt = append([]byte(nil), about.Get([]byte("salt"))...)
		return nil
	}
	s.salt = make([]byte, 16)
	if _, err := io.ReadFull(random, s.salt); err != nil {
		return fmt.Errorf("draw the salt of the identity file: %w", err)
	}
	return errors.Join(about.Put([]byte("format"), []byte(format)), about.Put([]byte("salt"), s.salt))
}

func (s *store) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.db.Close()
}

func (s *store) view(f func(tx) error) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.db.View(func(t *bolt.Tx) error { return f(tx{t}) })
}

func (s *store) update(f func(tx) error) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.db.Update(func(t *bolt.Tx) error { return f(tx{t}) })
}

// compact writes what is left into a new file and puts that in the place of the old one, whose free pages still
// hold what was deleted. A crash leaves either file whole.
func (s *store) compact() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.path + ".new"
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	db, err := openFile(next)
	if err != nil {
		return err
	}
	if err := errors.Join(bolt.Compact(db, s.db, 1<<20), db.Sync()); err != nil {
		return errors.Join(fmt.Errorf("write the identity file anew: %w", err), db.Close())
	}
	if err := os.Rename(next, s.path); err != nil {
		return errors.Join(fmt.Errorf("replace the identity file: %w", err), db.Close())
	}
	old := s.db
	s.db = db // open under its former name, which does not matter: it is the same file
	return errors.Join(old.Close(), syncDir(filepath.Dir(s.path)))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// get reads one record; found is false where there is none.
func get[T any](t tx, bucket, key string) (record T, found bool, err error) {
	raw := t.Bucket([]byte(bucket)).Get([]byte(key))
	if raw == nil {
		return record, false, nil
	}
	if err := json.Unmarshal(raw, &record); err != nil {
		return record, false, fmt.Errorf("read a record of %s in the identity file: %w", bucket, err)
	}
	return record, true, nil
}

// put writes one record over what was there.
func put[T any](t tx, bucket, key string, record T) error {
	raw, err := json.Marshal(record)
	if err != nil {
		return err
	}
	return t.Bucket([]byte(bucket)).Put([]byte(key), raw)
}

func remove(t tx, bucket, key string) error { return t.Bucket([]byte(bucket)).Delete([]byte(key)) }

// each calls f for every record in the order of the keys, until f returns an error. f must not write to the bucket.
func each[T any](t tx, bucket string, f func(key string, record T) error) error {
	return t.Bucket([]byte(bucket)).ForEach(func(k, raw []byte) error {
		var record T
		if err := json.Unmarshal(raw, &record); err != nil {
			return fmt.Errorf("read a record of %s in the identity file: %w", bucket, err)
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
