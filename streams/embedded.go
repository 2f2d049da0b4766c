package streams

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"math"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

const (
	// jetstreamFolder is where the server keeps its files inside the data folder; it chose the name.
	jetstreamFolder = "jetstream"
	startTimeout    = 60 * time.Second
)

// embedded is a NATS server inside this process. It listens on nothing. It knows two users: the
// application, which may append and read and nothing else, and the keeper, which makes and repairs
// streams and is connected only while that is done. Passwords are random and live as long as the process.
type embedded struct {
	server              *server.Server
	appPass, keeperPass string
	logger              *slog.Logger
}

const (
	appUser    = "desirelines"
	keeperUser = "keeper"
)

// appSubjects is everything the application may send to. What is not here is denied: updating,
// deleting or purging a stream, deleting a message, and whatever a later server may invent.
// DenyDelete and DenyPurge on the stream do not suffice, because an update can take messages away. Of the evidence files it may put new ones
// and read all.
func appSubjects() []string {
	return append(evidenceSubjects(),
		subjectPrefix+">", auditPrefix+"*", timerSetPrefix+">", timerOff,
		"$JS.API.INFO", "$JS.API.STREAM.INFO.>", "$JS.API.STREAM.MSG.GET.>", "$JS.API.DIRECT.GET.>",
		"$JS.API.CONSUMER.>", "$JS.ACK.>", "$JS.FC.>", "_INBOX.>",
	)
}

func startEmbedded(dir string, syncAlways bool, logger *slog.Logger) (*embedded, error) {
	e := &embedded{appPass: rand.Text(), keeperPass: rand.Text(), logger: logger}
	s, err := server.NewServer(&server.Options{
		ServerName: "desirelines", DontListen: true, NoSigs: true, NoLog: true,
		JetStream: true, StoreDir: dir, SyncAlways: syncAlways,
		JetStreamMaxStore: math.MaxInt64 / 2, // the stream's quota and our watch on the device set the limit
		Users: []*server.User{
			{Username: appUser, Password: e.appPass, Permissions: &server.Permissions{
				Publish: &server.SubjectPermission{Allow: appSubjects()},
			}},
			{Username: keeperUser, Password: e.keeperPass},
		},
	})
	if err != nil {
		return nil, fmt.Errorf("set up the embedded server: %w", err)
	}
	s.SetLoggerV2(serverLog{logger}, false, false, false)
	e.server = s
	s.Start()
	if !s.ReadyForConnections(startTimeout) || !s.JetStreamEnabled() {
		e.stop()
		return nil, unavailable("the embedded server did not start", "see its messages in the log of the program")
	}
	return e, nil
}

func (e *embedded) connect(user, password string) (*nats.Conn, error) {
	return connect(nats.DefaultURL, e.logger, nats.InProcessServer(e.server), nats.UserInfo(user, password))
}

func (e *embedded) stop() {
	e.server.Shutdown()
	e.server.WaitForShutdown()
}

// serverLog sends what the server has to say to slog; it never writes anywhere else.
type serverLog struct{ to *slog.Logger }

func (l serverLog) Noticef(format string, v ...any) { l.log(slog.LevelDebug, format, v) }
func (l serverLog) Warnf(format string, v ...any)   { l.log(slog.LevelWarn, format, v) }
func (l serverLog) Fatalf(format string, v ...any)  { l.log(slog.LevelError, format, v) }
func (l serverLog) Errorf(format string, v ...any)  { l.log(slog.LevelError, format, v) }
func (l serverLog) Debugf(format string, v ...any)  { l.log(slog.LevelDebug, format, v) }
func (l serverLog) Tracef(format string, v ...any)  { l.log(slog.LevelDebug, format, v) }

func (l serverLog) log(level slog.Level, format string, v []any) {
	if l.to.Enabled(context.Background(), level) {
		l.to.Log(context.Background(), level, "embedded server: "+fmt.Sprintf(format, v...))
	}
}
