package streams

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/desirelines/desirelines/domain"
)

const (
	eventsStream = "EVENTS"
	maxMessage   = 1 << 20 // bytes of one message with its headers
	metaStore    = "desirelines-store"
	metaFormat   = "desirelines-format"
	metaKeys     = "desirelines-keys" // of a cluster; a folder has it in its marker
)

// eventsConfig is the stream for ever: nothing in it expires, is rolled up, deleted or purged, and
// a full store refuses what is new. Limits that may change are the quota and the replicas.
func eventsConfig(store, keys string, quota int64, replicas int) jetstream.StreamConfig {
	if quota <= 0 {
		quota = -1
	}
	return jetstream.StreamConfig{
		Name: eventsStream, Subjects: []string{subjectAll}, Description: "what happened; see package streams",
		Storage: jetstream.FileStorage, Retention: jetstream.LimitsPolicy, Discard: jetstream.DiscardNew,
		MaxMsgs: -1, MaxMsgsPerSubject: -1, MaxAge: 0, MaxBytes: quota, MaxMsgSize: maxMessage,
		DenyDelete: true, DenyPurge: true, AllowRollup: false, AllowDirect: true, AllowAtomicPublish: true,
		Duplicates: 2 * time.Minute, Replicas: replicas, Compression: jetstream.NoCompression,
		Metadata: metadata(store, keys),
	}
}

// metadata is what a stream says of the store; keys is empty where it is not sealed, or where a marker says so.
func metadata(store, keys string) map[string]string {
	if keys == "" {
		return map[string]string{metaStore: store, metaFormat: strconv.Itoa(formatOpen)}
	}
	return map[string]string{metaStore: store, metaFormat: strconv.Itoa(formatSealed), metaKeys: keys}
}

// jetstreamStore is the Store on NATS JetStream, embedded or a cluster.
type jetstreamStore struct {
	*publisher
	id     string
	dir    string // "" for a cluster
	conn   *nats.Conn
	sender *nats.Conn // of the publisher; that of a cluster has one of its own, see openCluster
	js     jetstream.JetStream
	logger *slog.Logger

	keys   Keys // nil: none were opened
	files  *Evidence
	audit  *Audit
	timers *Timers

	lock *FolderLock // these four are nil for a cluster
	own  *embedded
	head *headNote
	mark *marker

	closing sync.Once
	closed  error
}

// Init makes the streams on a cluster, with credentials that may do so and that serve does not
// have. It may be run again: what is there stays as it is, what is missing is made. It returns the
// id of the store. Keys are made with it, and closed again.
func Init(ctx context.Context, o Options) (store string, err error) {
	o = o.withDefaults()
	conn, err := connectCluster(o)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	js, err := jetstream.New(conn)
	if err != nil {
		return "", err
	}
	if o.Keys != nil {
		defer o.Keys.Close()
	}
	found, err := js.Stream(ctx, eventsStream)
	if err == nil {
		return initAgain(ctx, o, js, found.CachedInfo())
	}
	if !errors.Is(err, jetstream.ErrStreamNotFound) {
		return "", clusterError(o.NATS, err)
	}
	store = newStoreID()
	keys, err := openKeys(o, without(o.NATS), store, "", false)
	if err != nil {
		return "", err
	}
	if _, err := js.CreateStream(ctx, eventsConfig(store, keys, o.Quota, o.Replicas)); err != nil {
		return "", clusterError(o.NATS, err)
	}
	return store, makeBeside(ctx, js, store, o)
}

// initAgain checks a stream that is there, and notes its keys where nothing was recorded without them.
func initAgain(ctx context.Context, o Options, js jetstream.JetStream, found *jetstream.StreamInfo) (string, error) {
	config := found.Config
	store, known := config.Metadata[metaStore], config.Metadata[metaKeys]
	if err := checkConfig(without(o.NATS), config); err != nil {
		return store, err
	}
	err := makeBeside(ctx, js, store, o)
	if err != nil || o.Keys == nil {
		return store, err
	}
	keys, err := openKeys(o, without(o.NATS), store, known, found.State.LastSeq > 0)
	if err != nil || keys == known {
		return store, err
	}
	config.Metadata = metadata(store, keys)
	if _, err := js.UpdateStream(ctx, config); err != nil {
		return "", clusterError(o.NATS, err)
	}
	return store, nil
}

// openCluster opens the streams that Init made. It never makes or changes any.
func openCluster(ctx context.Context, o Options) (*jetstreamStore, error) {
	conn, err := connectCluster(o)
	if err != nil {
		return nil, err
	}
	s := &jetstreamStore{conn: conn, logger: o.Logger}
	// Questions may wait in the connection while it is mended. Commits may not: what was not sent can be said not to be saved.
	if s.sender, err = connectCluster(o, nats.ReconnectBufSize(-1)); err != nil {
		return nil, errors.Join(err, s.release())
	}
	if err := s.attach(ctx, o, without(o.NATS), 0); err != nil {
		return nil, errors.Join(err, s.release())
	}
	if err := s.attachKeys(ctx, o); err != nil {
		return nil, errors.Join(err, s.release())
	}
	return s, nil
}

// openEmbedded opens the store in a folder, or makes it there on a proven first start.
func openEmbedded(ctx context.Context, o Options) (_ *jetstreamStore, err error) {
	s := &jetstreamStore{dir: o.Dir, logger: o.Logger}
	if s.lock, err = LockFolder(o.Dir); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = s.release()
		}
	}()
	m, known, err := readMarker(o.Dir)
	if err != nil {
		return nil, err
	}
	noted, err := readHead(o.Dir)
	if err != nil {
		return nil, err
	}
	proved := max(m.Proved, noted)
	if !known {
		m = newMarker()
		if err := m.write(o.Dir); err != nil {
			return nil, err
		}
	} else if err := checkFiles(o.Dir, m, proved); err != nil {
		return nil, err
	}
	s.mark = &m
	keys, err := openKeys(o, o.Dir, m.Store, m.Keys, proved > 0)
	if err != nil {
		return nil, err
	}
	s.keys = o.Keys
	if s.own, err = startEmbedded(o.Dir, !o.UnsafeNoSync, o.Logger); err != nil {
		return nil, err
	}
	if err := s.own.keep(ctx, &m, o); err != nil {
		return nil, err
	}
	if s.conn, err = s.own.connect(appUser, s.own.appPass); err != nil {
		return nil, err
	}
	s.sender = s.conn
	if s.head, err = openHead(o.Dir); err != nil {
		return nil, err
	}
	if err := s.attach(ctx, o, o.Dir, proved); err != nil {
		return nil, err
	}
	if keys != m.Keys {
		if s.head.reached() > 0 {
			return nil, openWords(o.Dir)
		}
		m.Keys, m.Format = keys, formatSealed
		if err := m.write(o.Dir); err != nil {
			return nil, err
		}
	}
	return s, s.prove()
}

// attachKeys opens the keys of a cluster.
func (s *jetstreamStore) attachKeys(ctx context.Context, o Options) error {
	stream, err := s.js.Stream(ctx, eventsStream)
	if err != nil {
		return clusterError(o.NATS, err)
	}
	info := stream.CachedInfo()
	known := info.Config.Metadata[metaKeys]
	if o.Keys != nil && known == "" && info.State.LastSeq == 0 {
		return &domain.Error{Kind: domain.Unavailable, Message: "this store has no keys yet", Value: without(o.NATS), Want: "run desirelines init once more"}
	}
	if _, err = openKeys(o, without(o.NATS), s.id, known, info.State.LastSeq > 0); err == nil {
		s.keys = o.Keys
	}
	return err
}

// checkFiles looks at the files of the streams that were made, before any server does.
func checkFiles(dir string, m marker, proved uint64) error {
	if !m.made(eventsStream) {
		return nil
	}
	for _, beside := range besideStreams() {
		if missing := missingFiles(dir, beside, false); m.made(beside) && missing != "" {
			return damaged(dir, missing)
		}
	}
	if missing := missingFiles(dir, eventsStream, proved > 0); missing != "" {
		return damaged(dir, missing)
	}
	found, err := checkBlocks(dir, eventsStream, proved, checkedAtStart)
	if err == nil && found != "" {
		return damaged(dir, found)
	}
	return err
}

// keep does what only the keeper may: make the streams that the marker does not name yet, note
// them there, and set the quota. A stream that the marker names is never made again.
func (e *embedded) keep(ctx context.Context, m *marker, o Options) error {
	conn, err := e.connect(keeperUser, e.keeperPass)
	if err != nil {
		return err
	}
	defer conn.Close()
	js, err := jetstream.New(conn)
	if err != nil {
		return err
	}
	if err := keepEvents(ctx, js, m, o); err != nil {
		return err
	}
	return keepBeside(ctx, js, m, o)
}

func keepEvents(ctx context.Context, js jetstream.JetStream, m *marker, o Options) error {
	want := eventsConfig(m.Store, "", o.Quota, 1)
	if !m.made(eventsStream) {
		if _, err := js.CreateStream(ctx, want); err != nil && !errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
			return fmt.Errorf("make stream %s: %w", eventsStream, err)
		}
		return m.note(o.Dir, eventsStream)
	}
	found, err := js.Stream(ctx, eventsStream)
	if err != nil {
		return damaged(o.Dir, "the stream "+eventsStream+" is missing")
	}
	now := found.CachedInfo().Config
	if err := checkConfig(o.Dir, now); err != nil || now.MaxBytes == want.MaxBytes {
		return err
	}
	now.MaxBytes = want.MaxBytes
	if _, err := js.UpdateStream(ctx, now); err != nil {
		return fmt.Errorf("set the quota of stream %s: %w", eventsStream, err)
	}
	return nil
}

// attach checks what is there and starts to publish. Where names the store for people.
func (s *jetstreamStore) attach(ctx context.Context, o Options, where string, proved uint64) error {
	var err error
	if s.js, err = jetstream.New(s.conn); err != nil {
		return err
	}
	stream, err := s.js.Stream(ctx, eventsStream)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		if s.dir == "" {
			return &domain.Error{Kind: domain.Unavailable, Message: "the cluster has no stream " + eventsStream,
				Value: where, Want: "make it once with desirelines init"}
		}
		return damaged(where, "the stream "+eventsStream+" is missing")
	}
	if err != nil {
		return clusterError(where, err)
	}
	config := stream.CachedInfo().Config
	if err := checkConfig(where, config); err != nil {
		return err
	}
	s.id = config.Metadata[metaStore]
	if s.mark != nil && s.mark.Store != s.id {
		return damaged(where, fmt.Sprintf("its marker names the store %s, its stream the store %s", s.mark.Store, s.id))
	}
	if err := s.checkHistory(ctx, stream, where, proved); err != nil {
		return err
	}
	space := spaceWatch{dir: s.dir, minFree: o.MinFree}
	err = errors.Join(s.openEvidence(ctx, where, space), s.openBeside(ctx, where, auditStream, "readings"), s.openBeside(ctx, where, timersStream, "timers"))
	if err != nil {
		return err
	}
	s.audit, s.timers = &Audit{s.js, space}, &Timers{js: s.js, space: space}
	s.publisher, err = newPublisher(s.sender, space, s.acknowledged, o.Logger)
	if err == nil {
		s.publisher.sent = o.Watch.Sent
	}
	return err
}

func (s *jetstreamStore) acknowledged(sequence uint64) {
	if s.head == nil {
		return
	}
	if err := s.head.reach(sequence); err != nil {
		s.logger.Error("the note of the last sequence cannot be written", "error", err)
	}
}

// ID returns the id of the store.
func (s *jetstreamStore) ID() string { return s.id }

// prove moves the marker to what is known to be whole.
func (s *jetstreamStore) prove() error {
	if s.mark == nil || s.head == nil || s.head.reached() <= s.mark.Proved {
		return nil
	}
	s.mark.Proved = s.head.reached()
	return s.mark.write(s.dir)
}

// Close ends the server where it is ours, moves the marker and gives the folder back. Nothing may
// be in flight. A second call does nothing.
func (s *jetstreamStore) Close() error {
	s.closing.Do(func() { s.closed = errors.Join(s.publisher.Close(), s.prove(), s.release()) })
	return s.closed
}

// release gives back whatever was taken so far.
func (s *jetstreamStore) release() error {
	var errs []error
	if s.keys != nil {
		errs = append(errs, s.keys.Close())
	}
	for _, conn := range []*nats.Conn{s.sender, s.conn} {
		if conn != nil {
			conn.Close()
		}
	}
	if s.own != nil {
		s.own.stop()
	}
	if s.head != nil {
		errs = append(errs, s.head.close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}
