package evidence

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// Recordings are kept as they came: their parts are walked through to the end, so that what only begins like one is found.

// mpegFrame is the length of the MP3 frame that b begins with; 0 where it begins with none.
func mpegFrame(b []byte) int {
	if len(b) < 4 || b[0] != 0xff || b[1]&0xe0 != 0xe0 {
		return 0
	}
	version, layer, rate, sampling, padding := b[1]>>3&3, b[1]>>1&3, b[2]>>4, b[2]>>2&3, int(b[2]>>1&1)
	if version == 1 || layer != 1 || rate == 0 || rate == 15 || sampling == 3 {
		return 0
	}
	kbits := [...]int{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
	hertz, samples := [...]int{44100, 48000, 32000}[sampling], 144
	if version != 3 { // MPEG 2 and 2.5
		kbits = [...]int{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
		hertz, samples = hertz/2, 72
		if version == 0 {
			hertz /= 2
		}
	}
	return samples*kbits[rate]*1000/hertz + padding
}

// checkMP3 wants frames one after the other for nearly the whole file; tags may stand before and behind them.
func checkMP3(b []byte) error {
	rest := b
	if bytes.HasPrefix(b, []byte("ID3")) && len(b) > 10 {
		size := int(b[6]&0x7f)<<21 | int(b[7]&0x7f)<<14 | int(b[8]&0x7f)<<7 | int(b[9]&0x7f)
		if size+10 > len(b) {
			return refused("it is not whole")
		}
		rest = bytes.TrimLeft(b[size+10:], "\x00")
	}
	frames, all := 0, len(rest)
	for n := mpegFrame(rest); n > 0 && n <= len(rest); n = mpegFrame(rest) {
		rest, frames = rest[n:], frames+1
	}
	if frames < 2 || len(rest) > 4096+all/10 {
		return refused("it is no whole MP3 recording")
	}
	return nil
}

// checkWAV walks through the chunks.
func checkWAV(b []byte) error {
	rest, format, data := b[12:], false, false
	for len(rest) >= 8 {
		size := int(binary.LittleEndian.Uint32(rest[4:]))
		if size > len(rest)-8 {
			return refused("it is not whole")
		}
		switch string(rest[:4]) {
		case "fmt ":
			format = size >= 16
		case "data":
			data = size > 0
		}
		rest = rest[min(8+size+size&1, len(rest)):]
	}
	if !format || !data || len(rest) > 0 {
		return refused("it is no whole WAV recording")
	}
	return nil
}

// checkOgg walks through the pages; the first one says how the sound is written.
func checkOgg(b []byte) error {
	codecs := []string{"OpusHead", "\x01vorbis", "Speex   ", "\x7fFLAC"}
	for rest, first := b, true; len(rest) > 0; first = false {
		if len(rest) < 27 || string(rest[:4]) != "OggS" || rest[4] != 0 {
			return refused("it is no whole OGG recording")
		}
		body := 27 + int(rest[26])
		if body > len(rest) {
			return refused("it is not whole")
		}
		end := body
		for _, n := range rest[27:body] {
			end += int(n)
		}
		if end > len(rest) {
			return refused("it is not whole")
		}
		says := rest[body:end]
		if first && !slices.ContainsFunc(codecs, func(c string) bool { return bytes.HasPrefix(says, []byte(c)) }) {
			return refused("it is no sound recording")
		}
		rest = rest[end:]
	}
	return nil
}

// checkM4A walks through the boxes: sound and no moving picture.
func checkM4A(b []byte) error {
	brands := []string{"M4A ", "M4B ", "mp41", "mp42", "isom", "iso2", "iso4", "iso5", "iso6", "dash", "3gp4", "3gp5", "3gp6", "3gp7", "3ge6", "3g2a"}
	if !slices.Contains(brands, string(b[8:12])) {
		return refused("it is a video, a HEIC photo or something else that we cannot open")
	}
	var found boxes
	if !found.walk(b, 0) || !found.data {
		return refused("it is not whole")
	}
	if !found.sound || found.other {
		return refused("it is not a sound recording alone")
	}
	return nil
}

// boxes is what was found in an MP4 file: sound, other tracks, and the data of either.
type boxes struct{ sound, other, data bool }

// walk looks into boxes; false: they do not end where they should.
func (f *boxes) walk(b []byte, depth int) bool {
	for len(b) > 0 {
		if len(b) < 8 {
			return false
		}
		head, size := 8, uint64(binary.BigEndian.Uint32(b))
		name := string(b[4:8])
		switch {
		case size == 1 && len(b) >= 16:
			head, size = 16, binary.BigEndian.Uint64(b[8:])
		case size == 0:
			size = uint64(len(b))
		}
		if size < uint64(head) || size > uint64(len(b)) {
			return false
		}
		inside := b[head:size]
		switch name {
		case "moov", "trak", "mdia":
			if depth > 4 || !f.walk(inside, depth+1) {
				return false
			}
		case "hdlr":
			if len(inside) >= 12 && depth == 3 {
				f.sound = f.sound || string(inside[8:12]) == "soun"
				f.other = f.other || slices.Contains([]string{"vide", "pict"}, string(inside[8:12]))
			}
		case "mdat", "moof":
			f.data = true
		}
		b = b[size:]
	}
	return true
}

// checkWebM wants sound and no moving picture in what a WebM file says of itself at its beginning.
func checkWebM(b []byte) error {
	head := b[:min(len(b), 64<<10)]
	sound := bytes.Contains(head, []byte("A_OPUS")) || bytes.Contains(head, []byte("A_VORBIS"))
	if !bytes.Contains(b[:min(len(b), 64)], []byte("webm")) || !sound {
		return refused("it is no sound recording")
	}
	for _, moving := range []string{"V_VP8", "V_VP9", "V_AV1", "V_MPEG"} {
		if bytes.Contains(head, []byte(moving)) {
			return refused("it is a video")
		}
	}
	return nil
}

// checkAMR walks through the frames of what old telephones record: narrow or wide.
func checkAMR(b []byte) error {
	rest, wide := bytes.CutPrefix(b, []byte("#!AMR-WB\n"))
	sizes := []int{17, 23, 32, 36, 40, 46, 50, 58, 60, 5}
	if !wide {
		var narrow bool
		if rest, narrow = bytes.CutPrefix(b, []byte("#!AMR\n")); !narrow {
			return refused("it is no sound recording")
		}
		sizes = []int{12, 13, 15, 17, 19, 20, 26, 31, 5}
	}
	frames := 0
	for ; len(rest) > 0; frames++ {
		kind, n := int(rest[0]>>3&15), 1
		if kind < len(sizes) {
			n += sizes[kind]
		} else if kind < 14 { // 14 and 15 are frames that were lost: nothing follows
			return refused("it is no whole AMR recording")
		}
		if rest[0]&0x83 != 0 || n > len(rest) {
			return refused("it is no whole AMR recording")
		}
		rest = rest[n:]
	}
	if frames < 2 {
		return refused("it is no whole AMR recording")
	}
	return nil
}

// adtsFrame is the length of the AAC frame that b begins with; 0 where it begins with none.
func adtsFrame(b []byte) int {
	if len(b) < 7 || b[0] != 0xff || b[1]&0xf6 != 0xf0 || b[2]>>2&15 > 12 {
		return 0
	}
	if n := int(b[3]&3)<<11 | int(b[4])<<3 | int(b[5]>>5); n > 7 {
		return n
	}
	return 0
}

// checkAAC wants frames one after the other to the end.
func checkAAC(b []byte) error {
	frames := 0
	for n := adtsFrame(b); n > 0 && n <= len(b); n = adtsFrame(b) {
		b, frames = b[n:], frames+1
	}
	if frames < 2 || len(b) > 0 {
		return refused("it is no whole AAC recording")
	}
	return nil
}
