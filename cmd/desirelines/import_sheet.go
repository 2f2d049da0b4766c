package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/imports"
	"github.com/desirelines/desirelines/internal/table"
)

// sheetFlags are the flags of an import from a sheet.
type sheetFlags struct {
	mapFile, dates, encoding, sheet string
	entries                         bool
}

func (o *sheetFlags) add(f *pflag.FlagSet) {
	f.StringVar(&o.mapFile, "map", "", "csv, xlsx: a JSON file that says which heading of the sheet is which column; the project keeps it")
	f.StringVar(&o.dates, "dates", "", "csv, xlsx: how to read a day such as 03/04/2024: dmy or mdy")
	f.StringVar(&o.encoding, "encoding", "", "csv: utf-16 or windows-1252, where the file is not in UTF-8")
	f.StringVar(&o.sheet, "sheet", "", "xlsx: the name of the sheet; without it the one called results, or the only one")
	f.BoolVar(&o.entries, "entries", false, "csv, xlsx: the sheet is a journal, one entry a row")
}

func (o *sheetFlags) check(format string) error {
	order := domain.DateOrder(o.dates)
	isSheet := format == "csv" || format == "xlsx"
	switch {
	case order != domain.AskDates && order != domain.DayFirst && order != domain.MonthFirst:
		return usage(fmt.Sprintf("--dates is dmy or mdy, not %q", o.dates))
	case !isSheet && *o != sheetFlags{}:
		return usage("--map, --dates, --encoding, --sheet and --entries are for csv and xlsx")
	}
	return nil
}

// columnsInWords lists the columns of a sheet.
func columnsInWords(list []table.Column) string {
	names := make([]string, len(list))
	for i, c := range list {
		names[i] = string(c)
	}
	return strings.Join(names, ", ")
}

// takeInSheet imports a results table or a journal from a sheet.
func (c *cli) takeInSheet(ctx context.Context, in *imports.Importer, format string, file table.File, o importing, memory *memoryBound) (answer imports.Answer, err error) {
	how := imports.Sheet{Dates: domain.DateOrder(o.dates)}
	if how.Map, err = c.readMap(o.mapFile); err != nil {
		return answer, err
	}
	options := table.Options{Encoding: o.encoding, Sheet: o.sheet}
	if how.Map != nil && options.Sheet == "" {
		options.Sheet = how.Map.Sheet
	}
	if in.Project == "" {
		return answer, usage("a sheet goes into one project; name it with --project")
	}
	reader, err := table.Open(file, format, options)
	if err != nil {
		return answer, err
	}
	defer reader.Close()
	out, err := c.refusedFile(o.problems, file)
	if err != nil {
		return answer, err
	}
	var refused table.Refused
	how.Refused = refused.Add
	in.Progress = memory.rows(ctx, c.progress("%d rows"))
	if o.entries {
		answer, err = in.Entries(ctx, reader, how)
	} else {
		answer, err = in.Table(ctx, reader, how)
	}
	return answer, errors.Join(err, giveBack(out, file, format, options, &refused))
}

// mostOfMap is how large a map may be.
const mostOfMap = 1 << 20

// readMap reads the map of a file; nil where none is named.
func (c *cli) readMap(name string) (*domain.SheetMap, error) {
	if name == "" {
		return nil, nil
	}
	bad := func(message, want string) error {
		return &domain.Error{Kind: domain.Invalid, Message: message, Value: name, Want: want}
	}
	file, err := os.Open(c.path(name))
	if err != nil {
		return nil, bad("the map cannot be read", "name a file that exists and that you may read")
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || info.IsDir() || info.Size() > mostOfMap {
		return nil, bad("this is no map", "name a JSON file of at most a megabyte")
	}
	d := json.NewDecoder(file)
	d.DisallowUnknownFields()
	var m domain.SheetMap
	if err := d.Decode(&m); err != nil {
		return nil, bad("the map cannot be read: "+err.Error(), `write {"columns":{"aim_id":"your heading"},"constants":{"mode":"snapshot"},"values":{"kind":{"Up":"increase"}},"dates":"dmy","decimal":"comma"}`)
	}
	return &m, m.Check()
}

// refusedFile opens the file for refused rows of in before anything is imported; nil where none is named.
func (c *cli) refusedFile(name string, in any) (*os.File, error) {
	if name == "" {
		return nil, nil
	}
	return c.createBeside(name, in)
}

// createBeside makes the file that takes what is wrong with another one, in. It must not be that one, which it would empty.
func (c *cli) createBeside(name string, in any) (*os.File, error) {
	path := c.path(name)
	if read, is := in.(*os.File); is {
		was, err := read.Stat()
		there, missing := os.Stat(path)
		if err == nil && missing == nil && os.SameFile(was, there) {
			return nil, &domain.Error{Kind: domain.Invalid, Message: "this is the file that is to be imported", Value: name, Want: "name another one for the problems"}
		}
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, &domain.Error{Kind: domain.Invalid, Message: "the problems cannot be written there", Value: name, Want: "name a file that you may write"}
	}
	return f, nil
}

// giveBack writes the refused rows; where there are none the file goes again.
func giveBack(out *os.File, in table.File, format string, o table.Options, refused *table.Refused) error {
	if out == nil {
		return nil
	}
	if refused.Len() == 0 {
		return errors.Join(out.Close(), os.Remove(out.Name()))
	}
	return errors.Join(table.Return(out, in, format, o, refused), out.Close())
}
