package identity

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/boombuler/barcode/qr"
)

// svg is what a QR code of ours consists of, and nothing else.
type svg struct {
	ViewBox string `xml:"viewBox,attr"`
	Role    string `xml:"role,attr"`
	Title   string `xml:"title"`
	Desc    string `xml:"desc"`
	Rect    struct {
		Width int `xml:"width,attr"`
	} `xml:"rect"`
	Path struct {
		D string `xml:"d,attr"`
	} `xml:"path"`
}

func TestAQRCodeHasItsModulesAndAMargin(t *testing.T) {
	const text = "https://lines.example/join#ABCD-2345-ABCD-2345-ABCD-2345-ABCD"
	drawn := must(QRSVG(text, "Join <us>", `The "code" below, as a picture`))(t)
	var got svg
	if err := xml.Unmarshal([]byte(drawn), &got); err != nil {
		t.Fatal(err)
	}
	if got.Title != "Join <us>" || got.Desc != `The "code" below, as a picture` || got.Role != "img" || strings.Contains(drawn, "style") {
		t.Errorf("drawn as %.300s", drawn)
	}
	want := must(qr.Encode(text, qr.M, qr.Unicode))(t)
	size := want.Bounds().Dx()
	if got.ViewBox != fmt.Sprintf("0 0 %d %d", size+8, size+8) || got.Rect.Width != size+8 {
		t.Errorf("the code of %d modules stands in %s", size, got.ViewBox)
	}
	black := modules(t, got.Path.D)
	for y := range size {
		for x := range size {
			if black[[2]int{x + 4, y + 4}] != dark(want.At(x, y)) {
				t.Fatalf("module %d,%d is wrong", x, y)
			}
		}
	}
	for at := range black {
		if min(at[0], at[1]) < 4 || max(at[0], at[1]) >= size+4 {
			t.Fatalf("the margin is drawn on at %v", at)
		}
	}
}

// modules reads a path back.
func modules(t *testing.T, d string) map[[2]int]bool {
	t.Helper()
	black := map[[2]int]bool{}
	for part := range strings.SplitSeq(strings.TrimSuffix(d, "z"), "z") {
		var x, y, right, left int
		if _, err := fmt.Sscanf(part, "M%d %dh%dv1h-%d", &x, &y, &right, &left); err != nil || right != left {
			t.Fatalf("a part of the path is %q: %v", part, err)
		}
		for i := range right {
			black[[2]int{x + i, y}] = true
		}
	}
	return black
}

func TestATextTooLongForAQRCode(t *testing.T) {
	if _, err := QRSVG(strings.Repeat("x", 5000), "", ""); err == nil {
		t.Error("drawn all the same")
	}
}
