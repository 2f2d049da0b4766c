package main

import (
	"context"

	"github.com/desirelines/desirelines/internal/web"
	"github.com/desirelines/desirelines/streams"
)

// readings are the audit of the log as the pages know it.
type readings struct{ audit *streams.Audit }

// readingsOf is nil where the log keeps none, such as one in memory.
func readingsOf(log *streams.Log) web.Readings {
	if audit := log.Audit(); audit != nil {
		return readings{audit}
	}
	return nil
}

// Append implements web.Readings.
func (r readings) Append(ctx context.Context, project string, list []web.Reading) error {
	kept := make([]streams.Reading, len(list))
	for i, one := range list {
		kept[i] = streams.Reading{Of: one.Of, Entry: one.Entry, By: one.By, As: one.As, At: one.At}
	}
	return r.audit.Append(ctx, project, kept...)
}

// Of implements web.Readings.
func (r readings) Of(ctx context.Context, project, person string) ([]web.Reading, error) {
	kept, err := r.audit.Of(ctx, project, person)
	list := make([]web.Reading, len(kept))
	for i, one := range kept {
		list[i] = web.Reading{Of: one.Of, Entry: one.Entry, By: one.By, As: one.As, At: one.At}
	}
	return list, err
}
