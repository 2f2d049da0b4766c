package streams

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/desirelines/desirelines/domain"
)

const (
	evidenceBucket = "EVIDENCE"
	evidenceStream = "OBJ_" + evidenceBucket // as the client names the stream of an object store
	evidenceChunk  = 512 << 10               // bytes of one message; each is one fsync
	evidenceQuota  = 16 << 30                // bytes, where Options give none
	evidenceSlack  = 64 << 10                // bytes that the messages of one file take besides it
	evidenceTime   = 20 * time.Second        // for one file, where its caller has more patience
)

// evidenceConfig is the store of evidence files beside the events. What is put there stays; its settings cannot forbid that a name is
// put a second time, so Put does.
func evidenceConfig(store string, quota int64, replicas int) jetstream.ObjectStoreConfig {
	if quota <= 0 {
		quota = evidenceQuota
	}
	return jetstream.ObjectStoreConfig{
		Bucket: evidenceBucket, Description: "sealed evidence files; see package streams", Storage: jetstream.FileStorage,
		MaxBytes: quota, Replicas: replicas, Metadata: map[string]string{metaStore: store},
	}
}

// evidenceSubjects are what putting a file is sent to.
func evidenceSubjects() []string {
	return []string{"$O." + evidenceBucket + ".C.*", "$O." + evidenceBucket + ".M.*"}
}

// Evidence keeps the sealed files that events name, each under its random id, beside the log and as durably: where Put returned nil, the file
// is on the disk. A file is put once and never changed or deleted; what makes it unreadable is the loss of its key. One that no event
// names, because the program ended in between, stays there unread. All methods may be called concurrently.
type Evidence struct {
	objects jetstream.ObjectStore
	space   spaceWatch
}

// EvidenceFile is one file that is kept.
type EvidenceFile struct {
	ID   string
	Size uint64 // bytes, sealed
}

// Evidence returns where the files are kept; nil for a store that keeps none, such as one in memory.
func (l *Log) Evidence() *Evidence {
	if s, ok := l.store.(*jetstreamStore); ok {
		return s.files
	}
	return nil
}

// Put keeps a file of at most domain.MaxFile sealed bytes. An id that is no random one is Invalid, one that is taken Conflict. Unavailable means
// that it is not kept: the storage is full, or there was no answer; put it again under another id then.
func (e *Evidence) Put(ctx context.Context, id string, r io.Reader) error {
	if err := checkFileID(id); err != nil {
		return err
	}
	if e.space.full() {
		return storageFull()
	}
	sealed, err := io.ReadAll(io.LimitReader(r, domain.MaxFile+1))
	if err != nil {
		return fmt.Errorf("read the file: %w", err)
	}
	if len(sealed) == 0 || len(sealed) > domain.MaxFile {
		return &domain.Error{Kind: domain.Invalid, Message: "the file has a size that cannot be kept", Value: id, Want: "give at most 11 MiB"}
	}
	ctx, cancel := context.WithTimeout(ctx, evidenceTime)
	defer cancel()
	if _, err := e.objects.GetInfo(ctx, id, jetstream.GetObjectInfoShowDeleted()); err == nil {
		return &domain.Error{Kind: domain.Conflict, Message: "a file is kept under this id already", Value: id, Want: "take a new one"}
	} else if !errors.Is(err, jetstream.ErrObjectNotFound) {
		return notKept(err)
	}
	if err := e.fits(ctx, len(sealed)); err != nil {
		return err
	}
	meta := jetstream.ObjectMeta{Name: id, Opts: &jetstream.ObjectMetaOptions{ChunkSize: evidenceChunk}}
	if _, err := e.objects.Put(ctx, meta, bytes.NewReader(sealed)); err != nil {
		return notKept(err)
	}
	return nil
}

// fits asks whether there is room, because the client takes long to find that out: it wants to clear away what it sent, which we may not.
func (e *Evidence) fits(ctx context.Context, size int) error {
	status, err := e.objects.Status(ctx)
	if err != nil {
		return notKept(err)
	}
	bucket, ok := status.(*jetstream.ObjectBucketStatus)
	if most := int64(0); ok {
		most = bucket.StreamInfo().Config.MaxBytes
		if most > 0 && status.Size()+uint64(size)+evidenceSlack > uint64(most) { //nolint:gosec // not negative
			return storageFull()
		}
	}
	return nil
}

// Get opens a file; close it. One that is not there is NotFound. Reading it ends with an error where its bytes are not those that were put.
func (e *Evidence) Get(ctx context.Context, id string) (io.ReadCloser, error) {
	if err := checkFileID(id); err != nil {
		return nil, err
	}
	found, err := e.objects.Get(ctx, id)
	if errors.Is(err, jetstream.ErrObjectNotFound) {
		return nil, &domain.Error{Kind: domain.NotFound, Message: "this file is not there", Value: id, Want: "put back a copy or a backup that holds it"}
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", unavailable("the file cannot be read now", "try again in a moment"), err)
	}
	return found, nil
}

// Files lists every file that is kept, in no order, for a backup or a check.
func (e *Evidence) Files(ctx context.Context) ([]EvidenceFile, error) {
	list, err := e.objects.List(ctx)
	if errors.Is(err, jetstream.ErrNoObjectsFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", unavailable("the files cannot be listed now", "try again in a moment"), err)
	}
	files := make([]EvidenceFile, len(list))
	for i, o := range list {
		files[i] = EvidenceFile{o.Name, o.Size}
	}
	return files, nil
}

// checkFileID keeps names of files out of the store: its names lie open.
func checkFileID(id string) error {
	if raw, err := hex.DecodeString(id); err != nil || len(raw) != 16 {
		return &domain.Error{Kind: domain.Invalid, Message: "this is not the id of a file", Want: "give 32 hexadecimal digits"}
	}
	return nil
}

func notKept(err error) error {
	var refused *jetstream.APIError
	if errors.As(err, &refused) {
		switch refused.ErrorCode {
		case codeStoreFailed, codeInsufficient, codeStorageExceeded, codeResourcesExceeded:
			return storageFull()
		}
	}
	return fmt.Errorf("%w: %w", unavailable("the file is not saved", "send it again"), err)
}

// openEvidence opens the files beside the events of a store.
func (s *jetstreamStore) openEvidence(ctx context.Context, where string, space spaceWatch) error {
	if err := s.openBeside(ctx, where, evidenceStream, "files"); err != nil {
		return err
	}
	objects, err := s.js.ObjectStore(ctx, evidenceBucket)
	if err != nil {
		return clusterError(where, err)
	}
	s.files = &Evidence{objects, space}
	return nil
}

// makeEvidence makes the store of files where there is none.
func makeEvidence(ctx context.Context, js jetstream.JetStream, config jetstream.ObjectStoreConfig) error {
	if _, err := js.CreateObjectStore(ctx, config); err != nil && !errors.Is(err, jetstream.ErrBucketExists) {
		return fmt.Errorf("make stream %s: %w", evidenceStream, err)
	}
	return nil
}

// keepEvidence makes the store of files in a folder whose marker does not name it, one of an older program, and sets its quota where it does.
func keepEvidence(ctx context.Context, js jetstream.JetStream, m *marker, o Options) error {
	config := evidenceConfig(m.Store, o.EvidenceQuota, 1)
	if !m.made(evidenceStream) {
		if err := makeEvidence(ctx, js, config); err != nil {
			return err
		}
		return m.note(o.Dir, evidenceStream)
	}
	found, err := js.Stream(ctx, evidenceStream)
	if err != nil {
		return damaged(o.Dir, "the stream "+evidenceStream+" is missing")
	}
	if found.CachedInfo().Config.MaxBytes == config.MaxBytes {
		return nil
	}
	if _, err := js.UpdateObjectStore(ctx, config); err != nil {
		return fmt.Errorf("set the quota of stream %s: %w", evidenceStream, err)
	}
	return nil
}
