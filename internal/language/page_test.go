package language

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// made is a language with these messages.
func made(t *testing.T, messages map[string]any) *Language {
	t.Helper()
	months := strings.Split("M1 M2 M3 M4 M5 M6 M7 M8 M9 M10 M11 M12", " ")
	text, err := json.Marshal(map[string]any{"language": "pl", "name": "L", "direction": "rtl", "months": months, "months_of_day": months, "messages": messages})
	if err != nil {
		t.Fatal(err)
	}
	l, err := New(text)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Every shape of message comes out with what people wrote, addresses, forms and figures untouched.
func TestPage(t *testing.T) {
	l := made(t, map[string]any{
		"Save": "ZAP", "Entry {n}": "WPIS {n}", "<1>Entry {n}</1>, corrected later": "potem; <1>W {n}</1>", "Up to <1>entry {n}</1>, written down on {day}.": "{day}: <1>{n}</1>!",
		"Tell {words}": "{words} & mów", "{words} told {words2} on {day}.": "{day} {words2} <- {words}", "What happened:": "CO:", "Back": "WSTECZ", "Find": "SZUKAJ",
		"Nothing is here.": "Pusto.", "Try again.": "Jeszcze.", "About {n} of {n2} {words}": "{words} {n2}/{n}", "taken back": "cofnięte",
	})
	for _, c := range []struct{ name, page, want string }{
		{"the page", `<html lang="en"><body>x</body></html>`, `<html lang="pl" dir="rtl"><body>x</body></html>`},
		{"a label", "<p>\n Save </p>", "<p>\n ZAP </p>"},
		{"a link alone", `<a href="/Save" id="Save">Save</a>`, `<a href="/Save" id="Save">ZAP</a>`},
		{"a link in a sentence", `<p><a href="/e?a=1&amp;b=2">Entry 12</a>, corrected later</p>`, `<p>potem; <a href="/e?a=1&amp;b=2">W 12</a></p>`},
		{"a day", `<p>Up to <a href="#">entry 3</a>, written down on 10 July 2025.</p>`, `<p>10 M7 2025: <a href="#">3</a>!</p>`},
		{"a day alone", `<td>July 2025</td>`, `<td>M7 2025</td>`},
		{"people", `<p>Tell <bdi>Save &amp; <b>{n}</b></bdi></p>`, `<p><bdi>Save &amp; <b>{n}</b></bdi> &amp; mów</p>`},
		{"two of them", `<p><bdi>A</bdi> told <q>B</q> on July 2020.</p>`, `<p>M7 2020 <q>B</q> &lt;- <bdi>A</bdi></p>`},
		{"sentences", `<p>Nothing is here. Try again.</p>`, `<p>Pusto. Jeszcze.</p>`},
		{"one of them unknown", `<p>Nothing is here. It isn&#39;t. Try again.</p>`, `<p>Pusto. It isn&#39;t. Jeszcze.</p>`},
		{"links in a row", `<p><a>Save</a> <a>Back</a>, <b>Else</b></p>`, `<p><a>ZAP</a> <a>WSTECZ</a>, <b>Else</b></p>`},
		{"attributes", `<input value="Save" name="x" placeholder="Find" aria-label='Back'><img alt="Save" title="Back">`, `<input value="Save" name="x" placeholder="SZUKAJ" aria-label='WSTECZ'><img alt="ZAP" title="WSTECZ">`},
		{"for scripts", `<form data-say-done="Save" data-save="Save">`, `<form data-say-done="ZAP" data-save="Save">`},
		{"for scripts, with a blank", `<form data-say-tell="Tell {name}">`, `<form data-say-tell="{name} &amp; mów">`},
		{"buttons", `<button name="Save" value="Save">Save</button><input type="submit" value="Save"><input type="submit" name="a" value="Save">`, `<button name="Save" value="Save">ZAP</button><input type="submit" value="ZAP"><input type="submit" name="a" value="Save">`},
		{"forms", "<textarea>\nSave</textarea><option>Save</option>", "<textarea>\nSave</textarea><option>ZAP</option>"},
		{"isolates", "<option>What happened: \u2068Save. Back\u2069</option>", "<option>CO: \u2068Save. Back\u2069</option>"},
		{"theirs", `<p dir="auto">Save <a title="Save">Save</a> <span translate="yes">Save</span></p>`, `<p dir="auto">Save <a title="Save">Save</a> <span translate="yes">ZAP</span></p>`},
		{"a cell", `<td data-l="Save" dir="auto">Save</td>`, `<td data-l="ZAP" dir="auto">Save</td>`},
		{"another language", `<a lang="pl">Save</a><script>Save</script><style>Save</style>`, `<a lang="pl">Save</a><script>Save</script><style>Save</style>`},
		{"a badge", `<p>Save <span class="badge is-met">Back</span> Find</p>`, `<p>ZAP <span class="badge is-met">WSTECZ</span> SZUKAJ</p>`},
		{"a title", `<title>Save – Back – Desire Lines</title>`, `<title>ZAP – Back – Desire Lines</title>`},
		{"a picture", `<table><td dir="auto">Save</td><td dir="auto">12 meals</td></table><svg><title id="Save">Back</title><text>Save</text><text>Find</text><text>About 3 of 4 meals</text></svg>`,
			`<table><td dir="auto">Save</td><td dir="auto">12 meals</td></table><svg><title id="Save">WSTECZ</title><text>Save</text><text>SZUKAJ</text><text>meals 4/3</text></svg>`},
		{"a text that looks like a mark", `<p>Entry {n}</p><p>Tell &lt;1&gt;</p>`, `<p>Entry {n}</p><p>Tell &lt;1&gt;</p>`},
		{"a code", `<p>Entry A12</p>`, `<p>Entry A12</p>`},
		{"tags that do not match", `<p>Save</b> <i>Back`, `<p>ZAP</b> <i>WSTECZ`},
	} {
		if got := string(l.Page([]byte(c.page))); got != c.want {
			t.Errorf("%s:\n%s\nbecomes\n%s\nwant\n%s", c.name, c.page, got, c.want)
		}
	}
}

// Nothing is known: the page is the same to the byte, but for its language; whatever stands in it, in whatever order.
func TestAPageOfNothingKnown(t *testing.T) {
	l := made(t, nil)
	bits := []string{"<p>", "</p>", "<a href='x'>", "</a>", "<bdi>", "</bdi>", " ", "Save.", "&amp;", "&#39;", "10 July", "Jul 202", "3,5", "<", ">", "{n}", "<1>", "</1>", "\u2068", "\u2069", "–",
		"<textarea>", "</textarea>", "<svg>", "<title>", "</title>", "</svg>", "<br>", "<input value=\"a", "\">", "<!-- x", "-->", "<td data-l=\"A\" dir=auto>", "\x00", "\xff", "…", "·", "<span class=badge>", "</span>", "<script>", "<img alt=x"}
	pick := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // any pages
	for range 20000 {
		var b strings.Builder
		for range pick.IntN(14) {
			b.WriteString(bits[pick.IntN(len(bits))])
		}
		if got := string(l.Page([]byte(b.String()))); got != b.String() {
			t.Fatalf("%q becomes %q", b.String(), got)
		}
	}
}

// Words of people are the same to the byte whatever they hold, in whatever place they stand.
func TestHostileWords(t *testing.T) {
	l := made(t, map[string]any{"Tell {words} now.": "teraz: {words}", "{words} said {words2}.": "{words2} {words}", "Save": "ZAP", "Entry {n}": "W {n}"})
	for _, words := range []string{"{n}", "{words2}", "<1>", "</1>", "&lt;1&gt;", "&#123;n&#125;", "10 July 2025", "Save", "Entry 3", "\u2067x", "a. B? C!", "  ", "%s", "$1", "\\1", "&amp;amp;", "“”"} {
		want := map[string]string{
			`<p>Tell <bdi>` + words + `</bdi> now.</p>`:                         `<p>teraz: <bdi>` + words + `</bdi></p>`,
			"<p>Tell " + Theirs(words) + " now.</p>":                            "<p>teraz: " + Theirs(words) + "</p>",
			`<p><q>` + words + `</q> said <i dir="auto">` + words + `</i>.</p>`: `<p><i dir="auto">` + words + `</i> <q>` + words + `</q></p>`,
			`<p dir="auto">` + words + `</p>Save`:                               `<p dir="auto">` + words + `</p>ZAP`,
		}
		for page, want := range want {
			if strings.Contains(page, "\u2068<") {
				continue // a text holds no tag
			}
			if got := string(l.Page([]byte(page))); got != want {
				t.Errorf("%q becomes %q, want %q", page, got, want)
			}
		}
	}
	if got := Theirs("a\u2069b\u2068c"); got != "\u2068abc\u2069" {
		t.Errorf("words end their own mark: %q", got)
	}
}

// Messages are what a page says, each once, and nothing that people wrote.
func TestMessages(t *testing.T) {
	page := `<html lang="en"><title>Aims – Kim – Desire Lines</title><p>Up to <a href="/e/3">entry 3</a>, written down on 10 July 2025. Back.</p>
<p dir="auto">Rain</p><label>Entry 7: <bdi>Rain</bdi></label><p>Back.</p><td data-l="When">12.5</td><svg><text>Rain</text></svg>`
	want := []string{"Aims", "Up to <1>entry {n}</1>, written down on {day}.", "Back.", "Entry {n}:", "When"}
	if got := Messages([]byte(page)); !slices.Equal(got, want) {
		t.Errorf("the messages are %q, want %q", got, want)
	}
}

// A message that lost or won a mark is refused, and so are tags that cross.
func TestMarksAreKept(t *testing.T) {
	for key, value := range map[string]any{
		"See {n} of {n2}": "{n}", "Tell {words}": "x", "<1>A</1> b": "<1>a b", "<1>A</1> <2>B</2>": "<1>a <2>b</1></2>", "A": "{n}",
		"{n} x": map[string]string{"one": "{n} x"}, "{n} y": map[string]string{"other": "{n}", "lots": "{n}"},
	} {
		months := slices.Repeat([]string{"m"}, 12)
		text, err := json.Marshal(map[string]any{"language": "pl", "name": "L", "direction": "ltr", "months": months, "months_of_day": months, "messages": map[string]any{key: value}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := New(text); err == nil {
			t.Errorf("%q: %v is taken", key, value)
		}
	}
}
