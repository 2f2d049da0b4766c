package projections

import lists "container/list"

// recent keeps values within a bound of weight; those that were not asked for longest go first, never the one used last. It is not safe for
// concurrent use.
type recent[K comparable, V any] struct {
	most   int
	weight int
	found  map[K]*lists.Element // of *weighed[K, V]
	used   *lists.List          // the newest first
}

type weighed[K comparable, V any] struct {
	key    K
	value  V
	weight int
}

func newRecent[K comparable, V any](most int) *recent[K, V] {
	return &recent[K, V]{most: most, found: map[K]*lists.Element{}, used: lists.New()}
}

// get returns a value that is kept, and counts it as used.
func (r *recent[K, V]) get(key K) (value V, ok bool) {
	e, ok := r.found[key]
	if !ok {
		return value, false
	}
	r.used.MoveToFront(e)
	return e.Value.(*weighed[K, V]).value, true
}

// put keeps a value in the place of what had its key.
func (r *recent[K, V]) put(key K, value V, weight int) {
	if e, ok := r.found[key]; ok {
		r.drop(e)
	}
	r.found[key] = r.used.PushFront(&weighed[K, V]{key, value, weight})
	r.weight += weight
	for r.weight > r.most && r.used.Len() > 1 {
		r.drop(r.used.Back())
	}
}

func (r *recent[K, V]) drop(e *lists.Element) {
	gone := r.used.Remove(e).(*weighed[K, V])
	delete(r.found, gone.key)
	r.weight -= gone.weight
}
