package streams

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"iter"

	"github.com/desirelines/desirelines/domain"
)

// Read yields every commit with a sequence of at least from (0 means 1) up to the present end, in
// order. A hole in the sequence is damage: it ends the reading with an error and is never skipped.
// An event that this program cannot read does not end it; its body is *domain.Unreadable.
func (l *Log) Read(ctx context.Context, from uint64) iter.Seq2[domain.Commit, error] {
	return inPages(l.store.Commits(ctx, "", from, false))
}

// Follow is Read that goes on with what is recorded later. It ends only with ctx (the error is
// then ctx's) or with damage.
func (l *Log) Follow(ctx context.Context, from uint64) iter.Seq2[domain.Commit, error] {
	return decoded(l.store.Commits(ctx, "", from, true))
}

// ReadProject yields the commits of one project with a sequence of at least from up to the present
// end. A project that nobody started yields nothing. Positions that do not follow each other are damage.
func (l *Log) ReadProject(ctx context.Context, project string, from uint64) iter.Seq2[domain.Commit, error] {
	return func(yield func(domain.Commit, error) bool) {
		next := uint64(1) // position; 0 means any
		if from > 1 {
			next = 0
		}
		for c, err := range inPages(l.store.Commits(ctx, Subject(project), from, false)) {
			if err == nil && next > 0 && c.Events[0].Position != next && c.Events[0].Position != 0 {
				err = corrupt("in project %q entry %d follows entry %d", project, c.Events[0].Position, next-1)
			}
			if !yield(c, err) || err != nil {
				return
			}
			next = c.Events[len(c.Events)-1].Position + 1
		}
	}
}

// Last returns the sequence of the newest commit, 0 where there is none.
func (l *Log) Last(ctx context.Context) (uint64, error) { return l.store.Last(ctx, "") }

// ProjectExists says whether anything was recorded in a project.
func (l *Log) ProjectExists(ctx context.Context, project string) (bool, error) {
	last, err := l.store.Last(ctx, Subject(project))
	return last > 0, err
}

// Fingerprint returns the SHA-256 of the commit with this sequence as it lies in the log, with its subject, in hexadecimal digits; empty where the
// log holds none. Commits have random ids, so a log that was put back and went on otherwise has another one there.
func (l *Log) Fingerprint(ctx context.Context, sequence uint64) (string, error) {
	raw, ok, err := l.store.First(ctx, "", sequence)
	if err != nil || !ok || raw.Sequence != sequence {
		return "", err
	}
	h := sha256.New()
	h.Write([]byte(raw.Subject))
	h.Write([]byte{0})
	h.Write(raw.Data)
	return hex.EncodeToString(h.Sum(nil)), nil
}

func decoded(commits iter.Seq2[RawCommit, error]) iter.Seq2[domain.Commit, error] {
	return func(yield func(domain.Commit, error) bool) {
		for raw, err := range commits {
			if err != nil {
				yield(domain.Commit{}, err)
				return
			}
			if !yield(DecodeCommit(raw), nil) {
				return
			}
		}
	}
}

// eventsAt returns n events of a project from position first on, and the sequence of their commit.
// Positions rise with sequences, so the commit is found by halving 1..last: a long project is not
// read for one old command.
func (l *Log) eventsAt(ctx context.Context, project string, first uint64, n int, last uint64) (uint64, []domain.Event, error) {
	low, high := uint64(1), last // the commit has a sequence in low..high
	for low < high {
		middle := low + (high-low)/2
		c, err := l.firstCommit(ctx, project, middle+1)
		switch {
		case err != nil:
			return 0, nil, err
		case len(c.Events) > 0 && c.Sequence <= high && c.Events[0].Position <= first:
			low = c.Sequence
		default:
			high = middle
		}
	}
	c, err := l.firstCommit(ctx, project, low)
	if err != nil {
		return 0, nil, err
	}
	if len(c.Events) == 0 || first < c.Events[0].Position || first+uint64(n)-1 > c.Events[len(c.Events)-1].Position {
		return 0, nil, corrupt("entries %d to %d of project %q are not one commit", first, first+uint64(n)-1, project)
	}
	at := int(first - c.Events[0].Position)
	return c.Sequence, c.Events[at : at+n : at+n], nil
}

// firstCommit returns the first commit of a project with a sequence of at least from; it has no
// events where there is none.
func (l *Log) firstCommit(ctx context.Context, project string, from uint64) (domain.Commit, error) {
	raw, ok, err := l.store.First(ctx, Subject(project), from)
	if err != nil || !ok {
		return domain.Commit{}, err
	}
	return DecodeCommit(raw), nil
}

// inPages is decoded for what has an end: it decodes a page at a time, on every core. A page has few commits where they are large, as those of
// an import are, so that what is decoded ahead stays small.
func inPages(commits iter.Seq2[RawCommit, error]) iter.Seq2[domain.Commit, error] {
	return func(yield func(domain.Commit, error) bool) {
		raws, size := make([]RawCommit, 0, pageCommits), 0
		page := func() bool {
			for _, c := range decodeAll(raws) {
				if !yield(c, nil) {
					return false
				}
			}
			raws, size = raws[:0], 0
			return true
		}
		for raw, err := range commits {
			if err != nil {
				if page() {
					yield(domain.Commit{}, err)
				}
				return
			}
			raws, size = append(raws, raw), size+len(raw.Data)
			if (len(raws) == pageCommits || size >= pageBytes) && !page() {
				return
			}
		}
		page()
	}
}
