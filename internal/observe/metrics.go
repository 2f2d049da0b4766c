package observe

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are the figures of one running program. Labels are the names of views, the patterns of routes and what came of something: never
// an id, a name or an address.
type Metrics struct {
	registry *prometheus.Registry

	appendSeconds  prometheus.Histogram
	appends        *prometheus.CounterVec
	commandsOf     prometheus.Histogram
	flightOf       prometheus.Histogram
	pageOf         prometheus.Histogram
	foldSeconds    prometheus.Histogram
	commitSeconds  prometheus.Histogram
	requests       *prometheus.CounterVec
	requestSeconds *prometheus.HistogramVec
}

// fast are the bounds of what takes between a tenth of a millisecond and ten seconds.
var fast = prometheus.ExponentialBucketsRange(0.0001, 10, 16)

// many are the bounds of what comes in groups.
var many = []float64{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024}

// NewMetrics returns figures that are all zero. outcomes are what can come of an append; each is there from the start, so that a first
// refusal is seen as a rise.
func NewMetrics(outcomes []string) *Metrics {
	histogram := func(name, help string, buckets []float64) prometheus.Histogram {
		return prometheus.NewHistogram(prometheus.HistogramOpts{Name: "desirelines_" + name, Help: help, Buckets: buckets})
	}
	m := &Metrics{
		registry:      prometheus.NewRegistry(),
		appendSeconds: histogram("append_seconds", "From handing a commit out to the answer that the disk has it, or that it was refused.", fast),
		appends:       prometheus.NewCounterVec(prometheus.CounterOpts{Name: "desirelines_append_total", Help: "Commits handed out, by what came of them."}, []string{"outcome"}),
		commandsOf:    histogram("append_commands", "Commands of one project that shared a commit.", many),
		flightOf:      histogram("append_group_commits", "Commits that went to the log together.", many),
		pageOf:        histogram("fold_commits", "Commits that were folded in one go.", many),
		foldSeconds:   histogram("fold_seconds", "Folding of one page for all views.", fast),
		commitSeconds: histogram("fold_commit_seconds", "Writing of the rows of one page with their checkpoints.", fast),
		requests:      prometheus.NewCounterVec(prometheus.CounterOpts{Name: "desirelines_http_requests_total", Help: "Requests, by the pattern of their route and the class of the answer."}, []string{"route", "status"}),
		requestSeconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "desirelines_http_request_seconds", Help: "How long a request took; live pages last as long as somebody looks.", Buckets: fast},
			[]string{"route"}),
	}
	for _, o := range outcomes {
		m.appends.WithLabelValues(o)
	}
	m.registry.MustRegister(m.appendSeconds, m.appends, m.commandsOf, m.flightOf, m.pageOf, m.foldSeconds, m.commitSeconds, m.requests, m.requestSeconds,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Appended is told of each attempt to append a commit.
func (m *Metrics) Appended(took time.Duration, outcome string, commands int) {
	m.appendSeconds.Observe(took.Seconds())
	m.appends.WithLabelValues(outcome).Inc()
	m.commandsOf.Observe(float64(commands))
}

// Sent is told how many commits went to the log together.
func (m *Metrics) Sent(commits int) { m.flightOf.Observe(float64(commits)) }

// Folded is told of each page that was taken in.
func (m *Metrics) Folded(commits int, folding, committing time.Duration) {
	m.pageOf.Observe(float64(commits))
	m.foldSeconds.Observe(folding.Seconds())
	m.commitSeconds.Observe(committing.Seconds())
}

// Requested is told of each request. route is the pattern of its route, empty where there is none.
func (m *Metrics) Requested(route string, status int, took time.Duration) {
	if route == "" || route == "/" {
		route = "other"
	}
	m.requests.WithLabelValues(route, strconv.Itoa(status/100)+"xx").Inc()
	m.requestSeconds.WithLabelValues(route).Observe(took.Seconds())
}

// Pool is how many connections to the database there are.
type Pool struct {
	Most, Open, Idle, InUse int32
	Waits                   int64         // times that somebody had to wait for one
	Waited                  time.Duration // altogether
}

// Sources are asked at each scrape. Any may be nil.
type Sources struct {
	Views     func() []View
	Skips     func() int
	Log       func(context.Context) (Log, error)
	Pool      func() Pool
	Reminders func(context.Context) (waiting, late int, err error)
}

// Ask adds what is asked at each scrape. It is called once.
func (m *Metrics) Ask(s Sources) { m.registry.MustRegister(asked{s}) }

// scrapeTime is how long a scrape may ask; what does not answer is left out and counted as trouble.
const scrapeTime = 3 * time.Second

type asked struct{ Sources }

var (
	viewLabels = []string{"view", "version"}

	viewPosition = figure("view_position", "Sequence of the last commit that a view has taken in.", viewLabels...)
	viewLag      = figure("view_lag_commits", "Commits that a view has not taken in yet.", viewLabels...)
	viewTurned   = figure("view_turned_seconds", "Seconds since the loop of a view last turned. It turns every few seconds, also where nothing is written.", viewLabels...)
	viewStopped  = figure("view_stopped", "1 where a view has stopped at an event that it cannot apply.", viewLabels...)
	viewWaiting  = figure("view_waiting", "1 while a view waits for its database.", viewLabels...)
	viewSkips    = figure("view_skips", "Events that operators let views leave out.")

	logLast     = figure("log_last_sequence", "Sequence of the newest commit of the log.")
	logBytes    = figure("log_bytes", "Bytes that the log takes.")
	logQuota    = figure("log_quota_bytes", "Most bytes that the log may take; 0 where nothing limits it.")
	logFree     = figure("log_free_bytes", "Free bytes on the device of the log.")
	logMinFree  = figure("log_min_free_bytes", "Free bytes under which nothing more is saved.")
	logReplicas = figure("log_replicas", "Servers that hold the log.")
	logCurrent  = figure("log_replicas_current", "Servers that hold the log and are up to date.")
	logUp       = figure("log_up", "1 where the log answered this scrape.")

	poolOpen   = figure("database_connections", "Connections to the database, by what they do.", "state")
	poolMost   = figure("database_connections_most", "Most connections that there may be.")
	poolWaits  = total("database_waits_total", "Times that somebody waited for a connection.")
	poolWaited = total("database_wait_seconds_total", "Seconds that were waited for connections.")

	remindersWaiting = figure("reminders_waiting", "Days that were set and have not come.")
	remindersLate    = figure("reminders_late", "Of these, more than an hour late.")
)

func figure(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("desirelines_"+name, help, labels, nil)
}

func total(name, help string) *prometheus.Desc { return figure(name, help) }

// Describe implements prometheus.Collector: what is there is known at the scrape.
func (asked) Describe(chan<- *prometheus.Desc) {}

// Collect implements prometheus.Collector.
func (a asked) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTime)
	defer cancel()
	is := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	if a.Views != nil {
		now := time.Now()
		for _, v := range a.Views() {
			of := []string{v.Name, strconv.Itoa(v.Version)}
			is(viewPosition, float64(v.Position), of...)
			is(viewLag, float64(v.Lag), of...)
			is(viewStopped, one(v.Stopped != ""), of...)
			is(viewWaiting, one(v.Waiting != ""), of...)
			if !v.Turned.IsZero() {
				is(viewTurned, now.Sub(v.Turned).Seconds(), of...)
			}
		}
	}
	if a.Skips != nil {
		is(viewSkips, float64(a.Skips()))
	}
	if a.Log != nil {
		a.log(ctx, is)
	}
	if a.Pool != nil {
		p := a.Pool()
		is(poolOpen, float64(p.Idle), "idle")
		is(poolOpen, float64(p.InUse), "in_use")
		is(poolMost, float64(p.Most))
		out <- prometheus.MustNewConstMetric(poolWaits, prometheus.CounterValue, float64(p.Waits))
		out <- prometheus.MustNewConstMetric(poolWaited, prometheus.CounterValue, p.Waited.Seconds())
	}
	if a.Reminders != nil {
		if waiting, late, err := a.Reminders(ctx); err == nil {
			is(remindersWaiting, float64(waiting))
			is(remindersLate, float64(late))
		}
	}
}

func (a asked) log(ctx context.Context, is func(*prometheus.Desc, float64, ...string)) {
	l, err := a.Log(ctx)
	is(logUp, one(err == nil))
	if err != nil {
		return
	}
	is(logLast, float64(l.Last))
	is(logBytes, float64(l.Bytes))
	is(logQuota, float64(l.Quota))
	is(logReplicas, float64(l.Replicas))
	is(logCurrent, float64(l.Current))
	if l.Watched {
		is(logFree, float64(l.Free))
		is(logMinFree, float64(l.MinFree))
	}
}

func one(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// handler answers a scrape.
func (m *Metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError, DisableCompression: true})
}
