package api

import (
	"cmp"
	"slices"
	"sync"
)

// milestones say with which commit to begin where somebody reads a project from an entry on: the log knows commits, and one of them may hold
// many entries. They are noted while the log is read, and what they say never changes, since the log does not. The zero value is ready and is
// safe for concurrent use.
type milestones struct {
	mu   sync.Mutex
	of   map[string][]milestone // by project, in order
	many int
}

// milestone is the number of the first entry of a commit, and the sequence of that commit.
type milestone struct{ position, sequence uint64 }

const (
	milesApart     = 512     // entries between two of them
	mostMilestones = 100_000 // all are forgotten then, and noted anew
)

// before is the sequence of a commit that comes no later than the one with an entry.
func (m *milestones) before(project string, position uint64) uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := m.of[project]
	i, exact := slices.BinarySearchFunc(list, position, func(one milestone, position uint64) int { return cmp.Compare(one.position, position) })
	switch {
	case exact:
		return list[i].sequence
	case i > 0:
		return list[i-1].sequence
	}
	return 1
}

// note notes a commit by its first entry, where the last noted one is far enough away.
func (m *milestones) note(project string, one milestone) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.many >= mostMilestones || m.of == nil {
		m.of, m.many = map[string][]milestone{}, 0
	}
	list := m.of[project]
	if one.position < milesApart || len(list) > 0 && one.position < list[len(list)-1].position+milesApart {
		return
	}
	m.of[project] = append(list, one)
	m.many++
}
