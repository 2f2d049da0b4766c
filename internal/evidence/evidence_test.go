package evidence_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/evidence"
	"github.com/desirelines/desirelines/internal/evidence/evidencetest"
)

func take(t *testing.T, f evidencetest.File) evidence.Content {
	t.Helper()
	c, err := evidence.NewTaker().Take(t.Context(), f.Name, f.Claimed, f.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func decoded(t *testing.T, b []byte) image.Image {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestEverySortIsTaken(t *testing.T) {
	for mediaType, f := range evidencetest.Good() {
		c, err := evidence.NewTaker().Take(t.Context(), f.Name, f.Claimed, f.Bytes)
		if err != nil || c.MediaType != mediaType {
			t.Errorf("%s is taken as %q, %v", mediaType, c.MediaType, err)
			continue
		}
		if picture := strings.HasPrefix(mediaType, "image/"); picture != (c.Thumbnail != nil) || picture == bytes.Equal(c.Bytes, f.Bytes) {
			t.Errorf("%s: a picture is drawn anew, everything else stays as it is", mediaType)
		}
		if !strings.HasSuffix(strings.ToLower(f.Name), evidence.Ending(mediaType)) {
			t.Errorf("%s ends with %q", mediaType, evidence.Ending(mediaType))
		}
	}
	for name, b := range map[string][]byte{
		"a PNG": evidencetest.PNG(evidencetest.Drawing(40, 30)), "a GIF": evidencetest.GIF(evidencetest.Drawing(40, 30)), "a WebP": evidencetest.WebP(),
	} {
		if c := take(t, evidencetest.File{Name: "picture.jpg", Bytes: b}); c.MediaType != "image/jpeg" || c.Width == 0 || !bytes.HasPrefix(c.Bytes, []byte("\xff\xd8\xff")) {
			t.Errorf("%s is kept as %s of %d dots", name, c.MediaType, c.Width)
		}
	}
}

// TestNothingOfThePlaceIsKept looks for what the camera wrote in all that is kept; it is there in what was sent.
func TestNothingOfThePlaceIsKept(t *testing.T) {
	sent := evidencetest.WithPlace(evidencetest.JPEG(evidencetest.Drawing(2000, 1000)), 1)
	if bytes.Count(sent, []byte(evidencetest.Here)) != 3 {
		t.Fatal("the photo does not say where it was taken")
	}
	c := take(t, evidencetest.File{Name: "photo.jpg", Bytes: sent})
	for _, mark := range []string{evidencetest.Here, "Mary", "51.5", "Exif", "xmp", "GPS", "II*\x00"} {
		if bytes.Contains(c.Bytes, []byte(mark)) || bytes.Contains(c.Thumbnail, []byte(mark)) {
			t.Errorf("%q is in what is kept", mark)
		}
	}
	for at := 2; c.Bytes[at+1] != 0xda; at += 2 + int(c.Bytes[at+2])<<8 + int(c.Bytes[at+3]) {
		if marker := c.Bytes[at+1]; marker == 0xfe || marker > 0xe0 && marker <= 0xef {
			t.Errorf("the photo that is kept has a segment %x", marker)
		}
	}
	if c.Width != 1600 || c.Height != 800 {
		t.Errorf("it is kept with %d by %d dots; want 1600 by 800", c.Width, c.Height)
	}
	small := decoded(t, c.Thumbnail).Bounds()
	if w, h := evidence.ThumbSize(c.Width, c.Height); small.Dx() != 480 || w != 480 || h != 240 || len(c.Thumbnail) > 40<<10 {
		t.Errorf("the small picture has %v dots and %d bytes", small, len(c.Thumbnail))
	}
}

// TestUpright sends a photo held in each of the eight ways: the red quarter is where the photographer saw it.
func TestUpright(t *testing.T) {
	photo := evidencetest.JPEG(evidencetest.Drawing(80, 40))
	corners := map[uint16]image.Point{1: {0, 0}, 2: {1, 0}, 3: {1, 1}, 4: {0, 1}, 5: {0, 0}, 6: {1, 0}, 7: {1, 1}, 8: {0, 1}}
	for orientation, want := range corners {
		c := take(t, evidencetest.File{Name: "photo.jpg", Bytes: evidencetest.WithPlace(photo, orientation)})
		img := decoded(t, c.Bytes)
		w, h := img.Bounds().Dx(), img.Bounds().Dy()
		if turned := orientation >= 5; turned != (h > w) || w != c.Width || h != c.Height {
			t.Errorf("orientation %d: %d by %d dots, and it says %d by %d", orientation, w, h, c.Width, c.Height)
		}
		for _, p := range []image.Point{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
			r, _, b, _ := img.At(w/4+p.X*w/2, h/4+p.Y*h/2).RGBA()
			if red := r > b; red != (p == want) {
				t.Errorf("orientation %d: the corner %v is red: %v; red belongs to %v", orientation, p, red, want)
			}
		}
	}
}

// TestSmallerPicturesShowTheSame: the mean stays, nothing is moved, and what can be seen through is white.
func TestSmallerPicturesShowTheSame(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 3333, 100))
	for y := range 100 {
		for x := range 3333 {
			img.SetNRGBA(x, y, color.NRGBA{R: uint8(x % 2 * 200), G: 100, B: 50, A: uint8(y / 50 * 255)})
		}
	}
	c := take(t, evidencetest.File{Bytes: evidencetest.PNG(img)})
	kept := decoded(t, c.Bytes)
	if c.Width != 1600 || c.Height != 48 {
		t.Fatalf("%d by %d dots", c.Width, c.Height)
	}
	near := func(x, y int, want color.RGBA) {
		r, g, b, _ := kept.At(x, y).RGBA()
		for i, v := range []uint32{r >> 8, g >> 8, b >> 8} {
			if d := int(v) - int([]uint8{want.R, want.G, want.B}[i]); d > 12 || d < -12 {
				t.Errorf("the dot at %d, %d is %d %d %d; want %v", x, y, r>>8, g>>8, b>>8, want)
				return
			}
		}
	}
	for _, x := range []int{5, 800, 1595} {
		near(x, 10, color.RGBA{255, 255, 255, 255})
		near(x, 40, color.RGBA{100, 100, 50, 255})
	}
}

// TestSmallPicturesStaySmall sends noise, which packs worst.
func TestSmallPicturesStaySmall(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	img := image.NewRGBA(image.Rect(0, 0, 700, 700))
	for i := range img.Pix {
		img.Pix[i] = uint8(r.Uint32())
	}
	if c := take(t, evidencetest.File{Bytes: evidencetest.PNG(img)}); len(c.Thumbnail) > 40<<10 || c.Width != 700 {
		t.Errorf("the small picture has %d bytes, the other %d dots", len(c.Thumbnail), c.Width)
	}
}

func TestNastyFilesAreRefused(t *testing.T) {
	list, taker := evidencetest.Nasty(), evidence.NewTaker()
	if len(list) < 30 {
		t.Errorf("only %d nasty files", len(list))
	}
	for name, f := range list {
		c, err := taker.Take(t.Context(), f.Name, f.Claimed, f.Bytes)
		var said *domain.Error
		if !errors.As(err, &said) || said.Kind != domain.Invalid || c.Bytes != nil {
			t.Errorf("%s: taken as %q, %v", name, c.MediaType, err)
			continue
		}
		if huge := name == "a PNG of huge size" || name == "a JPEG of passes"; huge && !strings.Contains(said.Message, "too many dots") {
			t.Errorf("%s was opened: %v", name, err)
		}
		if !strings.Contains(said.Want, "PDF") || said.Value != "" || strings.Contains(said.Message, "script") {
			t.Errorf("%s: %v; want what is taken, and nothing of the file", name, err)
		}
	}
}

func TestDisguisedPhotosAreDrawnAnew(t *testing.T) {
	for name, f := range evidencetest.Disguised() {
		if c := take(t, f); bytes.Contains(c.Bytes, []byte("script")) || bytes.Contains(c.Thumbnail, []byte("script")) {
			t.Errorf("%s: the script is kept", name)
		}
	}
}

func TestManyAtOnceWaitTheirTurn(t *testing.T) {
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := evidence.Busy().Take(gone, "", "", []byte("words")); domain.KindOf(err) != domain.Unavailable {
		t.Errorf("somebody who left gets %v", err)
	}
}

func TestSealedFiles(t *testing.T) {
	c := evidence.Content{MediaType: "image/jpeg", Bytes: bytes.Repeat([]byte("the picture of Mary "), 1000), Thumbnail: []byte("Mary, small"), Width: 3, Height: 2}
	f, sealed := evidence.Seal(c)
	again, other := evidence.Seal(c)
	key, _ := f.Key.Reveal(nil)
	if again.ID == f.ID || again.SHA256 == f.SHA256 || bytes.Equal(sealed, other) || len(f.ID) != 32 {
		t.Error("two sealings of one file are alike")
	}
	if bytes.Contains(sealed, []byte("Mary")) || bytes.Contains(sealed, []byte(key)) || f.Size != len(sealed) || f.Width != 3 {
		t.Error("something lies open, or the file says something wrong of itself")
	}
	if got, err := evidence.Open(f.ID, key, sealed); err != nil || !bytes.Equal(got, c.Bytes) {
		t.Errorf("it opens as %d bytes, %v", len(got), err)
	}
	if got, err := evidence.OpenSmall(f.ID, key, sealed); err != nil || string(got) != "Mary, small" {
		t.Errorf("the small picture opens as %q, %v", got, err)
	}
	otherKey, _ := again.Key.Reveal(nil)
	turned := bytes.Clone(sealed)
	turned[len(turned)-100] ^= 1
	for name, open := range map[string]func() ([]byte, error){
		"another key":     func() ([]byte, error) { return evidence.Open(f.ID, otherKey, sealed) },
		"no key":          func() ([]byte, error) { return evidence.Open(f.ID, "", sealed) },
		"another id":      func() ([]byte, error) { return evidence.Open(again.ID, key, sealed) },
		"a turned bit":    func() ([]byte, error) { return evidence.Open(f.ID, key, turned) },
		"the end missing": func() ([]byte, error) { return evidence.Open(f.ID, key, sealed[:len(sealed)-1]) },
		"nothing":         func() ([]byte, error) { return evidence.Open(f.ID, key, nil) },
		"head alone":      func() ([]byte, error) { return evidence.OpenSmall(f.ID, key, sealed[:24]) },
	} {
		if got, err := open(); !errors.Is(err, evidence.ErrDamaged) || got != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSizesSayLittle: two texts of different length are sealed in the same number of bytes.
func TestSizesSayLittle(t *testing.T) {
	a, _ := evidence.Seal(evidence.Content{Bytes: []byte("yes")})
	b, _ := evidence.Seal(evidence.Content{Bytes: bytes.Repeat([]byte("no"), 1000)})
	if a.Size != b.Size {
		t.Errorf("%d and %d bytes", a.Size, b.Size)
	}
}
