package web

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/evidence"
	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/reports"
)

// attached is a file as the page of its entry shows it: a picture, a link, or the words that it is gone.
type attached struct {
	URL           string // empty: it is gone
	Picture       string // address of the small picture; empty: it is none
	Width, Height int
	Alt, Words    string
}

// attachedTo are the files of an entry.
func (s *site) attachedTo(at where, files []reports.SeenFile) []attached {
	if s.Files == nil {
		return nil
	}
	var list []attached
	for _, f := range files {
		if f.State != reports.TextShown {
			list = append(list, attached{Words: fileGone})
			continue
		}
		a := attached{URL: at.url("file/" + f.Evidence), Words: saysFile(f)}
		if f.Width > 0 {
			a.Picture = at.url("file/"+f.Evidence, "small", "yes")
			a.Width, a.Height = evidence.ThumbSize(f.Width, f.Height)
			a.Alt, a.Words = pictureWords(f), "See the whole picture"
		}
		list = append(list, a)
	}
	return list
}

// fileGone stands where a file was removed.
const fileGone = "A file was here. It was removed."

// pictureWords say what a picture shows, as far as somebody said it.
func pictureWords(f reports.SeenFile) string {
	if says := strings.Join(strings.Fields(reports.Harmless(f.Says.Text)), " "); says != "" {
		return "Picture: " + language.Theirs(domain.Short(says, 120))
	}
	return "Picture without words"
}

func saysFile(f reports.SeenFile) string {
	sort := strings.ToUpper(strings.TrimPrefix(evidence.Ending(f.MediaType), "."))
	what := "File"
	if strings.HasPrefix(f.MediaType, "audio/") {
		what = "Recording"
	}
	says := fmt.Sprintf("%s (%s, about %s)", what, sort, saysSize(f.Size))
	if name := reports.Harmless(f.Name.Text); name != "" {
		says += ": " + name
	}
	return says
}

func saysSize(bytes int) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%d kB", (bytes+1023)/1024)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
}

// filePolicy lets nothing in a file run, load or lead anywhere, even where a browser shows it as a page of its own.
const filePolicy = "sandbox; default-src 'none'"

// file answers with a file, for who may read the words it belongs to: a picture to be seen, everything else to be kept.
func (s *site) file(w http.ResponseWriter, r *http.Request) error {
	f, err := see(s, r, func(seen reports.Seen) (reports.SeenFile, error) { return reports.FileOf(seen, r.PathValue("entry")) })
	if err != nil {
		return err
	}
	if f.State == reports.TextRemoved {
		return s.gone(w, r)
	}
	if s.Files == nil {
		return &domain.Error{Kind: domain.NotFound, Message: "no files are kept here", Want: "open the entry it belongs to"}
	}
	b, err := s.openFile(r.Context(), f.ID, f.Key(), f.Width > 0 && r.URL.Query().Get("small") != "")
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Security-Policy", filePolicy)
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", f.MediaType)
	name := fileName("entry-" + number(f.Position) + evidence.Ending(f.MediaType))
	if f.Width > 0 {
		h.Set("Content-Disposition", `inline; filename="`+name+`"`)
	} else {
		h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	}
	writeBody(w, r, http.StatusOK, b)
	return nil
}

// gone says that something was removed for good.
func (s *site) gone(w http.ResponseWriter, r *http.Request) error {
	p := problemPage{shell: s.plainShell(whereOf(r), "This was removed"), Says: fileGone, Want: "Nobody can open it any more."}
	p.Wrong = true
	s.offer(&p, r)
	return s.show(w, r, http.StatusGone, "problem", p)
}
