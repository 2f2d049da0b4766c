package evidence

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	jpegType = "image/jpeg"
	pngType  = "image/png"
	gifType  = "image/gif"
	webpType = "image/webp"
	textType = "text/plain"
	csvType  = "text/csv"
	docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	odtType  = "application/vnd.oasis.opendocument.text"
	odsType  = "application/vnd.oasis.opendocument.spreadsheet"
)

// kind is a sort of file that is taken.
type kind struct {
	mediaType string
	endings   []string // that its name may have, the usual one first
	picture   bool
	begins    func([]byte) bool
	check     func([]byte) error // nil: nothing more is asked of it
}

// kinds is THE list of what is taken; the first line that fits counts, and plain text is what is left.
func kinds() []kind {
	pictures := []string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".jfif"}
	starts := func(magic string) func([]byte) bool {
		return func(b []byte) bool { return bytes.HasPrefix(b, []byte(magic)) }
	}
	riff := func(form string) func([]byte) bool {
		return func(b []byte) bool { return len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == form }
	}
	zipped := starts("PK\x03\x04")
	document := func(mediaType string) func([]byte) bool {
		return func(b []byte) bool { return zipped(b) && documentType(b) == mediaType }
	}
	return []kind{
		{jpegType, pictures, true, starts("\xff\xd8\xff"), nil},
		{pngType, pictures, true, starts("\x89PNG\r\n\x1a\n"), nil},
		{gifType, pictures, true, func(b []byte) bool { return starts("GIF87a")(b) || starts("GIF89a")(b) }, nil},
		{webpType, pictures, true, riff("WEBP"), nil},
		{"application/pdf", []string{".pdf"}, false, starts("%PDF-"), checkPDF},
		{docxType, []string{".docx"}, false, document(docxType), checkDocument},
		{xlsxType, []string{".xlsx"}, false, document(xlsxType), checkDocument},
		{odtType, []string{".odt"}, false, document(odtType), checkDocument},
		{odsType, []string{".ods"}, false, document(odsType), checkDocument},
		{"audio/mpeg", []string{".mp3"}, false, func(b []byte) bool { return starts("ID3")(b) || mpegFrame(b) > 0 }, checkMP3},
		{"audio/mp4", []string{".m4a", ".mp4", ".m4b", ".3gp", ".3gpp"}, false, func(b []byte) bool { return len(b) >= 12 && string(b[4:8]) == "ftyp" }, checkM4A},
		{"audio/ogg", []string{".ogg", ".oga", ".opus"}, false, starts("OggS"), checkOgg},
		{"audio/wav", []string{".wav"}, false, riff("WAVE"), checkWAV},
		{"audio/amr", []string{".amr", ".3ga", ".awb"}, false, starts("#!AMR"), checkAMR},
		{"audio/aac", []string{".aac"}, false, func(b []byte) bool { return adtsFrame(b) > 0 }, checkAAC},
		{"audio/webm", []string{".webm", ".weba"}, false, starts("\x1a\x45\xdf\xa3"), checkWebM},
		{textType, []string{".txt", ".csv", ".text", ".tsv", ".md", ".log"}, false, isText, checkText},
	}
}

// kindOf says what a file is by what is in it.
func kindOf(b []byte) (kind, error) {
	for _, k := range kinds() {
		if !k.begins(b) {
			continue
		}
		if k.check != nil {
			if err := k.check(b); err != nil {
				return kind{}, err
			}
		}
		return k, nil
	}
	return kind{}, refused("we do not know what it is")
}

// isText says whether a file is plain text in UTF-8.
func isText(b []byte) bool {
	return utf8.Valid(b) && !bytes.ContainsFunc(b, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' && r != '\f' || r == '\ufffe' || r == '\uffff'
	})
}

// checkText refuses text that a browser or a computer would run.
func checkText(b []byte) error {
	text := strings.ToLower(strings.TrimSpace(strings.TrimPrefix(string(b), "\ufeff")))
	switch {
	case text == "":
		return refused("it is empty")
	case strings.HasPrefix(text, "<"), strings.HasPrefix(text, "#!"), strings.HasPrefix(text, `{\rtf`), strings.HasPrefix(text, "%!"):
		return refused("it is no plain text")
	}
	for _, active := range []string{"<script", "<svg", "<html", "<!doctype", "<iframe", "javascript:"} {
		if strings.Contains(text, active) {
			return refused("it holds something that a browser would run")
		}
	}
	return nil
}

// checkPDF refuses a PDF that is not whole or has something in it that runs, or other files. What lies packed inside is not looked at: it is
// never opened in the browser.
func checkPDF(b []byte) error {
	end := bytes.TrimRight(b, "\r\n\t \x00")
	if !bytes.HasSuffix(end, []byte("%%EOF")) {
		return refused("it is not whole")
	}
	for _, active := range []string{"/JavaScript", "/Launch", "/EmbeddedFile", "/RichMedia"} {
		if bytes.Contains(b, []byte(active)) {
			return refused("it holds a program or another file")
		}
	}
	for _, inside := range []string{"PK\x03\x04", "PK\x05\x06", "\x7fELF\x02\x01\x01", "\x7fELF\x01\x01\x01"} {
		if bytes.Contains(b, []byte(inside)) {
			return refused("it is two files in one")
		}
	}
	return nil
}
