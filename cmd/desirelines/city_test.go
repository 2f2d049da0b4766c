package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/internal/postgrestest"
)

// TestACityMovesToReplicas does what the deployment page says, with real programs: people write on one machine, its log, its keys and who is signed in
// move, and two replicas go on. Who signed in before is signed in on both; while people write on both, one is killed and the other asked to
// stop; all that was answered as saved is there once, the rows are what the log says, and who is forgotten on one is unreadable on the other.
func TestACityMovesToReplicas(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts many programs")
	}
	where := startNATS(t)
	c := &city{t: t, dir: t.TempDir()}
	c.run("city", "projects", "start", "p", "--name", "P")
	one := c.serve("city")
	rosa := c.join("city", one.address, "Rosa")
	rosa.writes(one.address, "said by Rosa on one machine")
	one.stop()

	keys := []string{"--keys", postgrestest.Database(t), "--master", filepath.Join(c.dir, "master")}
	moving := append([]string{"init", "--from", "city", "--keys-from", "city-keys", "--nats", where, "--replicas", "1"}, keys...)
	c.refuses("city", "name it with --keys postgres://", "init", "--keys-from", "city-keys")
	c.refuses("city", "--master-from needs --keys-from", "init", "--nats", where, "--master-from", "city-keys")
	c.refuses("city", "init needs --nats", "init", "--from", "city")
	c.run("city", moving...)
	c.run("city", moving...) // as after a copy that broke off
	c.flags = append([]string{"--nats", where, "--postgres", postgrestest.Database(t)}, keys...)
	a, b := c.serve("a"), c.serve("b")
	c.refuses("city", "holds a log of its own", append([]string{"serve"}, c.flags...)...)
	c.refuses("a", "keeps its log on a cluster", "serve")
	rosa.writes(a.address, "said by Rosa on a")
	rosa.sees(b.address, "said by Rosa on a")
	ada := c.join("b", b.address, "Ada")
	ada.writes(a.address, "said by Ada on a")
	ada.sees(b.address, "said by Ada on a")

	load := rosa.writing(a.address, b.address)
	load.until(20)
	a.kill()
	load.until(load.saved() + 20)
	a.start()
	load.until(load.saved() + 20)
	b.stop()
	load.until(load.saved() + 20)
	b.start()
	load.until(load.saved() + 20)
	load.end()
	c.run("b", "export", "jsonl", "--project", "p", "--out", "all.jsonl")
	all, err := os.ReadFile(filepath.Join(c.dir, "all.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range load.texts {
		if n := bytes.Count(all, []byte(text)); n != 1 {
			t.Errorf("what was answered as saved is there %d times", n)
		}
	}
	t.Logf("%d saved, %d tries without an answer", load.saved(), load.failed.Load())
	for _, data := range []string{"a", "b"} {
		c.run(data, "projections", "verify")
	}

	if said := c.run("b", "journey", "--project", "p"); !strings.Contains(said, "said by Ada") {
		t.Errorf("before Ada is forgotten the other replica says %s", said)
	}
	c.run("a", "people", "forget", ada.person, "--project", "p")
	if said := c.run("b", "journey", "--project", "p"); strings.Contains(said, "said by Ada") || !strings.Contains(said, "said by Rosa on one machine") {
		t.Errorf("after Ada is forgotten the other replica says %s", said)
	}
	if page := ada.asks(b.address + "/p/p/journey"); strings.Contains(page, "said by") {
		t.Error("who was forgotten is still signed in on the other replica")
	}
	c.run("b", "projections", "verify")
	a.stop()
	b.kill()
	c.refuses("b", "does not run", "projects", "start", "q", "--name", "Q") // its socket is still there
	c.refuses("a", "there is no store in this folder", "doctor")
}

// city is an installation as its operator has it.
type city struct {
	t     *testing.T
	dir   string
	flags []string // where the log, the rows and the keys of its replicas lie; none: on one machine
}

// run runs a command to its end and returns what it answers; one of those that a serve on the folder runs needs no flags.
func (c *city) run(data string, args ...string) string {
	c.t.Helper()
	cmd := exec.CommandContext(c.t.Context(), "desirelines", append(args, "--data", data)...)
	var said bytes.Buffer
	cmd.Dir, cmd.Stderr = c.dir, &said
	out, err := cmd.Output()
	if err != nil {
		c.t.Fatalf("%v: %v\n%s%s", args, err, out, said.String())
	}
	return string(out)
}

// refuses runs a command that must not do anything and say why.
func (c *city) refuses(data, says string, args ...string) {
	c.t.Helper()
	cmd := exec.CommandContext(c.t.Context(), "desirelines", append(args, "--data", data)...)
	cmd.Dir = c.dir
	if said, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(said), says) {
		c.t.Errorf("%v: %v, %s; want %q", args, err, said, says)
	}
}

// replica is a serve that may be started again at the same address.
type replica struct {
	*city
	data, address string
	cmd           *exec.Cmd
	said          bytes.Buffer
	ended         chan error // what it ended with
}

// serve starts a program on a folder and waits until it is ready.
func (c *city) serve(data string) *replica {
	c.t.Helper()
	port, err := freePort()
	if err != nil {
		c.t.Fatal(err)
	}
	r := &replica{city: c, data: data, address: "http://" + port}
	c.t.Cleanup(r.kill)
	r.start()
	return r
}

func (r *replica) start() {
	r.t.Helper()
	args := append([]string{"serve", "--data", r.data, "--listen", strings.TrimPrefix(r.address, "http://"), "--drain", "300ms"}, r.flags...)
	cmd, ended := exec.Command("desirelines", args...), make(chan error, 1)
	r.said.Reset()
	cmd.Dir, cmd.Stderr = r.dir, &r.said
	if err := cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	r.cmd, r.ended = cmd, ended
	go func() { ended <- cmd.Wait() }()
	poll(r.t, r.data+" never was ready", func() bool {
		if len(ended) > 0 {
			r.t.Fatalf("%s ended: %s", r.data, r.said.String())
		}
		status, err := askPage(r.address + "/readyz")
		return err == nil && status == http.StatusOK
	})
}

// kill ends it as kill -9 does.
func (r *replica) kill() {
	if r.cmd != nil {
		_ = r.cmd.Process.Kill()
		<-r.ended
		r.cmd = nil
	}
}

// stop asks it to stop and waits for it to end well.
func (r *replica) stop() {
	r.t.Helper()
	if err := r.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		r.t.Fatal(err)
	}
	if err := <-r.ended; err != nil {
		r.t.Errorf("%s ended with %v: %s", r.data, err, r.said.String())
	}
	r.cmd = nil
}

// citizen is somebody with a browser, who is signed in.
type citizen struct {
	t       *testing.T
	person  string
	browser *http.Client
}

// join lets somebody in by a card that is made at a folder and used at an address.
func (c *city) join(data, address, name string) *citizen {
	c.t.Helper()
	var card struct{ Code string }
	if err := json.Unmarshal([]byte(c.run(data, "people", "invite", "--role", "facilitator", "--project", "p", "--json")), &card); err != nil {
		c.t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		c.t.Fatal(err)
	}
	who := &citizen{t: c.t, browser: &http.Client{
		Jar: jar, Timeout: 30 * time.Second, Transport: &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	r, err := who.browser.PostForm(address+"/join", url.Values{"code": {card.Code}, "name": {name}, "device": {"own"}})
	if err != nil || r.StatusCode != http.StatusSeeOther {
		c.t.Fatalf("joining: %v, %v", statusOf(r), err)
	}
	r.Body.Close()
	for line := range strings.Lines(c.run(data, "people", "list", "--project", "p")) {
		if id, rest, is := strings.Cut(line, " "); is && strings.Contains(rest, name) {
			who.person = id
		}
	}
	if who.person == "" {
		c.t.Fatalf("%s is not among the people", name)
	}
	return who
}

// writes saves an entry.
func (w *citizen) writes(address, text string) {
	w.t.Helper()
	if status, err := w.sends(address, uuid.NewString(), text); err != nil || status != http.StatusSeeOther {
		w.t.Fatalf("writing is answered with %d, %v", status, err)
	}
}

func (w *citizen) sends(address, command, text string) (status int, err error) {
	r, err := w.browser.PostForm(address+"/p/p/write", url.Values{"command": {command}, "kind": {"surprise"}, "what": {text}})
	if err != nil {
		return 0, err
	}
	defer r.Body.Close()
	_, err = io.Copy(io.Discard, r.Body)
	return r.StatusCode, err
}

// sees looks for a text on the page of the journey.
func (w *citizen) sees(address, text string) {
	w.t.Helper()
	if page := w.asks(address + "/p/p/journey"); !strings.Contains(page, text) {
		w.t.Errorf("%q is not on the page of another replica: %.2000s", text, page)
	}
}

// asks gets a page.
func (w *citizen) asks(address string) string {
	w.t.Helper()
	r, err := w.browser.Get(address)
	if err != nil {
		w.t.Fatal(err)
	}
	defer r.Body.Close()
	page, err := io.ReadAll(r.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(page)
}

// load is people who write at several addresses, and send what was not answered as saved again, elsewhere.
type load struct {
	t      *testing.T
	quit   chan struct{}
	all    sync.WaitGroup
	failed atomic.Int64
	mu     sync.Mutex
	texts  []string // of what was answered as saved
}

func (w *citizen) writing(addresses ...string) *load {
	l := &load{t: w.t, quit: make(chan struct{})}
	for n := range 3 {
		l.all.Go(func() {
			for i := 0; ; i++ {
				text, command := fmt.Sprintf("load %d-%d.", n, i), uuid.NewString()
				for try := n + i; ; try++ {
					if w.t.Context().Err() != nil { // the test ended before
						return
					}
					status, err := w.sends(addresses[try%len(addresses)], command, text)
					if err == nil && status == http.StatusSeeOther {
						break
					}
					l.failed.Add(1)
					if err == nil && status < http.StatusInternalServerError {
						w.t.Errorf("writing is answered with %d", status)
						return
					}
				}
				l.mu.Lock()
				l.texts = append(l.texts, text)
				l.mu.Unlock()
				select {
				case <-l.quit:
					return
				default:
				}
			}
		})
	}
	w.t.Cleanup(l.all.Wait)
	return l
}

func (l *load) saved() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.texts)
}

// until waits until so many are saved.
func (l *load) until(n int) {
	l.t.Helper()
	poll(l.t, "nobody can write any more", func() bool { return l.saved() >= n })
}

// end lets everybody finish what they write.
func (l *load) end() {
	close(l.quit)
	l.all.Wait()
}
