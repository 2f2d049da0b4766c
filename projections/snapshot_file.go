package projections

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// writeWhole puts a file in place whole, with what write gives it: after a fault at any moment it is the old one or the new one. What an
// earlier try left is deleted.
func writeWhole(path string, write func(io.Writer) error) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if left, err := filepath.Glob(path + ".*"); err == nil {
		for _, name := range left {
			_ = os.Remove(name)
		}
	}
	f, err := os.CreateTemp(dir, filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already where all went well
	err = write(spared{f})
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// spared is a file that is written only as long as the device has room to spare: what can be made again must not take the room that the
// log needs, which stops saving at half of this.
type spared struct{ *os.File }

const spareRoom = 128 << 20 // bytes, at most a tenth of the device

var errNoRoom = errors.New("the device is nearly full")

// Write implements io.Writer.
func (s spared) Write(b []byte) (int, error) {
	var device unix.Statfs_t
	if unix.Fstatfs(int(s.Fd()), &device) == nil {
		block := uint64(device.Bsize)
		if device.Bavail*block < min(spareRoom, device.Blocks*block/10) {
			return 0, errNoRoom
		}
	}
	return s.File.Write(b)
}
