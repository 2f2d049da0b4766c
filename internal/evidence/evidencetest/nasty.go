package evidencetest

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"strings"
	"sync"
)

// mz is how a program for Windows begins.
const mz = "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"

// hugePNG is a PNG whose header says that it has this size, and nothing behind it.
func hugePNG(width, height uint32) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), width), height)
	head = append(head, 8, 2, 0, 0, 0)
	b := binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n"), 13)
	return binary.BigEndian.AppendUint32(append(b, head...), crc32.ChecksumIEEE(head))
}

// inPasses is a JPEG whose header says that it is stored in passes and has this size.
func inPasses(side uint16) []byte {
	photo := bytes.Clone(JPEG(Drawing(16, 16)))
	at := bytes.Index(photo, []byte{0xff, 0xc0})
	photo[at+1] = 0xc2
	binary.BigEndian.PutUint16(photo[at+5:], side)
	binary.BigEndian.PutUint16(photo[at+7:], side)
	return photo
}

// bomb is a document that is small and would be larger than 64 MiB when it is opened. It takes a while to make.
var bomb = sync.OnceValue(func() []byte { return DOCX(Part{"word/media/bomb.bin", strings.Repeat("\x00", 65<<20)}) })

// Nasty are files of which none may be kept, by what is wrong with them.
func Nasty() map[string]File {
	photo, picture := JPEG(Drawing(64, 64)), PNG(Drawing(64, 64))
	html := "<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
	svg := `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>`
	list := map[string]File{
		"SVG with script":             {"drawing.svg", "image/svg+xml", []byte(svg)},
		"SVG as a PNG":                {"drawing.png", "image/png", []byte(svg)},
		"SVG with an XML head":        {"drawing.txt", "text/plain", []byte(`<?xml version="1.0"?>` + svg)},
		"SVG packed":                  {"drawing.svgz", "image/svg+xml", []byte("\x1f\x8b\x08" + svg)},
		"HTML as a photo":             {"photo.jpg", "image/jpeg", []byte(html)},
		"HTML as text":                {"notes.txt", "text/plain", []byte(html)},
		"HTML behind words":           {"notes.txt", "text/plain", []byte("Our notes\n" + html)},
		"text called HTML":            {"notes.html", "text/html", []byte("only words")},
		"a photo sent as HTML":        {"photo.jpg", "text/html", photo},
		"a photo called a program":    {"photo.exe", "", photo},
		"a PDF called a photo":        {"photo.jpg", "image/jpeg", PDF("")},
		"a script":                    {"run.txt", "text/plain", []byte("#!/bin/sh\nrm -rf /\n")},
		"a batch file":                {"run.bat", "text/plain", []byte("del /s *\r\n")},
		"a program":                   {"setup.exe", "application/x-msdownload", []byte(mz + "program")},
		"a program as a photo":        {"photo.jpg", "image/jpeg", []byte(mz + "program")},
		"an ELF program":              {"run", "", []byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00")},
		"nothing":                     {"photo.jpg", "image/jpeg", nil},
		"blanks":                      {"notes.txt", "text/plain", []byte(" \r\n\t ")},
		"zeros":                       {"photo.jpg", "image/jpeg", make([]byte, 1000)},
		"too large":                   {"notes.txt", "text/plain", bytes.Repeat([]byte("words "), 2<<20)},
		"a photo cut off":             {"photo.jpg", "image/jpeg", photo[:len(photo)/2]},
		"a photo's first bytes":       {"photo.jpg", "image/jpeg", photo[:3]},
		"a PNG cut off":               {"picture.png", "image/png", picture[:len(picture)-30]},
		"a PNG of huge size":          {"picture.png", "image/png", hugePNG(60000, 60000)},
		"a PNG as large as can be":    {"picture.png", "image/png", hugePNG(1<<31-1, 1<<31-1)},
		"a PNG of no size":            {"picture.png", "image/png", hugePNG(0, 10)},
		"a JPEG of passes":            {"photo.jpg", "image/jpeg", inPasses(6000)},
		"a GIF cut off":               {"moving.gif", "image/gif", []byte("GIF89a\xff\xff\xff\xff\xf0\x00\x00")},
		"a WebP of nothing":           {"photo.webp", "image/webp", []byte("RIFF\x04\x00\x00\x00WEBP")},
		"a WebP with a huge frame":    {"photo.webp", "image/webp", []byte("RIFF\x30\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\x00\x00VP8L\x05\x00\x00\x00\x2f\xff\xff\xff\x0f\x00")},
		"HEIC":                        {"photo.heic", "image/heic", M4A("heic", "pict")},
		"a zip bomb":                  {"letter.docx", "", bomb()},
		"an archive in a document":    {"letter.docx", "", DOCX(Part{"word/embeddings/more.bin", string(DOCX())})},
		"a packed file in a document": {"letter.odt", "", ODF("text", Part{"more", "\x1f\x8b\x08\x00more"})},
		"macros":                      {"letter.docx", "", DOCX(Part{"word/vbaProject.bin", "macros"})},
		"macros by their type": {"tally.xlsx", "", Zip(Part{"[Content_Types].xml",
			`<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>`})},
		"macros of another office": {"letter.odt", "", ODF("text", Part{"Basic/Standard/Module1.xml", "macros"})},
		"a program in a document":  {"letter.docx", "", DOCX(Part{"word/media/image1.png", mz})},
		"a part that leads out":    {"letter.docx", "", DOCX(Part{"../../etc/passwd", "root"})},
		"a part of two":            {"letter.docx", "", DOCX(Part{"word/document.xml", "again"})},
		"a document cut off":       {"letter.docx", "", DOCX()[:200]},
		"a document with an end":   {"letter.docx", "", append(DOCX(), html...)},
		"any archive":              {"all.zip", "application/zip", Zip(Part{"a.txt", "a"})},
		"a Java archive":           {"letter.docx", "", Zip(Part{"META-INF/MANIFEST.MF", "Main-Class: A"})},
		"a PDF with a program":     {"tally.pdf", "application/pdf", PDF("<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>")},
		"a PDF with a file":        {"tally.pdf", "application/pdf", PDF("<</Type/EmbeddedFile>>")},
		"a PDF cut off":            {"tally.pdf", "application/pdf", []byte("%PDF-1.7\n1 0 obj")},
		"a PDF and an archive":     {"tally.pdf", "application/pdf", append(PDF(""), Zip(Part{"a.txt", "a"})...)},
		"an archive in a PDF":      {"tally.pdf", "application/pdf", PDF(string(Zip(Part{"a.txt", "a"})))},
		"MP3 that is HTML":         {"talk.mp3", "audio/mpeg", append(append(MP3(), MP3()[:417]...), strings.Repeat(html, 200)...)},
		"AMR and HTML":             {"talk.amr", "audio/amr", append(AMR(), html...)},
		"AMR that is cut":          {"talk.amr", "audio/amr", AMR()[:len(AMR())-3]},
		"AAC and HTML":             {"talk.aac", "audio/aac", append(AAC(), html...)},
		"MP3 of a tag alone":       {"talk.mp3", "audio/mpeg", []byte("ID3\x04\x00\x00\x7f\x7f\x7f\x7f")},
		"a video":                  {"film.mp4", "video/mp4", M4A("mp42", "vide", "soun")},
		"a WebM video":             {"film.webm", "video/webm", WebM("V_VP9", "A_OPUS")},
		"M4A cut off":              {"talk.m4a", "audio/mp4", M4A("M4A ", "soun")[:60]},
		"OGG that is no sound":     {"talk.ogg", "audio/ogg", Ogg("\x80theora")},
		"OGG and HTML":             {"talk.ogg", "audio/ogg", append(Ogg("OpusHead"), html...)},
		"WAV and HTML":             {"talk.wav", "audio/wav", append(WAV(), html...)},
		"WAV cut off":              {"talk.wav", "audio/wav", WAV()[:40]},
		"RTF":                      {"letter.txt", "text/plain", []byte(`{\rtf1\ansi{\object}}`)},
		"broken UTF-8":             {"notes.txt", "text/plain", []byte("words \xff\xfe words")},
		"control characters":       {"notes.txt", "text/plain", []byte("words \x1b[2J words")},
		"PostScript":               {"print.txt", "text/plain", []byte("%!PS\nshowpage")},
	}
	return list
}

// Disguised are photos with something behind or inside them; the photo is taken and the rest must be gone.
func Disguised() map[string]File {
	const script = "<script>alert(1)</script>"
	photo := JPEG(Drawing(64, 64))
	noted := append(append(bytes.Clone(photo[:2]), segment(0xfe, []byte(script))...), photo[2:]...)
	return map[string]File{
		"a photo with a script behind it":   {"photo.jpg", "image/jpeg", append(bytes.Clone(photo), script...)},
		"a photo with a script in it":       {"photo.jpg", "image/jpeg", noted},
		"a photo with an archive behind it": {"photo.jpg", "image/jpeg", append(bytes.Clone(photo), Zip(Part{"script.txt", script})...)},
		"a GIF that is a script":            {"moving.gif", "image/gif", append(GIF(image.Image(Drawing(16, 16))), "*/=1;"+script...)},
	}
}
