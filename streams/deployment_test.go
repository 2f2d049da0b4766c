package streams_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nkeys"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/keys"
	"github.com/desirelines/desirelines/streams"
	"github.com/desirelines/desirelines/streams/streamstest"
)

// deployment is where the configurations lie that people are told to use.
const deployment = "../internal/docs/deployment/nats"

// TestDeploymentConfigurations runs the three servers as their configurations say, with certificates and keys made here: init makes the streams,
// serve writes and reads and can do nothing to history, and nobody comes in without a certificate that is signed and a key that is known.
func TestDeploymentConfigurations(t *testing.T) {
	d := deploy(t)
	ctx := context.Background()
	d.initialise(t)
	l, err := streams.Open(ctx, d.options("serve"))
	must(t, err)
	defer l.Close()
	streamstest.Do(t, l, streamstest.Start("p"), streamstest.Surprise("p", "stays"))
	followed := follow(t, l)
	followed(2)
	must(t, l.Audit().Append(ctx, "p", streams.Reading{Of: "x", By: "y"}))
	must(t, l.Evidence().Put(ctx, strings.Repeat("0a", 16), strings.NewReader("sealed")))
	if files, err := l.Evidence().Files(ctx); err != nil || len(files) != 1 {
		t.Errorf("files: %v, %v", files, err)
	}
	body, err := l.Evidence().Get(ctx, strings.Repeat("0a", 16))
	must(t, err)
	must(t, body.Close())
	must(t, l.Timers().Set(ctx, streams.Timer{Project: "p", ID: "t", At: time.Now()}))
	rung, stop := context.WithTimeout(ctx, 30*time.Second)
	defer stop()
	must(t, l.Timers().Follow(rung, func(context.Context, streams.Timer) error { stop(); return nil }))
	if !errors.Is(rung.Err(), context.Canceled) {
		t.Error("the timer was not handed out")
	}

	js, err := jetstream.New(streams.AppConn(l))
	must(t, err)
	stream, err := js.Stream(ctx, "EVENTS")
	must(t, err)
	d.deniedTo(t, "serve", stream, "update", "create", "delete", "purge", "message")
	d.deniedTo(t, "init", stream, "delete", "purge", "message", "write")
	d.deniedTo(t, "backup", stream, "update", "create", "delete", "purge", "message", "write")
	if n := len(streamstest.All(t, l)); n != 2 {
		t.Fatalf("%d commits; want 2", n)
	}
}

// TestMove copies a folder to the three servers, sealed words, files, readings and timers with it, and goes on there; it does not copy over
// what is there already.
func TestMove(t *testing.T) {
	ctx, dir, sealed := context.Background(), t.TempDir(), t.TempDir()
	l, err := streams.Open(ctx, streams.Options{Dir: dir, Keys: keys.At(sealed, keys.Options{})})
	must(t, err)
	for p := range 5 {
		streamstest.Do(t, l, streamstest.Start(fmt.Sprint(p)))
		for range 20 {
			streamstest.Do(t, l, streamstest.Surprise(fmt.Sprint(p), "stays "+words))
		}
	}
	repeat := streamstest.Surprise("0", "once")
	first, err := l.Do(ctx, repeat)
	must(t, err)
	file := bytes.Repeat([]byte("sealed "), 300_000)
	must(t, l.Evidence().Put(ctx, fileID(), bytes.NewReader(file)))
	must(t, l.Audit().Append(ctx, "p", streams.Reading{Of: ada, By: "y"}))
	must(t, l.Timers().Set(ctx, streams.Timer{Project: "p", ID: "t", At: longAgo.AddDate(50, 0, 0)}))
	before, id := streamstest.All(t, l), l.StoreID()
	must(t, l.Close())

	d := deploy(t)
	to := d.options("init")
	to.Dir = dir
	move := func() (string, error) { to.Keys = keys.At(sealed, keys.Options{}); return streams.Move(ctx, to) }
	d.elected(t)
	store, err := move()
	if err != nil || store != id {
		t.Fatalf("moving gives %q, %v; want %q", store, err, id)
	}
	serve := d.options("serve")
	serve.Keys = keys.At(sealed, keys.Options{})
	l, err = streams.Open(ctx, serve)
	must(t, err)
	if after := streamstest.All(t, l); !reflect.DeepEqual(after, before) {
		t.Errorf("%d commits came, not the %d that were there", len(after), len(before))
	}
	if again, err := l.Do(ctx, repeat); err != nil || !again.Repeated || again.Sequence != first.Sequence {
		t.Errorf("a command of before gets %+v, %v", again, err)
	}
	streamstest.Do(t, l, streamstest.Surprise("1", "and it goes on"))
	files, err := l.Evidence().Files(ctx)
	must(t, err)
	if len(files) != 1 || !bytes.Equal(readFile(t, l, files[0].ID), file) {
		t.Errorf("of the files came %v", files)
	}
	if read, err := l.Audit().Of(ctx, "p", ada); err != nil || len(read) != 1 {
		t.Errorf("of the readings came %v, %v", read, err)
	}
	waiting(t, l.Timers(), "p/t")
	must(t, l.Close())
	if _, err := move(); domain.KindOf(err) != domain.Conflict {
		t.Errorf("moving over a cluster that went on: %v; want Conflict", err)
	}
}

// TestMoveWithNothingBeside copies a folder in which nobody ever kept a file or asked for a reading, and again.
func TestMoveWithNothingBeside(t *testing.T) {
	ctx, dir, sealed := context.Background(), t.TempDir(), t.TempDir()
	l, err := streams.Open(ctx, streams.Options{Dir: dir, Keys: keys.At(sealed, keys.Options{})})
	must(t, err)
	streamstest.Do(t, l, streamstest.Start("p"))
	must(t, l.Close())
	d := deploy(t)
	d.elected(t)
	for range 2 {
		to := d.options("init")
		to.Dir, to.Keys = dir, keys.At(sealed, keys.Options{})
		_, err := streams.Move(ctx, to)
		must(t, err)
	}
	serve := d.options("serve")
	serve.Keys = keys.At(sealed, keys.Options{})
	l, err = streams.Open(ctx, serve)
	must(t, err)
	defer l.Close()
	if n := len(streamstest.All(t, l)); n != 1 {
		t.Errorf("%d commits came; want 1", n)
	}
}

// TestServeMayDoWhatItNeeds: the rights that people are told to give are those that the embedded server gives, and no others.
func TestServeMayDoWhatItNeeds(t *testing.T) {
	o, err := server.ProcessConfigFile(filepath.Join(deploy(t).dirs[0], "a.conf"))
	must(t, err)
	var allowed []string
	for _, u := range o.Nkeys {
		if slices.Contains(u.Permissions.Publish.Allow, "ev.>") {
			allowed = u.Permissions.Publish.Allow
		}
	}
	want := streams.AppSubjects()
	slices.Sort(allowed)
	slices.Sort(want)
	if !slices.Equal(allowed, want) {
		t.Errorf("serve may send to\n%q\nbut the program has\n%q", allowed, want)
	}
	if !o.SyncAlways {
		t.Error("sync_interval is not always")
	}
}

// TestWhatIsWrong: where a cluster cannot be reached the error says which of address, certificate and credentials is wrong, and no password.
func TestWhatIsWrong(t *testing.T) {
	d := deploy(t)
	other := deployFiles(t) // certificates and keys of others
	strict := verifying(t, d)
	with := func(change func(*streams.Options)) streams.Options { o := d.options("serve"); change(&o); return o }
	for name, c := range map[string]struct {
		o    streams.Options
		want string
	}{
		"address":             {with(func(o *streams.Options) { o.NATS = "tls://me:secret@127.0.0.1:1" }), "no NATS server answers at this address"},
		"no authority":        {with(func(o *streams.Options) { o.CA = "" }), "--nats-ca"},
		"another authority":   {with(func(o *streams.Options) { o.CA = other + "/ca.pem" }), "--nats-ca"},
		"another name":        {with(func(o *streams.Options) { o.NATS = strings.ReplaceAll(o.NATS, "127.0.0.1", "localhost") }), "for another name"},
		"no authority file":   {with(func(o *streams.Options) { o.CA = other + "/none.pem" }), "cannot be read"},
		"credentials":         {with(func(o *streams.Options) { o.Creds = other + "/serve.seed" }), "did not take our credentials"},
		"no credentials":      {with(func(o *streams.Options) { o.Creds = "" }), "did not take our credentials"},
		"no credentials file": {with(func(o *streams.Options) { o.Creds = other + "/none" }), "--creds"},
		"another file":        {with(func(o *streams.Options) { o.Creds = other + "/ca.pem" }), "holds no credentials"},
		"no certificate":      {with(func(o *streams.Options) { o.NATS = strict }), "did not take our certificate"},
		"another certificate": {with(func(o *streams.Options) { o.NATS, o.Cert, o.Key = strict, other+"/server.pem", other+"/server-key.pem" }), "did not take our certificate"},
		"key of another":      {with(func(o *streams.Options) { o.Cert, o.Key = d.files+"/server.pem", other+"/server-key.pem" }), "--nats-key"},
		"a certificate, right": {with(func(o *streams.Options) {
			o.NATS, o.Cert, o.Key = strict, d.files+"/server.pem", d.files+"/server-key.pem"
		}), "desirelines init"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := streams.Open(context.Background(), c.o)
			if domain.KindOf(err) != domain.Unavailable || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("the error is %v; want Unavailable and %q", err, c.want)
			}
		})
	}
}

// deployed are three servers run by the configurations of the deployment page.
type deployed struct {
	files string   // certificates and keys
	dirs  []string // configuration of each
	urls  string
}

func (d *deployed) options(user string) streams.Options {
	return streams.Options{NATS: d.urls, CA: d.files + "/ca.pem", Creds: d.files + "/" + user + ".seed"}
}

func (d *deployed) initialise(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		try, cancel := context.WithTimeout(ctx, 2*time.Second)
		_, err := streams.Init(try, d.options("init"))
		cancel()
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			t.Fatal(err)
		}
	}
}

// elected waits until the servers have found each other.
func (d *deployed) elected(t *testing.T) {
	t.Helper()
	seed, err := nats.NkeyOptionFromSeed(d.files + "/init.seed")
	must(t, err)
	nc, err := nats.Connect(d.urls, seed, nats.RootCAs(d.files+"/ca.pem"))
	must(t, err)
	defer nc.Close()
	js, err := jetstream.New(nc)
	must(t, err)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		once, done := context.WithTimeout(ctx, time.Second)
		_, err := js.Stream(once, "EVENTS")
		done()
		if errors.Is(err, jetstream.ErrStreamNotFound) {
			return
		}
		if ctx.Err() != nil {
			t.Fatal(err)
		}
	}
}

func (d *deployed) deniedTo(t *testing.T, user string, of jetstream.Stream, tries ...string) {
	t.Helper()
	seed, err := nats.NkeyOptionFromSeed(d.files + "/" + user + ".seed")
	must(t, err)
	nc, err := nats.Connect(d.urls, seed, nats.RootCAs(d.files+"/ca.pem"))
	must(t, err)
	defer nc.Close()
	js, err := jetstream.New(nc)
	must(t, err)
	config := of.CachedInfo().Config
	config.MaxMsgs = 1
	for _, name := range tries {
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		switch name {
		case "update":
			_, err = js.UpdateStream(ctx, config)
		case "create":
			_, err = js.CreateStream(ctx, jetstream.StreamConfig{Name: "OTHER", Subjects: []string{"other"}})
		case "delete":
			err = js.DeleteStream(ctx, "EVENTS")
		case "purge":
			_, err = nc.RequestWithContext(ctx, "$JS.API.STREAM.PURGE.EVENTS", nil)
		case "message":
			_, err = nc.RequestWithContext(ctx, "$JS.API.STREAM.MSG.DELETE.EVENTS", []byte(`{"seq":1}`))
		case "write":
			_, err = js.Publish(ctx, streams.Subject("p"), []byte("[]"))
		}
		cancel()
		if err == nil {
			t.Errorf("%s may %s", user, name)
		}
	}
}

// deploy lays out the configurations as the page says, and starts the servers; only paths, addresses and keys are others.
func deploy(t *testing.T) *deployed {
	t.Helper()
	d := &deployed{files: deployFiles(t)}
	ports := freePorts(t, 6)
	var urls []string
	for i, name := range []string{"a", "b", "c"} {
		dir := t.TempDir()
		d.dirs = append(d.dirs, dir)
		change := []string{
			"/etc/nats/", d.files + "/", "/var/lib/nats", filepath.Join(dir, "data"), "100GB", "40GB",
			"0.0.0.0:4222", fmt.Sprintf("127.0.0.1:%d", ports[i]), "0.0.0.0:6222", fmt.Sprintf("127.0.0.1:%d", ports[3+i]),
		}
		for j, other := range []string{"a", "b", "c"} {
			change = append(change, fmt.Sprintf("log-%s.example.org:6222", other), fmt.Sprintf("127.0.0.1:%d", ports[3+j]))
		}
		for _, user := range []string{"serve", "init", "backup"} {
			public, err := os.ReadFile(d.files + "/" + user + ".pub")
			must(t, err)
			change = append(change, exampleKeys[user], string(public))
		}
		for _, file := range []string{name + ".conf", "cluster.conf"} {
			text, err := os.ReadFile(filepath.Join(deployment, file))
			must(t, err)
			must(t, os.WriteFile(filepath.Join(dir, file), []byte(strings.NewReplacer(change...).Replace(string(text))), 0o600))
		}
		o, err := server.ProcessConfigFile(filepath.Join(dir, name+".conf"))
		must(t, err)
		o.NoSigs, o.NoLog = true, true
		s, err := server.NewServer(o)
		must(t, err)
		s.Start()
		t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
		if !s.ReadyForConnections(10 * time.Second) {
			t.Fatal("a server did not start")
		}
		urls = append(urls, fmt.Sprintf("tls://127.0.0.1:%d", ports[i]))
	}
	d.urls = strings.Join(urls, ",")
	return d
}

// exampleKeys stand in the configuration; nobody has their seeds.
var exampleKeys = map[string]string{
	"serve":  "UAJNZVVPMV4KZMW2GG3AXFKTWJF5OFEOKOL2PVDSCIQMFN7WGNS2BHAG",
	"init":   "UCJKUKGD7AD3R7HAX2QEFTWAJEF6T6LKKWKZ75QUDWWQFJOU73OB4E2U",
	"backup": "UA25YNIQS4LVZQ3ZXCO6GFVRWGHZLL5PLGEGHAKZ6ZE6ACMBVNOJIRZW",
}

// verifying is a server that wants a certificate of the program too.
func verifying(t *testing.T, d *deployed) (url string) {
	t.Helper()
	o, err := server.ProcessConfigFile(filepath.Join(d.dirs[0], "a.conf"))
	must(t, err)
	o.NoSigs, o.NoLog, o.Port, o.Cluster, o.Routes, o.StoreDir = true, true, -1, server.ClusterOpts{}, nil, t.TempDir()
	o.TLSConfig, err = server.GenTLSConfig(&server.TLSConfigOpts{CertFile: d.files + "/server.pem", KeyFile: d.files + "/server-key.pem", CaFile: d.files + "/ca.pem", Verify: true})
	must(t, err)
	s, err := server.NewServer(o)
	must(t, err)
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("a server did not start")
	}
	return fmt.Sprintf("tls://127.0.0.1:%d", s.Addr().(*net.TCPAddr).Port)
}

// deployFiles makes an authority, a certificate for this machine, and keys for the users.
func deployFiles(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	write := func(name, kind string, der []byte) {
		must(t, os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
	}
	sign := func(template, parent *x509.Certificate, key, by *ecdsa.PrivateKey) []byte {
		der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, by)
		must(t, err)
		return der
	}
	newKey := func() *ecdsa.PrivateKey {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		must(t, err)
		return key
	}
	from, to := time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	authority := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"}, NotBefore: from, NotAfter: to,
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	root, key := newKey(), newKey()
	write("ca.pem", "CERTIFICATE", sign(authority, authority, root, root))
	own := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "log"}, NotBefore: from, NotAfter: to, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}}
	write("server.pem", "CERTIFICATE", sign(own, authority, key, root))
	der, err := x509.MarshalECPrivateKey(key)
	must(t, err)
	write("server-key.pem", "EC PRIVATE KEY", der)
	for user := range exampleKeys {
		pair, err := nkeys.CreateUser()
		must(t, err)
		seed, err := pair.Seed()
		must(t, err)
		public, err := pair.PublicKey()
		must(t, err)
		must(t, os.WriteFile(filepath.Join(dir, user+".seed"), seed, 0o600))
		must(t, os.WriteFile(filepath.Join(dir, user+".pub"), []byte(public), 0o600))
	}
	return dir
}
