package evidence

import (
	"bytes"
	"encoding/binary"
)

// orientationOf reads how a camera was held, 1 to 8 as EXIF counts; 1 where nothing says so.
func orientationOf(mediaType string, b []byte) int {
	var exif []byte
	switch mediaType {
	case jpegType:
		eachSegment(b, func(marker byte, body []byte) bool {
			if tiff, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00")); ok && marker == 0xe1 {
				exif = tiff
			}
			return exif == nil
		})
	case pngType:
		exif = pngChunk(b, "eXIf")
	case webpType:
		exif = bytes.TrimPrefix(webpChunk(b, "EXIF"), []byte("Exif\x00\x00"))
	}
	return readOrientation(exif)
}

// progressive says whether a JPEG may be stored in passes, which takes a decoder much more memory: it is not where its header says so.
func progressive(b []byte) bool {
	passes := true
	eachSegment(b, func(marker byte, _ []byte) bool {
		passes = passes && marker != 0xc0 && marker != 0xc1
		return passes
	})
	return passes
}

// eachSegment calls fn with the segments of a JPEG up to the first scan, until it returns false.
func eachSegment(b []byte, fn func(marker byte, body []byte) bool) {
	for i := 2; i+4 <= len(b); {
		if b[i] != 0xff {
			return
		}
		marker := b[i+1]
		if marker == 0xff { // filling
			i++
			continue
		}
		size := int(binary.BigEndian.Uint16(b[i+2:]))
		if marker == 0xda || size < 2 || i+2+size > len(b) || !fn(marker, b[i+4:i+2+size]) {
			return
		}
		i += 2 + size
	}
}

func pngChunk(b []byte, name string) []byte {
	for i := 8; i+12 <= len(b); {
		size := int(binary.BigEndian.Uint32(b[i:]))
		if size > len(b)-i-12 {
			return nil
		}
		if string(b[i+4:i+8]) == name {
			return b[i+8 : i+8+size]
		}
		i += 12 + size
	}
	return nil
}

func webpChunk(b []byte, name string) []byte {
	for i := 12; i+8 <= len(b); {
		size := int(binary.LittleEndian.Uint32(b[i+4:]))
		if size > len(b)-i-8 {
			return nil
		}
		if string(b[i:i+4]) == name {
			return b[i+8 : i+8+size]
		}
		i += 8 + size + size&1
	}
	return nil
}

// readOrientation looks for the tag 0x0112 in the first directory of a TIFF block.
func readOrientation(tiff []byte) int {
	const upright, tag = 1, 0x0112
	if len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(tiff[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return upright
	}
	at := int(order.Uint32(tiff[4:]))
	if at < 8 || at+2 > len(tiff) {
		return upright
	}
	for range int(order.Uint16(tiff[at:])) {
		entry := at + 2
		if entry+12 > len(tiff) {
			return upright
		}
		if order.Uint16(tiff[entry:]) == tag {
			return int(order.Uint16(tiff[entry+8:]))
		}
		at += 12
	}
	return upright
}
