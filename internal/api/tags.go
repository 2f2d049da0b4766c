package api

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// The ETag of an answer about a project begins with the number of the last entry that who asks may know of; the rest stands for all that the answer depends on besides: who looks
// through whose eyes, the day, what is asked and the shape of answers. It is read before the answer is built, so it is never newer than that.

// unchanged answers 304 where who asks has the answer already, and puts its ETag on it where not.
func (q *question) unchanged() (same bool, err error) {
	err = q.live(q.r.Context(), q.asked[inProject.name], func(v projections.View) error {
		stand, position, day, err := q.stand(v)
		same = err == nil && q.has(strconv.FormatUint(position, 10), day, stand)
		return err
	})
	return same, err
}

// unchangedAmong is unchanged for an answer about several projects. Its ETag begins with how many entries they have together, and is none of a project.
func (q *question) unchangedAmong(projects []string) (same bool, err error) {
	var stands []string
	var together uint64
	err = q.Views.Read(q.r.Context(), func(rows projections.Reader) error {
		for _, id := range projects {
			v := projections.Live(rows, id)
			stand, position, _, err := q.stand(v)
			if err != nil {
				return err
			}
			stands, together = append(stands, stand), together+position
		}
		return nil
	})
	return err == nil && q.has(fmt.Sprintf("all-%d", together), domain.DateOf(q.Now().In(time.UTC)), stands...), err
}

// stand is all that what is seen of a project depends on, the number of the last entry that may be known of, and the day there.
func (q *question) stand(v projections.View) (stand string, position uint64, day domain.Date, err error) {
	lens, err := q.lens(v)
	day = domain.DateOf(q.Now().In(v.Zone()))
	return fmt.Sprintf("%q %q %d %v %q", v.Project, lens.Key(), v.Known.Position, lens.Viewer.Listens, day), reached(lens, v), day, err
}

// reached is the number of the last entry that may be known of through a lens: outside the group that of what was told last.
func reached(l reports.Lens, now projections.View) uint64 {
	if !l.Outside(now.Project) {
		return now.Known.Position
	}
	told, _ := l.Release(now)
	return told.Position
}

// has puts the ETag of an answer on it, and answers 304 where who asks has one with the same.
func (q *question) has(begins string, day domain.Date, stands ...string) bool {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %v %q %q %q", q.version, stands, q.token.Records, q.r.URL.EscapedPath(), q.questionsAsked(), linesWanted(q.r)))
	tag := fmt.Sprintf(`"%s-%s-%s"`, begins, day, hex.EncodeToString(sum[:9]))
	q.w.Header().Set("ETag", tag)
	for _, one := range strings.Split(q.asked[known.name], ",") {
		if one = strings.TrimPrefix(strings.TrimSpace(one), "W/"); one == tag { // * is for nobody: it would be answered before the gate is asked
			q.w.WriteHeader(http.StatusNotModified)
			return true
		}
	}
	return false
}

// questionsAsked is what is asked, in the order of the description. What only waits does not count.
func (q *question) questionsAsked() (list []string) {
	for _, p := range q.operation.asks {
		if p.in == "query" && p.name != atLeast.name {
			list = append(list, q.asked[p.name])
		}
	}
	return list
}

var lastKnown = regexp.MustCompile(`^"([1-9][0-9]{0,18})(-[-0-9a-f]*)?"$`)

// expected is the number of the last entry that who sends something knows of; 0: they do not say.
func (q *question) expected() (uint64, error) {
	given := strings.TrimSpace(q.asked[expects.name])
	if given == "" || given == "*" {
		return 0, nil
	}
	match := lastKnown.FindStringSubmatch(given)
	if match == nil {
		return 0, at("?"+expects.name, invalid(given, "this does not say after which entry", `send the ETag of one answer about the project, or the number of its last entry in quotes: "12"`))
	}
	return strconv.ParseUint(match[1], 10, 64)
}
