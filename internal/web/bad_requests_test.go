package web

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/internal/keys"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/streams"
)

// The two groups of a besieged site and who comes to it. The last one belongs to the other group.
const (
	ours, theirs = "ours", "theirs"
	stranger     = ""
	asMember     = "member of ours"
	asFunder     = "funder of ours"
	asOther      = "member of theirs"
)

// What only one group may read.
const (
	oursWords   = "Heron-among-us"
	theirsWords = "Kestrel-among-them"
)

const besiegedOrigin = "https://lines.example"

// besieged is a whole site, sealed and with sign-in, and people of two groups on it.
type besieged struct {
	*visit
	dir      string
	site     *site
	identity *identity.Identity
	person   map[string]string
	entry    map[string]string // an entry of each group
	signIn   http.Handler      // gives a session to the person named in the address
}

// newBesieged opens a site; each of the groups has written something for itself.
func newBesieged(t *testing.T) *besieged {
	t.Helper()
	b := &besieged{visit: &visit{t: t, said: new(bytes.Buffer)}, dir: t.TempDir(), person: map[string]string{}, entry: map[string]string{}}
	var err error
	b.log, err = streams.Open(t.Context(), streams.Options{
		Dir: filepath.Join(b.dir, "data"), Keys: keys.At(filepath.Join(b.dir, "keys"), keys.Options{}), Now: today, UnsafeNoSync: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.log.Close() })
	memory := projections.NewMemory()
	runner, err := projections.NewRunner(t.Context(), memory, projections.All(), streams.DecodePage, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	b.views = &views{Memory: memory, runner: runner, log: b.log}
	anyPace := identity.Rate{Every: time.Nanosecond, Burst: 1 << 20}
	b.identity, err = identity.Open(identity.Options{
		Dir: filepath.Join(b.dir, "identity"), PublicURL: besiegedOrigin, Now: today, Staff: func(p string) (bool, error) { return p == b.person[asFunder], nil },
		Limits: identity.Limits{Account: anyPace, Card: anyPace, Link: anyPace, All: anyPace},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.identity.Close() })
	b.people()
	b.signIn = b.identity.Sessions.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := b.identity.Sessions.SignIn(r.Context(), r.URL.Query().Get("person"), identity.SharedDevice); err != nil {
			t.Error(err)
		}
	}), func(_ http.ResponseWriter, _ *http.Request, err error) { t.Error(err) })
	b.site, err = Site{
		Views: b.views, Source: b.log, Recorder: recorder{b.log}, Charts: engine(), Opener: b.log.Opener(), Files: b.log.Evidence(), Identity: b.identity,
		Now: today, NewID: newID, Logger: slog.New(slog.NewTextHandler(b.said, nil)),
	}.open()
	if err != nil {
		t.Fatal(err)
	}
	b.handler = b.site.guard(b.site.routes())
	return b
}

// people gives everybody an account, and each group its people and its words.
func (b *besieged) people() {
	b.t.Helper()
	for _, who := range []string{asMember, asFunder, asOther} {
		card, err := b.identity.Cards.Operator()
		if err != nil {
			b.t.Fatal(err)
		}
		joined, err := b.identity.Cards.Redeem(b.t.Context(), card.Code, "", nil)
		if err != nil {
			b.t.Fatal(err)
		}
		b.person[who] = joined.Person
	}
	say := func(project, actor string, body domain.Body) string {
		receipt, err := b.log.Do(b.t.Context(), domain.Command{ID: newID(), Project: project, Actor: actor, Drafts: []domain.Draft{{Body: body}}})
		if err != nil {
			b.t.Fatal(err)
		}
		return receipt.ID
	}
	for project, of := range map[string]struct{ who, words string }{ours: {asMember, oursWords}, theirs: {asOther, theirsWords}} {
		say(project, "", &domain.ProjectStarted{Name: "The group"})
		say(project, "", &domain.PersonJoined{Person: b.person[of.who], Name: domain.Name(of.words + "-name")})
		b.entry[project] = say(project, b.person[of.who], &domain.SurpriseNoticed{What: domain.Write(of.words)})
	}
	say(domain.Installation, "", &domain.StaffAppointed{Person: b.person[asFunder], Role: domain.StaffFunder, Projects: []string{ours}})
	if err := b.views.Ready(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

// session is a cookie of somebody who has just signed in.
func (b *besieged) session(who string) string {
	w := httptest.NewRecorder()
	b.signIn.ServeHTTP(w, httptest.NewRequest(http.MethodGet, besiegedOrigin+"/?person="+b.person[who], nil))
	cookies := w.Result().Cookies()
	if len(cookies) != 1 {
		b.t.Fatalf("signing in set %d cookies", len(cookies))
	}
	return cookies[0].Name + "=" + cookies[0].Value
}

func (b *besieged) last() uint64 {
	b.t.Helper()
	last, err := b.log.Last(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	return last
}

// badRequest is one request as bytes, and who sends it.
type badRequest struct {
	who, text string
}

func (r badRequest) String() string {
	return fmt.Sprintf("%s: %.300q", cmpOr(r.who, "a stranger"), r.text)
}

func cmpOr(s, or string) string {
	if s == "" {
		return or
	}
	return s
}

// bad writes a request; head are lines of its header.
func bad(who, method, target, body string, head ...string) badRequest {
	lines := append([]string{method + " " + target + " HTTP/1.1", "Host: lines.example"}, head...)
	if body != "" {
		lines = append(lines, "Content-Length: "+strconv.Itoa(len(body)))
	}
	return badRequest{who, strings.Join(lines, "\r\n") + "\r\n\r\n" + body}
}

const (
	asForm   = "Content-Type: application/x-www-form-urlencoded"
	fromHere = "Sec-Fetch-Site: same-origin"
)

// insides is what only a program says of itself.
var insides = regexp.MustCompile(`goroutine \d|\.go:\d|runtime error|panic|/root/|/tmp/|/home/|0x[0-9a-f]{8,}|` +
	`\*(domain|web|streams|identity|keys|projections|reports|http|errors|url|json|multipart|fmt)\.[A-Z]|bbolt|jetstream|nats:|strconv\.|mime: |http: |multipart: |invalid URL escape|unexpected EOF|no such file or`)

// faults sends requests to a handler and says what is wrong with its answers; taken is how many it answered.
func (b *besieged) faults(handler http.Handler, requests []badRequest) (faults []string, taken int) {
	fault := func(r badRequest, format string, args ...any) {
		faults = append(faults, fmt.Sprintf(format, args...)+" to "+r.String())
	}
	sessions := map[string]string{}
	for _, bad := range requests {
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(bad.text)))
		if err != nil {
			continue // the server answers such a request by itself
		}
		taken++
		if bad.who != stranger {
			// What a session is ended by is no reason to go on as a stranger.
			if _, has := sessions[bad.who]; !has || r.Method != http.MethodGet {
				sessions[bad.who] = b.session(bad.who)
			}
			r.Header.Add("Cookie", sessions[bad.who])
		}
		before := b.last()
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r.WithContext(b.t.Context()))
		body := w.Body.String()
		if w.Code >= 500 {
			fault(bad, "status %d", w.Code)
		}
		if said := insides.FindString(body[:min(len(body), 1<<15)]); said != "" {
			fault(bad, "the answer says %q", said)
		}
		if strings.Contains(body, "<script>alert") {
			fault(bad, "the answer holds a script")
		}
		for words, of := range map[string]string{oursWords: asMember, theirsWords: asOther} {
			if strings.Contains(body, words) && bad.who != of {
				fault(bad, "the answer holds words of others")
			}
		}
		if last := b.last(); last != before {
			fault(bad, "something was recorded, in answer")
		}
		for _, cookie := range w.Result().Cookies() {
			if bad.who == stranger && cookie.Value != "" {
				fault(bad, "a cookie was set")
			}
		}
		for _, says := range headerFaults(r, w) {
			fault(bad, "%s, in answer", says)
		}
	}
	return faults, taken
}

// pieces are what bad requests are made of.
type pieces struct {
	rand     *rand.Rand
	patterns []string
	besieged *besieged
	ended    string // a cookie of a session that was ended
}

func pick[T any](p *pieces, list []T) T { return list[p.rand.IntN(len(list))] }

// odd are texts that stand where something else is expected.
func odd() []string {
	return []string{
		"", "%00", "a%00b", "..", "%2e%2e", "..%2f..%2f..%2fetc%2fpasswd", "....//....//etc/passwd", "%c0%ae%c0%ae%c0%af", "%ff%fe", "%zz", "%", "a%0d%0aSet-Cookie:%20x=1",
		"%0aX:%20y", "%E2%80%AEtxet", "%F0%9F%92%A9", "%EF%BC%9D1%2B1", "%3Cscript%3Ealert(1)%3C/script%3E", "'%20OR%201=1--", "%7B%7B.%7D%7D", "$%7Bjndi:ldap://x%7D", "=", "-1", "0", "1e309",
		"18446744073709551616", "99999999999999999999999999", "NaN", "null", "undefined", "true", "*", ">", "$O.EVIDENCE", "con", "C:%5Cwindows", "file:///etc/passwd",
		"https://evil.example/", "//evil.example/", "00000000-0000-4000-8000-000000000000", "{" + newID() + "}", strings.Repeat("a", 3000), strings.Repeat("%F0%9F%92%A9", 300), strings.Repeat("../", 200),
		strings.Repeat("A", 43), strings.Repeat("0123456789abcdef", 4), "ABCD-EFGH-JKLM-NPQR", "2026-02-30", "0000-00-00", "9999999-01-01", ".json", "x.csv.json.html", "%20", "%09", "%7f",
	}
}

// methods that no page of ours knows are there more than once.
var methods = []string{"GET", "GET", "GET", "HEAD", "POST", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW", "get", "GET\x00", "M-SEARCH"}

var placeholder = regexp.MustCompile(`\{[a-z]+\$?\}`)

// target is an address of ours with something odd in it, or one that is not ours.
func (p *pieces) target() string {
	target := placeholder.ReplaceAllStringFunc(pick(p, p.patterns), func(name string) string {
		known := map[string][]string{
			"{project}": {ours, ours, theirs, theirs, "none", domain.Installation}, "{entry}": {p.besieged.entry[ours], p.besieged.entry[theirs], newID(), "2"},
			"{audience}": {"funders", "public", "group", "nobody"}, "{chart}": {"journey.svg", "x.svg"}, "{section}": {"journey", "aims", "x"}, "{$}": {""},
		}[name]
		if p.rand.IntN(3) == 0 || known == nil {
			return pick(p, odd())
		}
		return pick(p, known)
	})
	switch p.rand.IntN(12) {
	case 0:
		target += "/" + pick(p, odd())
	case 1:
		target = strings.ReplaceAll(target, "/", "//")
	case 2:
		target = "/" + pick(p, []string{".git/config", "debug/pprof/", "metrics", "admin", "wp-login.php", "api/v1/events", "assets/../server.go", "assets/%2e%2e%2fserver.go", "static/", "favicon.ico"})
	case 3:
		target = besiegedOrigin + target
	}
	for i := range p.rand.IntN(4) {
		sign := "&"
		if i == 0 {
			sign = "?"
		}
		name := pick(p, []string{"at", "at", "audience", "happened_by", "against", "words", "kind", "aim", "measure", "period", "month", "before", "and", "to", "small", "person", "x", "%00", ""})
		target += sign + name + "=" + pick(p, append(odd(), "1", "2", "funders", "group", "public", "2025-01"))
	}
	return target
}

// head is a header with something wrong, from other sites more often than not.
func (p *pieces) head() (lines []string) {
	all := [][]string{
		{"Sec-Fetch-Site: cross-site"}, {"Sec-Fetch-Site: same-site", "Origin: https://other.lines.example"}, {"Origin: https://evil.example"}, {"Origin: null"}, {"Sec-Fetch-Site: \u202e"}, {"Origin: https://lines.example.evil.example"},
		{"Cookie: __Host-desirelines=" + strings.Repeat("A", 43)}, {"Cookie: " + p.ended}, {"Cookie: desirelines=x; __Host-desirelines=;;;=\"\""}, {"Cookie: " + strings.Repeat("a=b; ", 500)},
		{"Authorization: Bearer " + newID()}, {"Authorization: Basic YWRtaW46YWRtaW4="}, {"X-Forwarded-For: 127.0.0.1", "X-Forwarded-Host: evil.example", "X-Original-URL: /projects/new", "X-HTTP-Method-Override: DELETE"},
		{"Accept-Encoding: gzip;q=x, *;q=-1, " + strings.Repeat("br,", 300)}, {"Range: bytes=0-,-1,999999999999999999-"}, {"If-None-Match: *", "If-Modified-Since: x"}, {"Expect: 200-maybe"}, {"Upgrade: websocket", "Connection: Upgrade"},
		{"X-Nothing: " + strings.Repeat("n", 6000)}, {"Content-Type: application/json"}, {"Content-Type: multipart/form-data"}, {"Content-Type: \xff/\x00"}, {"Accept-Language: ../../x", "User-Agent: <script>alert(1)</script>"},
		{"Origin: x", "Origin: y", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"},
	}
	for range 1 + p.rand.IntN(3) {
		lines = append(lines, pick(p, all)...)
	}
	if p.rand.IntN(25) == 0 {
		for i := range 300 {
			lines = append(lines, fmt.Sprintf("X-%d: %d", i, i))
		}
	}
	return lines
}

const edge = "----edge"

// body is what no form of ours is, with the kind that it says it is.
func (p *pieces) body() (text, kind string) {
	urlencoded := []string{
		"what=%zz", "%", "&&&&====", "what", "command=" + newID() + "&what=%00", "command=1&command=2&what=a&what=b", strings.Repeat("f=1&", 5000), "what=" + strings.Repeat("%F0%9F%92%A9", 2000), "what=%ff%fe&kind=x&command=" + newID(),
		"kind=" + strings.Repeat("k", 5000), "project=" + theirs + "&actor=" + p.besieged.person[asOther] + "&position=1&sequence=1", "code=ABCD-EFGH-JKLM-NPQR-STUV-WXYZ", "name=%0d%0aSet-Cookie:x&question=%0d", "what[]=1&what[x]=2", "what=a;kind=b",
	}
	other := []string{
		`{"what":"x","command":"` + newID() + `"}`, `[`, strings.Repeat("[", 20_000), `{"a":1,"a":2}`, "\x00\x01\x02", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
		"--" + edge + "\r\nContent-Disposition: form-data; name=\"what\"\r\n\r\nx\r\n--" + edge + "--\r\n", "--" + edge + "\r\n\r\n", "--" + edge + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../x.svg\"\r\nContent-Type: image/svg+xml\r\n\r\n<svg onload=alert(1)>\r\n--" + edge + "--",
		"--" + edge + strings.Repeat("\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--"+edge, 300), strings.Repeat("x", 1<<15),
	}
	if p.rand.IntN(2) == 0 {
		return pick(p, urlencoded), asForm
	}
	return pick(p, other), "Content-Type: " + pick(p, []string{"multipart/form-data; boundary=" + edge, "multipart/form-data; boundary=" + strings.Repeat("b", 200), "multipart/form-data", "application/json", "text/xml", "application/x-www-form-urlencoded; charset=utf-7", "x", "image/svg+xml"})
}

// any is one request of chance. One that could be right is not among them: what changes something comes, from somebody who may, from another site.
func (p *pieces) any() badRequest {
	who := pick(p, []string{stranger, stranger, asMember, asFunder})
	method, target, head, body := pick(p, methods), p.target(), p.head(), ""
	if method != "GET" && method != "HEAD" || p.rand.IntN(20) == 0 {
		text, kind := p.body()
		body, head = text, append([]string{kind}, head...)
		if who == asMember {
			head = append([]string{"Sec-Fetch-Site: cross-site"}, head...)
		} else if p.rand.IntN(2) == 0 {
			head = append([]string{fromHere}, head...)
		}
	}
	return bad(who, method, target, body, head...)
}

// listed are the requests that are not left to chance.
func (b *besieged) listed(p *pieces) (all []badRequest) {
	good := url.Values{"what": {"It rained."}, "kind": {"surprise"}, "command": {newID()}}.Encode()
	everybody := []string{stranger, asMember, asFunder}
	// The form is good; where it comes from, who sends it or what it is about is not.
	for _, from := range [][]string{{"Sec-Fetch-Site: cross-site"}, {"Sec-Fetch-Site: same-site"}, {"Origin: https://evil.example"}, {"Origin: null"}} {
		for _, who := range everybody {
			all = append(all, bad(who, "POST", "/p/"+ours+"/write", good, append(from, asForm)...), bad(who, "POST", "/projects", "name=New&command="+newID(), append(from, asForm)...))
		}
	}
	for _, who := range everybody {
		all = append(all, bad(who, "POST", "/p/"+theirs+"/write", good, asForm, fromHere), bad(who, "POST", "/p/none/write", good, asForm, fromHere), bad(who, "POST", "/projects", "name=New&command="+newID(), asForm, fromHere),
			bad(who, "POST", "/p/"+domain.Installation+"/write", good, asForm, fromHere))
		for _, page := range []string{"", "/write", "/entries", "/find?words=among", "/find.json?words=among", "/entry/" + b.entry[theirs], "/entry/2.json", "/file/" + b.entry[theirs], "/replay", "/journey", "/journey.atom", "/for/group", "/for/group.html", "/for/public", "/figure?aim=a&measure=b", "/between?at=1&and=2"} {
			all = append(all, bad(who, "GET", "/p/"+theirs+page, ""))
			if who != asMember {
				all = append(all, bad(who, "GET", "/p/"+ours+page+pick(p, []string{"", "?audience=group"}), ""))
			}
		}
		all = append(all, bad(who, "GET", "/p/"+ours+"/entry/"+b.entry[theirs], ""), bad(who, "GET", "/p/"+ours+"/file/"+b.entry[theirs], ""))
	}
	// What is no form, where one is expected; the address of the group, of somebody who may write there.
	for _, kind := range []string{"application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=" + edge, "x", ""} {
		for _, body := range []string{`{"what":"x"}`, "--" + edge + "--", "what=", "what=%zz", "\x00", "kind=nothing", "what=It rained."} {
			all = append(all, bad(asMember, "POST", "/p/"+ours+"/write", body, "Content-Type: "+kind, fromHere))
		}
	}
	for _, cookie := range []string{"__Host-desirelines=" + strings.Repeat("A", 43), b.sessionEnded(), "__Host-desirelines=", "desirelines=x"} {
		for _, target := range []string{"/p/" + ours, "/projects", "/p/" + ours + "/write"} {
			all = append(all, bad(stranger, "GET", target, "", "Cookie: "+cookie), bad(stranger, "POST", target, good, asForm, fromHere, "Cookie: "+cookie))
		}
	}
	// Codes and links that nobody gave out, on every address that might take them.
	for _, pattern := range p.patterns {
		if !strings.Contains(pattern, "{project}") {
			for _, token := range []string{strings.Repeat("A", 43), "ABCD-EFGH-JKLM-NPQR-STUV-WXYZ-2345"} {
				target := placeholder.ReplaceAllString(pattern, token)
				all = append(all, bad(stranger, "GET", target+"?code="+token, ""), bad(stranger, "POST", target, "code="+token+"&token="+token+"&words=one+two&pin=1&to=https://evil.example/", asForm, fromHere))
			}
		}
	}
	return all
}

// plausible is a form that some page of ours would take from who may send it.
func (b *besieged) plausible(project string) string {
	return url.Values{
		"command": {newID()}, "what": {"It rained."}, "kind": {"surprise"}, "name": {"Somebody"}, "person": {b.person[asOther]}, "role": {"facilitator"}, "do": {"leave"}, "reason": {"asked"},
		"audience": {"public"}, "share": {"public"}, "with": {"public"}, "to": {"public"}, "class": {"words"}, "agree": {"yes"}, "sure": {"yes"}, "confirm": {"yes"}, "answer": {"yes"}, "project": {project},
		"entry": {b.entry[project]}, "consent": {newID()}, "id": {newID()}, "way": {newID()}, "release": {newID()}, "days": {"30"}, "report": {"funders"}, "title": {"Theme"}, "people": {b.person[asMember]},
	}.Encode()
}

// unentitled are forms that are good, to every address of a project, from people who may not send them there.
func (b *besieged) unentitled(p *pieces) (all []badRequest) {
	for _, pattern := range patterns(b.t) {
		method, address, _ := strings.Cut(pattern, " ")
		if method != http.MethodPost || !strings.Contains(address, "{project}") {
			continue
		}
		in := func(project string) string {
			return placeholder.ReplaceAllStringFunc(address, func(name string) string {
				of := map[string]string{"{project}": project, "{entry}": b.entry[project], "{audience}": "funders", "{person}": b.person[asMember]}
				return cmpOr(of[name], newID())
			})
		}
		send := func(who, project string, head ...string) {
			all = append(all, bad(who, method, in(project), b.plausible(project), append(head, asForm)...))
		}
		for _, who := range []string{stranger, asFunder} {
			send(who, ours, fromHere)
		}
		for _, who := range []string{stranger, asMember, asFunder} {
			send(who, theirs, fromHere)
		}
		send(asMember, ours, "Sec-Fetch-Site: cross-site")
		if ofFacilitators.MatchString(address) {
			send(asMember, ours, fromHere)
		}
	}
	return all
}

// ofFacilitators are addresses that nobody but a facilitator may send a form to.
var ofFacilitators = regexp.MustCompile(`/(people|audiences|links|tell)(/|$)`)

// sessionEnded is a cookie that was good once.
func (b *besieged) sessionEnded() string {
	cookie := b.session(asMember)
	if err := b.identity.Sessions.EndAll(b.person[asMember]); err != nil {
		b.t.Fatal(err)
	}
	return cookie
}

// badRequests are at least 1,000 that the server hands on.
func (b *besieged) badRequests() []badRequest {
	p := &pieces{rand: rand.New(rand.NewPCG(20260731, 1)), besieged: b, ended: b.sessionEnded()}
	for _, pattern := range patterns(b.t) {
		_, address, _ := strings.Cut(pattern, " ")
		p.patterns = append(p.patterns, address)
	}
	all := append(b.listed(p), b.unentitled(p)...)
	for range max(400, 1200-len(all)) {
		all = append(all, p.any())
	}
	return all
}

// TestAThousandBadRequests: none is a fault of ours, tells anything, or changes anything, and afterwards the site is as it was.
func TestAThousandBadRequests(t *testing.T) {
	b := newBesieged(t)
	said := func() string {
		r := httptest.NewRequest(http.MethodGet, "/p/"+ours+"/entries", nil)
		r.Header.Set("Cookie", b.session(asMember))
		w := b.do(r)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), oursWords) {
			t.Fatalf("the group's own page: status %d\n%s", w.Code, shorten(w.Body.String()))
		}
		return w.Body.String()
	}
	before := said()
	requests := b.badRequests()
	faults, taken := b.faults(b.handler, requests)
	for i, f := range faults {
		if i == 20 {
			t.Errorf("and %d more", len(faults)-i)
			break
		}
		t.Error(f)
	}
	if taken < 1000 {
		t.Errorf("only %d of %d requests reached the site, want 1,000", taken, len(requests))
	}
	if said() != before {
		t.Error("the page of the group changed")
	}
	for _, project := range []string{ours, theirs, domain.Installation} {
		cards, err := b.identity.Cards.List(project)
		links, err2 := b.identity.Links.List(project)
		if len(cards)+len(links) > 0 || err != nil || err2 != nil {
			t.Errorf("%s: somebody made %d cards and %d links, %v, %v", project, len(cards), len(links), err, err2)
		}
	}
	if strings.Contains(b.said.String(), oursWords) || strings.Contains(b.said.String(), theirsWords) {
		t.Error("the log of the server holds words of people")
	}
	for line := range strings.Lines(b.said.String()) {
		if strings.ContainsFunc(strings.TrimSuffix(line, "\n"), unicode.IsControl) {
			t.Errorf("a line of the log of the server holds a control sign: %q", line)
		}
	}
}

// TestBadRequestsAreNoticed takes away one guard after the other: each time the same requests find what it was for.
func TestBadRequestsAreNoticed(t *testing.T) {
	b := newBesieged(t)
	site, good := b.site, b.handler
	everybodyIn := site.Site
	everybodyIn.Identity = nil
	open, err := everybodyIn.open()
	if err != nil {
		t.Fatal(err)
	}
	answer := func(f func(w http.ResponseWriter)) http.Handler {
		return headers(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { f(w) }))
	}
	requests := b.badRequests()
	some := requests[:40]
	for _, c := range []struct {
		without, finds string
		handler        http.Handler
		requests       []badRequest
	}{
		{"the check where a form comes from", "something was recorded", site.identify(headers(site.recovered(site.sessions(limited(site.routes()))))), some},
		{"headers", "Content-Security-Policy", site.identify(site.recovered(site.sessions(site.routes()))), some[30:]},
		{"the question who asks", "words of others", open.guard(open.routes()), requests[:140]},
		{"the page of faults", "the answer says", answer(func(w http.ResponseWriter) { http.Error(w, "open /tmp/x: *domain.Error", 400) }), some[:1]},
		{"a status", "status 500", answer(func(w http.ResponseWriter) { w.WriteHeader(500) }), some[:1]},
		{"a rule for cookies", "a cookie was set", answer(func(w http.ResponseWriter) { http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"}) }), some[:1]},
	} {
		faults, _ := b.faults(c.handler, c.requests)
		if !slices.ContainsFunc(faults, func(f string) bool { return strings.Contains(f, c.finds) }) {
			t.Errorf("without %s nothing is found that says %q, only %d faults", c.without, c.finds, len(faults))
		}
	}
	if faults, _ := b.faults(good, some); len(faults) > 0 {
		t.Errorf("with all of them: %s", faults[0])
	}
}

// TestNoFormIsReadWithoutEnd sends bodies that do not end to every address that takes one.
func TestNoFormIsReadWithoutEnd(t *testing.T) {
	b := newBesieged(t)
	n := 0
	for _, pattern := range patterns(t) {
		method, address, _ := strings.Cut(pattern, " ")
		if method != http.MethodPost {
			continue
		}
		n++
		for _, kind := range []string{"application/x-www-form-urlencoded", "multipart/form-data; boundary=" + edge, "application/json"} {
			body := &endless{head: "what=x&name=x&code="}
			if strings.HasPrefix(kind, "multipart") {
				body.head = "--" + edge + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n"
			}
			most := int64(maxBody)
			r := httptest.NewRequest(http.MethodPost, placeholder.ReplaceAllString(address, ours), body)
			r.Header.Set("Content-Type", kind)
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			r.Header.Set("Cookie", b.session(asMember))
			if isUpload(r) {
				most = maxUpload
			}
			before := b.last()
			w := b.do(r)
			if body.read > most+1<<16 {
				t.Errorf("POST %s read %d bytes of %s, want at most %d", address, body.read, kind, most)
			}
			if w.Code >= 500 || w.Code < 300 {
				t.Errorf("POST %s: status %d for an endless %s", address, w.Code, kind)
			}
			if b.last() != before {
				t.Errorf("POST %s recorded an endless %s", address, kind)
			}
		}
	}
	if n < 2 {
		t.Errorf("%d addresses that take a form were found", n)
	}
}

// endless is a body that goes on as long as somebody reads.
type endless struct {
	head string
	read int64
}

// Read implements io.Reader.
func (e *endless) Read(p []byte) (n int, err error) {
	if e.head != "" {
		n = copy(p, e.head)
		e.head = e.head[n:]
	} else {
		for n = range p {
			p[n] = 'x'
		}
		n = len(p)
	}
	e.read += int64(n)
	if e.read > 1<<30 {
		return n, io.ErrUnexpectedEOF
	}
	return n, nil
}
