package streams

import (
	"context"
	"fmt"
	"strconv"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/desirelines/desirelines/domain"
)

const checkedAtStart = 10_000 // events, the newest ones

// checkConfig refuses a stream of another store's making, of a newer format, and one whose
// settings could take history away.
func checkConfig(where string, c jetstream.StreamConfig) error {
	format, err := strconv.Atoi(c.Metadata[metaFormat])
	if err != nil || format < 1 || c.Metadata[metaStore] == "" {
		return damaged(where, "the stream "+eventsStream+" does not say which store it is")
	}
	if format > formatNow {
		return &domain.Error{Kind: domain.Unavailable, Message: fmt.Sprintf("the store is of format %d; this program knows formats up to %d", format, formatNow),
			Value: where, Want: "run the newer version that wrote it"}
	}
	kept := c.Retention == jetstream.LimitsPolicy && c.Discard == jetstream.DiscardNew && c.Storage == jetstream.FileStorage &&
		c.MaxMsgs < 0 && c.MaxMsgsPerSubject < 0 && c.MaxAge == 0 && c.DenyDelete && c.DenyPurge && !c.AllowRollup && !c.AllowMsgTTL
	if !kept {
		return damaged(where, "the settings of the stream "+eventsStream+" were changed so that history may be lost")
	}
	return nil
}

// checkHistory refuses a log that is not whole: one that does not begin at 1, ends before what was
// proved, has holes, or whose newest events cannot all be read.
func (s *jetstreamStore) checkHistory(ctx context.Context, stream jetstream.Stream, where string, proved uint64) error {
	info, err := stream.Info(ctx)
	if err != nil {
		return clusterError(where, err)
	}
	state := info.State
	switch {
	case state.LastSeq < proved:
		return damaged(where, fmt.Sprintf("it ends at sequence %d, and %d was saved before", state.LastSeq, proved))
	case state.LastSeq > 0 && state.FirstSeq != 1:
		return damaged(where, fmt.Sprintf("it begins at sequence %d instead of 1", state.FirstSeq))
	case state.NumDeleted > 0 || state.Msgs != state.LastSeq:
		return damaged(where, fmt.Sprintf("%d of its %d commits are missing", state.LastSeq-state.Msgs, state.LastSeq))
	}
	if err := s.checkNewest(ctx, where, state.LastSeq); err != nil {
		return err
	}
	s.acknowledged(state.LastSeq)
	return nil
}

// checkNewest reads the newest events, backwards in steps, until there were enough. The server
// passes over a commit whose checksum is wrong without a word; here that is a hole. Its checksum does
// not cover where headers end and the payload begins, so the payload is read too: an event of a
// kind that this program does not know is no damage, a payload that is no batch of events is.
func (s *jetstreamStore) checkNewest(ctx context.Context, where string, last uint64) error {
	const step = directMost
	for to, events := last, 0; to > 0 && events < checkedAtStart; {
		from := uint64(1)
		if to > step {
			from = to - step + 1
		}
		for next := from; next <= to; {
			read, found, err := s.readable(ctx, next, to)
			if err != nil {
				return err
			}
			if read == 0 {
				return damaged(where, fmt.Sprintf("the commit with sequence %d cannot be read", next))
			}
			next, events = next+read, events+found
		}
		to = from - 1
	}
	return nil
}

// readable counts the commits from a sequence on that are there without a gap and are batches of events, and their events. Where commits are
// large it ends before the last one that was asked for.
func (s *jetstreamStore) readable(ctx context.Context, from, to uint64) (read uint64, events int, err error) {
	ask := s.direct
	if s.dir == "" { // a server that answers may be behind
		ask = s.between
	}
	for raw, err := range ask(ctx, "", from, to) {
		if err != nil {
			return read, events, err
		}
		if raw.Sequence != from+read {
			break
		}
		commit := DecodeCommit(raw)
		if commit.Events[0].Position == 0 {
			break // no batch of events at all
		}
		events += len(commit.Events)
		read++
	}
	return read, events, nil
}
