package evidence

import (
	"context"
	"fmt"
	"mime"
	"path"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// MaxBytes is the largest file that is taken.
const MaxBytes = 10 << 20

// Content is what is kept of a file.
type Content struct {
	MediaType     string
	Bytes         []byte
	Thumbnail     []byte // a JPEG, at most 40 KiB; nil where it is no picture
	Width, Height int    // of a picture, in dots; else 0
}

// Taker takes files in. It is safe for concurrent use; pictures are opened one after the other, because one takes up to 200 MB.
type Taker struct{ opening chan struct{} }

// NewTaker returns a Taker.
func NewTaker() *Taker { return &Taker{make(chan struct{}, 1)} }

// Take decides what a file is and returns what is kept of it. Name is what it was called, claimed the media type that came with it; either may
// be empty. A file that is not taken is Invalid, with what is taken; nothing of name or content is in the error. Where ctx ends while others
// are at work it is Unavailable.
func (t *Taker) Take(ctx context.Context, name, claimed string, b []byte) (c Content, err error) {
	select {
	case t.opening <- struct{}{}:
		defer func() { <-t.opening }()
	case <-ctx.Done():
		return c, &domain.Error{Kind: domain.Unavailable, Message: "other files are being read now", Want: "send it again in a moment"}
	}
	defer func() {
		if recover() != nil { // a fault in a decoder is no reason to fail
			c, err = Content{}, refused("it cannot be read")
		}
	}()
	switch {
	case len(b) == 0:
		return c, refused("it is empty")
	case len(b) > MaxBytes:
		return c, TooLarge()
	}
	k, err := kindOf(b)
	if err != nil {
		return c, err
	}
	if err := k.agrees(name, claimed); err != nil {
		return c, err
	}
	if k.picture {
		return takePicture(k.mediaType, b)
	}
	c = Content{MediaType: k.mediaType, Bytes: b}
	if k.mediaType == textType && strings.HasSuffix(strings.ToLower(name), ".csv") {
		c.MediaType = csvType
	}
	return c, nil
}

// TooLarge is the error for a file of more than MaxBytes.
func TooLarge() error { return refused("it is larger than 10 MB") }

// Taken says which files are taken.
const Taken = "a photo (JPEG, PNG, GIF or WebP), a recording (MP3, M4A, AAC, AMR, OGG, WAV or WebM), a PDF, a plain text or table (TXT or CSV), " +
	"or a document (DOCX, XLSX, ODT or ODS), each of at most 10 MB"

func refused(why string) error {
	return &domain.Error{Kind: domain.Invalid, Message: "this file cannot be kept: " + why, Want: "send " + Taken}
}

// agrees refuses a file that says it is something else: whoever opens it later would be misled. Pictures are drawn anew, so one sort of
// them may be called another.
func (k kind) agrees(name, claimed string) error {
	ending := strings.ToLower(path.Ext(name))
	if ending != "" && len(ending) <= 6 && !slices.Contains(k.endings, ending) {
		return refused(fmt.Sprintf("it is called %s and is no such file", plainEnding(ending)))
	}
	claimed, _, _ = mime.ParseMediaType(claimed)
	for _, active := range []string{"html", "svg", "script", "xml"} {
		if strings.Contains(claimed, active) && !strings.Contains(claimed, "officedocument") {
			return refused("it was sent as something that a browser would run")
		}
	}
	return nil
}

// plainEnding is the ending of a name where it is letters and digits only: errors hold nothing else of a name.
func plainEnding(ending string) string {
	for _, r := range ending[1:] {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			return "something else"
		}
	}
	return ending
}

// Ending is how the name of a file with this media type should end; empty for one that is not taken.
func Ending(mediaType string) string {
	if mediaType == csvType {
		return ".csv"
	}
	for _, k := range kinds() {
		if k.mediaType == mediaType {
			return k.endings[0]
		}
	}
	return ""
}
