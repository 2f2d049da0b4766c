package projections

import "hash/maphash"

// rowSet holds the rows of one project in one table by id. A map of a million rows spent more time growing, and missing the cache, than all
// folds took: here the rows lie one after the other in the order in which they came, and the index beside them is small. Nothing moves
// but by growing, so that what was read up to a place stays before it. The zero value, and nil, are empty; only reads may be concurrent.
type rowSet struct {
	rows  []storedRow
	index []uint64 // by hash of the id: the hash above, the place in rows from 1 on below; 0: free. nil while there are few rows
	gone  int      // how many places of rows hold none
}

// storedRow is a row with its id; nil where it is gone.
type storedRow struct {
	id  string
	row any
}

const (
	fewRows  = 8  // up to so many are looked through
	leastTop = 32 // size of the smallest index
)

var rowSeed = maphash.MakeSeed()

// newRowSet returns an empty set with room for so many rows.
func newRowSet(n int) *rowSet {
	s := &rowSet{rows: make([]storedRow, 0, n)}
	if n > fewRows {
		s.index = make([]uint64, sizeFor(n))
	}
	return s
}

// sizeFor is the size of the index for n rows: a power of two of which they fill three quarters at most.
func sizeFor(n int) int {
	size := leastTop
	for size/4*3 < n {
		size *= 2
	}
	return size
}

func (s *rowSet) len() int {
	if s == nil {
		return 0
	}
	return len(s.rows) - s.gone
}

// get returns a row, nil where there is none.
func (s *rowSet) get(id string) any {
	if s == nil {
		return nil
	}
	i, _ := s.find(id)
	if i < 0 {
		return nil
	}
	return s.rows[i].row
}

// find returns the place of an id, -1 where it has none, and the hash where there is an index.
func (s *rowSet) find(id string) (place int, hash uint32) {
	if s.index == nil {
		for i := range s.rows {
			if s.rows[i].id == id {
				return i, 0
			}
		}
		return -1, 0
	}
	hash = uint32(maphash.String(rowSeed, id))
	mask := uint32(len(s.index) - 1)
	for at := hash & mask; s.index[at] != 0; at = (at + 1) & mask {
		if slot := s.index[at]; uint32(slot>>32) == hash {
			if i := int(uint32(slot)) - 1; s.rows[i].id == id {
				return i, hash
			}
		}
	}
	return -1, hash
}

// put stores a row under its id, in the place of an earlier one; nil takes it away.
func (s *rowSet) put(id string, row any) {
	i, hash := s.find(id)
	switch {
	case i >= 0:
		was := s.rows[i].row
		s.rows[i].row = row
		if was != nil && row == nil {
			s.gone++
		} else if was == nil && row != nil {
			s.gone--
		}
		return
	case row == nil:
		return
	}
	s.rows = append(s.rows, storedRow{id, row})
	switch n := len(s.rows); {
	case s.index == nil && n <= fewRows:
	case s.index == nil:
		s.index = make([]uint64, sizeFor(n))
		for i := range s.rows {
			s.point(uint32(maphash.String(rowSeed, s.rows[i].id)), i)
		}
	case n > len(s.index)/4*3:
		old := s.index
		s.index = make([]uint64, 2*len(old))
		for _, slot := range old {
			if slot != 0 {
				s.point(uint32(slot>>32), int(uint32(slot))-1)
			}
		}
		s.point(hash, n-1)
	default:
		s.point(hash, n-1)
	}
}

// point makes the index find a place that it does not know yet.
func (s *rowSet) point(hash uint32, place int) {
	mask := uint32(len(s.index) - 1)
	at := hash & mask
	for s.index[at] != 0 {
		at = (at + 1) & mask
	}
	s.index[at] = uint64(hash)<<32 | uint64(place+1)
}

// all yields the rows with their ids, in the order in which they came first.
func (s *rowSet) all(yield func(string, any) bool) {
	if s == nil {
		return
	}
	for i := 0; i < len(s.rows); i++ { // which may grow meanwhile, see moment
		if r := s.rows[i]; r.row != nil && !yield(r.id, r.row) {
			return
		}
	}
}
