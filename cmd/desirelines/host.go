package main

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// onlyOurs refuses requests whose Host is neither this machine nor that of the public address, which may be empty. A page of
// another site may give its own name the address of this machine; its script would then read and write here as if it were ours.
func onlyOurs(next http.Handler, public string) http.Handler {
	named := ""
	if u, err := url.Parse(public); err == nil {
		named = strings.ToLower(u.Host)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if !isLoopback(host) && (named == "" || strings.ToLower(r.Host) != named) {
			http.Error(w, "This is not the name of this site. Open it under the address that you were given.", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isLoopback says whether a host, without its port, is this machine and nothing else.
func isLoopback(host string) bool {
	if len(host) > 1 && host[0] == '[' && host[len(host)-1] == ']' {
		host = host[1 : len(host)-1]
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// loopbackOnly refuses addresses that others can reach.
func loopbackOnly(listen string) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return usage(fmt.Sprintf("--listen %q is not an address such as 127.0.0.1:8080", listen))
	}
	if isLoopback(host) {
		return nil
	}
	return &domain.Error{Kind: domain.Refused, Message: "others could reach this, and what they send could be read on the way", Value: listen,
		Want: "listen on 127.0.0.1, behind a proxy that --url names; or give --tls-cert, --tls-key and --url"}
}

// reachable checks who could reach an address to listen on: others only by TLS, under a name that is known.
func (c *cli) reachable(listen string) error {
	if (c.flags.cert == "") != (c.flags.key == "") {
		return usage("--tls-cert and --tls-key are given together")
	}
	if c.flags.cert == "" {
		return loopbackOnly(listen)
	}
	if host, _, err := net.SplitHostPort(listen); err == nil && !isLoopback(host) && c.flags.url == "" {
		return usage("--url is missing: the address that people type, such as https://lines.example.org")
	}
	return nil
}

// publicURL is the address that people come by: --url, or this machine under a name, because passkeys need one.
func (c *cli) publicURL(listen string, tls bool) string {
	if c.flags.url != "" {
		return strings.TrimSuffix(c.flags.url, "/")
	}
	_, port, err := net.SplitHostPort(listen)
	if err != nil {
		port = "8080"
	}
	if tls {
		return "https://localhost:" + port
	}
	return "http://localhost:" + port
}

// certificate reads the certificate of the server; nil where none is given.
func (c *cli) certificate() (*tls.Config, error) {
	if c.flags.cert == "" {
		return nil, nil
	}
	pair, err := tls.LoadX509KeyPair(c.path(c.flags.cert), c.path(c.flags.key))
	if err != nil {
		return nil, &domain.Error{Kind: domain.Invalid, Message: "the certificate cannot be used: " + err.Error(), Value: c.flags.cert, Want: "give the certificate and its key as PEM files"}
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS13, NextProtos: []string{"h2", "http/1.1"}}, nil
}
