package main

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestTheServerHasLimits: a client that is slow, silent or says too much ends by itself.
func TestTheServerHasLimits(t *testing.T) {
	server, _ := listening(t)
	for name, limit := range map[string]time.Duration{
		"ReadHeaderTimeout": server.ReadHeaderTimeout, "ReadTimeout": server.ReadTimeout, "WriteTimeout": server.WriteTimeout, "IdleTimeout": server.IdleTimeout,
	} {
		if limit <= 0 || limit > 2*time.Minute {
			t.Errorf("%s is %v, want a limit of at most two minutes", name, limit)
		}
	}
	if server.MaxHeaderBytes <= 0 || server.MaxHeaderBytes > 64<<10 {
		t.Errorf("MaxHeaderBytes is %d, want at most 64 KiB", server.MaxHeaderBytes)
	}
	if server.ErrorLog == nil {
		t.Error("what the server has to say of requests goes past the log of the program")
	}
}

// listening is the server of the pages on an empty folder, and its address.
func listening(t *testing.T) (*http.Server, string) {
	t.Helper()
	c := &cli{session: session{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard, Dir: t.TempDir()}, flags: globals{data: "data"}}
	a, err := c.openApp(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	const url = "http://localhost:8080"
	if _, err := c.openPeople(a, url); err != nil {
		t.Fatal(err)
	}
	server, err := c.pages(a, serving{}, url)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-done
	})
	return server, listener.Addr().String()
}

// ofInside is what only a program says of itself.
var ofInside = regexp.MustCompile(`goroutine \d|\.go:\d|runtime error|panic|/root/|/tmp/`)

// TestWhatIsNoRequest sends bytes that no browser sends. Each is refused or hung up on, and the next good request is answered well.
func TestWhatIsNoRequest(t *testing.T) {
	_, address := listening(t)
	const host = "Host: localhost\r\n"
	for name, text := range map[string]string{
		"no HTTP":                    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
		"no host":                    "GET / HTTP/1.1\r\n\r\n",
		"two hosts":                  "GET / HTTP/1.1\r\n" + host + "Host: evil.example\r\n\r\n",
		"another host":               "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
		"an old version":             "GET /\r\n\r\n",
		"a version of chance":        "GET / HTTP/9.9\r\n" + host + "\r\n",
		"two lengths":                "POST /projects HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
		"a negative length":          "POST /projects HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n",
		"an unknown encoding":        "POST /projects HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked, evil\r\n\r\n0\r\n\r\n",
		"a broken chunk":             "POST /projects HTTP/1.1\r\n" + host + "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		"a NUL in a header":          "GET / HTTP/1.1\r\n" + host + "X: a\x00b\r\n\r\n",
		"a line end in a header":     "GET / HTTP/1.1\r\n" + host + "X: a\rSet-Cookie: b\r\n\r\n",
		"a blank before the colon":   "GET / HTTP/1.1\r\n" + host + "X : a\r\n\r\n",
		"a NUL in the address":       "GET /\x00 HTTP/1.1\r\n" + host + "\r\n",
		"a blank in the address":     "GET /a b HTTP/1.1\r\n" + host + "\r\n",
		"a half sign in the address": "GET /%z HTTP/1.1\r\n" + host + "\r\n",
		"a method with a NUL":        "GE\x00T / HTTP/1.1\r\n" + host + "\r\n",
		"a long header":              "GET / HTTP/1.1\r\n" + host + "X: " + strings.Repeat("x", 200<<10) + "\r\n\r\n",
		"many headers":               "GET / HTTP/1.1\r\n" + host + strings.Repeat("X: xxxxxxxxxxxxxxxx\r\n", 10_000) + "\r\n",
		"a long address":             "GET /" + strings.Repeat("a", 200<<10) + " HTTP/1.1\r\n" + host + "\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			answer := exchange(t, address, text)
			status, _, _ := bytes.Cut(answer, []byte("\r\n"))
			if len(answer) > 0 && !regexp.MustCompile(`^HTTP/1\.[01] (4\d\d|501|505) `).Match(status) {
				t.Errorf("the answer is %q", status)
			}
			if said := ofInside.Find(answer); said != nil || bytes.Contains(answer, []byte("Set-Cookie")) {
				t.Errorf("the answer says %q", answer)
			}
			if good := exchange(t, address, "GET /healthz HTTP/1.1\r\n"+host+"Connection: close\r\n\r\n"); !bytes.HasPrefix(good, []byte("HTTP/1.1 200 ")) {
				t.Errorf("after it a good request is answered with %.100q", good)
			}
		})
	}
	if trace := exchange(t, address, "TRACE / HTTP/1.1\r\n"+host+"Cookie: secret=1\r\nConnection: close\r\n\r\n"); bytes.Contains(trace, []byte("secret=1")) {
		t.Error("TRACE sends back what it was sent")
	}
}

// exchange sends bytes and returns the first answer; nothing where the server hangs up.
func exchange(t *testing.T, address, text string) []byte {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, text) // it may hang up before the end
	if tcp, is := conn.(*net.TCPConn); is {
		_ = tcp.CloseWrite()
	}
	answer, _ := io.ReadAll(bufio.NewReader(conn))
	return answer
}
