package domain_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

func TestErrorKinds(t *testing.T) {
	exits := map[int]domain.ErrorKind{0: ""}
	for _, c := range []struct {
		kind         domain.ErrorKind
		status, exit int
	}{
		{domain.Internal, 500, 1}, {domain.Usage, 400, 2}, {domain.Invalid, 422, 3}, {domain.NotFound, 404, 4}, {domain.Conflict, 409, 5},
		{domain.Refused, 403, 6}, {domain.Unavailable, 503, 7}, {domain.Partial, 207, 8}, {domain.Disagrees, 409, 9},
	} {
		if got := c.kind.HTTPStatus(); got != c.status {
			t.Errorf("%s answers %d, want %d", c.kind, got, c.status)
		}
		if got := c.kind.ExitCode(); got != c.exit {
			t.Errorf("%s ends with %d, want %d", c.kind, got, c.exit)
		}
		if before, ok := exits[c.kind.ExitCode()]; ok {
			t.Errorf("%s and %s end with the same code", before, c.kind)
		}
		exits[c.kind.ExitCode()] = c.kind
	}
	if unknown := domain.ErrorKind("odd"); unknown.HTTPStatus() != 500 || unknown.ExitCode() != 1 {
		t.Error("an unknown kind is a fault of ours")
	}
}

func TestKindOf(t *testing.T) {
	conflict := &domain.Error{Kind: domain.Conflict, Message: "somebody was first"}
	for _, c := range []struct {
		err  error
		want domain.ErrorKind
	}{
		{nil, ""}, {errors.New("disk"), domain.Internal}, {conflict, domain.Conflict},
		{fmt.Errorf("append: %w", conflict), domain.Conflict}, {errors.Join(errors.New("disk"), conflict), domain.Conflict},
	} {
		if got := domain.KindOf(c.err); got != c.want {
			t.Errorf("%v is %q, want %q", c.err, got, c.want)
		}
	}
}

func TestErrorIsOneSentence(t *testing.T) {
	for _, c := range []struct {
		err  domain.Error
		want string
	}{
		{domain.Error{Message: "there is no such aim"}, "there is no such aim"},
		{domain.Error{Message: "there is no such aim", Value: "home"}, `there is no such aim: "home"`},
		{domain.Error{Message: "the aim is missing", Want: "give its id"}, "the aim is missing; give its id"},
		{domain.Error{Message: "there is no such aim", Value: "a\nb\x1b", Want: "agree on it first"}, `there is no such aim: "a\nb\x1b"; agree on it first`},
		{domain.Error{Message: "too long", Value: strings.Repeat("橋", 200)}, `too long: "` + strings.Repeat("橋", 79) + `…"`},
	} {
		if got := c.err.Error(); got != c.want {
			t.Errorf("it says\n%s\nwant\n%s", got, c.want)
		}
	}
}

func TestShort(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{{"", 3, ""}, {"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"橋橋橋橋", 3, "橋橋…"}} {
		if got := domain.Short(c.in, c.n); got != c.want {
			t.Errorf("Short(%q, %d) is %q, want %q", c.in, c.n, got, c.want)
		}
	}
}
