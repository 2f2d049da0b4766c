package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/evidence"
)

// sentFile is a file that was taken in and is to be saved with what was written.
type sentFile struct {
	name, recording string
	content         evidence.Content
}

// fileField is the question for a file; it has no name where no files are kept. A browser never sends a file a second time by itself, so a form
// that comes back says that it must be chosen again.
func (s *site) fileField(r *http.Request, a *answers) field {
	if s.Files == nil {
		return field{}
	}
	if u := uploadOf(r); u != nil && u.sent {
		a.wrong("file", "Please choose your file again. It was not kept.")
	}
	return a.fill(field{Name: "file", Label: "Add a picture, your voice or a file", Type: "file",
		Hint: "One file fits, of at most 10 MB. First ask everybody who can be seen or heard."})
}

// takeFile takes in the file of a form, or notes what is wrong with it; nil where there is none.
func (s *site) takeFile(r *http.Request, a *answers) *sentFile {
	u := uploadOf(r)
	switch {
	case u == nil || !u.sent:
		return nil
	case s.Files == nil:
		a.wrong("file", "Files cannot be kept here. Please write what it shows.")
	case u.several:
		a.wrong("file", "One file fits in one entry. Choose one here, and put the other into a new entry.")
	case u.large:
		a.wrongFile(evidence.TooLarge())
	case u.late:
		a.wrong("file", "Many files are being sent now. Please choose yours again.")
	}
	if a.problem("file") != "" {
		return nil
	}
	content, err := s.desk.taker.Take(r.Context(), u.name, u.claimed, u.content)
	if err != nil {
		a.wrongFile(err)
		return nil
	}
	return &sentFile{nameToKeep(u.name), a.text("recording"), content}
}

// wrongFile notes why a file was not taken.
func (a *answers) wrongFile(err error) {
	var said *domain.Error
	if errors.As(err, &said) {
		a.wrong("file", sayWrong(said))
		return
	}
	a.wrong("file", "The file could not be read. Please choose it again.")
}

// nameToKeep is the name of a file as it can be kept: a line of text that is not too long.
func nameToKeep(name string) string {
	name = strings.ToValidUTF8(name[strings.LastIndexAny(name, `/\`)+1:], "")
	return domain.Short(strings.Map(func(r rune) rune {
		if isControl(r) || r == '\n' || r == '\t' {
			return -1
		}
		return r
	}, name), 200)
}

// isAboutFile says whether an error about what was sent is about the recording that its file is of.
func (a *answers) isAboutFile(e *domain.Error) bool {
	recording := a.text("recording")
	return recording != "" && (e.Value == recording || e.Kind == domain.Refused)
}

// record records what was written. A file is put away first, so that no entry names one that is not there; a fault in between
// leaves a file that nobody can ever open, because its key was in the entry.
func (s *site) record(r *http.Request, c domain.Command, f *sentFile) (Receipt, error) {
	if f == nil {
		return s.Recorder.Record(r.Context(), c)
	}
	file, sealed := evidence.Seal(f.content)
	if err := s.Files.Put(r.Context(), file.ID, bytes.NewReader(sealed)); err != nil {
		return Receipt{}, err
	}
	with := func(file domain.File) domain.Command {
		first := c.Drafts[0]
		again := c
		again.Drafts = append(c.Drafts[:len(c.Drafts):len(c.Drafts)], domain.Draft{
			Body:     &domain.EvidenceAttached{Entry: domain.EventID(c.ID, 0), Name: domain.Write(f.name), File: file, Recording: f.recording},
			Happened: first.Happened, Knowing: first.Knowing, Taken: first.Taken, Sharing: first.Sharing,
		})
		return again
	}
	receipt, err := s.Recorder.Record(r.Context(), with(file))
	var said *domain.Error
	if !errors.As(err, &said) || said.Kind != domain.Conflict || said.Value != c.ID {
		return receipt, err
	}
	before, ok := s.keptBefore(r.Context(), c, f.content)
	if !ok {
		return receipt, err
	}
	return s.Recorder.Record(r.Context(), with(before))
}

// keptBefore finds the file that the same command brought before. Every sealing is another, so whether it is the same is asked of what lies inside.
func (s *site) keptBefore(ctx context.Context, c domain.Command, content evidence.Content) (domain.File, bool) {
	events, err := s.events(ctx, c.Project)
	if err != nil {
		return domain.File{}, false
	}
	for i := range events {
		b, is := events[i].Body.(*domain.EvidenceAttached)
		if !is || events[i].Command != c.ID || b.File.IsZero() {
			continue
		}
		file := b.File
		key, _ := file.Key.Reveal(s.Opener)
		kept, err := s.openFile(ctx, file.ID, key, false)
		file.Key = domain.Write(key)
		return file, err == nil && bytes.Equal(kept, content.Bytes)
	}
	return domain.File{}, false
}

// openFile returns what is in a file, or its small picture.
func (s *site) openFile(ctx context.Context, id, key string, small bool) ([]byte, error) {
	r, err := s.Files.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	sealed, err := io.ReadAll(io.LimitReader(r, domain.MaxFile))
	if err != nil {
		return nil, err
	}
	if small {
		return evidence.OpenSmall(id, key, sealed)
	}
	return evidence.Open(id, key, sealed)
}
