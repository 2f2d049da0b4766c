package projections_test

import (
	"testing"

	"github.com/desirelines/desirelines/projections"
)

func TestEveryTableCanBeRead(t *testing.T) {
	for _, p := range projections.All() {
		for _, table := range p.Tables() {
			if _, err := projections.DecodeRow(table, "p", []byte("{}")); err != nil {
				t.Errorf("%s: %v", p.Name, err)
			}
		}
	}
}
