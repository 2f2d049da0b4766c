package projections

import "context"

// Beside implements Rebuilder.
func (m *Memory) Beside(_ context.Context, p Projection) (Store, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.beside == nil {
		m.beside = map[string]*Memory{}
	}
	key := versioned(p.Name, p.Version)
	if m.beside[key] == nil {
		m.beside[key] = NewMemory()
	}
	return m.beside[key], nil
}

// Switch implements Rebuilder.
func (m *Memory) Switch(_ context.Context, p Projection) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := versioned(p.Name, p.Version)
	built := m.beside[key]
	if built == nil || built.checkpoints[key] != m.checkpoints[key] {
		return false, nil
	}
	for _, t := range p.Tables() {
		m.tables[t] = built.tables[t]
	}
	m.moment = nil
	m.switched++
	delete(m.beside, key)
	return true, nil
}

// Drop implements Rebuilder.
func (m *Memory) Drop(_ context.Context, p Projection) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.beside, versioned(p.Name, p.Version))
	return nil
}
