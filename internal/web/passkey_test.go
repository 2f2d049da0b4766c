package web

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"github.com/desirelines/desirelines/domain"
)

// atHome is a group whose site a browser can open under its own name.
func atHome(t *testing.T) (*group, string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	address := "http://localhost:" + port
	g := aGroupAt(t, address, nil)
	server := httptest.NewUnstartedServer(g.handler)
	_ = server.Listener.Close()
	server.Listener = listener
	server.Start()
	t.Cleanup(server.Close)
	return g, address
}

// run does one thing in a browser.
func run(t *testing.T, ctx context.Context, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

// press presses a button.
func press(t *testing.T, ctx context.Context, selector string) {
	t.Helper()
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector("`+selector+`").click(); ""`)); err != nil {
		t.Fatal(err)
	}
}

// until asks a page until it says yes.
func until(t *testing.T, ctx context.Context, question string) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		yes, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.readyState === "complete" && (`+question+`)`)) // fails while one page gives way to another
		if err == nil && yes {
			return
		}
		if time.Now().After(deadline) {
			text, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.title + ": " + document.body.innerText`))
			t.Fatalf("never %s (%v); the page is %s", question, err, text)
		}
	}
}

// Joining and coming back by a passkey, with the script of the pages and a device that answers as real ones do.
func TestAPasskeyInABrowser(t *testing.T) {
	ctx := browser(t, time.Minute)
	g, home := atHome(t)
	if _, err := chromedp.Call(ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	_, err := chromedp.Call(ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true, HasUserVerification: true,
		IsUserVerified: true, AutomaticPresenceSimulation: true,
	}})
	if err != nil {
		t.Fatal(err)
	}
	card, err := g.identity.Cards.Issue("p", domain.RoleMember, "")
	if err != nil {
		t.Fatal(err)
	}
	// The code stands behind the # of the address; the script types it in and takes it out of the address.
	run(t, ctx, chromedp.Navigate(home+"/join#"+card.Code))
	code, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.getElementById("code").value + " " + location.hash`))
	if err != nil || code != card.Code+" " {
		t.Fatalf("the page holds %q (%v)", code, err)
	}
	press(t, ctx, "#save")
	until(t, ctx, `document.title.startsWith("Start") && document.readyState === "complete"`)
	press(t, ctx, "#come-back")
	until(t, ctx, `document.title.startsWith("How you come back") && document.readyState === "complete"`)
	press(t, ctx, "[data-passkey] button")
	until(t, ctx, `document.querySelector("main").innerText.includes("A passkey on a device")`)
	press(t, ctx, ".leave button")
	until(t, ctx, `document.title === "Notes"`)
	run(t, ctx, chromedp.Navigate(home+"/sign-in"))
	press(t, ctx, "[data-passkey] button")
	until(t, ctx, `document.title.startsWith("Start") && location.pathname === "/p/p"`)
	if refused, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](`window.refused`)); err != nil || len(refused) > 0 {
		t.Errorf("the policy refused %v (%v)", refused, err)
	}
}

// The pages for who comes, who is here and who invites others, as people see them; see TestPagesInABrowser.
func TestPagesOfPeopleInABrowser(t *testing.T) {
	ctx := browser(t, 4*time.Minute)
	g, home := atHome(t)
	red, operator := g.joins(domain.RoleFacilitator, "Red"), g.works(domain.StaffOperator)
	g.joins(domain.RoleMember, "")
	g.runs.stop(7)
	for _, who := range []struct {
		cookies []*http.Cookie
		pages   []string
	}{
		{nil, []string{"/sign-in", "/join", "/claim", "/left", "/handbook", "/handbook/groups", "/handbook/privacy-notice"}},
		{red.cookies, []string{"/me", "/me/ways", "/p/p/people", "/p/p/write", "/join"}},
		{operator.cookies, []string{"/staff", runsPath, "/me/ways"}},
	} {
		for _, c := range who.cookies {
			if _, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: home}); err != nil {
				t.Fatal(err)
			}
		}
		for _, page := range who.pages {
			for _, width := range []int64{320, 1100} {
				for _, scheme := range []string{"light", "dark"} {
					faults, err := lookAt(ctx, home+page, width, scheme)
					if err != nil {
						t.Fatalf("%s: %v", page, err)
					}
					for _, f := range faults {
						t.Errorf("%s at %d px, %s: %s", page, width, scheme, f)
					}
				}
			}
		}
	}
}

// With script switched off, on a telephone and by the keyboard alone, a card leads to six words.
func TestJoiningWithoutScript(t *testing.T) {
	ctx := browser(t, time.Minute)
	g, home := atHome(t)
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	card, err := g.identity.Cards.Issue("p", domain.RoleMember, "")
	if err != nil {
		t.Fatal(err)
	}
	run(t, ctx, chromedp.EmulateViewport(360, 740), chromedp.Navigate(home+"/join"))
	tabTo(t, ctx, "code")
	run(t, ctx, chromedp.KeyEvent(card.Code))
	tabTo(t, ctx, "save")
	if _, err := chromedp.RunResponse(ctx, chromedp.KeyEvent("\r")); err != nil {
		t.Fatal(err)
	}
	if title, err := chromedp.Run(ctx, chromedp.Title()); err != nil || !strings.HasPrefix(title, "Start") {
		t.Fatalf("after joining the page is %q (%v)", title, err)
	}
	tabTo(t, ctx, "come-back")
	if _, err := chromedp.RunResponse(ctx, chromedp.KeyEvent("\r")); err != nil {
		t.Fatal(err)
	}
	tabTo(t, ctx, "give-words")
	if _, err := chromedp.RunResponse(ctx, chromedp.KeyEvent("\r")); err != nil {
		t.Fatal(err)
	}
	words, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector(".code").textContent`))
	if err != nil || len(strings.Fields(words)) != 6 {
		t.Errorf("the words are %q (%v)", words, err)
	}
}
