// Package evidencetest makes files for tests: good ones of every sort that is taken, and those that somebody might send to do harm.
package evidencetest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
)

// File is a file as it is sent.
type File struct {
	Name, Claimed string
	Bytes         []byte
}

// Here is what a camera writes of the place, in the photos of this package.
const Here = "GPS:51.50735N,0.12776W taken by Mary's phone"

// Drawing is a picture of this size whose upper left quarter is red, the rest blue.
func Drawing(width, height int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.RGBA{B: 255, A: 255}
			if x < width/2 && y < height/2 {
				c = color.RGBA{R: 255, A: 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

// JPEG is a picture as a JPEG.
func JPEG(img image.Image) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// PNG is a picture as a PNG.
func PNG(img image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// GIF is a picture as a GIF.
func GIF(img image.Image) []byte {
	var b bytes.Buffer
	if err := gif.Encode(&b, img, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// WithPlace writes what a camera writes into a JPEG: an EXIF block with this orientation, the place as a GPS directory and as
// text, an XMP block, and a comment.
func WithPlace(photo []byte, orientation uint16) []byte {
	order := binary.LittleEndian
	tiff := append([]byte("II*\x00"), 8, 0, 0, 0)
	entry := func(tag, kind uint16, count, value uint32) {
		tiff = order.AppendUint32(order.AppendUint32(order.AppendUint16(order.AppendUint16(tiff, tag), kind), count), value)
	}
	tiff = order.AppendUint16(tiff, 3)
	entry(0x010e, 2, uint32(len(Here)+1), 80) // the description
	entry(0x0112, 3, 1, uint32(orientation))
	entry(0x8825, 4, 1, 50) // the GPS directory
	tiff = order.AppendUint32(tiff, 0)
	tiff = order.AppendUint16(tiff, 1)
	entry(0x0001, 2, 2, uint32('N'))
	tiff = order.AppendUint32(tiff, 0)
	for len(tiff) < 80 {
		tiff = append(tiff, 0)
	}
	tiff = append(append(tiff, Here...), 0)

	out := append([]byte{}, photo[:2]...)
	out = append(out, segment(0xe1, append([]byte("Exif\x00\x00"), tiff...))...)
	out = append(out, segment(0xe1, []byte("http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>"+Here+"</x:xmpmeta>"))...)
	out = append(out, segment(0xfe, []byte(Here))...)
	return append(out, photo[2:]...)
}

func segment(marker byte, body []byte) []byte {
	b := binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(body)+2))
	return append(b, body...)
}

// WebP is a picture of one dot.
func WebP() []byte {
	return []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00")
}

// Part is one part of a zip archive.
type Part struct{ Name, Text string }

// Zip is an archive of parts; a part called mimetype is not packed.
func Zip(parts ...Part) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		method := zip.Deflate
		if p.Name == "mimetype" {
			method = zip.Store
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: p.Name, Method: method})
		if err == nil {
			_, err = w.Write([]byte(p.Text))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// DOCX is a document with more parts besides its own.
func DOCX(more ...Part) []byte {
	return Zip(append([]Part{
		{"[Content_Types].xml", `<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"word/document.xml", "<document>The tally of the first week</document>"},
	}, more...)...)
}

// XLSX is a table.
func XLSX() []byte {
	return Zip(Part{"[Content_Types].xml", `<Types><Override ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`},
		Part{"xl/workbook.xml", "<workbook/>"})
}

// ODF is a document or table with more parts besides its own; of is text or spreadsheet.
func ODF(of string, more ...Part) []byte {
	return Zip(append([]Part{{"mimetype", "application/vnd.oasis.opendocument." + of}, {"content.xml", "<content/>"}}, more...)...)
}

// PDF is a document with this in it.
func PDF(holds string) []byte {
	return []byte("%PDF-1.4\n1 0 obj\n" + holds + "\nendobj\ntrailer<<>>\n%%EOF\n")
}

// MP3 is a recording of some silent frames.
func MP3() []byte {
	frame := append([]byte{0xff, 0xfb, 0x90, 0x00}, make([]byte, 413)...)
	return bytes.Repeat(frame, 5)
}

// WAV is a short recording.
func WAV() []byte {
	body := append([]byte("fmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\x04\x00\x00\x00"), 128, 128, 128, 128)
	b := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(4+len(body)))
	return append(append(b, "WAVE"...), body...)
}

// Ogg is one page that begins with this.
func Ogg(begins string) []byte {
	page := append([]byte("OggS\x00\x02"), make([]byte, 20)...)
	return append(append(page, 1, byte(len(begins))), begins...)
}

func box(name string, inside ...[]byte) []byte {
	body := bytes.Join(inside, nil)
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(8+len(body))), name...), body...)
}

// M4A is a file of this brand with tracks of these sorts: soun is sound, vide is video.
func M4A(brand string, tracks ...string) []byte {
	var list [][]byte
	for _, track := range tracks {
		list = append(list, box("trak", box("mdia", box("hdlr", make([]byte, 8), []byte(track), make([]byte, 13)))))
	}
	return bytes.Join([][]byte{box("ftyp", []byte(brand), make([]byte, 4)), box("moov", list...), box("mdat", []byte("sound"))}, nil)
}

// WebM is a recording written with these codecs.
func WebM(codecs ...string) []byte {
	return []byte("\x1a\x45\xdf\xa3\x93\x42\x82\x84webm" + strings.Join(codecs, "\x00"))
}

// Good are files of every sort that is taken, by the media type they are kept as.
func Good() map[string]File {
	return map[string]File{
		"image/jpeg":      {"IMG_1.JPG", "image/jpeg", WithPlace(JPEG(Drawing(64, 48)), 6)},
		"application/pdf": {"tally.pdf", "application/pdf", PDF("<</Type/Catalog>>")},
		"text/plain":      {"notes.txt", "text/plain", []byte("We counted 12 people.\r\nÜber 3 < 4.\n")},
		"text/csv":        {"tally.csv", "text/csv", []byte("\ufeffday,people\n2026-03-01,12\n")},
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document": {"letter.docx", "", DOCX()},
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":       {"tally.xlsx", "", XLSX()},
		"application/vnd.oasis.opendocument.text":                                 {"letter.odt", "", ODF("text")},
		"application/vnd.oasis.opendocument.spreadsheet":                          {"tally.ods", "", ODF("spreadsheet")},
		"audio/mpeg": {"talk.mp3", "audio/mpeg", append([]byte("ID3\x04\x00\x00\x00\x00\x00\x02xx"), MP3()...)},
		"audio/mp4":  {"talk.m4a", "audio/x-m4a", M4A("M4A ", "soun")},
		"audio/ogg":  {"talk.ogg", "audio/ogg", Ogg("OpusHead")},
		"audio/wav":  {"talk.wav", "audio/wav", WAV()},
		"audio/webm": {"talk.webm", "audio/webm", WebM("A_OPUS")},
		"audio/amr":  {"talk.amr", "audio/amr", AMR()},
		"audio/aac":  {"talk.aac", "audio/aac", AAC()},
	}
}

// AMR is a recording of an old telephone: three frames of silence and one of sound.
func AMR() []byte {
	frame := append([]byte{7 << 3}, make([]byte, 31)...)
	return append([]byte("#!AMR\n"), append(append(append([]byte{8 << 3, 1, 2, 3, 4, 5}, frame...), 15<<3), frame...)...)
}

// AAC is two frames of twelve bytes without a container.
func AAC() []byte {
	frame := []byte{0xff, 0xf1, 0x50, 0x80, 12 >> 3, 12&7<<5 | 0x1f, 0xfc, 1, 2, 3, 4, 5}
	return append(append([]byte{}, frame...), frame...)
}
