package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// file is what the register needs to know of a file.
type file struct {
	audience reports.Audience
	position uint64
	people   []string // whose words are in it
	says     string   // whether it is told or a preview
}

// forFile is something that was built to be written to a file.
type forFile[T any] struct {
	built T
	file
}

// quoting builds something for a file.
func quoting[T any](build func(reports.Seen) (T, error)) func(reports.Seen) (forFile[T], error) {
	return func(s reports.Seen) (f forFile[T], err error) {
		place := reports.PlaceOf(s)
		f.audience, f.position, f.says = place.Audience, place.Position, s.AsTold().Says()
		f.built, f.people, err = reports.Quoting(s, build)
		return f, err
	}
}

// noteFile notes in the log that a file is made which leaves the group or holds words of its people, before it is given out. Where words
// were taken back since what the file knows, it is not given out.
func (c *cli) noteFile(ctx context.Context, a *app, project string, f file, format, what string) error {
	if f.position == 0 || !reports.MustNote(f.audience, f.people) {
		return nil
	}
	receipt, err := a.log.Do(ctx, domain.Command{ID: newID(), Project: project, Actor: c.flags.as, Drafts: []domain.Draft{{Body: &domain.ExportMade{
		Audience: f.audience.ID, Format: format, What: what, Position: f.position, People: f.people,
	}}}})
	if err != nil {
		return err
	}
	back, err := reports.TookBack(ctx, a.log, project, f.position, receipt.Position)
	switch {
	case err != nil:
		return err
	case back:
		return reports.ErrTookBack()
	}
	c.note("This is for %s, up to entry %d. %sIt is noted as entry %d that it was made.", f.audience.Name, f.position, space(f.says), receipt.Position)
	return nil
}

func space(s string) string {
	if s == "" {
		return ""
	}
	return s + " "
}

func (c *cli) exportsCommand() *cobra.Command {
	var person string
	cmd := &cobra.Command{
		Use:   "exports",
		Short: "the files that were made for others, and whose words are in them",
		Long: `Lists the files that were made of --project. What was given away cannot be called back: where somebody took words back or was
forgotten after a file was made, the list says so, so that whoever has it can be asked to delete it.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c.flags.audience = domain.SharedGroup
			return show(cmd.Context(), c, moment{}, func(s reports.Seen) (mades, error) {
				m, err := reports.ExportsOf(s, person)
				return mades{m}, err
			})
		},
	}
	cmd.Flags().StringVar(&person, "person", "", "only files with words of the person with this id")
	return cmd
}

// mades is the register as text.
type mades struct{ reports.Mades }

// WriteText implements section.
func (m mades) WriteText(w io.Writer, _ int) error {
	if len(m.Files) == 0 {
		_, err := io.WriteString(w, "No file was made.\n")
		return err
	}
	for _, f := range m.Files {
		recall := ""
		if f.Recall() {
			recall = " It holds words that were taken back since: ask for it to be deleted."
		}
		people := "1 person"
		if n := len(f.People); n != 1 {
			people = fmt.Sprintf("%d people", n)
		}
		_, err := fmt.Fprintf(w, "Entry %d, %s: %s (%s) for %s, up to entry %d, with words of %s.%s\n",
			f.Entry, f.OnDay(), f.What, f.Format, f.Audience.Name, f.Position, people, recall)
		if err != nil {
			return err
		}
	}
	return nil
}
