package identity

import (
	"encoding/json"
	"slices"
	"time"
)

// How long a ceremony may take, and about how many may be under way: beyond that the oldest are forgotten.
const (
	ceremonyTime = 5 * time.Minute
	ceremonies   = 10_000
)

// waiting is what a ceremony (a passkey, a sign-in at an organisation) needs between its two halves, under a random handle. The second half
// may come to another replica.
type waiting struct {
	Kind   string          `json:"kind"`
	Person string          `json:"person,omitempty"` // who is signed in
	Until  time.Time       `json:"until"`
	State  json.RawMessage `json:"state"`
}

// The kinds of ceremonies.
const (
	makingPasskey = "make a passkey"
	usingPasskey  = "use a passkey"
	leavingFor    = "organisation"
)

// keep puts the state of a ceremony away and returns the handle that takes it out again.
func (c *core) keep(kind, person string, state any) (handle string, err error) {
	raw, err := json.Marshal(state)
	if err != nil {
		return "", err
	}
	if handle, err = newToken(c.random); err != nil {
		return "", err
	}
	tidy := c.kept.Add(1)%int64(max(1, c.ceremonies/20)) == 1
	err = c.update(func(t tx) error {
		if tidy {
			if err := c.tidyWaiting(t); err != nil {
				return err
			}
		}
		return put(t, inWaiting, fastHash(handle), waiting{kind, person, c.now().UTC().Add(ceremonyTime), raw})
	})
	return handle, err
}

// take returns the state of a handle of this kind, once and in time; otherwise found is false.
func take[T any](c *core, kind, handle string) (state T, found bool, err error) {
	if len(handle) > longestSecret {
		return state, false, nil
	}
	key := fastHash(handle)
	var w waiting
	read := func(t tx) (err error) {
		w, found, err = get[waiting](t, inWaiting, key)
		return err
	}
	if err := c.view(read); err != nil || !found { // so that whoever tries handles writes nothing
		return state, false, err
	}
	err = c.update(func(t tx) error {
		if err := read(t); err != nil || !found {
			return err
		}
		return remove(t, inWaiting, key)
	})
	if err != nil || !found || w.Kind != kind || !c.now().Before(w.Until) {
		return state, false, err
	}
	err = json.Unmarshal(w.State, &state)
	return state, err == nil, err
}

// tidyWaiting drops what is over, and the oldest where there are too many.
func (c *core) tidyWaiting(t tx) error {
	type one struct {
		key   string
		until time.Time
	}
	var list []one
	err := each(t, inWaiting, func(key string, w waiting) error {
		list = append(list, one{key, w.Until})
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(list, func(a, b one) int { return a.until.Compare(b.until) })
	for i, w := range list {
		if c.now().Before(w.until) && len(list)-i < c.ceremonies {
			break
		}
		if err := remove(t, inWaiting, w.key); err != nil {
			return err
		}
	}
	return nil
}
