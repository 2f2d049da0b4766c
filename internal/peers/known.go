package main

import "sync"

// known keeps which entry of each project this process last heard of, so that a peer whose guard is a version asks for it only after a
// conflict. Real programs load a project before they decide; here nobody pays for that.
type known struct {
	mu sync.Mutex
	at map[string]int
}

func newKnown() *known { return &known{at: map[string]int{}} }

// last returns the number of the last entry that is known, 0 where there is none.
func (k *known) last(project string) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.at[project]
}

// heard notes that the project has this entry.
func (k *known) heard(project string, number int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.at[project] = max(k.at[project], number)
}

// lost is called after a conflict of an attempt to be this entry. Where nobody in this process has recorded it, look asks the database
// for the last one.
func (k *known) lost(project string, number int, look func(after int) (int, error)) error {
	last := k.last(project)
	if last < number {
		found, err := look(last)
		if err != nil {
			return err
		}
		k.heard(project, found)
	}
	return errConflict
}
