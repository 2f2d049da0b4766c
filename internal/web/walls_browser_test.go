package web

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/desirelines/desirelines/domain"
)

// The keys put the signs that can be typed as well; nothing in the box is lost by them.
func TestTheKeysOfAWall(t *testing.T) {
	ctx := browser(t, time.Minute)
	v := newVisit(t)
	start(t, v, "p", "P")
	heading := v.says("p", &domain.HeadingStated{Heading: "Power", Wall: "Kitchen"})
	server := httptest.NewServer(v.handler)
	defer server.Close()
	if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/p/p/wall/type?heading="+heading)); err != nil {
		t.Fatal(err)
	}
	const press = `(() => {
		const box = document.getElementById("notes"), key = s => document.querySelector('#keys button[value="' + s + '"]').click();
		const type = text => box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
		box.focus();
		type("More soup"); key("+"); key("x3"); type("\n");
		key("-"); key("#"); type("who "); key("[?]"); type(" pays"); key("*"); type("\n");
		key("?"); type("last"); key("?");
		return box.value + "|" + document.getElementById("so-far").textContent + "|" + document.getElementById("keys").hidden + "|" + window.refused.join();
	})()`
	got, err := chromedp.Run(ctx, chromedp.Evaluate[string](press))
	if want := "+ More soup x3\n-\n* who [?] pays\n?\nlast\n?\n|6|false|"; err != nil || got != want {
		t.Errorf("the box holds %q, want %q: %v", got, want, err)
	}
}
