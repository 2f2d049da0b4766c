package evidence

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"
)

// Limits of a picture.
const (
	mostDots   = 40e6      // of what is opened
	mostMemory = 200 << 20 // bytes that opening it may take
	longest    = 1600      // dots of the longer side of what is kept
	quality    = 80

	thumbLongest = 480
	thumbBytes   = 40 << 10
)

// takePicture draws a picture anew: nothing but its dots is kept, so neither place nor owner nor whatever was hidden behind them.
func takePicture(mediaType string, b []byte) (Content, error) {
	if err := checkSize(mediaType, b); err != nil {
		return Content{}, err
	}
	img, err := decode(mediaType, b)
	if err != nil {
		return Content{}, refused("it is a picture that is damaged or not whole")
	}
	small := scaled(img, longest)
	upright := turned(small, orientationOf(mediaType, b))
	var out bytes.Buffer
	if err := jpeg.Encode(&out, upright, &jpeg.Options{Quality: quality}); err != nil {
		return Content{}, err
	}
	thumb, err := thumbnail(upright)
	if err != nil {
		return Content{}, err
	}
	return Content{jpegType, out.Bytes(), thumb, upright.Rect.Dx(), upright.Rect.Dy()}, nil
}

// checkSize refuses a picture that is small as a file and would be huge when opened.
func checkSize(mediaType string, b []byte) error {
	c, err := decodeConfig(mediaType, b)
	if err != nil || c.Width <= 0 || c.Height <= 0 {
		return refused("it is a picture that is damaged or not whole")
	}
	dots := float64(c.Width) * float64(c.Height)
	if dots > mostDots || dots*memoryPerDot(mediaType, b, c.ColorModel) > mostMemory {
		return refused(fmt.Sprintf("the picture has too many dots, %d by %d; make it smaller", c.Width, c.Height))
	}
	return nil
}

// memoryPerDot is how many bytes a decoder takes for each dot.
func memoryPerDot(mediaType string, b []byte, model color.Model) float64 {
	switch {
	case mediaType == jpegType && progressive(b):
		return 15 // three colours, and their coefficients kept as 32-bit numbers
	case mediaType == jpegType:
		return 3
	case model == color.RGBA64Model || model == color.NRGBA64Model:
		return 8
	}
	return 4
}

func decodeConfig(mediaType string, b []byte) (image.Config, error) {
	r := bytes.NewReader(b)
	switch mediaType {
	case jpegType:
		return jpeg.DecodeConfig(r)
	case pngType:
		return png.DecodeConfig(r)
	case gifType:
		return gif.DecodeConfig(r)
	}
	return webp.DecodeConfig(r)
}

func decode(mediaType string, b []byte) (image.Image, error) {
	r := bytes.NewReader(b)
	switch mediaType {
	case jpegType:
		return jpeg.Decode(r)
	case pngType:
		return png.Decode(r)
	case gifType:
		return gif.Decode(r) // the first of its pictures
	}
	return webp.Decode(r)
}

// thumbnail is a small JPEG of a picture, as good as its limit lets it be.
func thumbnail(img *image.RGBA) ([]byte, error) {
	for side := thumbLongest; ; side /= 2 {
		small := scaled(img, side)
		for _, q := range []int{75, 60, 45} {
			var out bytes.Buffer
			if err := jpeg.Encode(&out, small, &jpeg.Options{Quality: q}); err != nil || out.Len() <= thumbBytes {
				return out.Bytes(), err
			}
		}
	}
}

// ThumbSize is how large the small picture of a picture is shown; it may have fewer dots.
func ThumbSize(width, height int) (w, h int) { return fit(width, height, thumbLongest) }
