package streams

import (
	"runtime"
	"time"
)

// gather waits for those who were answered by the last commit of a project and come again at once: a commit that left with the first of
// them alone would take as long, and hold up the others. It ends when so many wait as were answered and waited before, or after a part of
// the time that commit took, lingerPart. Where only one is there at all it does nothing. It yields instead of sleeping, since a sleep of a
// tenth of a millisecond may become a whole one.
func (l *Log) gather(o *owner, answered int, commit time.Duration) {
	began, hoped := time.Now(), 0
	for {
		l.mu.Lock()
		waiting := len(o.queue)
		l.mu.Unlock()
		if hoped == 0 {
			hoped = min(waiting+answered, maxTogether)
		}
		if hoped == 1 || waiting >= hoped || time.Since(began) > commit/lingerPart {
			return
		}
		runtime.Gosched()
	}
}
