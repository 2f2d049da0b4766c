package web

import (
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports/html"
)

//go:embed static
var static embed.FS

// asset is a file whose name changes with its content, so that browsers may keep it for ever.
type asset struct {
	contentType  string
	body, packed []byte
}

// makeAssets joins the style sheet of reports and the one of the pages into one file, and packs what there is once.
func (s *site) makeAssets() error {
	report, _ := html.Style()
	own, err := static.ReadFile("static/web.css")
	if err != nil {
		return err
	}
	wide, err := static.ReadFile("static/pages.css")
	if err != nil {
		return err
	}
	icon, err := static.ReadFile("static/icon.svg")
	if err != nil {
		return err
	}
	s.assets = map[string]asset{}
	s.style = s.add("style", ".css", "text/css; charset=utf-8", append(append([]byte{}, report...), own...))
	s.wide = s.add("pages", ".css", "text/css; charset=utf-8", wide)
	script, err := static.ReadFile("static/sign-in.js")
	if err != nil {
		return err
	}
	s.script = s.add("sign-in", ".js", "text/javascript; charset=utf-8", script)
	following, err := static.ReadFile("static/live.js")
	if err != nil {
		return err
	}
	s.following = s.add("live", ".js", "text/javascript; charset=utf-8", following)
	typing, err := static.ReadFile("static/wall.js")
	if err != nil {
		return err
	}
	s.wallScript = s.add("wall", ".js", "text/javascript; charset=utf-8", typing)
	s.icon = s.add("icon", ".svg", "image/svg+xml", icon)
	return s.addOutbox()
}

func (s *site) add(name, ext, contentType string, body []byte) (address string) {
	sum := sha256.Sum256(body)
	file := name + "-" + hex.EncodeToString(sum[:6]) + ext
	s.assets[file] = asset{contentType, body, pack(body, gzip.BestCompression)}
	return "/assets/" + file
}

func (s *site) serveAsset(w http.ResponseWriter, r *http.Request) {
	a, ok := s.assets[r.PathValue("name")]
	if !ok {
		s.fail(w, r, &domain.Error{Kind: domain.NotFound, Message: "there is no such file", Value: r.PathValue("name")})
		return
	}
	h, body := w.Header(), a.body
	h.Set("Content-Type", a.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	if takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = a.packed
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

// robots asks search engines to stay away: what is told to the public is told by the group.
func (s *site) robots(w http.ResponseWriter, r *http.Request) {
	send(w, r, http.StatusOK, "text/plain; charset=utf-8", []byte(strings.Join([]string{"User-agent: *", "Disallow: /", ""}, "\n")))
}
