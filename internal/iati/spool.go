package iati

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// Spool copies r, which can be read only once, into a temporary file that Read can read twice. The caller calls remove when it is
// done; remove closes the file too.
func Spool(ctx context.Context, r io.Reader) (file io.ReadSeeker, remove func() error, err error) {
	f, err := os.CreateTemp("", "iati-*.xml")
	if err != nil {
		return nil, nil, fmt.Errorf("make a temporary file for the input: %w", err)
	}
	remove = func() error { return errors.Join(f.Close(), os.Remove(f.Name())) }
	_, err = io.Copy(f, stoppable{ctx, r})
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("copy the input to a temporary file: %w", err), remove())
	}
	return f, remove, nil
}

// stoppable is a reader that ends with the error of its context.
type stoppable struct {
	ctx context.Context
	r   io.Reader
}

func (s stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}
