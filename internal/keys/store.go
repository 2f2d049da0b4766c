package keys

import (
	"context"
	"crypto/cipher"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/records"
)

// The buckets.
const (
	aboutBucket     = "about"
	ownedBucket     = "owned"
	ownersBucket    = "owners"
	blocksBucket    = "blocks"
	forgottenBucket = "forgotten"
)

// Names in the bucket about.
const (
	aboutID       = "id"
	aboutStore    = "store"
	aboutEpoch    = "epoch"
	aboutFollowed = "followed"
)

// The schema of the keys in a PostgreSQL database, and that of the master key in another one.
const (
	keysSchema   = "desirelines_keys"
	masterSchema = "desirelines_master"
)

const (
	lifetime = 4 * time.Minute
	sweeping = time.Minute     // together with lifetime: no key is in memory for longer than five minutes
	looking  = 5 * time.Second // whether somebody was forgotten elsewhere, besides every time that something is looked up
)

// Options of a key store. The zero value is what the program uses.
type Options struct {
	Master string           // where the master key lies: a folder, or a PostgreSQL database that the keys are not in; empty: with the keys, in their folder
	Now    func() time.Time // nil: time.Now
	Logger *slog.Logger     // gets what readers are not told; nil: nobody
}

// Store is a key store: in a folder that one process holds, or in a PostgreSQL database that many share. It is a domain.Sealer and a
// domain.Opener once Attach has opened it, and safe for concurrent use from then on.
type Store struct {
	where  string
	apart  string // where the master key lies, where that is not with the keys; else empty
	now    func() time.Time
	logger *slog.Logger

	db       records.DB
	masters  masters
	release  func() error // closes where the master key lies
	shared   bool         // others may write too
	store    string       // id of the log it belongs to
	stop     context.CancelFunc
	work     sync.WaitGroup
	notFound atomic.Int64 // boxes that did not open, for the log

	unreached atomic.Uint64

	writing    sync.Mutex // held by whoever asks the database; guards what follows
	master     master
	wrap       cipher.AEAD
	unfinished bool // the old master key is still there

	mu      sync.RWMutex // guards what follows; taken after writing
	current map[ownerClass]*openKey
	opened  map[string]*openKey // by key id
	blocks  map[[blockIDSize]byte]*openBlock
	waiting []*openKey // not on the disk yet, oldest first
	unsaved atomic.Int64
	lent    atomic.Bool // a key from the database was sealed with since the last Flush
	pool    pool

	after func(step int) error // tests stop forgetting behind a step; nil: nobody does
}

type ownerClass struct {
	owner string
	class domain.Class
}

// openKey is a key of an owner in memory.
type openKey struct {
	of     ownerClass
	id     string
	raw    []byte // nil once it is on the disk
	cipher cipher.AEAD
	since  time.Time
}

// At names where the keys of a store lie: a folder, or the address of a PostgreSQL database (postgres://…), which needs Options.Master.
// Nothing is opened before Attach.
func At(where string, o Options) *Store {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	s := &Store{where: where, apart: o.Master, now: o.Now, logger: o.Logger, shared: records.IsURL(where)}
	if s.apart == where {
		s.apart = ""
	}
	s.pool.ready = sync.NewCond(&s.pool.mu)
	s.forgetMemory()
	return s
}

// Attach opens the keys of the log with this store id and returns their own id. Known is the id under which the log knows its
// keys; empty for a log that was never sealed: keys are made for it where there are none. Keys of another log, keys that
// the log does not know, missing ones, and a folder that another process holds are Unavailable.
func (s *Store) Attach(store, known string) (id string, err error) {
	if err := s.open(known != ""); err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.release(), s.db.Close())
			s.db = nil
		}
	}()
	s.store = store
	s.writing.Lock()
	defer s.writing.Unlock()
	a, err := s.standing(known)
	if errors.Is(err, errLook) {
		err = s.db.Update(func(tx records.Tx) error {
			a, err = s.beginOrSettle(tx, known)
			return err
		})
	}
	if err == nil && s.unfinished { // a forgetting was cut off
		err = s.finish()
	}
	if err != nil {
		return "", s.explain(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	s.work.Go(func() { s.sweepUntil(ctx) })
	return a.id, nil
}

// open opens the database, and where the master key lies.
func (s *Store) open(there bool) (err error) {
	if s.shared {
		if s.apart == "" {
			return &domain.Error{Kind: domain.Usage, Message: "keys in a database need another place for their master key, or a copy of the database would open everything",
				Value: records.Shown(s.where), Want: "name a folder or another database with --master"}
		}
		if s.db, err = records.OpenPostgres(s.where, keysSchema); err != nil {
			return err
		}
	} else {
		path := filepath.Join(s.where, databaseFile)
		if _, err := os.Stat(path); there && errors.Is(err, fs.ErrNotExist) {
			return s.missing()
		}
		if s.db, err = records.OpenFile(path); err != nil {
			return err
		}
	}
	if s.masters, s.release, err = openMasters(s.where, s.apart); err != nil {
		err = errors.Join(err, s.db.Close())
		s.db = nil
	}
	return err
}

func (s *Store) missing() error {
	return &domain.Error{Kind: domain.Unavailable, Message: "the keys of this store are not there, and without them no words can be read or written", Value: records.Shown(s.where),
		Want: "say with --keys where they are, or put them back from where their copy is kept"}
}

// about is what a database says of itself.
type about struct {
	id, store string
	epoch     uint64
}

func readAbout(tx records.Tx) (a about, err error) {
	get := func(name string) []byte {
		b, fails := tx.Get(aboutBucket, []byte(name))
		err = errors.Join(err, fails)
		return b
	}
	a = about{id: string(get(aboutID)), store: string(get(aboutStore)), epoch: number(get(aboutEpoch))}
	return a, err
}

// fits refuses keys that are not those of the log.
func (s *Store) fits(a about, known string) error {
	if a.store != s.store || known != "" && known != a.id {
		return &domain.Error{Kind: domain.Unavailable, Message: "these are the keys of another store", Value: records.Shown(s.where), Want: "say with --keys where the keys of this store are"}
	}
	return nil
}

// errLook says that something must be made or moved, which needs a turn to write.
var errLook = errors.New("this needs a turn to write")

// standing takes keys that are there and in order as they are, so that nobody waits for another; errLook otherwise.
func (s *Store) standing(known string) (a about, err error) {
	err = s.db.View(func(tx records.Tx) error {
		if a, err = readAbout(tx); err != nil || a.id == "" {
			return errors.Join(err, errLook)
		}
		if err := s.fits(a, known); err != nil {
			return err
		}
		now, next, err := s.masters.read()
		if err == nil && (now.Epoch != a.epoch || next.Epoch != 0) {
			err = errLook
		}
		if err == nil {
			err = s.take(now)
		}
		return err
	})
	return a, err
}

// beginOrSettle makes keys where there are none, and takes their master key. It is our turn to write.
func (s *Store) beginOrSettle(tx records.Tx, known string) (a about, err error) {
	if a, err = readAbout(tx); err != nil {
		return a, err
	}
	if a.id == "" {
		if known != "" {
			return a, s.missing()
		}
		if a, err = s.begin(tx); err != nil {
			return a, err
		}
	}
	if err := s.fits(a, known); err != nil {
		return a, err
	}
	return a, s.settle(a.epoch)
}

// begin makes a new key store. The master key comes first: a database without one would open nothing.
func (s *Store) begin(tx records.Tx) (about, error) {
	a := about{id: newStoreID(), store: s.store, epoch: 1}
	now, _, err := s.masters.read()
	switch {
	case err != nil:
		return a, err
	case now.Epoch == 0:
		if err := s.masters.put(masterFile, newMaster(a.epoch, s.store)); err != nil {
			return a, err
		}
	case now.Epoch == a.epoch && (now.Of == s.store || now.Of == "" && s.apart == ""): // from a beginning that was cut off
	default:
		return a, &domain.Error{Kind: domain.Unavailable, Message: "there is a master key already, and it is that of other keys", Value: s.masterPlace(),
			Want: "say with --keys where those keys are, or name another place for a new master key with --master"}
	}
	return a, errors.Join(
		tx.Put(aboutBucket, []byte(aboutID), []byte(a.id)), tx.Put(aboutBucket, []byte(aboutStore), []byte(a.store)),
		tx.Put(aboutBucket, []byte(aboutEpoch), eight(a.epoch)))
}

// masterPlace is where the master key lies, as people may read it.
func (s *Store) masterPlace() string {
	if s.apart == "" {
		return s.where
	}
	return records.Shown(s.apart)
}

// view reads from the database, by the master key that it is encrypted under now. The right to write is held, here and below.
func (s *Store) view(f func(records.Tx) error) error {
	look := func() error {
		return s.db.View(func(tx records.Tx) error {
			if err := s.catchUp(tx, false); err != nil {
				return err
			}
			return f(tx)
		})
	}
	err := look()
	if errors.Is(err, errLook) { // a master key is being replaced at this moment
		if err = s.update(func(records.Tx) error { return nil }); err == nil {
			err = look()
		}
	}
	return s.explain(err)
}

// update is view for who writes.
func (s *Store) update(f func(records.Tx) error) error {
	return s.explain(s.db.Update(func(tx records.Tx) error {
		if err := s.catchUp(tx, true); err != nil {
			return err
		}
		return f(tx)
	}))
}

// catchUp takes the master key of the database's epoch, where somebody was forgotten elsewhere: what is in memory is of before.
func (s *Store) catchUp(tx records.Tx, turn bool) error {
	raw, err := tx.Get(aboutBucket, []byte(aboutEpoch))
	epoch := number(raw)
	if err != nil || epoch == s.master.Epoch {
		return err
	}
	if turn {
		return s.settle(epoch)
	}
	now, next, err := s.masters.read()
	switch {
	case err != nil:
		return err
	case now.Epoch == epoch:
		return s.take(now)
	case next.Epoch == epoch:
		s.unfinished = true // whoever replaces it may have ended
		return s.take(next)
	}
	return errLook
}

// take goes on with a master key. What is in memory was opened before somebody was forgotten.
func (s *Store) take(m master) error {
	if m.Of != "" && m.Of != s.store {
		return &domain.Error{Kind: domain.Unavailable, Message: "this is the master key of another store", Value: s.masterPlace(), Want: "say with --master where the one of this store is"}
	}
	s.master, s.wrap = m, NewCipher(m.Key)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forgetMemory()
	return nil
}

// explain puts what is no error in words into some.
func (s *Store) explain(err error) error {
	var said *domain.Error
	if err == nil || errors.As(err, &said) {
		return err
	}
	return unusable(records.Shown(s.where), err)
}

// Close gives the database back and takes every key out of memory. A store that was never attached has nothing to close; a second
// call does nothing.
func (s *Store) Close() error {
	if s.db == nil || s.stop == nil {
		return nil
	}
	s.stop()
	s.stop = nil
	s.work.Wait()
	s.mu.Lock()
	s.forgetMemory()
	s.mu.Unlock()
	return errors.Join(s.release(), s.db.Close())
}
