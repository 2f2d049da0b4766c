package keys

import (
	"context"
	"crypto/cipher"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/desirelines/desirelines/domain"
)

var (
	aboutBucket     = []byte("about")
	ownedBucket     = []byte("owned")
	ownersBucket    = []byte("owners")
	blocksBucket    = []byte("blocks")
	forgottenBucket = []byte("forgotten")
)

// Names in the bucket about.
const (
	aboutID       = "id"
	aboutStore    = "store"
	aboutEpoch    = "epoch"
	aboutFollowed = "followed"
)

const (
	lockWait = time.Second // for another process to let go of the folder
	lifetime = 4 * time.Minute
	sweeping = time.Minute // together with lifetime: no key is in memory for longer than five minutes
)

// Options of a key store. The zero value is what the program uses.
type Options struct {
	Now    func() time.Time // nil: time.Now
	Logger *slog.Logger     // gets what readers are not told; nil: nobody
}

// Store is the key store in one folder. It is a domain.Sealer and a domain.Opener once Attach has opened it, and safe for
// concurrent use from then on.
type Store struct {
	dir    string
	now    func() time.Time
	logger *slog.Logger

	db       *bolt.DB
	store    string // id of the log it belongs to
	stop     context.CancelFunc
	work     sync.WaitGroup
	notFound atomic.Int64 // boxes that did not open, for the log

	writing    sync.Mutex // held by whoever writes; guards what follows
	master     master
	wrap       cipher.AEAD
	unfinished bool // the old master key is still there

	mu      sync.RWMutex // guards what follows; taken after writing
	current map[ownerClass]*openKey
	opened  map[string]*openKey // by key id
	blocks  map[[blockIDSize]byte]*openBlock
	waiting []*openKey // not on the disk yet, oldest first
	unsaved atomic.Int64
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

// At names the folder of a key store; nothing is opened before Attach.
func At(dir string, o Options) *Store {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	s := &Store{dir: dir, now: o.Now, logger: o.Logger}
	s.pool.ready = sync.NewCond(&s.pool.mu)
	s.forgetMemory()
	return s
}

// Dir is the folder.
func (s *Store) Dir() string { return s.dir }

// Attach opens the keys of the log with this store id and returns their own id. Known is the id under which the log knows its
// keys; empty for a log that was never sealed: keys are made for it where the folder has none. Keys of another log, keys that
// the log does not know, missing ones, and a folder that another process holds are Unavailable.
func (s *Store) Attach(store, known string) (id string, err error) {
	if known != "" {
		if _, err := os.Stat(filepath.Join(s.dir, databaseFile)); errors.Is(err, fs.ErrNotExist) {
			return "", &domain.Error{Kind: domain.Unavailable, Message: "the keys of this store are not there, and without them no words can be read or written", Value: s.dir,
				Want: "name their folder with --keys, or put it back from where its copy is kept"}
		}
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return "", folderError(s.dir, err)
	}
	db, err := bolt.Open(filepath.Join(s.dir, databaseFile), 0o600, &bolt.Options{Timeout: lockWait, FreelistType: bolt.FreelistMapType, NoFreelistSync: true})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return "", &domain.Error{Kind: domain.Unavailable, Message: "the keys are in use by another process", Value: s.dir, Want: "stop that one, or name another folder with --keys"}
	}
	if err != nil {
		return "", folderError(s.dir, err)
	}
	defer func() {
		if err != nil {
			_ = db.Close()
		}
	}()
	about, err := s.read(db)
	if err != nil {
		return "", err
	}
	if about.id == "" {
		if about, err = s.begin(db, store); err != nil {
			return "", err
		}
	}
	if about.store != store || known != "" && known != about.id {
		return "", &domain.Error{Kind: domain.Unavailable, Message: "these are the keys of another store", Value: s.dir, Want: "name the folder with the keys of this store with --keys"}
	}
	m, err := findMaster(s.dir, about.epoch)
	if err != nil {
		return "", err
	}
	s.db, s.store, s.master, s.wrap = db, store, m, NewCipher(m.Key)
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	s.work.Go(func() { s.sweepUntil(ctx) })
	return about.id, nil
}

// about is what a database says of itself.
type about struct {
	id, store string
	epoch     uint64
}

func (s *Store) read(db *bolt.DB) (a about, err error) {
	err = db.View(func(tx *bolt.Tx) error {
		b := tx.Bucket(aboutBucket)
		if b == nil {
			return nil
		}
		a = about{string(b.Get([]byte(aboutID))), string(b.Get([]byte(aboutStore))), number(b.Get([]byte(aboutEpoch)))}
		return nil
	})
	return a, wrapFolder(s.dir, err)
}

// begin makes a new key store. The master key comes first: a database without one would open nothing.
func (s *Store) begin(db *bolt.DB, store string) (about, error) {
	a := about{id: hex.EncodeToString(random(16)), store: store, epoch: 1}
	if err := newMaster(a.epoch).write(filepath.Join(s.dir, masterFile)); err != nil {
		return about{}, folderError(s.dir, err)
	}
	err := db.Update(func(tx *bolt.Tx) error {
		for _, name := range [][]byte{aboutBucket, ownedBucket, ownersBucket, blocksBucket, forgottenBucket} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		b := tx.Bucket(aboutBucket)
		return errors.Join(b.Put([]byte(aboutID), []byte(a.id)), b.Put([]byte(aboutStore), []byte(a.store)), b.Put([]byte(aboutEpoch), binary.BigEndian.AppendUint64(nil, a.epoch)))
	})
	return a, wrapFolder(s.dir, err)
}

// Close gives the folder back and takes every key out of memory. A store that was never attached has nothing to close; a second
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
	return s.db.Close()
}
