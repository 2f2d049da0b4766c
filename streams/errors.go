package streams

import (
	"errors"
	"fmt"

	"github.com/desirelines/desirelines/domain"
)

// What a Store says of a commit that it did not acknowledge. A Log turns them into the answers
// that people see.
var (
	ErrConflict = errors.New("the last sequence of the subject is another than expected; nothing was stored")
	ErrFull     = errors.New("the storage is full; nothing was stored")
	ErrUnknown  = errors.New("no answer came; it may have been stored")
	ErrUnsent   = errors.New("it could not be sent; nothing was stored")
)

func unavailable(message, want string) error {
	return &domain.Error{Kind: domain.Unavailable, Message: message, Want: want}
}

func storageFull() error {
	return unavailable("not saved: the storage is full", "make room or raise the quota, then send it again")
}

func notKnown(why string) error {
	return unavailable("it is not known yet whether this was saved: "+why,
		"send it again with the same command id: it is never recorded twice")
}

func closedError() error {
	return unavailable("not saved: the log is closed", "start the program again, then send it again")
}

// corrupt is the error of a reader that meets a log which is not what was written.
func corrupt(format string, args ...any) error {
	return &domain.Error{Kind: domain.Unavailable, Message: "the log is damaged: " + fmt.Sprintf(format, args...),
		Want: "stop, and put a copy or a backup of the store back"}
}

// appendError turns the answer of a Store into that of a Log.
func appendError(project string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrConflict):
		return &domain.Error{Kind: domain.Conflict, Message: "not saved: somebody else recorded something in the project meanwhile",
			Value: project, Want: "read it again and decide anew"}
	case errors.Is(err, ErrFull):
		return storageFull()
	case errors.Is(err, ErrUnsent):
		return unavailable("not saved: the log cannot be reached now", "send it again in a moment")
	case errors.Is(err, ErrUnknown):
		return notKnown("the log did not answer")
	}
	return err
}
