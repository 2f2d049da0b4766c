package evidence

// Busy returns a Taker that is at work for ever.
func Busy() *Taker {
	t := NewTaker()
	t.opening <- struct{}{}
	return t
}
