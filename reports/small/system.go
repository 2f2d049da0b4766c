package small

import "math/big"

// system is numbers within bounds and sums between them, at one point that fulfils all. It answers how far a number can move: the
// largest and the least that all bounds and sums allow. It is the simplex method for bounded variables, started at the true
// counts, in whole numbers and fractions: nothing is lost by rounding. Where sums make a tree or a table of two ways, the ends it
// finds are whole numbers, so they are what an attacker who only thinks in whole people finds too.
type system struct {
	at     []*big.Rat
	lo, hi []*big.Rat
	rows   [][]int64 // each says: Σ factor × variable stays as it is; the factor of its own variable is above 0
	own    []int     // the variable of a row
	row    []int     // the row of a variable, or -1
}

// newSystem takes numbers with their bounds, and sums of them as factors that make 0.
func newSystem(at, lo, hi []int64, sums []map[int]int64) *system {
	s := &system{}
	for i := range at {
		s.at = append(s.at, big.NewRat(at[i], 1))
		s.lo = append(s.lo, big.NewRat(lo[i], 1))
		s.hi = append(s.hi, big.NewRat(hi[i], 1))
		s.row = append(s.row, -1)
	}
	for _, factors := range sums {
		row := make([]int64, len(at))
		for i, f := range factors {
			row[i] = f
		}
		s.add(row)
	}
	return s
}

// add gives a row its own variable; one that says nothing new is dropped.
func (s *system) add(row []int64) {
	for r, v := range s.own {
		subtract(row, s.rows[r], v)
	}
	for v, f := range row {
		if f == 0 {
			continue
		}
		s.rows, s.own = append(s.rows, row), append(s.own, v)
		s.row[v] = len(s.rows) - 1
		s.clear(s.row[v], v)
		return
	}
}

// clear takes variable v, which row r has now as its own, out of all other rows.
func (s *system) clear(r, v int) {
	if row := s.rows[r]; row[v] < 0 {
		for i := range row {
			row[i] = -row[i]
		}
	}
	for i := range s.rows {
		if i != r {
			subtract(s.rows[i], s.rows[r], v)
		}
	}
}

// subtract takes as much of other from row that variable v is gone from it. The factor of v in other is above 0.
func subtract(row, other []int64, v int) {
	q, p := row[v], other[v]
	if q == 0 {
		return
	}
	divisor := int64(0)
	for i := range row {
		row[i] = row[i]*p - other[i]*q
		divisor = gcd(divisor, row[i])
	}
	if divisor > 1 {
		for i := range row {
			row[i] /= divisor
		}
	}
}

func gcd(a, b int64) int64 {
	if b < 0 {
		b = -b
	}
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// push moves variable k as far as it goes, up or down, or until it is enough; ok is false where it gave up on the way.
func (s *system) push(k int, up bool, enough func() bool) (ok bool) {
	for range 50 * (len(s.at) + len(s.rows) + 1) {
		if enough() {
			return true
		}
		v, rising := s.entering(k, up)
		if v < 0 {
			return true
		}
		s.move(v, rising)
	}
	return false
}

// entering is the first variable without a row that moves k the right way and can move itself, and which way it has to.
func (s *system) entering(k int, up bool) (v int, rising bool) {
	r := s.row[k]
	if r < 0 {
		if s.canMove(k, up) {
			return k, up
		}
		return -1, false
	}
	for v, f := range s.rows[r] {
		if f == 0 || v == k {
			continue
		}
		if rising := f < 0 == up; s.canMove(v, rising) {
			return v, rising
		}
	}
	return -1, false
}

func (s *system) canMove(v int, rising bool) bool {
	if rising {
		return s.at[v].Cmp(s.hi[v]) < 0
	}
	return s.at[v].Cmp(s.lo[v]) > 0
}

// move moves a variable without a row until it or one that moves with it meets its bound. That one gives its row to v.
func (s *system) move(v int, rising bool) {
	far, leaving := s.room(v, rising), -1
	rates := make([]*big.Rat, len(s.rows))
	for r, row := range s.rows {
		if row[v] == 0 {
			continue
		}
		rate := big.NewRat(-row[v], row[s.own[r]])
		if !rising {
			rate.Neg(rate)
		}
		rates[r] = rate
		room := s.room(s.own[r], rate.Sign() > 0)
		room.Quo(room, new(big.Rat).Abs(rate))
		if c := room.Cmp(far); c < 0 || c == 0 && leaving >= 0 && s.own[r] < s.own[leaving] {
			far, leaving = room, r
		}
	}
	for r, rate := range rates {
		if rate != nil {
			s.at[s.own[r]].Add(s.at[s.own[r]], rate.Mul(rate, far))
		}
	}
	if !rising {
		far = new(big.Rat).Neg(far)
	}
	s.at[v].Add(s.at[v], far)
	if leaving >= 0 {
		s.row[s.own[leaving]] = -1
		s.own[leaving], s.row[v] = v, leaving
		s.clear(leaving, v)
	}
}

// room is how far a variable is from its bound.
func (s *system) room(v int, rising bool) *big.Rat {
	if rising {
		return new(big.Rat).Sub(s.hi[v], s.at[v])
	}
	return new(big.Rat).Sub(s.at[v], s.lo[v])
}

// known returns which of the targets can move over a range of no more than close. What was seen on the way to one end of one
// target counts for the others.
func (s *system) known(targets []int, close int64) []int {
	low, high := make([]*big.Rat, len(targets)), make([]*big.Rat, len(targets))
	look := func() {
		for i, v := range targets {
			if low[i] == nil || s.at[v].Cmp(low[i]) < 0 {
				low[i] = new(big.Rat).Set(s.at[v])
			}
			if high[i] == nil || s.at[v].Cmp(high[i]) > 0 {
				high[i] = new(big.Rat).Set(s.at[v])
			}
		}
	}
	free := func(i int) bool { return wholes(low[i], high[i]) > close }
	var found []int
	look()
	for i, v := range targets {
		for _, up := range []bool{true, false} {
			if free(i) {
				break
			}
			s.push(v, up, func() bool { look(); return free(i) })
		}
		if !free(i) {
			found = append(found, v)
		}
	}
	return found
}

// wholes is the distance between the outermost whole numbers from low to high.
func wholes(low, high *big.Rat) int64 {
	floor := func(r *big.Rat) int64 { return new(big.Int).Div(r.Num(), r.Denom()).Int64() } // Div rounds down: the divisor is above 0
	return floor(high) + floor(new(big.Rat).Neg(low))
}
