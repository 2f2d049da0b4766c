package streams

import (
	"container/list"
	"context"
	"errors"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/desirelines/desirelines/domain"
)

// Options say where the log is and how it is kept. Dir or NATS must be given.
type Options struct {
	Dir  string // data folder of the embedded server; made where it does not exist
	NATS string // addresses of servers of a cluster, with commas between; where given Dir is not used for the log

	Creds         string // file with credentials for NATS, a signed user or the seed of one; empty: none
	CA            string // file with the certificates that those of the NATS servers are signed with; empty: those this machine trusts
	Cert, Key     string // files with the certificate shown to NATS and its key; empty: none
	Quota         int64  // most bytes the stream may take; 0: no limit but MinFree
	EvidenceQuota int64  // most bytes that evidence files may take; 0: 16 GiB
	Replicas      int    // of the streams that Init makes; 0: 3
	MinFree       uint64 // free bytes on the device under which nothing more is saved (at most a twentieth of it); 0: 64 MiB

	Projects int              // states of projects kept for deciding; 0: 4096
	Entries  uint64           // entries those states may know of together, which is what they take in memory; 0: 2,000,000, about 600 MB
	Now      func() time.Time // the server's clock; nil: time.Now
	Logger   *slog.Logger     // nil: nothing is logged

	Watch Watch // who is told how recording gets on

	// Keys seal what people write before it goes to the log. nil: words lie open in it, which only tests and control runs may
	// want; a store that was sealed once does not open without its keys. Open attaches them and closes them with the log; New
	// takes them as they are.
	Keys Keys

	// UnsafeNoSync lets the embedded server acknowledge before the disk has it. A power failure then
	// loses what people were told is saved. Only tests and benchmarks may set it.
	UnsafeNoSync bool
}

func (o Options) withDefaults() Options {
	if o.Replicas == 0 {
		o.Replicas = 3
	}
	if o.MinFree == 0 {
		o.MinFree = 64 << 20
	}
	if o.Projects <= 0 {
		o.Projects = 4096
	}
	if o.Entries == 0 {
		o.Entries = 2_000_000
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

// Log is the record of everything that happened. All methods may be called concurrently. Errors
// are domain errors.
type Log struct {
	store   Store
	options Options

	ctx    context.Context // ends when Close has waited for the commands taken
	cancel context.CancelFunc
	work   sync.WaitGroup // owners at work

	unfollowed atomic.Bool // keys that were to be destroyed are still there

	mu     sync.Mutex
	closed bool
	owners map[string]*list.Element // of *owner, by project
	recent *list.List               // most recently asked first
	known  uint64                   // entries that the states of idle owners know of
}

// Open opens the log: embedded in o.Dir, or on the cluster at o.NATS. A folder that was never used
// becomes a new store; one that was is opened as it is or refused (Unavailable) with what was found
// and the two ways on, and never made again. A folder that another process holds gives *HeldError.
func Open(ctx context.Context, o Options) (*Log, error) {
	o = o.withDefaults()
	if o.NATS == "" && o.Dir == "" {
		return nil, &domain.Error{Kind: domain.Invalid, Message: "nothing says where the log is", Want: "give a data folder or the address of a NATS cluster"}
	}
	var store *jetstreamStore
	var err error
	if o.NATS != "" {
		store, err = openCluster(ctx, o)
	} else {
		store, err = openEmbedded(ctx, o)
	}
	if err != nil {
		return nil, err
	}
	l := New(store, o)
	if err := l.reconcile(ctx); err != nil {
		l.unfollowed.Store(true)
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// New returns a log on a store, which it closes when it is closed.
func New(store Store, o Options) *Log {
	l := &Log{store: store, options: o.withDefaults(), owners: map[string]*list.Element{}, recent: list.New()}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	return l
}

// Close takes no more commands, waits until those taken are answered, and gives everything back.
// Whoever still reads or follows gets an error; end subscribers first. A second call does nothing.
func (l *Log) Close() error {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return nil
	}
	l.closed = true
	l.mu.Unlock()
	l.work.Wait()
	l.cancel()
	return errors.Join(l.follow(), l.store.Close())
}

// StoreID returns the random id of the store.
func (l *Log) StoreID() string { return l.store.ID() }

// SetSocket notes in the lock of the data folder where this process listens, so that the next
// process can say so. Without a folder it does nothing.
func (l *Log) SetSocket(path string) error {
	if s, ok := l.store.(*jetstreamStore); ok && s.lock != nil {
		return s.lock.SetSocket(path)
	}
	return nil
}

// Append adds one commit to a project, guarded: expected is the sequence of the project's last
// commit, 0 where there is none. It returns the sequence of the new one after it is on the disk.
// Another commit in between gives Conflict and a full storage Unavailable: nothing was stored then.
// Unavailable with "not known" means that it may have been; look for the ids of the events. Do is
// built on it and does that looking; use Append only where events are there already, as in a
// restore. Events that are not of the project, or whose positions do not follow each other, are Invalid; open words are Refused where
// the log is sealed.
func (l *Log) Append(ctx context.Context, project string, expected uint64, events []domain.Event) (uint64, error) {
	if err := checkCommit(project, events); err != nil {
		return 0, err
	}
	for i := range events {
		if l.options.Keys == nil {
			break
		}
		if err := domain.CheckSealed(&events[i]); err != nil {
			return 0, err
		}
	}
	payload, err := EncodeCommit(events)
	if err != nil {
		return 0, err
	}
	if len(payload) > maxCommit {
		return 0, errFullCommit
	}
	sequence, err := l.append(ctx, project, expected, payload)
	return sequence, appendError(project, err)
}

// checkCommit keeps out of the log what no reader would take for a commit.
func checkCommit(project string, events []domain.Event) error {
	bad := &domain.Error{Kind: domain.Invalid, Message: "these events are not one commit", Value: project,
		Want: "give one or more events of the project with positions that follow each other"}
	if len(events) == 0 || events[0].Position == 0 {
		return bad
	}
	for i, e := range events {
		if e.Project != project || e.Position != events[0].Position+uint64(i) {
			return bad
		}
	}
	return nil
}

func (l *Log) append(ctx context.Context, project string, expected uint64, payload []byte) (uint64, error) {
	m := message.NewMessage("", payload)
	m.SetContext(ctx)
	m.Metadata.Set(MetaExpected, strconv.FormatUint(expected, 10))
	if err := l.publish(ctx, Subject(project), m); err != nil {
		return 0, err
	}
	return strconv.ParseUint(m.Metadata.Get(MetaSequence), 10, 64)
}
