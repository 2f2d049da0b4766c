package charts

import "testing"

// BenchmarkDraw draws each sample on one warm runtime, wide.
func BenchmarkDraw(b *testing.B) {
	e := patient(1)
	for _, c := range samples(b) {
		b.Run(c.ID, func(b *testing.B) {
			for b.Loop() {
				if _, err := e.Draw(b.Context(), c, Wide, Page); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkStart compiles the script and makes the first runtime.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		if _, err := NewEngine(1, 0).Render(b.Context(), []byte(`{}`), 10, 10); err != nil {
			b.Fatal(err)
		}
	}
}
