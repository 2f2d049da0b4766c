package importstest

import (
	"bufio"
	"fmt"
	"io"
)

// Rows writes a results table as CSV with so many rows: forty quarters of each measure, ten measures of each aim.
func Rows(w io.Writer, n int) error {
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "aim_id,aim,measure_id,measure,kind,mode,unit,baseline,baseline_on,period_start,period_end,target,actual,observed_on,site,people")
	for i := range n {
		m, q := i/40, i%40
		year, month := 2000+q/4, q%4*3+1
		last := [...]int{31, 30, 30, 31}[q%4]
		fmt.Fprintf(out, "aim-%d,Aim number %d of the programme,measure-%d,People who found a home %d,increase,per_period,people,10,2000-01-01,%d-%02d-01,%d-%02d-%02d,%d,%d,,,yes\n",
			m/10, m/10, m, m, year, month, year, month+2, last, q+20, i*7%50)
	}
	return out.Flush()
}
