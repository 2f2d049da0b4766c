package streams

import "time"

const (
	batchSure = 16 // from so many on commits share a batch, whatever was measured
	batchTry  = 64 // flights of one way after which the other one is measured again
	costPart  = 8  // an average moves by this part of the way to what was measured last
)

// costs are what a commit of its own and a small batch take here, as running averages. Which is cheaper for a few commits differs
// between disks by more than ten times: a commit of its own takes one fsync, and these come one after the other; a batch takes one or
// two and some files in memory, 1 ms in all. Where an fsync takes 0.05 ms 16 commits are as fast by themselves, where it takes 1 ms it
// is two. The zero value knows nothing.
type costs struct {
	plain, batch           time.Duration
	sincePlain, sinceBatch int // flights of the other way since it was measured
}

// from is the number of waiting commits that a batch is cheaper for: 2 to batchSure.
func (c *costs) from() int {
	switch {
	case c.sincePlain > batchTry:
		return batchSure
	case c.batch == 0 || c.sinceBatch > batchTry:
		return 2
	case c.plain == 0:
		return batchSure
	}
	return int(min(max((c.batch+c.plain-1)/c.plain, 2), batchSure))
}

// tookPlain notes what one commit of its own took.
func (c *costs) tookPlain(d time.Duration) {
	c.plain, c.sincePlain = moved(c.plain, d), 0
	c.sinceBatch++
}

// tookBatch notes what a batch took. A large one says nothing of a small one.
func (c *costs) tookBatch(commits int, d time.Duration) {
	c.sincePlain++
	if commits <= batchSure {
		c.batch, c.sinceBatch = moved(c.batch, d), 0
	}
}

func moved(average, measured time.Duration) time.Duration {
	if average == 0 {
		return max(measured, 1)
	}
	return max(average+(measured-average)/costPart, 1)
}
