package domain

// Kept is a personal field as a snapshot of rows keeps it: just as it is in memory, never opened. The zero value is a field in which nothing
// was written.
type Kept struct {
	Text   string // what lies open; of a sealed field its box, as the log has it
	At     Place  // where it was sealed; zero where it lies open
	Sealed bool
}

// Keep returns the field as it is. Sealed text stays sealed.
func (p personal) Keep() Kept {
	if p.sealed != nil {
		return Kept{p.sealed.wire, p.sealed.at, true}
	}
	return Kept{Text: p.written()}
}

// Restore makes the field what Keep returned.
func (p *personal) Restore(k Kept) {
	if k.Sealed {
		*p = personal{sealed: &box{k.Text, k.At}}
		return
	}
	*p = open(k.Text)
}
