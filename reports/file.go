package reports

import (
	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// SeenFile is a file that was attached as evidence, as the audience may know of it.
type SeenFile struct {
	Evidence      string   // id of the entry that attached it
	Position      uint64   // of that entry
	Entry         string   // id of the entry it shows; empty: of an aim or a measure
	Name          SeenText // what it was called
	Says          SeenText // what it shows, in words; those of the entry it shows where it has none of its own
	State         TextState
	ID            string // under which it is kept; like all below only where it is shown
	MediaType     string
	Size          int // bytes, sealed
	Width, Height int // of a picture

	key string
}

// Key is what the file was sealed with; empty where it is not shown.
func (f SeenFile) Key() string { return f.key }

// FilesOf returns the files that were attached to an entry, or by it, oldest first, but those that are kept private.
func FilesOf(seen Seen, entry string) []SeenFile {
	s := seen.look()
	var list []SeenFile
	for _, row := range s.view().Entries() {
		b, ok := row.Body.(*domain.EvidenceAttached)
		if !ok || b.File.IsZero() || row.ID != entry && b.Entry != entry {
			continue
		}
		if f := s.file(&row, b); f.State != TextPrivate {
			list = append(list, f)
		}
	}
	return list
}

// FileOf returns the file that an entry attached. One that is hidden, and an entry without a file, are NotFound.
func FileOf(seen Seen, evidence string) (SeenFile, error) {
	s := seen.look()
	row, ok := s.entry(evidence)
	b, is := row.Body.(*domain.EvidenceAttached)
	if !ok || !is || b.File.IsZero() {
		return SeenFile{}, notThere("file", evidence, "open the entry it belongs to")
	}
	f := s.file(&row, b)
	if f.State == TextPrivate {
		return SeenFile{}, notThere("file", evidence, "open the entry it belongs to")
	}
	return f, nil
}

// file is seen by who may read the words of the evidence and those of the entry that it shows; where those were removed, so is the file.
func (s *sight) file(row *projections.EntryRow, b *domain.EvidenceAttached) SeenFile {
	rights := s.rights(row)
	f := SeenFile{Evidence: row.ID, Position: row.Position, Entry: b.Entry, Name: s.open(b.Name, rights), Says: s.open(b.What, rights)}
	key := s.open(b.File.Key, s.fileRights(b, rights))
	if of, ok := s.entry(b.Entry); ok && key.State == TextShown {
		says := s.mainText(&of)
		if f.Says.Empty() {
			f.Says = says
		}
		if key = s.open(b.File.Key, s.fileRights(b, s.rights(&of))); says.State == TextRemoved {
			key = SeenText{State: TextRemoved}
		}
	}
	if f.State = key.State; f.State == TextShown {
		f.ID, f.MediaType, f.Size, f.Width, f.Height, f.key = b.File.ID, b.File.MediaType, b.File.Size, b.File.Width, b.File.Height, key.Text
	}
	return f
}

// fileRights are the rights to a file: a recording is kept for nobody once one of those in it said no, before or after it was made.
func (s *sight) fileRights(body domain.Body, r rights) rights {
	if b, ok := body.(*domain.EvidenceAttached); ok && s.now.refused[b.Recording] {
		r.gone[0] = true
	}
	return r
}

// copyFile is a file as it is exported: with its key, for whoever takes it in elsewhere; without any of it where it may not be seen.
func (s *sight) copyFile(f domain.File, r rights, name string, line *ExportLine) domain.File {
	seen := s.open(f.Key, r)
	f.Key = asExported(line, name, seen, f.Key.Redacted, domain.Write)
	if seen.State == TextPrivate {
		return domain.File{}
	}
	return f
}
