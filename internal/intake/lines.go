package intake

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
)

// Lines yields the lines of r as soon as each is complete, without their ends and without blank ones; the
// slice is the caller's. A line longer than MaxLine comes cut to a length that Line refuses, and the next
// one follows. A read error comes last, with no line.
func Lines(r io.Reader) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		in := bufio.NewReaderSize(r, 64<<10)
		for {
			line, err := readLine(in)
			if len(bytes.TrimSpace(line)) > 0 && !yield(line, nil) {
				return
			}
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(nil, err)
				return
			}
		}
	}
}

// readLine keeps at most twice MaxLine of a line in memory, whatever its length.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		if len(line) <= MaxLine {
			line = append(line, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return bytes.TrimRight(line, "\r\n"), err
		}
	}
}
