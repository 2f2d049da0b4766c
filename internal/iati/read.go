package iati

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// The versions a file can be read as. They compare as strings.
const (
	v105 = "1.05"
	v201 = "2.01"
	v202 = "2.02"
	v203 = "2.03"
)

var errChanged = errors.New("the file changed while it was read; read it again")

// Read reads an IATI activity file from the position where r stands, twice, and calls yield with each activity in the order of the
// file. The File is complete before the first call and the same in all; yield may keep what it is given.
//
// The error is a *RefusedError where nothing could be taken, and then yield was never called; otherwise that of yield, of ctx or of
// reading, and some activities may have been handed on. Problems are no error. The File is returned with an error too, as far as it
// is known, and never nil.
func Read(ctx context.Context, r io.ReadSeeker, yield func(*File, *Activity) error) (*File, error) {
	return read(ctx, r, usualLimits(), yield)
}

func read(ctx context.Context, r io.ReadSeeker, l limits, yield func(*File, *Activity) error) (*File, error) {
	file := new(File)
	start, err := r.Seek(0, io.SeekCurrent)
	if err != nil {
		return file, fmt.Errorf("find where the file starts: %w", err)
	}
	if err := survey(ctx, r, l, file); err != nil {
		return file, err
	}
	if _, err := r.Seek(start, io.SeekStart); err != nil {
		return file, fmt.Errorf("go back to the start of the file: %w", err)
	}
	return file, handOn(ctx, r, l, file, yield)
}

// survey is the first pass: it refuses what cannot be taken and fills file.
func survey(ctx context.Context, r io.Reader, l limits, file *File) error {
	p, err := newParser(r, l)
	if err != nil {
		return err
	}
	b := builder{parser: p}
	var found problems
	other := func(at position, name, text string) {
		if name != "" {
			found.add(at, "iati-activities/"+name, "", "%s does not belong in iati-activities; only iati-activity does", name)
		} else {
			found.add(at, "iati-activities", strings.TrimSpace(text), "the text %q does not belong in iati-activities", short(strings.TrimSpace(text)))
		}
	}
	ofActivity := ""
	err = b.activities(ctx, other, func(e *element) error {
		file.Activities++
		if ofActivity == "" {
			ofActivity = e.get("version")
		}
		return nil
	})
	if err != nil {
		return err
	}
	root := &element{name: "iati-activities", at: b.rootAt}
	for _, a := range b.root.Attr {
		if a.Name.Space == "" && a.Name.Local != "xmlns" {
			root.attrs = append(root.attrs, a)
		}
	}
	file.Stated = root.get("version")
	if file.Stated == "" {
		file.Stated = ofActivity
	}
	file.Generated = parseTime(root.get("generated-datetime"))
	var what string
	file.Version, what = readAs(file.Stated, b.narrative)
	c := checker{version: file.Version, path: []string{"iati-activities"}}
	if what != "" {
		c.problem(root.at, file.Stated, "%s", what)
	}
	if b.space != "" {
		c.problem(root.at, b.space, "the elements are in the namespace %q; those of IATI are in none", short(b.space))
	}
	if file.Activities == 0 {
		c.problem(root.at, "", "there is no iati-activity in the file")
	}
	c.attributes(root, rootRule(file.Version))
	file.Problems = slices.Concat(c.found.list, found.list)
	return nil
}

// handOn is the second pass.
func handOn(ctx context.Context, r io.Reader, l limits, file *File, yield func(*File, *Activity) error) error {
	p, err := newParser(r, l)
	if err != nil {
		return errors.Join(errChanged, err)
	}
	b := builder{parser: p}
	schema := newSchema(file.Version)
	number, stopped := 0, false
	err = b.activities(ctx, func(position, string, string) {}, func(e *element) error {
		number++
		a := convert(e)
		a.Number, a.Version = number, file.Version
		c := checker{version: file.Version, path: []string{activityStep(a)}}
		c.element(e, schema)
		a.Problems, a.ProblemCount = c.found.list, c.found.count
		err := yield(file, a)
		stopped = err != nil
		return err
	})
	var refused *RefusedError
	if errors.As(err, &refused) && !stopped || err == nil && number != file.Activities {
		return errChanged
	}
	return err
}

// activityStep names an activity in a path.
func activityStep(a *Activity) string {
	if a.Identifier == "" {
		return fmt.Sprintf("iati-activity[%d]", a.Number)
	}
	return "iati-activity[" + short(a.Identifier) + "]"
}

// readAs is the version a file is read as and, where that is not what it states, why. The standard made the attribute required and
// narratives the only place for text in 2.01; a file with neither is of version 1.
func readAs(stated string, narratives bool) (version, what string) {
	switch stated {
	case v105, v201, v202, v203:
		return stated, ""
	case "1.01", "1.02", "1.03", "1.04", "1", "1.0":
		return v105, fmt.Sprintf("the version is %q; it is read like 1.05", stated)
	case "":
		version = v203
		if !narratives {
			version = v105
		}
		return version, fmt.Sprintf("no version is stated; the file is read as %s, as which it is written", version)
	}
	return v203, fmt.Sprintf("the version %q is not known, it should be 1.05, 2.01, 2.02 or 2.03; the file is read as 2.03", short(stated))
}
