package streams

import (
	"bytes"
	"encoding/json"
	"fmt"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/desirelines/desirelines/domain"
)

// upcast turns the JSON body of one version into the next version's. It must not fail for anything
// that was ever written; it must not look at other events.
type upcast func(old json.RawMessage) (json.RawMessage, error)

// upcasts is a chain for each kind that has changed its shape: the first one takes version 1 to 2,
// the second 2 to 3, and so on.
type upcasts map[string][]upcast

// upcasters is THE list. It is empty because no kind has changed its shape yet. A kind with version n
// has n-1 lines here; a test keeps that.
var upcasters = upcasts{}

// raise takes raw from one version to another, through every version between.
func (u upcasts) raise(kind string, from, to int, raw json.RawMessage) (json.RawMessage, error) {
	chain := u[kind]
	if from < 1 || to-1 > len(chain) {
		return nil, fmt.Errorf("nothing turns version %d of %s into version %d", from, kind, to)
	}
	for v := from; v < to; v++ {
		var err error
		if raw, err = chain[v-1](raw); err != nil {
			return nil, fmt.Errorf("version %d of %s into %d: %w", v, kind, v+1, err)
		}
	}
	return raw, nil
}

// decodeBody never fails: what cannot be read becomes *domain.Unreadable, which keeps it as it is.
func decodeBody(chains upcasts, kind string, version int, raw []byte) domain.Body {
	unreadable := func(why string) domain.Body {
		if !json.Valid(raw) {
			raw = []byte("null")
		}
		return &domain.Unreadable{KindName: kind, Ver: version, Raw: bytes.Clone(raw), Why: why}
	}
	k, ok := domain.KindNamed(kind)
	if !ok {
		return unreadable("this program does not know the kind " + kind)
	}
	body := k.New()
	if now := body.Version(); version != now {
		if version > now {
			return unreadable(fmt.Sprintf("version %d of %s is newer than this program, which knows %d", version, kind, now))
		}
		old := raw
		var err error
		if raw, err = chains.raise(kind, version, now, raw); err != nil {
			raw = old
			return unreadable(err.Error())
		}
	}
	// This reader is to become encoding/json/v2; it takes half the time of today's, and every start reads every body.
	if err := jsonv2.Unmarshal(raw, body); err != nil {
		return unreadable(fmt.Sprintf("the body of %s is not what its kind says: %v", kind, err))
	}
	return body
}
