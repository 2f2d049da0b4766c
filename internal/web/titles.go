package web

import "github.com/desirelines/desirelines/reports"

// titles are what a page of a project is called in the browser of who is signed in, by its template: its tabs and its history others may
// read, so that no title names a project, a person, or anything that somebody wrote. A page that is not here has a title of its own that is
// ours, such as the question of a small form.
func titles() map[string]string {
	return map[string]string{
		"aim": "An aim", "agreeall": "A yes for all your words", "audience": "An audience", "audiences": "Who is told what",
		"between": "Two moments side by side", "card": "A card", "circle": "A circle", "confirmed": "You have confirmed", "correct": "Put something right",
		"edges": "What we cannot decide freely", "entries": "Entries", "entry": "An entry", "exports": "Files that went out", "figure": "A figure", "find": "Find",
		"finish": "Finish the project", "forget": "Somebody wants to be forgotten", "forgetlist": "Somebody wants to be forgotten", "forgotten": "It is done",
		"goingout": "What may go out?", "home": "Start", "links": "Share links", "lookback": "Did it last?", "lookbacks": "Did it last?",
		"loops": "Still to talk about", "news": "News for our chat", "note": "A note", "paper": "Cards to print", "people": "People", "phone": "On this phone",
		"portfolio": "Projects side by side", "recordings": "May we record this?", "reminders": "What waits for us",
		"replay": "Step by step", "saved": "Saved", "section": "A part of the report", "share": "Let others read it", "tell": "Tell others",
		"telling": "A report", "wall": "A wall", "walls": "Walls", "walltype": "Type up a wall", "words": "Our words", "write": "Write",
	}
}

// TabTitle is the title for the browser; see titles.
func (s shell) TabTitle() string {
	title := s.Title
	switch {
	case !s.Known() && s.Where.Project != "":
		title += " – " + s.Name()
	case s.Known():
		if tab := s.tab(); tab != "" {
			title = tab
		}
	}
	return title + " – Desire Lines"
}

// tab is what a page is called without anybody's words; empty where its title has none.
func (s shell) tab() string {
	if s.eyes.page == "section" {
		for _, p := range sections {
			if p.Name == s.Here {
				return p.Value
			}
		}
		if title := reports.SectionWords(s.Here); title != s.Here && (s.Here == reports.SectionJudged || s.Here == reports.SectionWhatChanged) {
			return title // they are in no menu
		}
	}
	return titles()[s.eyes.page]
}
