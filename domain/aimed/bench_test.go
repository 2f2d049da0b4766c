package aimed_test

import (
	"fmt"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// One measure of a busy group: ten years of quarters, entries at four places.
func BenchmarkCompare(b *testing.B) {
	for _, mode := range []domain.Mode{domain.PerPeriod, domain.ToDate, domain.Snapshot} {
		for _, n := range []int{100, 10000} {
			m := of(domain.Increase, mode)
			for i := range 40 {
				year, quarter := 2010+i/4, i%4
				target(fmt.Sprintf("%d-%02d..%d-%02d", year, quarter*3+1, year, quarter*3+3), "100")(&m, aimed.Entry{ID: fmt.Sprint("t", i), Position: uint64(i + 1)})
			}
			for i := range n {
				at(string(rune('A'+i%4)), dated(fmt.Sprintf("%d-%02d-%02d", 2010+i%10, 1+i%12, 1+i%28), "3"))(&m, aimed.Entry{ID: fmt.Sprint("o", i), Position: uint64(100 + i)})
			}
			b.Run(fmt.Sprintf("%s/%d", mode, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					aimed.Compare(m, aimed.Question{AskedOn: domain.Date{Year: 2020, Month: 1, Day: 1}})
				}
			})
		}
	}
}
