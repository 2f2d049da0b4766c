package main

import (
	"context"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// importMemory is what an import may take beyond what was in use before it.
const importMemory = 200 << 20

// memoryBound keeps long work from filling the memory. The embedded server keeps what was written for ten seconds, so a
// fast writer of a large file would hold hundreds of megabytes of it; this makes the writer wait instead.
type memoryBound struct {
	high  uint64 // bytes on the heap from which the writer waits
	limit int64  // the limit of the whole process before
	most  int64  // the one that was set
}

// boundMemory begins to keep the process within what it uses now and most bytes more. End it with lift.
func boundMemory(most uint64) *memoryBound {
	now := heapBytes()
	b := &memoryBound{high: now + most*6/10, most: int64(now + most)}
	b.limit = debug.SetMemoryLimit(b.most)
	return b
}

func (b *memoryBound) lift() { debug.SetMemoryLimit(b.limit) }

// wait returns when there is room again, or ctx ends, or it has waited longer than the server keeps anything.
func (b *memoryBound) wait(ctx context.Context) {
	if heapBytes() < b.high {
		return
	}
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for range 100 {
		runtime.GC()
		if heapBytes() < b.high {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// heapBytes is what lies on the heap, whether it is still used or not.
func heapBytes() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// Rows of a sheet are known again by what is kept of each, and the log keeps as much to decide on what comes after.
const (
	bytesOfRow  = 250
	rowsBetween = 2000
)

// rows returns what is to be called with the number of rows that were read: it shows it, and keeps the writer from running ahead. What rows
// must take is no reason to wait.
func (b *memoryBound) rows(ctx context.Context, show func(int)) func(int) {
	high, limit := b.high, b.most
	return func(n int) {
		show(n)
		if n%rowsBetween != 0 {
			return
		}
		kept := uint64(n) * bytesOfRow //nolint:gosec // not negative
		b.high = high + kept
		if n%(50*rowsBetween) == 0 {
			debug.SetMemoryLimit(limit + int64(kept)) //nolint:gosec // far below
		}
		b.wait(ctx)
	}
}
