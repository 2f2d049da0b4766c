package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// The questions that are answered before something is told outside, and the answer with which nothing stands in the way.
var beforeTelling = [...]struct{ says, careful string }{
	{"Could someone who knows the area tell who this is about?", "no"},
	{"Is there a date, place, job or illness that only one person has?", "no"},
	{"Could somebody put two reports side by side and see who came or left?", "no"},
	{"Is there a photo with a face, a tattoo or a street sign?", "no"},
	{"Did every person whose words are in it say yes to these readers?", "yes"},
	{"Does it say what did not work as plainly as what did?", "yes"},
}

// tellPage asks what has to be asked before an audience is told something.
type tellPage struct {
	shell
	Problems  []problem
	Unsaved   string
	Action    string
	Command   string
	To        reports.Audience
	Last      []reports.Release
	Preview   string
	Position  string // of the newest entry when the page was made: that is what will be told
	Questions []field
	Report    field
	Decided   field
	Back      string
}

func (s *site) tellForm(w http.ResponseWriter, r *http.Request) error {
	return s.showTell(w, r, http.StatusOK, &answers{values: map[string]string{"command": s.NewID()}})
}

func (s *site) showTell(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	at := ourPlace(r)
	to, err := s.toTell(r)
	if err != nil {
		return err
	}
	p, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (p tellPage, err error) {
		place := reports.PlaceOf(seen)
		p.shell, p.Position = s.shellOf(at, place, audiencesName, "Tell "+named(to.ID, to.Name)), number(place.Position)
		for _, release := range reports.ReleasesOf(seen) {
			if release.Audience.ID == to.ID && len(p.Last) == 0 {
				p.Last = append(p.Last, release)
			}
		}
		return p, nil
	})
	if err != nil {
		return err
	}
	own := at.url(audiencesName + "/" + escape(to.ID))
	if a.values["report"] == "" {
		a.values["report"] = "For " + to.Name + ", " + reports.DayWords(domain.DateOf(s.Now()))
	}
	if given := a.text("position"); given != "" {
		p.Position = given
	}
	names := []string{wholeForm}
	for i := range beforeTelling {
		f := a.fill(field{Name: question(i), Label: beforeTelling[i].says, Radios: true, Options: []pair{{"yes", "Yes"}, {"no", "No"}, {"unsure", "Not sure"}}})
		p.Questions, names = append(p.Questions, f), append(names, f.Name)
	}
	a.inOrder(append(names, "decided", "report"))
	p.Problems, p.Unsaved, p.Wrong = a.problems, a.problem(wholeForm), len(a.problems) > 0
	p.Action, p.Command, p.To, p.Preview, p.Back = own+"/tell", a.values["command"], to, at.url("for/"+escape(to.ID)), at.url(audiencesName)
	p.Decided = a.fill(field{Name: "decided", Label: "What did you talk about, and what did you decide?", Hint: "Only the group reads this. Do not use people’s names.", Rows: 4})
	p.Report = a.fill(field{Name: "report", Label: "What is it called?"})
	return s.show(w, r, status, "tell", p)
}

// toTell is the audience that is told; one of the group sees everything as it is written and is told nothing.
func (s *site) toTell(r *http.Request) (reports.Audience, error) {
	to, err := s.audienceOf(r)
	if err == nil && !isOutside(to) {
		return to, &domain.Error{Kind: domain.NotFound, Message: "they see what is written as soon as it is", Value: to.ID, Want: "tell somebody outside the group"}
	}
	return to, err
}

func question(i int) string { return "question-" + strconv.Itoa(i+1) }

// tell makes a release, once every question is answered and nobody is unsure.
func (s *site) tell(w http.ResponseWriter, r *http.Request) error {
	a, err := readForm(r)
	if err != nil {
		return err
	}
	to, err := s.toTell(r)
	if err != nil {
		return err
	}
	a.tooMuch(domain.MaxWords)
	a.mustHaveID(s.NewID)
	a.most("decided", domain.MaxWords/2)
	a.most("report", domain.MaxName)
	position, err := strconv.ParseUint(a.text("position"), 10, 64)
	if err != nil {
		a.values["position"] = ""
		a.wrong(wholeForm, "Not told yet. Please send it again.")
	}
	why := a.careful()
	if len(a.problems) > 0 {
		return s.showTell(w, r, a.status(), a)
	}
	told := &domain.AudienceTold{Audience: to.ID, Report: a.text("report"), Position: position, Why: domain.Write(why)}
	if err := s.recordSaid(r, a, told); err != nil {
		return s.notSaid(w, r, a, err, s.showTell)
	}
	http.Redirect(w, r, ourPlace(r).url(audiencesName), http.StatusSeeOther)
	return nil
}

// careful writes down what was answered, or notes why nothing may be told yet.
func (a *answers) careful() string {
	var says []string
	needsReason := false
	for i, q := range beforeTelling {
		switch answer := a.text(question(i)); answer {
		case "yes", "no":
			says = append(says, q.says+" "+map[string]string{"yes": "Yes.", "no": "No."}[answer])
			needsReason = needsReason || answer != q.careful
		case "unsure":
			a.wrong(question(i), "You are not sure. Leave that part out, or ask first. Then tell them.")
		default:
			a.wrong(question(i), "Choose an answer.")
		}
	}
	decided := a.text("decided")
	if needsReason && decided == "" {
		a.wrong("decided", "One of the answers asks for care. Write what you decided about it.")
	}
	if decided != "" {
		says = append(says, decided)
	}
	if a.text("report") == "" {
		a.wrong("report", "Say what it is called.")
	}
	return strings.Join(says, "\n")
}
