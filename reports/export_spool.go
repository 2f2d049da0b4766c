package reports

import (
	"bytes"
	"encoding/binary"
	"iter"

	"github.com/klauspost/compress/s2"

	"github.com/desirelines/desirelines/domain"
)

// spool keeps the rows of a sheet packed, in the order they were added: a hundred thousand of them take a few megabytes, and they can be read
// any number of times, also at the same time, once the last one was added. Cells are as Sheet has them. The zero value is empty.
type spool struct {
	blocks [][]byte // packed
	block  []byte   // the last one, not packed yet
	room   []byte   // to pack in
}

// spoolBlock is about how many bytes of rows are packed together.
const spoolBlock = 256 << 10

// What a cell begins with in a block.
const (
	spoolNothing = iota
	spoolText
	spoolNumber
	spoolWhole // a number that fits into 64 bits
	spoolDate
	spoolInt
	spoolYes
	spoolNo
)

func (s *spool) add(cells []any) {
	b := binary.AppendUvarint(s.block, uint64(len(cells)))
	for _, c := range cells {
		b = appendCell(b, c)
	}
	if s.block = b; len(b) >= spoolBlock {
		s.room = s2.EncodeBetter(s.room[:cap(s.room)], b)
		s.blocks, s.block = append(s.blocks, bytes.Clone(s.room)), b[:0]
	}
}

func appendCell(b []byte, c any) []byte {
	switch v := c.(type) {
	case nil:
		return append(b, spoolNothing)
	case bool:
		if v {
			return append(b, spoolYes)
		}
		return append(b, spoolNo)
	case int:
		return binary.AppendVarint(append(b, spoolInt), int64(v))
	case domain.Date:
		return append(b, spoolDate, byte(v.Year>>8), byte(v.Year), v.Month, v.Day) //nolint:gosec // two halves
	case domain.Number:
		d := v.Decimal()
		if d.Exponent() == 0 && d.NumDigits() <= 18 {
			return binary.AppendVarint(append(b, spoolWhole), d.IntPart())
		}
		exact, _ := d.MarshalBinary() // it has no error to give
		return appendText(append(b, spoolNumber), string(exact))
	}
	return appendText(append(b, spoolText), cell(c))
}

func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

// rows yields the rows. The cells of one may be kept.
func (s *spool) rows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		var before []any
		var room []byte
		for i := range len(s.blocks) + 1 {
			block := s.block
			if i < len(s.blocks) {
				var err error
				if room, err = s2.Decode(room[:cap(room)], s.blocks[i]); err != nil {
					panic(err) // it was packed above, and nobody else has it
				}
				block = room
			}
			for r := (&spoolReader{left: block}); len(r.left) > 0; {
				row := make([]any, r.number())
				for n := range row {
					var above any
					if n < len(before) {
						above = before[n]
					}
					row[n] = r.cell(above)
				}
				if before = row; !yield(row) {
					return
				}
			}
		}
	}
}

// spoolReader reads the cells of a block.
type spoolReader struct{ left []byte }

func (r *spoolReader) number() uint64 {
	n, size := binary.Uvarint(r.left)
	r.left = r.left[size:]
	return n
}

func (r *spoolReader) signed() int64 {
	n, size := binary.Varint(r.left)
	r.left = r.left[size:]
	return n
}

func (r *spoolReader) take(n int) []byte {
	b := r.left[:n]
	r.left = r.left[n:]
	return b
}

// cell reads a cell. Where it says the same as the one above it, it is that one: most of a table says what stood there before.
func (r *spoolReader) cell(above any) any {
	switch r.take(1)[0] {
	case spoolText:
		text := r.take(int(r.number())) //nolint:gosec // it was a length
		if s, is := above.(string); is && s == string(text) {
			return above
		}
		return string(text)
	case spoolNumber:
		d := domain.Number{}.Decimal()
		_ = d.UnmarshalBinary(r.take(int(r.number()))) //nolint:gosec // it was a length, and of a number
		return domain.FromDecimal(d)
	case spoolWhole:
		return domain.Int(r.signed())
	case spoolDate:
		b := r.take(4)
		d := domain.Date{Year: int16(b[0])<<8 | int16(b[1]), Month: b[2], Day: b[3]}
		if before, is := above.(domain.Date); is && before == d {
			return above
		}
		return d
	case spoolInt:
		return int(r.signed())
	case spoolYes:
		return true
	case spoolNo:
		return false
	}
	return nil
}
