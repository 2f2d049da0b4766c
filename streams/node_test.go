package streams_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// nodeVariable makes the test binary a server of a cluster that is there to be killed.
const nodeVariable = "DESIRELINES_TEST_NODE"

// nodePlace says where a server is.
type nodePlace struct {
	Name, Dir     string
	Client, Route int   // ports
	Routes        []int // where it finds the others
}

// nodeMain is a server until it is killed.
func nodeMain(task string) int {
	var at nodePlace
	if err := json.Unmarshal([]byte(task), &at); err != nil {
		return 2
	}
	var routes []string
	for _, port := range at.Routes {
		routes = append(routes, fmt.Sprintf("nats://127.0.0.1:%d", port))
	}
	s, err := server.NewServer(&server.Options{
		ServerName: at.Name, Host: "127.0.0.1", Port: at.Client, NoSigs: true, NoLog: true, JetStream: true, StoreDir: at.Dir, SyncAlways: true, JetStreamMaxStore: 1 << 40,
		Cluster: server.ClusterOpts{Name: "test", Host: "127.0.0.1", Port: at.Route, NoAdvertise: true, PoolSize: -1},
		Routes:  server.RoutesFromStr(strings.Join(routes, ",")),
	})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	s.Start()
	if !s.ReadyForConnections(30 * time.Second) {
		return 1
	}
	fmt.Println("ready")
	s.WaitForShutdown()
	return 0
}

// nodes are the servers of a cluster, each a process of its own.
type nodes struct {
	places []nodePlace
	procs  []*exec.Cmd
	URL    string
}

func startNodes(t *testing.T) *nodes {
	t.Helper()
	c := &nodes{procs: make([]*exec.Cmd, 3)}
	ports := freePorts(t, 6)
	var urls []string
	for i := range 3 {
		at := nodePlace{Name: fmt.Sprintf("s%d", i), Dir: t.TempDir(), Client: ports[i], Route: ports[3+i]}
		for j := range 3 {
			if j != i {
				at.Routes = append(at.Routes, ports[3+j])
			}
		}
		c.places = append(c.places, at)
		urls = append(urls, fmt.Sprintf("nats://127.0.0.1:%d", at.Client))
	}
	c.URL = strings.Join(urls, ",")
	t.Cleanup(func() {
		for i := range c.procs {
			c.kill(i)
		}
	})
	for i := range c.procs {
		c.start(t, i)
	}
	initialise(t, c.URL, 3)
	return c
}

func (c *nodes) start(t *testing.T, i int) {
	t.Helper()
	task, err := json.Marshal(c.places[i])
	must(t, err)
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), nodeVariable+"="+string(task))
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	c.procs[i] = cmd
	if lines := bufio.NewScanner(out); !lines.Scan() || lines.Text() != "ready" {
		t.Fatalf("server %d says %q", i, lines.Text())
	}
}

// kill ends a server as kill -9 does.
func (c *nodes) kill(i int) {
	if c.procs[i] == nil {
		return
	}
	_ = c.procs[i].Process.Kill()
	_ = c.procs[i].Wait() // says that it was killed
	c.procs[i] = nil
}

// pause stops a server in the middle of what it does, as a machine that hangs; resume lets it go on.
func (c *nodes) pause(t *testing.T, i int) { must(t, c.procs[i].Process.Signal(syscall.SIGSTOP)) }

func (c *nodes) resume(t *testing.T, i int) { must(t, c.procs[i].Process.Signal(syscall.SIGCONT)) }

// leader is the server that leads the events.
func (c *nodes) leader(t *testing.T) int {
	t.Helper()
	leader := -1
	c.until(t, func(info *jetstream.StreamInfo) bool {
		for i, at := range c.places {
			if info.Cluster.Leader == at.Name {
				leader = i
			}
		}
		return leader >= 0
	})
	return leader
}

// whole waits until every server has everything.
func (c *nodes) whole(t *testing.T) {
	t.Helper()
	c.until(t, func(info *jetstream.StreamInfo) bool {
		for _, r := range info.Cluster.Replicas {
			if !r.Current || r.Offline {
				return false
			}
		}
		return info.Cluster.Leader != "" && len(info.Cluster.Replicas) == 2
	})
}

func (c *nodes) until(t *testing.T, ok func(*jetstream.StreamInfo) bool) {
	t.Helper()
	nc, err := nats.Connect(c.URL, nats.MaxReconnects(-1), nats.PingInterval(time.Second), nats.Timeout(time.Second))
	must(t, err)
	defer nc.Close()
	js, err := jetstream.New(nc)
	must(t, err)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for ctx.Err() == nil {
		once, done := context.WithTimeout(ctx, time.Second)
		if s, err := js.Stream(once, "EVENTS"); err == nil && s.CachedInfo().Cluster != nil && ok(s.CachedInfo()) {
			done()
			return
		}
		done()
	}
	t.Fatal("the cluster did not become whole")
}

// freePorts are ports that nobody listened on a moment ago.
func freePorts(t *testing.T, n int) (ports []int) {
	t.Helper()
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		must(t, err)
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}
