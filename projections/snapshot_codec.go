package projections

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/desirelines/desirelines/domain"
)

// A snapshot writes rows in a form of its own, exactly: nil and empty stay what they were, and sealed words keep where they were sealed.
// JSON takes about as long to read as the log takes to fold. How a type is written is worked out once and then followed; what a type
// looked like is part of a snapshot (see rowShape), so that a program whose rows look otherwise does not read it.
//
// Whole numbers are varints, slices and maps their length and 1 before their values (0: nil), pointers and bodies 0 where they are nil.
// A short text stands once in a block, afterwards its number: ids come again and again.

// codec writes and reads values of one type. Unexported fields are left out: only decisions fill them, and events from the log have none.
type codec struct {
	write func(*packer, reflect.Value)
	read  func(*unpacker, reflect.Value)
}

// packer writes one block. The zero value is ready.
type packer struct {
	out   []byte
	known map[string]uint64
	err   error // a value that cannot be written
}

const (
	textEmpty = iota
	textLong  // length and text, which does not come again
	textShort // length and text, which gets the next number
	textKnown // and from here on: the number of a text that was there before
)

// longText is from where on a text is not looked for among those before it.
const longText = 64

func (p *packer) reset() {
	p.out, p.err = p.out[:0], nil
	if p.known == nil {
		p.known = map[string]uint64{}
	}
	clear(p.known)
}

func (p *packer) number(n uint64) { p.out = binary.AppendUvarint(p.out, n) }

func (p *packer) text(s string) {
	switch n, known := p.known[s]; {
	case s == "":
		p.number(textEmpty)
		return
	case len(s) > longText:
		p.number(textLong)
	case known:
		p.number(textKnown + n)
		return
	default:
		p.known[s] = uint64(len(p.known))
		p.number(textShort)
	}
	p.number(uint64(len(s)))
	p.out = append(p.out, s...)
}

// unpacker reads one block. Its texts share the memory of the block, or are what share makes of them. After an error every value is empty.
type unpacker struct {
	rest  string
	known []string
	share func(string) string // nil: they stay as they are
	err   error
}

var errShort = errors.New("it ends in the middle of a row")

func (u *unpacker) fail(err error) {
	if u.err == nil {
		u.err = err
	}
	u.rest = ""
}

func (u *unpacker) number() uint64 {
	var n uint64
	for i := 0; i < len(u.rest) && i < binary.MaxVarintLen64; i++ {
		b := u.rest[i]
		n |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			u.rest = u.rest[i+1:]
			return n
		}
	}
	u.fail(errShort)
	return 0
}

// length reads how many values follow, each of which takes a byte at least.
func (u *unpacker) length() int {
	n := u.number()
	if n > uint64(len(u.rest)) {
		u.fail(errShort)
		return 0
	}
	return int(n)
}

func (u *unpacker) text() string {
	kind := u.number()
	switch kind {
	case textEmpty:
		return ""
	case textLong, textShort:
		n := u.length()
		s := u.rest[:n]
		u.rest = u.rest[n:]
		if u.share != nil {
			s = u.share(s)
		}
		if kind == textShort {
			u.known = append(u.known, s)
		}
		return s
	}
	if kind-textKnown >= uint64(len(u.known)) {
		u.fail(errors.New("it names a text that was not there"))
		return ""
	}
	return u.known[kind-textKnown]
}

// keeper is a personal field.
type keeper interface {
	Keep() domain.Kept
	Restore(domain.Kept)
}

// codecs makes the codecs of types, each once. It is not safe for concurrent use; the codecs are.
type codecs map[reflect.Type]*codec

func (all codecs) of(t reflect.Type) *codec {
	if c, ok := all[t]; ok {
		return c
	}
	c := new(codec) // there before it is filled, for types that hold themselves
	all[t] = c
	*c = all.make(t)
	return c
}

func (all codecs) make(t reflect.Type) codec {
	switch {
	case reflect.PointerTo(t).Implements(reflect.TypeFor[keeper]()):
		return codec{writeKept, readKept}
	case t == reflect.TypeFor[domain.Number]():
		return codec{writeNumber, readNumber}
	case t == reflect.TypeFor[time.Time]():
		return codec{writeTime, readTime}
	case t == reflect.TypeFor[domain.Body]():
		return all.body()
	}
	switch t.Kind() {
	case reflect.String:
		return codec{
			func(p *packer, v reflect.Value) { p.text(v.String()) },
			func(u *unpacker, v reflect.Value) { v.SetString(u.text()) },
		}
	case reflect.Bool:
		return codec{
			func(p *packer, v reflect.Value) { p.out = append(p.out, truth(v.Bool())) },
			func(u *unpacker, v reflect.Value) { v.SetBool(u.number() == 1) },
		}
	case reflect.Int, reflect.Int16, reflect.Int64:
		return codec{
			func(p *packer, v reflect.Value) { p.out = binary.AppendVarint(p.out, v.Int()) },
			func(u *unpacker, v reflect.Value) { v.SetInt(u.signed()) },
		}
	case reflect.Uint8, reflect.Uint64:
		return codec{
			func(p *packer, v reflect.Value) { p.number(v.Uint()) },
			func(u *unpacker, v reflect.Value) { v.SetUint(u.number()) },
		}
	case reflect.Struct:
		return all.structure(t)
	case reflect.Pointer:
		return all.pointer(t)
	case reflect.Slice:
		return all.slice(t)
	case reflect.Map:
		return all.table(t)
	}
	panic(fmt.Sprintf("a row holds a %s, and snapshots do not know how to write one", t)) // every program would: a test makes all codecs
}

func truth(b bool) byte {
	if b {
		return 1
	}
	return 0
}

func (u *unpacker) signed() int64 {
	n := u.number()
	return int64(n>>1) ^ -int64(n&1)
}

func (all codecs) structure(t reflect.Type) codec {
	var at []int
	var fields []*codec
	for i := range t.NumField() {
		if t.Field(i).IsExported() {
			at, fields = append(at, i), append(fields, all.of(t.Field(i).Type))
		}
	}
	return codec{
		func(p *packer, v reflect.Value) {
			for i, f := range fields {
				f.write(p, v.Field(at[i]))
			}
		},
		func(u *unpacker, v reflect.Value) {
			for i, f := range fields {
				f.read(u, v.Field(at[i]))
			}
		},
	}
}

func (all codecs) pointer(t reflect.Type) codec {
	to := all.of(t.Elem())
	return codec{
		func(p *packer, v reflect.Value) {
			p.out = append(p.out, truth(!v.IsNil()))
			if !v.IsNil() {
				to.write(p, v.Elem())
			}
		},
		func(u *unpacker, v reflect.Value) {
			if u.number() == 1 {
				fresh := reflect.New(t.Elem())
				to.read(u, fresh.Elem())
				v.Set(fresh)
			}
		},
	}
}

func (all codecs) slice(t reflect.Type) codec {
	of := all.of(t.Elem())
	return codec{
		func(p *packer, v reflect.Value) {
			if v.IsNil() {
				p.number(0)
				return
			}
			p.number(uint64(v.Len()) + 1)
			for i := range v.Len() {
				of.write(p, v.Index(i))
			}
		},
		func(u *unpacker, v reflect.Value) {
			n := u.number()
			if n == 0 {
				return
			}
			if n-1 > uint64(len(u.rest)) {
				u.fail(errShort)
				return
			}
			list := reflect.MakeSlice(t, int(n-1), int(n-1))
			for i := range list.Len() {
				of.read(u, list.Index(i))
			}
			v.Set(list)
		},
	}
}

// table is a map from texts, in order of its keys.
func (all codecs) table(t reflect.Type) codec {
	if t.Key().Kind() != reflect.String {
		panic(fmt.Sprintf("a row holds a %s, and snapshots only know maps from texts", t))
	}
	of := all.of(t.Elem())
	return codec{
		func(p *packer, v reflect.Value) {
			if v.IsNil() {
				p.number(0)
				return
			}
			p.number(uint64(v.Len()) + 1)
			keys := v.MapKeys()
			slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
			e := reflect.New(t.Elem()).Elem() // a place that has an address, which one in a map has not
			for _, k := range keys {
				p.text(k.String())
				e.Set(v.MapIndex(k))
				of.write(p, e)
			}
		},
		func(u *unpacker, v reflect.Value) {
			n := u.number()
			if n == 0 {
				return
			}
			m := reflect.MakeMap(t)
			for range n - 1 {
				if u.err != nil {
					return
				}
				k, e := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
				k.SetString(u.text())
				of.read(u, e)
				m.SetMapIndex(k, e)
			}
			v.Set(m)
		},
	}
}

func writeKept(p *packer, v reflect.Value) {
	k := v.Addr().Interface().(keeper).Keep()
	if !k.Sealed {
		p.number(0)
		p.text(k.Text)
		return
	}
	p.number(1)
	p.text(k.Text)
	p.text(k.At.Project)
	p.text(k.At.Event)
	p.text(k.At.Field)
}

func readKept(u *unpacker, v reflect.Value) {
	k := domain.Kept{Sealed: u.number() == 1}
	k.Text = u.text()
	if k.Sealed {
		k.At = domain.Place{Project: u.text(), Event: u.text(), Field: u.text()}
	}
	v.Addr().Interface().(keeper).Restore(k)
}

// A number is 0 as it is made, or 1, its exponent and its digits as a text.
func writeNumber(p *packer, v reflect.Value) {
	if v.IsZero() {
		p.number(0)
		return
	}
	d := v.Addr().Interface().(*domain.Number).Decimal()
	p.number(1)
	p.out = binary.AppendVarint(p.out, int64(d.Exponent()))
	p.text(d.Coefficient().String())
}

func readNumber(u *unpacker, v reflect.Value) {
	if u.number() == 0 {
		return
	}
	exponent, digits := u.signed(), u.text()
	n, ok := new(big.Int).SetString(digits, 10)
	if !ok {
		u.fail(errors.New("it holds a number that is none"))
		return
	}
	*v.Addr().Interface().(*domain.Number) = domain.FromDecimal(decimal.NewFromBigInt(n, int32(exponent)))
}

func writeTime(p *packer, v reflect.Value) {
	b, err := v.Addr().Interface().(*time.Time).MarshalBinary()
	if err != nil {
		p.err = err
	}
	p.text(string(b))
}

func readTime(u *unpacker, v reflect.Value) {
	if b := u.text(); u.err == nil {
		if err := v.Addr().Interface().(*time.Time).UnmarshalBinary([]byte(b)); err != nil {
			u.fail(err)
		}
	}
}

// body is what happened, of any kind: its number in the list of kinds and 1. That list is part of the shape of a row.
func (all codecs) body() codec {
	kinds := domain.Kinds()
	numbers, of := map[reflect.Type]int{}, make([]*codec, len(kinds))
	for i, k := range kinds {
		t := reflect.TypeOf(k.New())
		numbers[t], of[i] = i, all.of(t.Elem())
	}
	return codec{
		func(p *packer, v reflect.Value) {
			if v.IsNil() {
				p.number(0)
				return
			}
			i, ok := numbers[v.Elem().Type()]
			if !ok {
				p.err = fmt.Errorf("a body is of no kind: %s", v.Elem().Type())
				return
			}
			p.number(uint64(i) + 1)
			of[i].write(p, v.Elem().Elem())
		},
		func(u *unpacker, v reflect.Value) {
			n := u.number()
			if n == 0 {
				return
			}
			if n > uint64(len(kinds)) {
				u.fail(errors.New("it holds a body of no kind"))
				return
			}
			fresh := reflect.ValueOf(kinds[n-1].New())
			of[n-1].read(u, fresh.Elem())
			v.Set(fresh)
		},
	}
}
